"""The files of a plain ZIP, each as a file of its own; nothing in them is looked into."""

import zipfile
import zlib
from pathlib import Path
from typing import Any

from office.foreign.inside.office_files import refuse_bombs
from office.foreign.inside.trouble import Trouble

CHUNK = 1 << 20
NAMELESS = {"", ".ds_store", "thumbs.db", "desktop.ini"}
UTF8_NAME = 0x800
LOCKED = 0x1


def bundle(source: Path, out: Path, *, most_files: int, most_bytes: int) -> dict[str, Any]:
    """Unpack up to so many files and bytes; what is more is a refusal, never a part in silence."""
    try:
        with zipfile.ZipFile(source) as archive:
            return {"files": _unpacked(archive, source, out, most_files, most_bytes)}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise Trouble("damaged") from error
    except RuntimeError as error:  # what zipfile says of a part under a password
        raise Trouble("encrypted") from error


def _unpacked(
    archive: zipfile.ZipFile, source: Path, out: Path, most_files: int, most_bytes: int
) -> list[dict[str, Any]]:
    entries = [entry for entry in archive.infolist() if _is_wanted(entry)]
    refuse_bombs(archive.infolist(), packed=source.stat().st_size)
    if any(entry.flag_bits & LOCKED for entry in entries):
        raise Trouble("encrypted")
    if len(entries) > most_files or sum(entry.file_size for entry in entries) > most_bytes:
        raise Trouble("too-large")
    return [_one(archive, entry, out, place) for place, entry in enumerate(entries)]


def _is_wanted(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.rpartition("/")[2].casefold()
    is_hidden = entry.filename.startswith("__MACOSX/") or name in NAMELESS
    return not entry.is_dir() and not is_hidden


def _one(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, out: Path, place: int) -> dict[str, Any]:
    """The name inside is only told; the file itself is called by its place."""
    plain = f"{place:05d}"
    with archive.open(entry) as stream, (out / plain).open("wb") as kept:
        left = entry.file_size
        while data := stream.read(min(CHUNK, left + 1)):
            left -= len(data)
            if left < 0:
                raise Trouble("bomb")
            kept.write(data)
    return {"file": plain, "name": _name(entry)}


def _name(entry: zipfile.ZipInfo) -> str:
    """Names without the mark of UTF-8 are often UTF-8 all the same."""
    name = entry.filename
    if not entry.flag_bits & UTF8_NAME:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = entry.filename
    return name.rpartition("/")[2]
