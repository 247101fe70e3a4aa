"""`python -m bench.contact_sheet`: the 29 types as pictures, eight pages a sheet, to look at."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image

from tests.documents.compose.specimens import codes, composed

FOLDER = Path("screenshots")
SCALE = 0.9
ACROSS, DOWN = 4, 2
CELL = (540, 770)
GREY = (136, 136, 136)


def main() -> None:
    """Set a fictional document of each type and paste its pages into sheets."""
    FOLDER.mkdir(exist_ok=True)
    pages = [page for code in codes() for page in _pages(composed(code).pdf)]
    room = ACROSS * DOWN
    for number, start in enumerate(range(0, len(pages), room), start=1):
        _sheet(pages[start : start + room]).save(FOLDER / f"types-{number}.png")


def _pages(pdf: bytes) -> Iterator[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=SCALE).to_pil()


def _sheet(pages: list[Image.Image]) -> Image.Image:
    sheet = Image.new("RGB", (CELL[0] * ACROSS, CELL[1] * DOWN), GREY)
    for place, page in enumerate(pages):
        sheet.paste(page, (place % ACROSS * CELL[0], place // ACROSS * CELL[1]))
    return sheet


if __name__ == "__main__":
    main()
