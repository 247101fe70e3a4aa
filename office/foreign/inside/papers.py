"""Scans made into one PDF, and a stamp laid on a copy of a first page."""

import io
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageOps

from office.foreign.inside.images import PIXELS_OUT, opened
from office.foreign.inside.pdf import PAGE_LIMIT, SIGNED
from office.foreign.inside.trouble import Trouble
from office.foreign.kinds import HEAD_BYTES, Kind, sniff

JOINED, STAMPED, BLOCKED = "joined.pdf", "stamped.pdf", "blocked.pdf"
QUALITY = 85
A4_INCHES = (8.27, 11.69)
POINTS_PER_MM = 72 / 25.4


def join(source: Path, out: Path, *, more: list[str]) -> dict[str, Any]:
    """All pages of these scans one after the other; a signed file is never taken apart."""
    paths = [source, *map(Path, more)]
    if more and any(SIGNED.search(path.read_bytes()) for path in paths):
        raise Trouble("signed")
    with ExitStack() as stack, pikepdf.new() as joined:
        for path in paths:
            for opened_file in _opened(path, stack):
                joined.pages.extend(opened_file.pages)
            if len(joined.pages) > PAGE_LIMIT:
                raise Trouble("too-many-pages")
        joined.save(out / JOINED, deterministic_id=True)
        return {"pages": len(joined.pages)}


def stamp(source: Path, out: Path, *, stamp: str, left_mm: float, top_mm: float) -> dict[str, Any]:
    """A copy of page 1 with a picture of ours on it; the source stays as it is."""
    with ExitStack() as stack, pikepdf.new() as made:
        made.pages.append(next(_opened(source, stack)).pages[0])
        drawn = stack.enter_context(pikepdf.open(stamp))
        page, box = pikepdf.Page(made.pages[0]), drawn.pages[0].mediabox
        width, height = (float(box[at + 2]) - float(box[at]) for at in (0, 1))
        left, top = left_mm * POINTS_PER_MM, float(page.mediabox[3]) - top_mm * POINTS_PER_MM
        place = pikepdf.Rectangle(left, top - height, left + width, top)
        page.add_overlay(drawn.pages[0], place)
        made.save(out / STAMPED, deterministic_id=True)
    return {"pages": 1}


def with_block(source: Path, out: Path, *, block: str, is_over: bool) -> dict[str, Any]:
    """The pages with stamps and fields as they print, and our block over the last one or behind."""
    with ExitStack() as stack:
        pages = _pdf(source, stack)
        if len(pages.pages) >= PAGE_LIMIT:
            raise Trouble("too-many-pages")
        pages.flatten_annotations("print")
        if "/AcroForm" in pages.Root:
            del pages.Root["/AcroForm"]
        drawn = stack.enter_context(pikepdf.open(block))
        if is_over:
            last = pikepdf.Page(pages.pages[-1])
            last.add_overlay(drawn.pages[0], pikepdf.Rectangle(last.mediabox))
        else:
            pages.pages.extend(drawn.pages)
        pages.save(out / BLOCKED, deterministic_id=True)
        return {"pages": len(pages.pages)}


def _opened(source: Path, stack: ExitStack) -> Iterator[pikepdf.Pdf]:
    """The file as PDF: one for each frame of a picture, so that few are in memory at once."""
    with source.open("rb") as stream:
        kind = sniff(stream.read(HEAD_BYTES))
    if kind is Kind.PDF:
        yield _pdf(source, stack)
        return
    for frame in _frames(source):
        yield stack.enter_context(pikepdf.open(_as_pdf(frame)))


def _pdf(source: Path, stack: ExitStack) -> pikepdf.Pdf:
    try:
        return stack.enter_context(pikepdf.open(source))
    except pikepdf.PasswordError as error:
        raise Trouble("encrypted") from error
    except pikepdf.PdfError as error:
        raise Trouble("damaged") from error


def _as_pdf(frame: Image.Image) -> io.BytesIO:
    """A page that fits on A4, whatever the camera or scanner says of its size."""
    long, short = max(frame.size), min(frame.size)
    made = io.BytesIO()
    dpi = max(long / A4_INCHES[1], short / A4_INCHES[0])
    frame.save(made, "PDF", resolution=dpi, quality=QUALITY)
    made.seek(0)
    return made


def _frames(source: Path) -> Iterator[Image.Image]:
    """Upright pages without transparency, none larger than what a scanner makes of A4."""
    with opened(source) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            if image.width * image.height > 3 * PIXELS_OUT:
                raise Trouble("memory")
            try:
                upright = ImageOps.exif_transpose(image)
                yield upright.convert("L" if upright.mode in ("1", "L") else "RGB")
            except (OSError, SyntaxError, ValueError) as error:
                raise Trouble("damaged") from error
