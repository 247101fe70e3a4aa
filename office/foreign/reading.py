"""What the house asks of a foreign file, with typed answers; each call is one child process.

For jobs of the worker; a request may only call `uploads.check_upload`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from office.foreign.child import DEFAULT_LIMITS, Limits, Result, run_child
from office.foreign.kinds import Kind
from office.foreign.refusals import ForeignFileRefused, Reason

LOOK_LIMITS = Limits(seconds=45, cpu_seconds=40)
BAG_LIMITS = Limits(seconds=120, cpu_seconds=90, file_mb=200)


@dataclass(frozen=True)
class Inspection:
    """The facts of a file; page sizes are PDF points or pixels of a picture, the first 100 of them.

    `hybrid` PDFs show different readers different documents; `looks_like` guesses an unknown kind;
    `attachments` counts the files inside a PDF that are not plain data.
    """

    kind: Kind
    media_type: str
    looks_like: str = ""
    pages: int = 0
    page_sizes: tuple[tuple[float, float], ...] = ()
    damaged: bool = False
    encrypted: bool = False
    signed: bool = False
    hybrid: bool = False
    scripts: bool = False
    attachments: int = 0
    entries: int = 0
    macros: bool = False
    embedded: bool = False
    external: bool = False


class Picture(StrEnum):
    """The format of page images."""

    WEBP = "webp"
    PNG = "png"


@dataclass(frozen=True)
class PageImage:
    """One page as a picture; pages count from 0, sizes in pixels."""

    page: int
    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class Words:
    """The text of a file page by page; `cut` when only its first part was taken."""

    pages: tuple[str, ...]
    cut: bool


def inspect(source: Path, *, limits: Limits = DEFAULT_LIMITS) -> Inspection:
    """What the file is and what is wrong with it."""
    return _inspection(run_child("inspect", source, limits=limits).facts)


def page_images(
    source: Path,
    *,
    pages: range,
    width: int,
    picture: Picture = Picture.WEBP,
    limits: Limits = DEFAULT_LIMITS,
) -> list[PageImage]:
    """Pictures of up to 50 pages (from 0) of a PDF or image file, with stamps and filled fields."""
    options: dict[str, Any] = {"pages": list(pages), "width": width, "picture": picture}
    return _pictures(run_child("page_images", source, limits=limits, **options))


def look(
    source: Path, *, most: int, width: int, limits: Limits = LOOK_LIMITS
) -> tuple[list[PageImage], tuple[str, ...]]:
    """Pictures of the first pages of a PDF or image file and the words of a PDF, by one child."""
    options: dict[str, Any] = {"most": most, "width": width, "picture": Picture.WEBP}
    result = run_child("look", source, limits=limits, **options)
    return _pictures(result), tuple(result.facts["words"])


def _pictures(result: Result) -> list[PageImage]:
    return [
        PageImage(one["page"], one["width"], one["height"], result.files[one["file"]])
        for one in result.facts["pages"]
    ]


def text(source: Path, *, limits: Limits = DEFAULT_LIMITS) -> Words:
    """The words of a PDF, .docx, .xlsx or text file; nothing of a picture."""
    facts = run_child("text", source, limits=limits).facts
    return Words(tuple(facts["pages"]), cut=facts["cut"])


def mail_words(source: Path, *, limits: Limits = DEFAULT_LIMITS) -> Words:
    """What a mail file says, with the words of its attachments that can be read."""
    facts = run_child("mail_words", source, limits=limits).facts
    return Words(tuple(facts["pages"]), cut=facts["cut"])


def first_page_stamp_words(source: Path, *, limits: Limits = DEFAULT_LIMITS) -> tuple[str, ...]:
    """Secrecy stamps (MẬT, TỐI MẬT, TUYỆT MẬT) standing alone on page 1; any means quarantine."""
    return tuple(run_child("stamp_words", source, limits=limits).facts["words"])


def rewrite(source: Path, *, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The same unsigned PDF written anew with one plain cross-reference: fit for a signature.

    What hides behind doubled or broken tables is gone, so that no reader sees another document.
    """
    return run_child("rewrite", source, limits=limits).files["rewritten.pdf"]


