"""Words for what was noticed about a letter, its files and its sender."""

from collections.abc import Mapping
from typing import Any

from office.i18n import _, _l

NOTICES: Mapping[str, object] = {
    "secrecy": _l("This letter bears a secrecy mark; its words are not shown."),
    "infected": _l("A virus was found in this letter; its words are not shown."),
    "listed": _l("Its sending server stands on a public blocklist."),
    "own_name": _l(
        "It bears an address of this house, but it came from outside and nothing proves that it "
        "was written here."
    ),
    "charset_guessed": _l("The charset of this letter was guessed."),
    "broken_mime": _l("This letter is built wrongly; what could be read is shown."),
    "broken_encoding": _l("A part of this letter is encoded wrongly; what could be read is shown."),
    "missing_boundary": _l("The parts of this letter are not marked as they should be."),
    "too_many_parts": _l("This letter has more parts than are read; the first ones are shown."),
    "nested_too_deep": _l("Parts of this letter lie too deep inside each other and are not shown."),
    "cut_short": _l("This letter is very long; only its beginning is shown."),
    "odd_page": _l("The design of this letter was too odd to be shown; its text is."),
    "winmail": _l("Files of this letter lie in a winmail.dat, which only Outlook packs."),
    "read_in_part": _l(
        "This letter was too much to be read as a whole; its files were not looked into."
    ),
    "imported": _l(
        "This letter was brought in from a file or from another server; nobody checked that its "
        "sender is who it says."
    ),
    "unreadable": _l("This letter could not be read; save the original to look at it."),
}
RISKS: Mapping[str, object] = {
    "executable": _l("a program"),
    "script": _l("a script"),
    "shortcut": _l("a shortcut that starts something"),
    "disk_image": _l("a disk image"),
    "macro": _l("holds macros"),
    "web_page": _l("a web page"),
    "disguised": _l("its name pretends to be another kind of file"),
    "active_pdf": _l("a PDF with scripts"),
    "encrypted_document": _l("locked with a password"),
    "encrypted_archive": _l("an archive under a password; nobody could look inside"),
    "unread_archive": _l("an archive of a kind that was not opened"),
    "damaged_archive": _l("a damaged archive"),
    "archive_bomb": _l("an archive that unpacks to far too much"),
    "nested_too_deep": _l("archives inside archives"),
    "external_content": _l("loads content from elsewhere"),
    "formula_csv": _l("a table with formulas that start something"),
    "not_checked": _l("not looked into"),
    "virus": _l("a virus was found"),
}

IMPORT_FAULTS: Mapping[str, object] = {
    "too_large": _l("it is larger than 64 MB"),
    "no_letter": _l("it is no letter: there is neither a sender nor a date nor a subject"),
    "unreadable": _l("it could not be read"),
    "secret": _l("it bears a secrecy mark"),
    "infected": _l("a virus was found in it"),
    "full": _l("the mailbox is full"),
    "full_here": _l("the mailbox is full; this letter and those behind it were not looked at"),
    "given_up": _l("the program tried many times and could not go on from this letter"),
}


def verdict_of(verdicts: Mapping[str, Any], domain: str) -> tuple[str, str, str]:
    """One sentence about the sender's domain, what it rests on, and how it is marked."""
    dmarc = str(verdicts.get("dmarc") or "")
    signed = [one for one in verdicts.get("dkim") or () if isinstance(one, Mapping)]
    basis = " · ".join(
        [
            f"SPF {verdicts.get('spf') or 'none'}",
            f"DKIM {next((str(one.get('result')) for one in signed), 'none')}",
            f"DMARC {dmarc or 'none'}",
        ]
    )
    if dmarc == "pass":
        return _("From outside; %(domain)s confirms this sender.", domain=domain), basis, "good"
    if dmarc == "fail":
        return (
            _("From outside; %(domain)s does not confirm this sender.", domain=domain),
            basis,
            "stop",
        )
    return (
        _("From outside; nobody can say whether it comes from %(domain)s.", domain=domain),
        basis,
        "warn",
    )
