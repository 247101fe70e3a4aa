"""Looking into PDF files with pikepdf (structure) and pypdfium2 (pages)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from office.foreign.inside import enclosures
from office.foreign.inside.trouble import Trouble

PAGE_LIMIT = 3000
OBJECT_LIMIT = 400_000
SIZES_TOLD = 100
TAIL = 2048
SCRIPTS = {"/JavaScript", "/Launch", "/ImportData"}
# Word writes such hybrid-reference files; incremental signatures cannot be put on them.
HYBRID = re.compile(rb"trailer\s*<<(?:[^>]|>(?!>))*?/XRefStm")
SIGNED = re.compile(rb"/ByteRange\s*\[")


def facts(source: Path) -> dict[str, Any]:
    """What an upload check and a signer want to know before they touch the file."""
    data = source.read_bytes()
    found: dict[str, Any] = {
        "hybrid": bool(HYBRID.search(data)),
        "signed": bool(SIGNED.search(data)),
        "damaged": b"%%EOF" not in data[-TAIL:],
        "encrypted": False,
        "scripts": False,
        "attachments": 0,
        "pages": 0,
        "page_sizes": [],
    }
    return found | _structure(source)


def _structure(source: Path) -> dict[str, Any]:
    try:
        with pikepdf.open(source, attempt_recovery=False) as opened:
            if opened.is_encrypted:
                return {"encrypted": True}
            return _parts(opened) | _page_facts(source)
    except pikepdf.PasswordError:
        return {"encrypted": True}
    except (pikepdf.PdfError, ValueError, RecursionError):
        return {"damaged": True}


def _page_facts(source: Path) -> dict[str, Any]:
    with opened_pages(source) as pages:
        sizes = (pages.get_page_size(index) for index in range(min(len(pages), SIZES_TOLD)))
        told = [[round(width, 2), round(height, 2)] for width, height in sizes]
        return {"pages": len(pages), "page_sizes": told}


def opened_pages(source: Path) -> pypdfium2.PdfDocument:
    """The file for rendering and text, with its form fields and within the limit of pages."""
    try:
        pages = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        raise Trouble("encrypted" if "password" in str(error).lower() else "damaged") from error
    if len(pages) > PAGE_LIMIT:
        pages.close()
        raise Trouble("too-many-pages")
    return pages


def _parts(opened: pikepdf.Pdf) -> dict[str, Any]:
    """Whether something in it acts, and how many files it bears that are not plain data."""
    if len(opened.objects) > OBJECT_LIMIT:
        raise Trouble("too-large")
    acts, strange = False, 0
    for one in opened.objects:
        for part in _dictionaries(one, depth=3):
            acts = acts or _acts(part)
            strange += "/EF" in part and not enclosures.is_plain(part)
    return {"scripts": acts, "attachments": strange}


def _acts(part: pikepdf.Object) -> bool:
    return str(part.get("/S", "")) in SCRIPTS or "/JS" in part or "/XFA" in part


def _dictionaries(one: Any, *, depth: int) -> Iterator[pikepdf.Object]:
    """An object and the direct dictionaries in it; indirect ones come up by themselves."""
    inner: list[Any]
    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        yield one
        inner = [one[key] for key in one.keys()]  # noqa: SIM118  # a pikepdf object is no mapping
    elif isinstance(one, pikepdf.Array):
        inner = list(one)
    else:
        return
    for value in inner if depth else []:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _dictionaries(value, depth=depth - 1)


def rewrite(source: Path, out: Path) -> dict[str, Any]:
    """Write the file anew with one plain cross-reference; signatures would not survive it."""
    if SIGNED.search(source.read_bytes()):
        raise Trouble("signed")
    try:
        with pikepdf.open(source) as opened:
            if opened.is_encrypted:
                raise Trouble("encrypted")
            opened.save(
                out / "rewritten.pdf",
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                deterministic_id=True,
            )
    except pikepdf.PdfError as error:
        raise Trouble("damaged") from error
    return {}


def enclosed(source: Path, out: Path, *, name: str) -> dict[str, Any]:
    """Take the file of this name out of the PDF; without it nothing is written."""
    try:
        with pikepdf.open(source) as opened:
            if opened.is_encrypted:
                raise Trouble("encrypted")
            if name not in opened.attachments:
                return {"found": False}
            (out / "enclosed.bin").write_bytes(opened.attachments[name].get_file().read_bytes())
    except pikepdf.PasswordError as error:
        raise Trouble("encrypted") from error
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Trouble("damaged") from error
    return {"found": True}


def destinations(source: Path, _out: Path) -> dict[str, Any]:
    """Named destinations (bookmarks of a converted .docx) as page and point, fonts, page sizes."""
    with pikepdf.open(source) as opened:
        numbers: dict[Any, int] = {page.objgen: index for index, page in enumerate(opened.pages)}
        named = opened.Root.get("/Dests", pikepdf.Dictionary())
        points = {
            key.removeprefix("/"): [numbers[target[0].objgen], float(target[2]), float(target[3])]
            for key, target in named.items()
            if target[1] == "/XYZ"
        }
        names = {str(one["/BaseFont"]) for one in opened.objects if _is_font(one)}
    return {"points": points, "fonts": sorted(names)} | _page_facts(source)


def _is_font(one: Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one
