"""What the automatic check of form found, in words: what, where, how it is mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from documents.models import Draft
from office.i18n import _, _l, language
from office.law.layouts import draft_fields

FAULTS: Mapping[str, tuple[Any, Any]] = {
    "no-text": (
        _l("The pages are pictures without text."),
        _l("Make the PDF from the word processor; a scan cannot be checked nor searched."),
    ),
    "empty-field": (
        _l("Dots stand where this is missing: %(seen)s."),
        _l("Fill in the field."),
    ),
    "page-size": (
        _l("The page is no A4 (%(seen)s)."),
        _l("Set the paper to A4, 210 × 297 mm."),
    ),
    "margin-left": (
        _l("The text begins %(seen)s from the left edge."),
        _l("Set the left margin to 30 to 35 mm."),
    ),
    "margin-right": (
        _l("The text comes within %(seen)s of the right edge."),
        _l("Set the right margin to 15 to 20 mm."),
    ),
    "margin-top": (
        _l("The text begins %(seen)s from the upper edge."),
        _l("Set the top margin to 20 to 25 mm."),
    ),
    "page-number": (
        _l("The page bears no number in the middle of the top margin."),
        _l("Put the page number into the header, from page 2 on."),
    ),
    "motto": (
        _l("The motto CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM is missing."),
        _l("Write it at the upper right of page 1, in capitals."),
    ),
    "devotion": (
        _l("The line Độc lập - Tự do - Hạnh phúc is missing."),
        _l("Write it under the motto, with a space on both sides of each hyphen."),
    ),
    "motto-style": (
        _l("The motto is not set in bold of 12 to 13 points."),
        _l("Set it in bold, 12 or 13."),
    ),
    "devotion-style": (
        _l("The line Độc lập - Tự do - Hạnh phúc is not set in bold of 13 to 14 points."),
        _l("Set it in bold, 13 or 14."),
    ),
    "number": (
        _l("The word “Số:” is missing on page 1."),
        _l("Write “Số:” and the symbol under the name of the agency."),
    ),
    "date": (
        _l("Place and date are missing on page 1."),
        _l("Write place, day, month and year at the right, level with the number."),
    ),
    "abstract": (
        _l("The abstract “V/v …” is missing."),
        _l("Write it under the number of the letter."),
    ),
    "type-name": (
        _l("The name of the type is missing: %(seen)s."),
        _l("Write it in bold capitals in the middle, above the abstract."),
    ),
    "recipients": (
        _l("The words “Nơi nhận:” are missing."),
        _l("List the recipients at the lower left, level with the competence of the signer."),
    ),
    "master": (
        _l("The line that says where the master is kept is missing."),
        _l("End the recipients with “- Lưu: VT, …”."),
    ),
    "end-mark": (
        _l("The text does not end with “./.”."),
        _l("Put “./.” after the last word of the text."),
    ),
    "signer": (
        _l("The name of the chosen signer is not on the pages: %(seen)s."),
        _l("Write the full name under the room for the signature, or choose another signer."),
    ),
    "as-above": (
        _l("The recipients do not begin with “Như trên”."),
        _l("Write “Như trên” as the first line of the copies."),
    ),
    "font": (
        _l("Words are set in %(seen)s."),
        _l("Set everything in Times New Roman."),
    ),
    "text-size": (
        _l("Most of the text is set in %(seen)s points."),
        _l("Set the text in 13 or 14 points."),
    ),
    "small-print": (
        _l("Some words are set in %(seen)s points."),
        _l("Nothing on an official page is smaller than 10 points."),
    ),
}


@dataclass(frozen=True)
class Said:
    """One finding as the page shows it."""

    what: str
    where: str
    fix: str


def said_of(draft: Draft) -> list[Said]:
    """The findings on the present pages of a draft."""
    return list(_said(draft.checks))


def _said(found: Iterable[Mapping[str, Any]]) -> Iterable[Said]:
    for row in found:
        what, fix = FAULTS[row["code"]]
        where = _("Page %(page)s", page=row["page"]) if row["page"] else ""
        yield Said(str(what) % {"seen": _seen(row)}, where, str(fix))


def _seen(row: Mapping[str, Any]) -> str:
    """A field is named in the reader's language."""
    if row["code"] == "empty-field":
        return draft_fields()[row["seen"]].name(language())
    return str(row["seen"])
