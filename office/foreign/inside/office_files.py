"""Looking into office files: zip containers (OOXML, ODF) and the old OLE container."""

import re
import zipfile
from pathlib import Path
from typing import Any

from office.foreign.inside.trouble import Trouble
from office.foreign.kinds import Kind

ENTRY_LIMIT = 5000
UNPACKED_LIMIT = 400 * 1024 * 1024
RATIO_LIMIT = 150  # a real document of text and pictures stays below 50
RATIO_FREE = 4 * 1024 * 1024
PART_LIMIT = 64 * 1024 * 1024
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
VBA = "_VBA_PROJECT".encode("utf-16-le")
MAIN_PARTS = (
    (b"wordprocessingml.document.main+xml", Kind.DOCX),
    (b"word.document.macroEnabled", Kind.DOCM),
    (b"word.template.macroEnabledTemplate", Kind.DOCM),
    (b"wordprocessingml.template.main+xml", Kind.DOCX),
    (b"spreadsheetml.sheet.main+xml", Kind.XLSX),
    (b"presentationml.presentation.main+xml", Kind.PPTX),
)
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
MACRO_PARTS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml)$|^(Basic|Scripts)/", re.IGNORECASE)
EMBEDDED_PARTS = re.compile(r"/(embeddings|activeX)/|^Object ", re.IGNORECASE)
FIELD_WORDS = re.compile(
    rb"<w:instrText[^>]*>([^<]*)</w:instrText>|<w:fldSimple[^>]*w:instr=\"([^\"]*)"
)
FETCHING = re.compile(rb"\b(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|IMPORT|DATABASE|RD)\b")


def zip_facts(source: Path) -> dict[str, Any]:
    """Kind of the container and everything in it that makes it more than a document."""
    try:
        with zipfile.ZipFile(source) as archive:
            return _archive_facts(archive, packed=source.stat().st_size)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError):
        return {"damaged": True}
    except RuntimeError:  # what zipfile says of a part under a password
        return {"encrypted": True}


def _archive_facts(archive: zipfile.ZipFile, *, packed: int) -> dict[str, Any]:
    entries = archive.infolist()
    refuse_bombs(entries, packed=packed)
    names = [entry.filename for entry in entries]
    return {
        "kind": _kind(archive, names),
        "entries": len(entries),
        "encrypted": any(entry.flag_bits & 1 for entry in entries),
        "macros": any(MACRO_PARTS.search(name) for name in names),
        "embedded": any(EMBEDDED_PARTS.search(name) for name in names),
        "external": any(_fetches(archive, name) for name in names),
    }


def refuse_bombs(entries: list[zipfile.ZipInfo], *, packed: int) -> None:
    """Too many parts, too much inside, or too much for its size."""
    unpacked = sum(entry.file_size for entry in entries)
    too_much = unpacked > UNPACKED_LIMIT or len(entries) > ENTRY_LIMIT
    if too_much or (unpacked > RATIO_FREE and unpacked > RATIO_LIMIT * packed):
        raise Trouble("bomb")


def _kind(archive: zipfile.ZipFile, names: list[str]) -> Kind:
    if "[Content_Types].xml" in names:
        types = part(archive, "[Content_Types].xml")
        return next((kind for sign, kind in MAIN_PARTS if sign in types), Kind.ZIP)
    if "mimetype" in names and part(archive, "mimetype").startswith(b"application/vnd.oasis"):
        return Kind.ODT
    return Kind.ZIP


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part, whatever size the directory claims for it."""
    with archive.open(name) as stream:
        data = stream.read(PART_LIMIT + 1)
    if len(data) > PART_LIMIT:
        raise Trouble("bomb")
    return data


def _fetches(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a part points outside: linked pictures, templates, sub-documents, fetching fields."""
    if name.endswith(".rels"):
        return any(_is_fetched(found) for found in RELATION.findall(part(archive, name)))
    if name.startswith("word/") and name.endswith(".xml"):
        return _has_fetching_field(part(archive, name))
    return False


def _is_fetched(relation: bytes) -> bool:
    """A hyperlink waits for a click; everything else external is fetched by itself."""
    outside = re.search(rb"TargetMode\s*=\s*[\"']External", relation)
    return bool(outside) and not re.search(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", relation)


def _has_fetching_field(xml: bytes) -> bool:
    if b"<w:altChunk" in xml or b"<w:subDoc" in xml:
        return True
    words = b"".join(run or simple for run, simple in FIELD_WORDS.findall(xml))
    return bool(FETCHING.search(words))


def ole_facts(source: Path) -> dict[str, Any]:
    """The old container: either Word 97 or a new document under a password."""
    data = source.read_bytes()
    return {"encrypted": ENCRYPTED_PACKAGE in data, "macros": VBA in data}
