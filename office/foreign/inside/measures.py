"""What stands where on the pages of a PDF: lines of text with their boxes and fonts."""

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2 import raw

from office.foreign.inside.pdf import opened_pages

PAGES_READ = 40
SIGNS_READ = 12_000
NAME_LENGTH = 200
MILLIMETRE = 72 / 25.4


def measures(source: Path, _out: Path) -> dict[str, Any]:
    """Lines in millimetres from the upper left corner; long files are read at their beginning."""
    with opened_pages(source) as pages:
        read = [_sheet(pages[place]) for place in range(min(len(pages), PAGES_READ))]
        return {"sheets": read, "pages": len(pages)}


def _sheet(page: pypdfium2.PdfPage) -> dict[str, Any]:
    width, height = page.get_size()
    text = page.get_textpage()
    lines = [_line(text, start, words, height) for start, words in _lines(text)]
    return {
        "width": round(width / MILLIMETRE, 1),
        "height": round(height / MILLIMETRE, 1),
        "lines": lines,
    }


def _lines(text: pypdfium2.PdfTextPage) -> Iterator[tuple[int, str]]:
    """Where each line begins and what it says."""
    start = 0
    for line in text.get_text_range(count=min(text.count_chars(), SIGNS_READ)).split("\n"):
        if line.strip():
            yield start, line.rstrip()
        start += len(line) + 1


def _line(text: pypdfium2.PdfTextPage, start: int, words: str, height: float) -> dict[str, Any]:
    shown = [start + step for step, sign in enumerate(words) if not sign.isspace()]
    lefts, bottoms, rights, tops = zip(*(text.get_charbox(place) for place in shown), strict=True)
    return {
        "text": words.strip(),
        "left": _millimetres(min(lefts)),
        "right": _millimetres(max(rights)),
        "top": _millimetres(height - max(tops)),
        "bottom": _millimetres(height - min(bottoms)),
        "size": round(raw.FPDFText_GetFontSize(text.raw, shown[0]), 1),
        "fonts": sorted({_font(text, place) for place in _beginnings(start, words)}),
    }


def _millimetres(points: float) -> float:
    return round(points / MILLIMETRE, 1)


def _beginnings(start: int, words: str) -> Iterator[int]:
    """The first letter of each word: words change their font, letters hardly ever."""
    before = " "
    for step, sign in enumerate(words):
        if before.isspace() and not sign.isspace():
            yield start + step
        before = sign


def _font(text: pypdfium2.PdfTextPage, place: int) -> str:
    name, flags = ctypes.create_string_buffer(NAME_LENGTH), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text.raw, place, name, NAME_LENGTH, ctypes.byref(flags))
    return name.value.decode("utf-8", "replace").rpartition("+")[2]