def enclosed(source: Path, name: str, *, limits: Limits = DEFAULT_LIMITS) -> bytes | None:
    """The file of this name inside a PDF; None where there is none."""
    result = run_child("enclosed", source, limits=limits, name=name)
    return result.files["enclosed.bin"] if result.facts["found"] else None


@dataclass(frozen=True)
class Joined:
    """Several scans as one PDF."""

    data: bytes
    pages: int


def joined(sources: Sequence[Path], *, limits: Limits = DEFAULT_LIMITS) -> Joined:
    """Pictures and unsigned PDFs as one PDF in this order; a signed one stays by itself."""
    more = [str(path.absolute()) for path in sources[1:]]
    result = run_child("join", sources[0], limits=limits, more=more)
    return Joined(result.files["joined.pdf"], result.facts["pages"])


@dataclass(frozen=True)
class Mail:
    """What a mail file says of itself, and its attachments as names and bytes."""

    sender: str
    address: str
    subject: str
    sent_at: str
    message_id: str
    text: str
    files: tuple[tuple[str, bytes], ...]


def mail(source: Path, *, limits: Limits = DEFAULT_LIMITS) -> Mail:
    """A mail file taken apart; its attachments are foreign files like any others."""
    result = run_child("mail", source, limits=limits)
    told = dict(result.facts)
    files = tuple((row["name"], result.files[row["file"]]) for row in told.pop("attachments"))
    return Mail(files=files, **told)


def stamped(
    source: Path,
    stamp: Path,
    *,
    left_mm: float,
    top_mm: float,
    limits: Limits = DEFAULT_LIMITS,
) -> bytes:
    """A copy of the first page with a small PDF of ours laid on it."""
    place = {"left_mm": left_mm, "top_mm": top_mm}
    result = run_child("stamp", source, limits=limits, stamp=str(stamp.absolute()), **place)
    return result.files["stamped.pdf"]


def with_block(
    source: Path, block: Path, *, is_over: bool, limits: Limits = DEFAULT_LIMITS
) -> bytes:
    """The pages as they print, with a page of ours laid over the last one or put behind it."""
    options = {"block": str(block.absolute()), "is_over": is_over}
    return run_child("with_block", source, limits=limits, **options).files["blocked.pdf"]


@dataclass(frozen=True)
class Scan:
    """A scanned PDF: its version, and of each page the resolution in dpi and whether in colour."""

    version: tuple[int, int]
    pages: tuple[tuple[int, bool], ...]


def scan_of(source: Path, *, limits: Limits = DEFAULT_LIMITS) -> Scan:
    """What the pictures of a scan are; a page without a picture has 0 dpi."""
    facts = run_child("scan", source, limits=limits).facts
    major, minor = facts["version"]
    return Scan((major, minor), tuple((dpi, is_coloured) for dpi, is_coloured in facts["pages"]))


@dataclass(frozen=True)
class BagEntry:
    """A file of a package: its path, its proven sum and its bytes."""

    path: str
    sha256: str
    data: bytes


def bag(
    source: Path, *, xml: str, limits: Limits = BAG_LIMITS
) -> tuple[dict[str, BagEntry], list[Any]]:
    """The files of a BagIt package by path, and one XML of it as `[name, text, [children]]`."""
    result = run_child("bag", source, limits=limits, xml=xml)
    found = {
        one["path"]: BagEntry(one["path"], one["sha256"], result.files[one["file"]])
        for one in result.facts["entries"]
    }
    return found, result.facts["xml"]


def _inspection(facts: Mapping[str, Any]) -> Inspection:
    known = {one.name for one in fields(Inspection)}
    found = {name: value for name, value in facts.items() if name in known}
    sizes = tuple((float(width), float(height)) for width, height in facts.get("page_sizes", ()))
    try:
        return Inspection(**found | {"kind": Kind(facts["kind"]), "page_sizes": sizes})
    except (KeyError, ValueError) as error:
        raise ForeignFileRefused(Reason.CRASHED) from error
