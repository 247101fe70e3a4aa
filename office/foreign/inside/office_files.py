"""Looking into office files: zip containers (OOXML, ODF) and the old OLE container."""

import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

from office.foreign.inside.office_xml import (
    HEAD_BYTES,
    MACRO_TYPES,
    Found,
    is_xml,
    read_part,
)
from office.foreign.inside.trouble import Trouble
from office.foreign.kinds import Kind

ENTRY_LIMIT = 5000
UNPACKED_LIMIT = 400 * 1024 * 1024
RATIO_LIMIT = 150  # a real document of text and pictures stays below 50
RATIO_FREE = 4 * 1024 * 1024
PART_LIMIT = 64 * 1024 * 1024
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
VBA = "_VBA_PROJECT".encode("utf-16-le")
CONTENT_TYPES = "[Content_Types].xml"
OPENDOCUMENT = "mimetype"
MAIN_PARTS = (
    ("wordprocessingml.document.main+xml", Kind.DOCX),
    ("word.document.macroEnabled", Kind.DOCM),
    ("word.template.macroEnabledTemplate", Kind.DOCM),
    ("wordprocessingml.template.main+xml", Kind.DOCX),
    ("spreadsheetml.sheet.main+xml", Kind.XLSX),
    ("presentationml.presentation.main+xml", Kind.PPTX),
)
TEXTS = frozenset({Kind.DOCX, Kind.DOCM})
MACRO_PARTS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml)$|^(Basic|Scripts)/", re.IGNORECASE)
EMBEDDED_PARTS = re.compile(r"/(embeddings|activeX)/|^Object ", re.IGNORECASE)


def zip_facts(source: Path) -> dict[str, Any]:
    """Kind of the container and everything in it that makes it more than a document."""
    try:
        with zipfile.ZipFile(source) as archive:
            return _archive_facts(archive, packed=source.stat().st_size)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError):
        return {"damaged": True}
    except RuntimeError:  # what zipfile says of a part under a password
        return {"encrypted": True}


def _archive_facts(archive: zipfile.ZipFile, *, packed: int) -> dict[str, Any]:
    entries = archive.infolist()
    refuse_bombs(entries, packed=packed)
    names = [entry.filename for entry in entries]
    found = Found()
    kind = _kind(archive, names, found)
    _read_parts(archive, kind, found)
    return {
        "kind": kind,
        "entries": len(entries),
        "damaged": found.damaged,
        "encrypted": any(entry.flag_bits & 1 for entry in entries),
        "macros": found.macros or any(MACRO_PARTS.search(name) for name in names),
        "embedded": found.embedded or any(EMBEDDED_PARTS.search(name) for name in names),
        "external": found.external,
    }


def refuse_bombs(entries: list[zipfile.ZipInfo], *, packed: int) -> None:
    """Too many parts, too much inside, or too much for its size."""
    unpacked = sum(entry.file_size for entry in entries)
    too_much = unpacked > UNPACKED_LIMIT or len(entries) > ENTRY_LIMIT
    if too_much or (unpacked > RATIO_FREE and unpacked > RATIO_LIMIT * packed):
        raise Trouble("bomb")


def _kind(archive: zipfile.ZipFile, names: list[str], found: Found) -> Kind:
    """By its declaration; a container that declares itself twice is none of them."""
    if OPENDOCUMENT in names:
        is_text = part(archive, OPENDOCUMENT).startswith(b"application/vnd.oasis")
        return Kind.ODT if is_text and CONTENT_TYPES not in names else Kind.ZIP
    if CONTENT_TYPES not in names:
        return Kind.ZIP
    found.damaged = len({name.lower() for name in names}) < len(names)
    read_part(CONTENT_TYPES, part(archive, CONTENT_TYPES), found)
    types = " ".join(found.content_types)
    found.macros = found.macros or any(sign in types for sign in MACRO_TYPES)
    return next((kind for sign, kind in MAIN_PARTS if sign in types), Kind.ZIP)


def _read_parts(archive: zipfile.ZipFile, kind: Kind, found: Found) -> None:
    """Relations everywhere; in a text also fields, in whatever part and under whatever name."""
    for entry in archive.infolist():
        if entry.filename.lower().endswith(".rels") or (
            kind in TEXTS and not entry.is_dir() and is_xml(entry.filename, _head(archive, entry))
        ):
            read_part(entry.filename, part(archive, entry), found)


def _head(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as stream:
        return stream.read(HEAD_BYTES)


def part(archive: zipfile.ZipFile, name: str | zipfile.ZipInfo) -> bytes:
    """One part, whatever size the directory claims for it."""
    with archive.open(name) as stream:
        data = stream.read(PART_LIMIT + 1)
    if len(data) > PART_LIMIT:
        raise Trouble("bomb")
    return data


def ole_facts(source: Path) -> dict[str, Any]:
    """The old container: either Word 97 or a new document under a password."""
    data = source.read_bytes()
    return {"encrypted": ENCRYPTED_PACKAGE in data, "macros": VBA in data}
