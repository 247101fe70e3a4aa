"""A register as PDF: its cover, then A4 landscape pages with the head repeated on each."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from documents.compose.content import clean
from office import fonts
from office.errors import Refusal
from office.i18n import _
from signing.operations import Rect

TEMPLATES = Path(__file__).parent / "templates"
STANDARD: Literal["a-2b"] = "a-2b"
HEIGHT = 210 * 72 / 25.4  # A4 landscape
Span = tuple[str, int, int]


@dataclass(frozen=True)
class RegisterPaper:
    """All words of a printed register; columns are headings with their share of the width."""

    title: str
    parent: str
    agency: str
    place: str
    year: int
    volume: int
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[tuple[str, ...], bool], ...]
    spans: tuple[Span, ...]
    days: tuple[str, str]
    check: str
    made: str
    made_by: str


@dataclass(frozen=True)
class Printed:
    """The PDF, how many pages it has, and where signature and seal stand on the cover."""

    pdf: bytes
    pages: int
    places: dict[str, Rect]


def compose_register(paper: RegisterPaper) -> Printed:
    """Set the register; equal content gives equal bytes."""
    import typst

    compiler = typst.Compiler(
        TEMPLATES / "register.typ",
        root=TEMPLATES,
        font_paths=fonts.typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(_data(paper))},
    )
    try:
        made_at = datetime(paper.year, 1, 1, tzinfo=UTC)
        pdf = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=made_at)
    except typst.TypstError as error:
        raise Refusal(
            _("The register could not be set: %(reason)s", reason=error.message)
        ) from error
    if not isinstance(pdf, bytes):  # pragma: no cover  # a list only for image formats
        raise TypeError(type(pdf))
    marks = json.loads(compiler.query("<place>", field="value", format="json"))
    pages = json.loads(compiler.query("<pages>", field="value", format="json", one=True))
    return Printed(pdf, pages, {mark["name"]: _rect(mark) for mark in marks})


def _data(paper: RegisterPaper) -> dict[str, Any]:
    return {
        "title": clean(paper.title),
        "parent": clean(paper.parent),
        "agency": clean(paper.agency),
        "year": str(paper.year),
        "volume": f"{paper.volume:02d}" if paper.volume else "",
        "columns": [{"words": words, "width": width} for words, width in paper.columns],
        "rows": [
            {"cells": [clean(cell) for cell in cells], "void": void} for cells, void in paper.rows
        ],
        "spans": [_span(span) for span in paper.spans],
        "days": list(paper.days),
        "check": paper.check,
        "made": paper.made,
        "by": clean(paper.made_by),
        "place": clean(paper.place),
        "fonts": fonts.font_stack(),
    }


def _span(span: Span) -> dict[str, Any]:
    name, low, high = span
    return {"name": clean(name), "first": low, "last": high}


def _rect(mark: dict[str, Any]) -> Rect:
    top = HEIGHT - mark["y"]
    return Rect(mark["x"], top - mark["height"], mark["x"] + mark["width"], top)
