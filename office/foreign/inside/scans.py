"""What a scanned PDF is made of: its version, resolution and colour of the picture of each page."""

from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2 import raw

from office.foreign.inside.pdf import PAGE_LIMIT, opened_pages
from office.foreign.inside.trouble import Trouble

GREY_BITS = 8


def scan(source: Path, _out: Path) -> dict[str, Any]:
    """Of each page its largest picture; a page without one has no resolution."""
    with opened_pages(source) as pages:
        if len(pages) > PAGE_LIMIT:
            raise Trouble("too-many-pages")
        looks = [_look(pages[place]) for place in range(len(pages))]
        version = pages.get_version() or 0
    return {"version": [version // 10, version % 10], "pages": looks}


def _look(page: pypdfium2.PdfPage) -> list[Any]:
    found = [one.get_metadata() for one in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE])]
    if not found:
        return [0, False]
    largest = max(found, key=lambda one: one.width * one.height)
    dpi = round(min(largest.horizontal_dpi, largest.vertical_dpi))
    return [dpi, largest.bits_per_pixel > GREY_BITS]
