"""Words of foreign files: text for the search index, stamp words of secrecy on page 1."""

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from office.foreign.inside.office_files import part, refuse_bombs
from office.foreign.inside.tables import workbook_texts
from office.foreign.inside.trouble import Trouble
from office.foreign.kinds import HEAD_BYTES, Kind, sniff

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

TEXT_LIMIT = 4_000_000
STAMPS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")  # Decree 30/2020, Annex I II.10.a
# Words before a broken line that make "MẬT" an ordinary syllable: bí mật, bảo mật.
JOINED = ("BÍ", "BẢO")
FRAME = " \t\n\r[](){}|*_-–—.:"
DOCX_FIRST = 60
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Piece:
    """A stretch of letters without a gap on one line of a page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def text(source: Path, _out: Path) -> dict[str, Any]:
    """All words, page by page where there are pages; cut at four million signs."""
    pages, kept, cut = [], 0, False
    for page in _texts(source):
        room = TEXT_LIMIT - kept
        pages.append(page[:room])
        kept += len(page)
        cut = kept > TEXT_LIMIT
        if cut:
            break
    return {"pages": pages, "cut": cut}


def _texts(source: Path) -> Iterator[str]:
    kind = _kind_of(source)
    if kind is Kind.PDF:
        yield from _pdf_texts(source)
    elif kind is Kind.ZIP:
        yield "\n".join(docx_paragraphs(source))
        yield from workbook_texts(source)
    elif kind in (Kind.TEXT, Kind.XML):
        yield source.read_text(encoding="utf-8-sig", errors="replace")


def _kind_of(source: Path) -> Kind:
    with source.open("rb") as stream:
        return sniff(stream.read(HEAD_BYTES))


def _opened(source: Path) -> "PdfDocument":
    """Its parser is loaded for a PDF only: most letters and papers of an office are none."""
    from office.foreign.inside.pdf import opened_pages

    return opened_pages(source)


def _pdf_texts(source: Path) -> Iterator[str]:
    with _opened(source) as pages:
        for page in pages:
            words = page.get_textpage()
            yield _tidy(words.get_text_range())
            words.close()
            page.close()


def _tidy(words: str) -> str:
    return unicodedata.normalize("NFC", words.replace("\r\n", "\n").replace("\ufffe", ""))


def docx_paragraphs(source: Path) -> list[str]:
    """The paragraphs of a .docx in order, text boxes included."""
    try:
        with zipfile.ZipFile(source) as archive:
            refuse_bombs(archive.infolist(), packed=source.stat().st_size)
            xml = part(archive, "word/document.xml")
    except KeyError:
        return []
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise Trouble("damaged") from error
    if b"<!DOCTYPE" in xml[:HEAD_BYTES] or b"<!ENTITY" in xml:
        raise Trouble("bomb")
    try:
        root = ET.fromstring(xml)  # noqa: S314  # no DTD (checked above), in a limited child
    except ET.ParseError as error:
        raise Trouble("damaged") from error
    return [_tidy(_paragraph(one)) for one in root.iter(f"{WORD}p")]


def _paragraph(one: ET.Element) -> str:
    """Text of the paragraph itself; a text box inside it has paragraphs of its own."""
    words = {f"{WORD}tab": "\t", f"{WORD}br": "\n"}
    runs = (run for run in one.iter(f"{WORD}r"))
    pieces = (
        piece.text or "" if piece.tag == f"{WORD}t" else words.get(piece.tag, "")
        for run in runs
        for piece in run
    )
    return "".join(pieces)


def stamp_words(source: Path, _out: Path) -> dict[str, Any]:
    """Secrecy stamps (dấu độ mật) that stand alone on page 1, most severe last."""
    kind = _kind_of(source)
    if kind is Kind.PDF:
        found = stamps_among(_first_page(source))
    elif kind is Kind.ZIP:
        lines = [line for one in docx_paragraphs(source)[:DOCX_FIRST] for line in one.split("\n")]
        found = stamps_in_lines(lines)
    else:
        found = set()
    return {"words": [stamp for stamp in STAMPS if stamp in found]}


def _first_page(source: Path) -> list[Piece]:
    """The pieces in the upper half of page 1, where the stamp has its box."""
    with _opened(source) as pages:
        page = pages[0]
        middle = page.get_height() / 2
        return [piece for piece in _pieces(page.get_textpage()) if piece.bottom > middle]


def stamps_among(pieces: list[Piece]) -> set[str]:
    """Pieces that are a stamp and do not go on from the line above."""
    return {
        stamp
        for piece in pieces
        if (stamp := _stamp(piece.text)) and not any(_leads_to(other, piece) for other in pieces)
    }


def stamps_in_lines(lines: list[str]) -> set[str]:
    """The same for a text without places."""
    before = ["", *lines]
    found = zip(before, lines, strict=False)
    return {stamp for above, line in found if (stamp := _stamp(line)) and not _is_joined(above)}


def _stamp(words: str) -> str:
    bare = re.sub(r"\s+", " ", unicodedata.normalize("NFC", words).strip(FRAME))
    return bare if bare in STAMPS else ""


def _leads_to(above: Piece, piece: Piece) -> bool:
    height = piece.top - piece.bottom
    near = 0 < above.bottom - piece.bottom < 3 * max(height, 1)
    return near and _is_joined(above.text)


def _is_joined(above: str) -> bool:
    return above.strip().upper().endswith(JOINED)


def _pieces(page: Any) -> Iterator[Piece]:
    """Letters joined into pieces: a new line or a gap wider than a letter ends a piece."""
    letters: list[tuple[str, tuple[float, float, float, float]]] = []
    for index in range(page.count_chars()):
        sign = page.get_text_range(index, 1)
        box = page.get_charbox(index, loose=True)  # the same height for every letter of a font
        if letters and (sign in "\r\n" or _is_apart(letters[-1][1], box)):
            yield _joined(letters)
            letters = []
        if sign.strip() or letters:
            letters.append((sign, box if sign.strip() else letters[-1][1]))
    if letters:
        yield _joined(letters)


def _is_apart(last: tuple[float, ...], box: tuple[float, ...]) -> bool:
    height = max(last[3] - last[1], 4)
    return abs(box[1] - last[1]) > height * 0.8 or box[0] - last[2] > 1.5 * height


def _joined(letters: list[tuple[str, tuple[float, float, float, float]]]) -> Piece:
    boxes = [box for _sign, box in letters]
    return Piece(
        "".join(sign for sign, _box in letters),
        left=min(box[0] for box in boxes),
        bottom=min(box[1] for box in boxes),
        right=max(box[2] for box in boxes),
        top=max(box[3] for box in boxes),
    )
