"""The tree of a mail within bounds: few levels, few parts, short heads, and the bytes of each part.

The parser of the standard library does the work; mails within a mail stay whole and unread.
"""

import binascii
import quopri
import re
from collections.abc import Callable, Iterator
from email.feedparser import BytesFeedParser
from email.message import Message
from email.policy import Compat32
from email.utils import collapse_rfc2231_value
from typing import Any

from office.foreign.inside.letters.charsets import tidy
from office.foreign.inside.letters.headers import in_plain_words

DEEPEST = 20
MOST_PARTS = 500
LONGEST_HEAD = 512 * 1024
LONGEST_HEADER = 256 * 1024
LONGEST_STRUCTURE = 8 * 1024
LONGEST_NAME = 180
PIECE = 1 << 20
END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
FIRST_BOUNDARY = re.compile(r"\s*--([^\s-][^\r\n]{0,69})\r?\n")
BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
FAULTY = {
    "CloseBoundaryNotFoundDefect": "broken_mime",
    "StartBoundaryNotFoundDefect": "broken_mime",
    "MissingHeaderBodySeparatorDefect": "broken_mime",
    "FirstHeaderLineIsContinuationDefect": "broken_mime",
    "NoBoundaryInMultipartDefect": "missing_boundary",
}

Notice = Callable[..., None]


class Enough(Exception):
    """More parts than anybody reads: what there is so far is the mail."""


class _Raw(Compat32):
    """Gives header values as they came, unfolded and cut; `Compat32` would wrap them anew."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, _colon, value = "".join(sourcelines).partition(":")
        most = LONGEST_STRUCTURE if name.lower().startswith("content-") else LONGEST_HEADER
        return name, value[:most].replace("\r", "").replace("\n", "").strip()

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


class Part(Message):
    """A part that knows its place; one that is too deep, or a mail itself, is not entered."""

    def __init__(self, policy: Compat32, budget: list["Part"]) -> None:
        super().__init__(policy=policy)
        self.path = ""
        self.body = ""
        self.depth = 0
        self._budget = budget

    def attach(self, payload: Any) -> None:
        """Take in a part while there is room."""
        super().attach(payload)
        self._budget.append(self)
        payload.depth = self.depth + 1
        payload.path = f"{self.path}.{len(self.get_payload())}".lstrip(".")
        if len(self._budget) > MOST_PARTS:
            raise Enough

    def get_content_type(self) -> str:
        """What the parser goes by: nothing to enter for mails in mails and below the last level."""
        said = self.claimed
        is_closed = said.startswith("message/")
        is_deep = self.depth >= DEEPEST and said.startswith("multipart/")
        return "application/octet-stream" if is_closed or is_deep else said

    @property
    def claimed(self) -> str:
        """The type the sender gives it, in small letters; `text/plain` when it is none."""
        return super().get_content_type()

    @property
    def children(self) -> list["Part"]:
        """The parts of a multipart; nothing of any other."""
        inner: Any = self.get_payload()
        return inner if isinstance(inner, list) else []

    def set_payload(self, payload: Any, charset: Any = None) -> None:
        """Keep the text as it came beside what the library would make of it."""
        super().set_payload(payload, charset)
        self.body = payload if isinstance(payload, str) else ""

    def raw(self, name: str) -> str:
        """A header as it came, or nothing."""
        return str(self.get(name, ""))

    def parameter(self, name: str, header: str = "content-type") -> str:
        """A parameter of a header in plain words (RFC 2231 and RFC 2047 both)."""
        try:
            value = self.get_param(name, "", header=header)
            plain = collapse_rfc2231_value(value) if value else ""
        except (ValueError, LookupError, TypeError, AttributeError):
            return ""
        return in_plain_words(plain)

    @property
    def disposition(self) -> str:
        """`inline`, `attachment` or nothing."""
        return self.raw("content-disposition").partition(";")[0].strip().lower()


def parse(data: bytes, notice: Notice) -> Part:
    """The mail as a tree; what is cut off or mended on the way is noticed."""
    budget: list[Part] = []

    def made(policy: Compat32) -> Part:
        return Part(policy, budget)

    factory: Any = made
    parser: Any = BytesFeedParser(_factory=factory, policy=_Raw())
    try:
        for piece in _pieces(_with_short_head(data, notice)):
            parser.feed(piece)
        root: Part = parser.close()
    except Enough:
        notice("too_many_parts", str(MOST_PARTS))
        root = budget[0]
    _tell(root, notice)
    return root


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), PIECE):
        yield data[start : start + PIECE]


def _with_short_head(data: bytes, notice: Notice) -> bytes:
    found = END_OF_HEAD.search(data, 0, LONGEST_HEAD)
    if found or len(data) <= LONGEST_HEAD:
        return data
    notice("cut_short", "head")
    later = END_OF_HEAD.search(data, LONGEST_HEAD)
    kept = data[: data.rfind(b"\n", 0, LONGEST_HEAD) + 1] or data[:LONGEST_HEAD]
    return kept + b"\n" + (data[later.end() :] if later else b"")


def _tell(root: Part, notice: Notice) -> None:
    for part in leaves(root, notice):
        for defect in part.defects:
            if code := FAULTY.get(type(defect).__name__):
                notice(code)
    if any(part.depth >= DEEPEST for part in leaves(root, notice)):
        notice("nested_too_deep")


def leaves(root: Part, notice: Notice) -> Iterator[Part]:
    """Every part, multiparts too, in order; a multipart without its boundary is mended."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += reversed(part.children or _mended(part, notice))


