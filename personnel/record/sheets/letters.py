"""Text files in the letters of their day: Unicode of any width, windows-1258, or a refusal."""

import unicodedata

from office.errors import Invalid
from personnel.record.sheets.reading import is_old, old_letters

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
HEAD = 4096


def as_utf8(data: bytes) -> bytes:
    """The same text in UTF-8; raises `Invalid` for letters from before Unicode (TCVN3, VNI)."""
    text = unicodedata.normalize("NFC", _decoded(data))
    if is_old(text[:HEAD]):
        raise Invalid(old_letters(), fields={"file": old_letters()})
    return text.encode()


def _decoded(data: bytes) -> str:
    for encoding in _likely(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(old_letters(), fields={"file": old_letters()})


def _likely(data: bytes) -> tuple[str, ...]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return (encoding,)
    head = data[:HEAD]
    if b"\x00" in head:
        return ("utf-16-le",) if head[1::2].count(0) >= head[::2].count(0) else ("utf-16-be",)
    return ("utf-8", "cp1258")
