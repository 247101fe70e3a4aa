"""What the pages of a draft's way ask for: signers in order, the sheet, marks."""

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from documents.forms.choices import DeskChoice, chosen_desk
from documents.models import SubmissionSheet
from documents.operations.reviewing import Mark
from documents.operations.sheets import SheetWords
from office.errors import Invalid
from office.i18n import _
from office.typed import whole

MOST_OTHERS = 3
ROWS, MORE = 2, 2
MOST_ROWS = 30
MOST_PAGES = 9_999
SHEET = ("summary", "basis", "options", "proposal")


def others_of(typed: "MultiDict[str, str]", offered: Sequence[DeskChoice]) -> list[int]:
    """Who signs with the main signer, in order; empty lines are left out."""
    values = [typed.get(f"other{place}", "") for place in range(MOST_OTHERS)]
    return [chosen_desk(value, offered, field="other0") for value in values if value]


def sheet_words(typed: "MultiDict[str, str]") -> SheetWords:
    """The words of the submission sheet."""
    return SheetWords(**{name: typed.get(name, "").replace("\r\n", "\n") for name in SHEET})


def sheet_values(sheet: SubmissionSheet | None) -> dict[str, str]:
    """The kept words as the fields show them."""
    return {name: getattr(sheet, name) for name in SHEET} if sheet else {}


def mark_rows(typed: "MultiDict[str, str]") -> int:
    """How many lines for marks the form shows; "more" asks for some."""
    shown = typed.get("rows", type=int) or ROWS
    wanted = shown + MORE if typed.get("again") == "rows" else shown
    return max(ROWS, min(wanted, MOST_ROWS))


def marks_of(typed: "MultiDict[str, str]", *, pages: int = 0) -> list[Mark]:
    """The marks that were entered; one without a remark says what is missing.

    No mark stands on a page after the last of `pages`; nothing told, the most that a draft has.
    """
    found = [_mark(typed, row, pages or MOST_PAGES) for row in range(mark_rows(typed))]
    return [mark for mark in found if mark is not None]


def _mark(typed: "MultiDict[str, str]", row: int, last: int) -> Mark | None:
    page, passage, words = (
        typed.get(f"{name}{row}", "").strip() for name in ("page", "passage", "words")
    )
    if not (page or passage or words):
        return None
    if not words:
        said = _("Say what is to be mended here.")
        raise Invalid(said, fields={f"words{row}": said})
    number = whole(page) or 0
    if page and not 0 < number <= last:
        said = _("Write the page as a number from 1 to %(last)s.", last=last)
        raise Invalid(said, fields={f"page{row}": said})
    return Mark(words, number or None, passage)
