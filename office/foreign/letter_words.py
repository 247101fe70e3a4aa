"""What people are told about a letter from outside: how it was read, what is dangerous in it."""

from office.foreign.letters import Notice, Noticed
from office.i18n import _l

NOTICES = {
    Notice.CHARSET_GUESSED: _l(
        "The letters of this mail were not written as it declares: read as %(used)s."
    ),
    Notice.BROKEN_MIME: _l("The mail is broken: parts of it may be missing."),
    Notice.BROKEN_ENCODING: _l("A part of the mail is damaged: some of it may be wrong."),
    Notice.MISSING_BOUNDARY: _l("The mail does not say where its parts end: they were guessed."),
    Notice.TOO_MANY_PARTS: _l("The mail has too many parts: only the first are shown."),
    Notice.NESTED_TOO_DEEP: _l("The mail has too many layers: the innermost stay closed."),
    Notice.CUT_SHORT: _l("The mail is too long: only its beginning is shown."),
    Notice.ODD_PAGE: _l("The mail is made to overload its reader: only its words are shown."),
    Notice.WINMAIL: _l("The files of this mail are in a closed bag of Outlook (winmail.dat)."),
    Notice.READ_IN_PART: _l("The mail was read in part only: its files were not checked."),
    Notice.UNREADABLE: _l("The mail cannot be read: only its head is shown."),
}
RISKS = {
    "executable": _l("This is a program or holds one."),
    "script": _l("This holds a script that may run."),
    "shortcut": _l("This is a shortcut that may start a program."),
    "disk_image": _l("This is an image of a disk: what is in it cannot be checked."),
    "macro": _l("This holds macros."),
    "active_pdf": _l("This PDF holds a script or starts a program."),
    "external_content": _l("This document fetches parts of itself from elsewhere."),
    "web_page": _l("This is a web page: it may pretend to be a sign-in page."),
    "disguised": _l("The name hides what this file is."),
    "encrypted_document": _l("This document is under a password and cannot be checked."),
    "encrypted_archive": _l("This archive is under a password and cannot be checked."),
    "unread_archive": _l("Archives of this kind cannot be checked."),
    "damaged_archive": _l("This archive is damaged and cannot be checked."),
    "archive_bomb": _l("This unpacks to far more than its size: it may be harmful."),
    "nested_too_deep": _l("This holds archives within archives that were not opened."),
    "formula_csv": _l("This table holds formulas that may start a program."),
    "not_checked": _l("This file was not checked."),
}


def notice_text(noticed: Noticed) -> str:
    """One notice in the language of the reader."""
    used = noticed.values[-1] if noticed.values else ""
    return str(NOTICES[noticed.code]).replace("%(used)s", used)


def risk_text(code: str) -> str:
    """One risk in the language of the reader; a code of later times is told as unchecked."""
    return str(RISKS.get(code, RISKS["not_checked"]))
