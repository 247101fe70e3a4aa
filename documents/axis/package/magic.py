"""What a file is, told by its bytes; the name and the ContentType of a message only claim it."""

import zipfile
from pathlib import PurePosixPath
from typing import IO

PDF = "application/pdf"
ZIP = "application/zip"
TEXT = "text/plain"
XML = "application/xml"
OLE = "application/x-ole-storage"
PROGRAM = "application/x-executable"
UNKNOWN = "application/octet-stream"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = _OFFICE + "wordprocessingml.document"
XLSX = _OFFICE + "spreadsheetml.sheet"
PPTX = _OFFICE + "presentationml.presentation"

_BEGINNINGS = (
    (b"%PDF-", PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"#!", PROGRAM),
    (b"<?xml", XML),
)
_FOLDERS = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OLE_NAMES = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
}
_EXPECTED = {
    ".pdf": {PDF},
    ".doc": {OLE, "application/msword", "application/rtf", DOCX},
    ".xls": {OLE, "application/vnd.ms-excel", XLSX},
    ".ppt": {OLE, "application/vnd.ms-powerpoint", PPTX},
    ".docx": {DOCX},
    ".xlsx": {XLSX},
    ".pptx": {PPTX},
    ".zip": {ZIP, DOCX, XLSX, PPTX},
    ".rtf": {"application/rtf"},
    ".png": {"image/png"},
    ".jpg": {"image/jpeg"},
    ".jpeg": {"image/jpeg"},
    ".tif": {"image/tiff"},
    ".tiff": {"image/tiff"},
    ".gif": {"image/gif"},
    ".rar": {"application/vnd.rar"},
    ".7z": {"application/x-7z-compressed"},
}
SAMPLE = 4096


def media_type(file: IO[bytes], name: str) -> str:
    """The type by content; the name only chooses among the old Office formats of one container."""
    file.seek(0)
    head = file.read(SAMPLE)
    file.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return zip_kind(file)
    found = next((kind for start, kind in _BEGINNINGS if head.startswith(start)), None)
    if found == OLE:
        return _OLE_NAMES.get(suffix(name), OLE)
    return found or (TEXT if _is_text(head) else UNKNOWN)


def is_mislabelled(name: str, kind: str) -> bool:
    """Whether the ending of the name promises a format that the bytes are not."""
    expected = _EXPECTED.get(suffix(name))
    return expected is not None and kind not in expected


def is_cut_pdf(file: IO[bytes], size: int) -> bool:
    """A PDF without the pointer to its table of contents near its end has lost its tail."""
    file.seek(max(0, size - 16 * SAMPLE))
    tail = file.read()
    file.seek(0)
    return b"startxref" not in tail


def suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def zip_kind(file: IO[bytes]) -> str:
    """Office documents are ZIPs: told apart by the names inside."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if names[:1] == ["mimetype"]:
                return _open_document(archive)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return ZIP
    finally:
        file.seek(0)
    if "[Content_Types].xml" not in names:
        return ZIP
    return next((kind for start, kind in _FOLDERS if any(n.startswith(start) for n in names)), ZIP)


def _open_document(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as entry:
        declared = entry.read(128).decode("ascii", "replace").strip()
    return declared if declared.startswith(_OPEN_DOCUMENT) else ZIP


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if not head or any(byte < 9 for byte in head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 4 and len(head) == SAMPLE
    return True
