"""What is dangerous about an attachment: by its first bytes, its name, and what is packed in it."""

import bz2
import gzip
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Protocol

from office.foreign.inside.inspection import inspect
from office.foreign.inside.trouble import Trouble
from office.foreign.kinds import HEAD_BYTES, Kind, sniff

DEEPEST = 3
RATIO = 100
RATIO_FREE = 1024 * 1024
MOST_ENTRIES = 2000
MOST_UNPACKED = 200 * 1024 * 1024
PACKED = (zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error)
FAULTS = (
    *PACKED,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    LookupError,
    RuntimeError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
)

BY_EXTENSION = {
    "executable": "exe com scr pif cpl msi msp dll sys drv ocx jar app apk deb rpm msix gadget",
    "script": "js jse vbs vbe wsf wsh ws hta ps1 psm1 bat cmd sh py pl reg inf sct chm msc",
    "shortcut": "lnk url desktop scf website webloc library-ms search-ms settingcontent-ms",
    "disk_image": "iso img vhd vhdx dmg vmdk udf",
    "macro": "docm dotm xlsm xltm xlam pptm potm ppam ppsm xll",
    "web_page": "htm html xhtml shtml mht mhtml svg xht",
}
EXTENSIONS = {one: risk for risk, ones in BY_EXTENSION.items() for one in ones.split()}
SIGNS = (
    (b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut"),
    (b"[InternetShortcut]", "shortcut"),
    (b"[Desktop Entry]", "shortcut"),
    (b"conectix", "disk_image"),
    (b"vhdxfile", "disk_image"),
    (b"KDMV", "disk_image"),
    (b"!<arch>", "executable"),
    (b"#!", "script"),
)
SCRIPTED = re.compile(rb"<script|javascript:|\bon\w+\s*=|<\?php|powershell", re.IGNORECASE)
FORMULA = re.compile(rb"(?:^|[\t\r\n,;\"])\s*[=@+-]\s*[A-Za-z@(][^\r\n]{0,200}?[(|!]")
UNREAD = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"MSCF", b"\x60\xea", b"xar!")
RISKY_FACTS = {
    "macros": "macro",
    "scripts": "active_pdf",
    "encrypted": "encrypted_document",
    "external": "external_content",
}
TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
DOUBLE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|jpe?g|png|txt|odt|zip)\s*\.(\w+)$", re.IGNORECASE)


def risks(source: Path, name: str, *, out: Path) -> list[str]:
    """The codes of all that was found, in alphabetical order."""
    found = set(_of_name(name)) | set(_of_content(source, name, out))
    if source.stat().st_size <= MOST_UNPACKED:
        found |= set(_of_archive(source.read_bytes(), name, _Budget(), depth=1))
    return sorted(found)


def _of_name(name: str) -> Iterator[str]:
    bare = name.strip(". ").lower()
    if risk := EXTENSIONS.get(bare.rpartition(".")[2]):
        yield risk
    double = DOUBLE.search(bare)
    if TURNED.search(name) or (double and double[1] in EXTENSIONS):
        yield "disguised"


def _of_content(source: Path, name: str, out: Path) -> Iterator[str]:
    with source.open("rb") as stream:
        head = stream.read(64 * 1024)
    yield from _of_head(head, name)
    try:
        facts = inspect(source, out)
    except Trouble as trouble:
        yield from ["archive_bomb"] if trouble.reason == "bomb" else []
        return
    except FAULTS:
        return
    packed = facts["kind"] == Kind.ZIP
    for fact, risk in RISKY_FACTS.items():
        if facts.get(fact):
            yield "encrypted_archive" if packed and fact == "encrypted" else risk


def _of_head(head: bytes, name: str) -> Iterator[str]:
    yield from (risk for sign, risk in SIGNS if head.startswith(sign))
    if sniff(head[:HEAD_BYTES]) is Kind.PROGRAM and not head.startswith((b"#!", b"L\0")):
        yield "executable"
    if head[0x8001:0x8006] == b"CD001":
        yield "disk_image"
    extension = name.lower().rpartition(".")[2]
    if EXTENSIONS.get(extension) == "web_page" and SCRIPTED.search(head):
        yield "script"
    if extension in {"csv", "tsv", "slk"} and FORMULA.search(head):
        yield "formula_csv"


# ----------------------------------------------------------------------------- archives


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Budget:
    """How much may still be unpacked of one attachment."""

    def __init__(self) -> None:
        self.left = MOST_UNPACKED
        self.entries = MOST_ENTRIES


class _Bomb(Exception):
    """More comes out than went in allows."""


def _of_archive(data: bytes, name: str, budget: _Budget, *, depth: int) -> Iterator[str]:
    """The risks of what is packed inside, down to the third level."""
    if data.startswith(UNREAD):
        yield "encrypted_archive" if _is_locked(data) else "unread_archive"
        return
    if sniff(data[:HEAD_BYTES]) is not Kind.ZIP and not _opens_as_stream(data, name):
        return
    if depth > DEEPEST:
        yield "nested_too_deep"
        return
    try:
        for inner_name, inner in _entries(data, name, budget):
            if inner is None:
                yield "encrypted_archive"
                continue
            yield from _of_name(inner_name)
            yield from _of_head(inner[: 64 * 1024], inner_name)
            yield from _of_archive(inner, inner_name, budget, depth=depth + 1)
    except _Bomb:
        yield "archive_bomb"
    except FAULTS:
        yield "damaged_archive"


def _is_locked(data: bytes) -> bool:
    """RAR says in its first header whether even its names are under a password."""
    if data.startswith(b"Rar!\x1a\x07\x01\x00"):
        return data[12:14].find(b"\x04") >= 0
    return data.startswith(b"Rar!\x1a\x07\x00") and bool(data[10:12] and data[10] & 0x80)


STREAMS = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\x00", lzma.open))


def _opens_as_stream(data: bytes, name: str) -> bool:
    is_tar = data[257:262] == b"ustar" or name.lower().endswith(".tar")
    return is_tar or any(data.startswith(sign) for sign, _open in STREAMS)


def _entries(data: bytes, name: str, budget: _Budget) -> Iterator[tuple[str, bytes | None]]:
    """Names and bytes; an entry under a password has none."""
    if data.startswith(b"PK"):
        yield from _zipped(data, budget)
        return
    for sign, opened in STREAMS:
        if data.startswith(sign):
            with opened(BytesIO(data)) as stream:
                inner = _bounded(stream, len(data), budget)
            yield re.sub(r"\.(gz|bz2|xz)$", "", name.lower().replace(".tgz", ".tar")), inner
            return
    with tarfile.open(fileobj=BytesIO(data)) as tar:
        for member in tar:
            if member.isfile() and (kept := tar.extractfile(member)):
                yield member.name, _bounded(kept, len(data), budget)


def _zipped(data: bytes, budget: _Budget) -> Iterator[tuple[str, bytes | None]]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            if entry.flag_bits & 1:
                yield entry.filename, None
                continue
            with archive.open(entry) as stream:
                yield entry.filename, _bounded(stream, entry.compress_size, budget)


def _bounded(stream: _Readable, packed: int, budget: _Budget) -> bytes:
    """The bytes of an entry, as long as they stay in proportion to what they were packed in."""
    most = min(budget.left, max(RATIO_FREE, RATIO * packed))
    data = stream.read(most + 1)
    budget.left -= len(data)
    budget.entries -= 1
    if len(data) > most or budget.entries < 0:
        raise _Bomb
    return data
