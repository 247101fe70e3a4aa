"""ZIPs in a message: bombs are refused, the vendor kit's one-entry wrapper is taken off."""

import struct
import zipfile
import zlib
from typing import IO

from documents.axis.package import magic
from documents.axis.package.broken import Bad, BrokenPackage
from documents.axis.package.decode import PIECE, Decoded, Sink
from documents.axis.package.limits import MIB

_END = b"PK\x05\x06"
_END_64_POINTER = b"PK\x06\x07"
_END_REACH = 65_557
_WRAPPER_TYPES = frozenset({"application/zip", "application/x-zip-compressed"})
_PLAIN_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class DamagedZip(Exception):
    """The ZIP cannot be read: the attachment is unreadable, the message is not."""


def is_zip(file: IO[bytes]) -> bool:
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    return start == b"PK\x03\x04"


def unwrap(packed: Decoded, *, name: str, stated_type: str, sink: Sink) -> Decoded:
    """The file inside a one-entry wrapper, else the ZIP itself; its inner name is ignored."""
    entries = checked_entries(packed)
    stated = stated_type.partition(";")[0].strip().lower()
    if len(entries) != 1 or stated not in _WRAPPER_TYPES or magic.suffix(name) == ".zip":
        return packed
    if entries[0].filename == "[Content_Types].xml":
        return packed
    return _extract(packed, entries[0], sink)


def checked_entries(packed: Decoded) -> list[zipfile.ZipInfo]:
    """The directory of the ZIP, read only if it is small, and weighed before anything unpacks."""
    _check_directory(packed)
    try:
        with zipfile.ZipFile(packed.file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise DamagedZip(str(error)) from error
    finally:
        packed.file.seek(0)
    _weigh(sum(entry.file_size for entry in entries), packed)
    return entries


def _check_directory(packed: Decoded) -> None:
    packed.file.seek(max(0, packed.size - _END_REACH))
    tail = packed.file.read()
    packed.file.seek(0)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise DamagedZip("no end of directory")
    count, size = struct.unpack_from("<HL", tail, at + 10)
    if _END_64_POINTER in tail[max(0, at - 20) : at]:
        raise DamagedZip("64-bit directory")
    if count > packed.budget.limits.zip_entries or size > 2 * MIB:
        raise BrokenPackage(Bad.ZIP_BOMB, f"{count} entries in the ZIP")


def _weigh(unpacked: int, packed: Decoded) -> None:
    limits = packed.budget.limits
    heavy = unpacked > limits.zip_free_bytes and unpacked > packed.size * limits.zip_ratio
    if heavy or unpacked > limits.decoded_bytes:
        raise BrokenPackage(Bad.ZIP_BOMB, f"{packed.size} bytes unpack to {unpacked}")


def _extract(packed: Decoded, entry: zipfile.ZipInfo, sink: Sink) -> Decoded:
    if entry.flag_bits & 1 or entry.compress_type not in _PLAIN_METHODS:
        raise DamagedZip("encrypted or packed in an unusual way")
    plain = Decoded(sink, packed.budget)
    try:
        with zipfile.ZipFile(packed.file) as archive, archive.open(entry) as source:
            while piece := source.read(PIECE):
                plain.write(piece)
                _weigh(plain.size, packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        plain.close()
        raise DamagedZip(str(error)) from error
    plain.file.seek(0)
    packed.close()
    return plain
