"""What makes a copy a copy (bản sao, Decree 30/2020/NĐ-CP art. 25 to 27, samples 3.1 and 3.2)."""

import textwrap
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from documents.compose import content as words
from documents.compose.content import Signer, clean
from documents.compose.places import (
    SIGNATURE_MM,
    SIGNATURE_ROOM_MM,
    Composed,
    Place,
    corner_on,
    seal_on,
)
from documents.compose.typesetting import typeset
from office import clock, fonts

TIME = "{time}"  # the signing step puts its own time here
NOTE_SIGNS = 46  # letters of 10 points that the corner holds on one line
TOP_MM, LOWEST_MM = 20.0, 200.0


class CopyForm(StrEnum):
    """The three forms of a copy in the words that are printed."""

    TRUE_COPY = "SAO Y"
    EXTRACT = "TRÍCH SAO"
    COPY_OF_COPY = "SAO LỤC"


@dataclass(frozen=True)
class CopyNote:
    """The lines in the upper right corner of an electronic copy, and where they stand."""

    lines: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class PaperCopy:
    """What stands under the rule of a copy on paper; `symbol` without number leaves room for it."""

    form: CopyForm
    agency: str
    symbol: str
    place: str
    signer: Signer
    issued_on: date | None = None
    recipients: tuple[str, ...] = ()
    seal_diameter_mm: float | None = None


def electronic_copy_note(
    form: CopyForm, agency: str, at: datetime | None = None, *, page: tuple[float, float]
) -> CopyNote:
    """Form of copy, copying agency, time of signing (sample 3.2): text alone, no image.

    Without a time the signing step fills in its own. `page` is width and height in points.
    """
    moment = clock.to_local(at).strftime("%d/%m/%Y; %H:%M:%S +07:00") if at else TIME
    lines = (*textwrap.wrap(f"{form.value}; {clean(agency)};", NOTE_SIGNS), moment)
    return CopyNote(lines, corner_on(*page))


def separate_file_note(symbol: str, at: datetime | None = None) -> tuple[str, ...]:
    """Number, symbol and time on an annex or attached text in a file of its own (sample 2.2)."""
    moment = clock.to_local(at).strftime("%d/%m/%Y; %H:%M:%S +07:00") if at else TIME
    return (f"Số: {symbol}; {moment}",)


def paper_copy_page(copy: PaperCopy, *, top_mm: float = TOP_MM) -> Composed:
    """A page with the block of a copy on paper; `top_mm` puts it under the end of the text."""
    issued_on = copy.issued_on or clock.today()
    top = min(max(top_mm, TOP_MM), LOWEST_MM)
    made = typeset("copy.typ", _printed(copy, issued_on) | {"top": top}, year=issued_on.year)
    places = dict(made.places)
    if copy.seal_diameter_mm:
        places["dau"] = seal_on(places["chuky1"], copy.seal_diameter_mm)
    return Composed(made.pdf, places, made.count, fonts.substitute_used())


def _printed(copy: PaperCopy, issued_on: date) -> dict[str, object]:
    day, month = words.day_words(issued_on)
    return {
        "form": copy.form.value,
        "agency": clean(copy.agency),
        "agency-capitals": clean(copy.agency).upper(),
        "symbol": f"Số: {clean(copy.symbol)}",
        "dated": f"{clean(copy.place)}, ngày {day} tháng {month} năm {issued_on.year}",
        "recipients": words.closed([*map(clean, copy.recipients), "Lưu: VT"]),
        "signer": {
            "authority": [clean(line) for line in copy.signer.authority],
            "name": clean(copy.signer.full_name),
            "mark": "chuky1",
        },
        "room": SIGNATURE_ROOM_MM,
        "signature": dict(zip(("width", "height"), SIGNATURE_MM, strict=True)),
    }
