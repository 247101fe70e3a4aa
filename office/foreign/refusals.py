"""Why a foreign file is not taken, and what its sender can do about it."""

from enum import StrEnum

from office.errors import Refusal
from office.i18n import _l


class Reason(StrEnum):
    """The reasons a child or an upload check can give."""

    CRASHED = "crashed"
    TIME = "time"
    MEMORY = "memory"
    BOMB = "bomb"
    TOO_LARGE = "too-large"
    TOO_MANY_PAGES = "too-many-pages"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    SIGNED = "signed"
    SCRIPTS = "scripts"
    MACROS = "macros"
    EMBEDDED = "embedded"
    EXTERNAL = "external"
    PROGRAM = "program"
    WRONG_NAME = "wrong-name"
    WRONG_TYPE = "wrong-type"
    NOT_ALLOWED = "not-allowed"
    NOT_A_SPREADSHEET = "not-a-spreadsheet"
    NOT_A_CALENDAR = "not-a-calendar"
    NO_HEADINGS = "no-headings"
    NO_ROWS = "no-rows"
    TOO_MANY_ROWS = "too-many-rows"
    NOT_A_SEAL = "not-a-seal"
    NOT_CLEAR = "not-clear"
    NO_BAG = "no-bag"
    UNDECLARED = "undeclared"
    HOSTILE_PATH = "hostile-path"
    WRONG_SUM = "wrong-sum"
    DTD = "dtd"


SAVE_AGAIN = _l("Open it in the program that made it, save it again and send the new file.")
MAKE_ANEW = _l("Ask the sender to make the package anew and to send it unchanged.")

WORDS = {
    Reason.CRASHED: (_l("The file cannot be read: it is broken inside."), SAVE_AGAIN),
    Reason.TIME: (_l("The file takes too long to read."), _l("Split it into smaller files.")),
    Reason.MEMORY: (
        _l("The file needs too much memory to read."),
        _l("Lower the resolution of its pictures or split it into smaller files."),
    ),
    Reason.BOMB: (
        _l("The file unpacks to far more than its size: it may be harmful."),
        _l("Ask the sender for the document itself, saved anew as PDF."),
    ),
    Reason.TOO_LARGE: (_l("The file is too large."), _l("Split it into smaller files.")),
    Reason.TOO_MANY_PAGES: (
        _l("The file has too many pages."),
        _l("Split it into volumes of at most 3,000 pages."),
    ),
    Reason.DAMAGED: (_l("The file is damaged or incomplete."), SAVE_AGAIN),
    Reason.ENCRYPTED: (
        _l("The file is protected by a password."),
        _l("Open it with its password, save it without protection and send the new file."),
    ),
    Reason.SIGNED: (
        _l("The file is signed already and cannot be rewritten."),
        _l("Ask for the unsigned file."),
    ),
    Reason.SCRIPTS: (
        _l("The PDF contains a script or starts a program."),
        _l("Print it to a new PDF and send that one."),
    ),
    Reason.MACROS: (
        _l("The file contains macros."),
        _l("Save it without macros (as .docx or .xlsx) or as PDF and send the new file."),
    ),
    Reason.EMBEDDED: (
        _l("The file contains another file or a live object."),
        _l("Turn embedded objects into pictures and send other files as annexes of their own."),
    ),
    Reason.EXTERNAL: (
        _l("The file fetches parts of itself from elsewhere."),
        _l("Break the links (pictures, templates, fields), save it and send the new file."),
    ),
    Reason.PROGRAM: (
        _l("This is a program, not a document."),
        _l("Programs are never taken; tell the security officer if a colleague sent it to you."),
    ),
    Reason.WRONG_NAME: (
        _l("The file name cannot be used."),
        _l("Give it a short name of letters and digits with its extension, like cong-van.pdf."),
    ),
    Reason.WRONG_TYPE: (
        _l("The content of the file does not agree with its name."),
        _l("Save it in the format its name says and send it again."),
    ),
    Reason.NOT_ALLOWED: (
        _l("Files of this kind are not taken here."),
        _l("Save it as PDF and send that."),
    ),
    Reason.NOT_A_SPREADSHEET: (
        _l("This is no spreadsheet that can be read here."),
        _l("Save it as Excel workbook (.xlsx) or as CSV UTF-8 and send that file."),
    ),
    Reason.NOT_A_CALENDAR: (
        _l("This is no calendar file."),
        _l("Export your calendar as iCalendar (.ics) and send that file."),
    ),
    Reason.NO_HEADINGS: (
        _l("The row of headings was not found in the spreadsheet."),
        _l("Download the template and keep its row of headings as it is."),
    ),
    Reason.NO_ROWS: (
        _l("The spreadsheet has headings, but no row below them."),
        _l("Look whether the rows stand on its first sheet, and send it again."),
    ),
    Reason.NOT_A_SEAL: (
        _l("This picture is too small for a seal, or far from square."),
        _l("Scan the seal at 300 dots per inch or more and cut the picture close around it."),
    ),
    Reason.NOT_CLEAR: (
        _l("The picture has no clear background: the seal would hide the signature under it."),
        _l("Save it as PNG with a transparent background."),
    ),
    Reason.TOO_MANY_ROWS: (
        _l("The spreadsheet has more rows or columns than can be read at once."),
        _l("Split it into several files, each with the row of headings."),
    ),
    Reason.NO_BAG: (_l("This is no package of a work file."), MAKE_ANEW),
    Reason.UNDECLARED: (_l("The package holds more or less than its list says."), MAKE_ANEW),
    Reason.HOSTILE_PATH: (_l("The package names places outside itself."), MAKE_ANEW),
    Reason.WRONG_SUM: (_l("A file in the package has changed: its check sum is wrong."), MAKE_ANEW),
    Reason.DTD: (_l("The package’s description brings declarations of its own."), MAKE_ANEW),
}


class ForeignFileRefused(Refusal):
    """A file from outside that is not taken, in words that say what to do."""

    status = 422
    code = "foreign-file"

    def __init__(self, reason: Reason) -> None:
        message, fix = WORDS[reason]
        super().__init__(message, fix=fix)
        self.reason = reason
