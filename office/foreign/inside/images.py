"""Pictures of pages: rendered PDF pages and scaled images."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from office.foreign.inside.pdf import opened_pages
from office.foreign.inside.trouble import Trouble
from office.foreign.kinds import HEAD_BYTES, Kind, sniff

PIXEL_LIMIT = 200_000_000
PIXELS_OUT = 20_000_000
PAGES_AT_ONCE = 50
FRAME_LIMIT = 1000
WEBP_QUALITY = 82
SEAL_FILE = "seal.png"
SEAL_LEAST, SEAL_MOST = 150, 600  # pixels
SEAL_UNEVEN = 1.15  # how much longer one side may be than the other
SEAL_CLEAR = 0.15  # the corners around a circle are 0.21 of its square


def facts(source: Path) -> dict[str, Any]:
    """Size and pages of a picture, from its header alone."""
    with opened(source) as image:
        pages = getattr(image, "n_frames", 1)
        if pages > FRAME_LIMIT:
            raise Trouble("too-many-pages")
        return {"pages": pages, "page_sizes": [list(image.size)], "damaged": _is_cut(source, image)}


def _is_cut(source: Path, image: Image.Image) -> bool:
    """Whether the picture stops before its end; the sizes were checked, so decoding is bounded."""
    if image.width * image.height > PIXELS_OUT:
        return False
    try:
        with opened(source) as whole:
            whole.load()
    except (OSError, SyntaxError, ValueError):
        return True
    return False


def opened(source: Path) -> Image.Image:
    """A picture of a kind we read, within the limit of its sizes."""
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    try:
        image = Image.open(source, formats=("PNG", "JPEG", "TIFF"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Trouble("damaged") from error
    except Image.DecompressionBombError as error:
        raise Trouble("bomb") from error
    if image.width * image.height > PIXEL_LIMIT:
        image.close()
        raise Trouble("bomb")
    return image


def page_images(
    source: Path, out: Path, *, pages: list[int], width: int, picture: str
) -> dict[str, Any]:
    """Pages as files `page-<n>.<picture>`, with their sizes in pixels."""
    with source.open("rb") as stream:
        kind = sniff(stream.read(HEAD_BYTES))
    draw = _pdf_pages if kind is Kind.PDF else _image_pages
    told = []
    for number, image in draw(source, pages[:PAGES_AT_ONCE], width):
        name = f"page-{number}.{picture}"
        image.save(out / name, **_settings(picture))
        told.append({"page": number, "width": image.width, "height": image.height, "file": name})
    return {"pages": told}


def _settings(picture: str) -> dict[str, Any]:
    return {"quality": WEBP_QUALITY, "method": 4} if picture == "webp" else {"optimize": False}


def _pdf_pages(source: Path, wanted: list[int], width: int) -> Iterator[tuple[int, Image.Image]]:
    with opened_pages(source) as pages:
        pages.init_forms()
        for number in wanted:
            if number < len(pages):
                page = pages[number]
                scale = (width - 0.5) / max(page.get_width(), 1)  # the renderer rounds up
                _refuse_huge(width, page.get_height() * scale)
                yield number, page.render(scale=scale).to_pil().convert("RGB")


def _image_pages(source: Path, wanted: list[int], width: int) -> Iterator[tuple[int, Image.Image]]:
    with opened(source) as image:
        for number in wanted:
            if number < getattr(image, "n_frames", 1):
                image.seek(number)
                _refuse_huge(width, image.height * width / image.width)
                yield number, _fitted(image, width)


def _fitted(image: Image.Image, width: int) -> Image.Image:
    try:
        image.draft("RGB", (width, width * 2))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, SyntaxError, ValueError) as error:
        raise Trouble("damaged") from error
    height = max(1, round(upright.height * width / upright.width))
    return upright.resize((width, height), Image.Resampling.LANCZOS)


def seal(source: Path, out: Path) -> dict[str, Any]:
    """The picture of a seal drawn anew: square, clear around the seal, without hidden words."""
    with opened(source) as image:
        try:
            drawn = image.convert("RGBA")
        except (OSError, SyntaxError, ValueError) as error:
            raise Trouble("damaged") from error
    drawn = _without_margin(drawn)
    if min(drawn.size) < SEAL_LEAST or max(drawn.size) > SEAL_UNEVEN * min(drawn.size):
        raise Trouble("not-a-seal")
    side = min(max(drawn.size), SEAL_MOST)
    drawn = ImageOps.pad(drawn, (side, side), Image.Resampling.LANCZOS, color=(0, 0, 0, 0))
    drawn.save(out / SEAL_FILE, optimize=True)
    return {"file": SEAL_FILE}


def _without_margin(image: Image.Image) -> Image.Image:
    """What is not clear; a seal on white paper has no clear part and is refused."""
    clear = image.getchannel("A")
    share = clear.histogram()[0] / max(image.width * image.height, 1)
    box = clear.getbbox()
    if box is None or share < SEAL_CLEAR:
        raise Trouble("not-clear")
    return image.crop(box)


def _refuse_huge(width: float, height: float) -> None:
    if width * height > PIXELS_OUT:
        raise Trouble("memory")