def _mended(part: Part, notice: Notice) -> list[Part]:
    """A multipart that forgot to tell its boundary shows it by its first line."""
    if part.get_content_maintype() != "multipart" or part.get_param("boundary"):
        return []
    said = part.body
    found = FIRST_BOUNDARY.match(said)
    if found is None:
        return []
    head = f'Content-Type: {part.claimed}; boundary="{found[1].strip()}"\n\n'
    inner = parse((head + said).encode("ascii", errors="surrogateescape"), notice)
    part.set_payload(inner.children)
    for place, child in enumerate(inner.children, start=1):
        child.path, child.depth = f"{part.path}.{place}".lstrip("."), part.depth + 1
    notice("missing_boundary")
    return inner.children


# -------------------------------------------------------------------------------- bytes


def content(part: Part, notice: Notice) -> bytes:
    """The bytes of a part out of their transfer encoding, as far as they can be read."""
    data = part.body.encode("ascii", errors="surrogateescape")
    encoding = part.raw("content-transfer-encoding").partition(";")[0].strip().lower()
    if encoding == "base64":
        return _of_base64(data, notice)
    if encoding == "quoted-printable":
        return quopri.decodestring(data)
    if encoding in {"x-uuencode", "uuencode", "uue", "x-uue"}:
        return _of_uu(data, notice)
    return data


def _of_base64(data: bytes, notice: Notice) -> bytes:
    """Signs that do not belong are left out, a torn end is given up."""
    bare = b"".join(data.split())
    clean = BASE64.sub(b"", bare)
    if len(clean) < len(bare):
        notice("broken_encoding")
    body = clean.rstrip(b"=")
    body = body[: len(body) - (len(body) % 4 == 1)]
    try:
        return binascii.a2b_base64(body + b"=" * (-len(body) % 4))
    except binascii.Error:
        notice("broken_encoding")
        return binascii.a2b_base64(body.partition(b"=")[0][: len(body.partition(b"=")[0]) // 4 * 4])


def _of_uu(data: bytes, notice: Notice) -> bytes:
    found = []
    for line in data.partition(b"begin ")[2].partition(b"\n")[2].splitlines():
        if line.strip() in {b"end", b"`"}:
            break
        try:
            found.append(binascii.a2b_uu(line))
        except binascii.Error:
            notice("broken_encoding")
    return b"".join(found) or data


# -------------------------------------------------------------------------------- names


def name_of(part: Part) -> str:
    """The name of an attachment as it came, decoded; nothing when there is none."""
    return part.parameter("filename", "content-disposition") or part.parameter("name")


def clean_name(name: str) -> str:
    """A name without folders and without signs that turn or hide what is read; NFC."""
    last = HIDDEN.sub("", tidy(name)).replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = " ".join(last.split()).strip(". ")
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension) > 10:
        return plain[:LONGEST_NAME]
    return stem[: LONGEST_NAME - len(extension) - 1] + dot + extension
