"""The kinds of file an office deals in: their extensions, media types and first bytes."""

from enum import StrEnum


class Kind(StrEnum):
    """What a file is by its content, whatever its name says."""

    PDF = "pdf"
    DOCX = "docx"
    DOCM = "docm"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    DOC = "doc"
    ZIP = "zip"
    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"
    XML = "xml"
    TEXT = "txt"
    MAIL = "eml"
    PROGRAM = "program"
    UNKNOWN = "unknown"


MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.DOCM: "application/vnd.ms-word.document.macroEnabled.12",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.DOC: "application/x-ole-storage",
    Kind.ZIP: "application/zip",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.TIFF: "image/tiff",
    Kind.XML: "application/xml",
    Kind.TEXT: "text/plain",
    Kind.MAIL: "message/rfc822",
}

EXTENSIONS = {
    "pdf": Kind.PDF,
    "docx": Kind.DOCX,
    "docm": Kind.DOCM,
    "dotm": Kind.DOCM,
    "xlsx": Kind.XLSX,
    "xlsm": Kind.DOCM,
    "pptx": Kind.PPTX,
    "odt": Kind.ODT,
    "doc": Kind.DOC,
    "xls": Kind.DOC,
    "ppt": Kind.DOC,
    "zip": Kind.ZIP,
    "png": Kind.PNG,
    "jpg": Kind.JPEG,
    "jpeg": Kind.JPEG,
    "tif": Kind.TIFF,
    "tiff": Kind.TIFF,
    "xml": Kind.XML,
    "txt": Kind.TEXT,
    "csv": Kind.TEXT,
    "md": Kind.TEXT,
    "eml": Kind.MAIL,
}

HEAD_BYTES = 8192
SIGNS = (
    (b"%PDF-", Kind.PDF),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.DOC),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM),
    (b"#!", Kind.PROGRAM),
    (b"\xca\xfe\xba\xbe", Kind.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Kind.PROGRAM),
    (b"\x4c\x00\x00\x00\x01\x14\x02\x00", Kind.PROGRAM),
)
ZIP_FAMILY = frozenset({Kind.ZIP, Kind.DOCX, Kind.DOCM, Kind.XLSX, Kind.PPTX, Kind.ODT})


def sniff(head: bytes) -> Kind:
    """The kind by the first bytes; members of the zip family are told apart in the child only."""
    found = next((kind for sign, kind in SIGNS if head.startswith(sign)), None)
    if found:
        return found
    return _kind_of_text(head.removeprefix(b"\xef\xbb\xbf"))


def _kind_of_text(head: bytes) -> Kind:
    if b"\x00" in head or not _is_utf8(head):
        return Kind.UNKNOWN
    return Kind.XML if head.lstrip().startswith(b"<?xml") else Kind.TEXT


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4  # the cut may fall inside a letter
    return True


def media_type(kind: Kind) -> str:
    """The media type under which a kind is kept and served."""
    return MEDIA_TYPES.get(kind, "application/octet-stream")
