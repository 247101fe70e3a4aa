"""The .docx source of a draft: a template to write in, and its conversion to PDF/A by LibreOffice.

LibreOffice is a program of the host and optional: without it a draft made in a word processor is
uploaded as a PDF made at the desk.
"""

import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from documents.compose.places import (
    DATE_WIDTH,
    NUMBER_SIZE,
    NUMBER_WIDTH,
    POINTS_A_MM,
    SIGNATURE_MM,
    Composed,
    Place,
    seal_on,
    text_field_box,
)
from documents.compose.word_template import DATE_SIZE, template_docx
from office import fonts
from office.foreign import conversion
from office.foreign.child import run_child
from office.foreign.kinds import Kind
from office.foreign.reading import inspect
from office.foreign.refusals import ForeignFileRefused, Reason
from office.foreign.uploads import SIZE_LIMIT, refuse_faults

__all__ = ["EXPECTED", "convert_docx", "template_docx"]

EXPECTED = ("so", "ngay", "thang", "chuky1", "dau")
TEXT_FIELDS = {
    "so": (NUMBER_WIDTH, NUMBER_SIZE),
    "ngay": (DATE_WIDTH, DATE_SIZE),
    "thang": (DATE_WIDTH, DATE_SIZE),
}
ASCENT = 0.891  # of Times New Roman and its metric-compatible stand-ins


def convert_docx(
    data: bytes,
    *,
    seal_diameter_mm: float | None = None,
    expected: Collection[str] = EXPECTED,
) -> Composed:
    """Turn a draft into PDF/A-2b; bookmarks become places, and what is missing is named."""
    program = conversion.needed()
    if len(data) > SIZE_LIMIT:
        raise ForeignFileRefused(Reason.TOO_LARGE)
    with tempfile.TemporaryDirectory(prefix="docx-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / "draft.docx"
        source.write_bytes(data)
        refuse_faults(inspect(source), Kind.DOCX)
        pdf = conversion.converted(program, source)
        facts = run_child("destinations", pdf).facts
        return _composed(pdf.read_bytes(), facts, seal_diameter_mm, expected)


def _composed(
    pdf: bytes, facts: Mapping[str, Any], seal_diameter_mm: float | None, expected: Collection[str]
) -> Composed:
    places = _places(facts["points"], seal_diameter_mm)
    inside = {name: place for name, place in places.items() if _is_inside(place, facts)}
    missing = tuple(name for name in expected if name not in inside)
    return Composed(pdf, inside, facts["pages"], _stand_in(facts["fonts"]), missing)


def _places(
    points: Mapping[str, tuple[int, float, float]], seal_diameter_mm: float | None
) -> dict[str, Place]:
    found = {
        name: _text_field(name, point) if name in TEXT_FIELDS else _signature(point)
        for name, point in points.items()
        if name in TEXT_FIELDS or name.startswith("chuky")
    }
    if "dau" in points and seal_diameter_mm:
        # In the template this bookmark lies on that of the first signature; moved, it goes alone.
        found["dau"] = seal_on(_signature(points["dau"]), seal_diameter_mm)
    return found


def _text_field(name: str, point: tuple[int, float, float]) -> Place:
    """The bookmark is the upper left corner of its line."""
    page, left, top = point
    width, size = TEXT_FIELDS[name]
    return text_field_box(
        page=page, left=left, baseline=top - ASCENT * size, width=width, size=size
    )


def _signature(point: tuple[int, float, float]) -> Place:
    """The bookmark is the middle of the upper edge."""
    page, middle, top = point
    width, height = (side * POINTS_A_MM for side in SIGNATURE_MM)
    return Place(page, middle - width / 2, top - height, middle + width / 2, top)


def _is_inside(place: Place, facts: Mapping[str, Any]) -> bool:
    """A bookmark dragged to the edge leaves no room for its field: as good as missing."""
    if place.page >= len(facts["page_sizes"]):
        return False
    width, height = facts["page_sizes"][place.page]
    return place.x0 >= 0 and place.y0 >= 0 and place.x1 <= width and place.y1 <= height


def _stand_in(names: list[str]) -> str | None:
    """The family that LibreOffice took for Times New Roman, seen from the fonts in the PDF."""
    used = "".join(names)
    return next((one for one in fonts.STAND_INS if one.replace(" ", "") in used), None)
