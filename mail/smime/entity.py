"""The signed part of a letter byte for byte, and the letters around signatures and envelopes."""

import base64
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import policy
from email.generator import BytesGenerator
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from enum import StrEnum
from io import BytesIO

CRLF = b"\r\n"
LONGEST_LINE = 998
SIGNATURE = ("application/pkcs7-signature", "application/x-pkcs7-signature")
ENVELOPE = ("application/pkcs7-mime", "application/x-pkcs7-mime")
ASCII = policy.SMTP.clone(cte_type="7bit")
INNER = (b"content-", b"mime-version")
LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
TRACES = re.compile(rb"multipart/signed|application/(?:x-)?pkcs7-", re.IGNORECASE)
LARGEST_DEPTH = 20


class Form(StrEnum):
    """How a letter carries its CMS."""

    PLAIN = "plain"
    DETACHED = "detached"
    CMS = "cms"
    BROKEN = "broken"


@dataclass(frozen=True)
class Carried:
    """What a letter carries: the CMS, and the bytes that it signs where they stand beside it."""

    form: Form
    cms: bytes = b""
    signed: bytes = b""
    signed_inside: bool = False
    """Only a part of it is signed: that says nothing of the letter that its reader sees."""


def canonical(entity: bytes) -> bytes:
    """Lines end with CR LF, as RFC 8551 section 3.1.1 has them signed."""
    return entity.replace(CRLF, b"\n").replace(b"\r", b"\n").replace(b"\n", CRLF)


def to_sign(letter: bytes) -> bytes:
    """The entity of a letter that a signature covers: its content, safe on every way (7 bit).

    The headers of the letter stay outside; `signed` puts them around it again.
    """
    head, body = _parted(letter)
    inner = [line for line in _fields(head) if line.lower().startswith(b"content-")]
    entity = canonical(b"".join(inner) + b"\n" + body)
    return entity if _is_safe(entity) else _made_safe(entity)


def signed(letter: bytes, entity: bytes, cms: bytes, *, digest: str) -> bytes:
    """The letter as multipart/signed: its own headers around the entity and the signature."""
    boundary = f"signed-{secrets.token_hex(16)}".encode()
    micalg = digest.replace("sha", "sha-").encode()
    kind = (
        b'Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n'
        b' micalg=%s; boundary="%s"' % (micalg, boundary)
    )
    attached = (
        b'Content-Type: application/pkcs7-signature; name="smime.p7s"',
        b"Content-Transfer-Encoding: base64",
        b'Content-Disposition: attachment; filename="smime.p7s"',
        b"",
        _base64(cms),
    )
    dashes = b"--" + boundary
    lines = (kind, b"", dashes, entity, dashes, *attached, dashes + b"--", b"")
    return _outer(letter) + CRLF.join(lines)


def sealed(letter: bytes, cms: bytes, *, smime_type: str = "enveloped-data") -> bytes:
    """The letter as application/pkcs7-mime; its own headers stay readable, the subject too."""
    lines = (
        b"Content-Type: application/pkcs7-mime; smime-type=%s;" % smime_type.encode(),
        b' name="smime.p7m"',
        b"Content-Transfer-Encoding: base64",
        b'Content-Disposition: attachment; filename="smime.p7m"',
        b"",
        _base64(cms),
        b"",
    )
    return _outer(letter) + CRLF.join(lines)


def around(letter: bytes, entity: bytes) -> bytes:
    """The letter with its own headers and another content: what was opened, to be shown."""
    return _outer(letter) + canonical(entity)


def may_be_signed(letter: bytes) -> bool:
    """Whether it is worth a child to read what a letter carries; most letters carry nothing."""
    return TRACES.search(letter) is not None


def carried(letter: bytes) -> Carried:
    """What the letter carries at its top; a signed part further down is only told."""
    head, body = _parted(letter)
    message = BytesHeaderParser(policy=policy.compat32).parsebytes(head + b"\n")
    kind = message.get_content_type()
    if kind == "multipart/signed" and _protocol(message) in SIGNATURE:
        return _detached(body, message)
    if kind in ENVELOPE:
        cms = _decoded(letter)
        return Carried(Form.CMS, cms) if cms else Carried(Form.BROKEN)
    return Carried(Form.PLAIN, signed_inside=_is_signed_inside(letter, kind))


def senders(letter: bytes) -> tuple[str, ...]:
    """The addresses of From; more than one, or none, is no sender that a certificate can prove."""
    head, _body = _parted(letter)
    message = BytesHeaderParser(policy=policy.default).parsebytes(head + b"\n")
    found: list[str] = []
    for header in message.get_all("from", []):
        found += [one.addr_spec for one in getattr(header, "addresses", ())]
    return tuple(found)


def _detached(body: bytes, message: Message) -> Carried:
    boundary = message.get_boundary()
    is_plain = boundary is not None and boundary.isascii()
    parts = list(_parts(body, boundary.encode())) if boundary and is_plain else []
    if len(parts) != 2:
        return Carried(Form.BROKEN)
    cms = _decoded(parts[1])
    return Carried(Form.DETACHED, cms, parts[0]) if cms else Carried(Form.BROKEN)


def _parts(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """The bytes between delimiters; the line end before a delimiter belongs to the delimiter."""
    start: int | None = None
    for at, line in _lines(body):
        mark = line.rstrip(b" \t\r\n")
        if mark not in (b"--" + boundary, b"--" + boundary + b"--"):
            continue
        if start is not None:
            part = body[start:at]
            yield part.removesuffix(CRLF) if part.endswith(CRLF) else part[:-1]
        if mark.endswith(boundary + b"--"):
            return
        start = at + len(line)


def _lines(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Lines end where the parser that shows letters lets them end, at a lone CR or LF too.

    Else a letter could show one part and have another one verified.
    """
    return ((found.start(), found.group()) for found in LINE.finditer(body))


def _decoded(part: bytes) -> bytes:
    """The bytes of a part without its transfer encoding; nothing where it cannot be undone."""
    head, body = _parted(part)
    message = BytesHeaderParser(policy=policy.compat32).parsebytes(head + b"\n")
    message.set_payload(body.decode("ascii", "surrogateescape"))
    found = message.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _protocol(message: Message) -> str:
    found = message.get_param("protocol", "")
    return str(found if isinstance(found, str) else "").strip().lower()


def _is_signed_inside(letter: bytes, kind: str) -> bool:
    if not kind.startswith("multipart/"):
        return False
    message = BytesParser(policy=policy.compat32).parsebytes(letter)
    return _holds_signed(message, 0)


def _holds_signed(message: Message, depth: int) -> bool:
    if message.get_content_type() in ("multipart/signed", *ENVELOPE):
        return True
    below = message.get_payload()
    if depth == LARGEST_DEPTH or not isinstance(below, Sequence) or isinstance(below, str):
        return False
    return any(_holds_signed(one, depth + 1) for one in below if isinstance(one, Message))


def _parted(letter: bytes) -> tuple[bytes, bytes]:
    """Head and body; the empty line between them belongs to neither."""
    for at, line in _lines(letter):
        if not line.rstrip(b"\r\n"):
            return letter[:at], letter[at + len(line) :]
    return letter.rstrip(b"\r\n") + CRLF, b""


def _fields(head: bytes) -> list[bytes]:
    """Whole header fields with their continuation lines."""
    found: list[bytes] = []
    for line in head.splitlines(keepends=True):
        if line[:1] in b" \t" and found:
            found[-1] += line
        else:
            found.append(line)
    return found


def _outer(letter: bytes) -> bytes:
    head, _body = _parted(letter)
    kept = [line for line in _fields(head) if not line.lower().startswith(INNER)]
    return canonical(b"".join(kept)) + b"MIME-Version: 1.0\r\n"


def _is_safe(entity: bytes) -> bool:
    lines = entity.split(CRLF)
    risky = any(
        len(line) > LONGEST_LINE or line.startswith(b"From ") or line != line.rstrip(b" \t")
        for line in lines
    )
    return entity.isascii() and not risky


def _made_safe(entity: bytes) -> bytes:
    """Write every text anew in base64: eight bits, long lines or loose ends do not survive."""
    message = BytesParser(policy=policy.compat32).parsebytes(entity)
    for part in message.walk():
        if part.get_content_maintype() == "text":
            _rewrite(part)
    out = BytesIO()
    generator: BytesGenerator[Message] = BytesGenerator(out, mangle_from_=False, policy=ASCII)
    generator.flatten(message)
    return canonical(out.getvalue())


def _rewrite(part: Message) -> None:
    content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        del part["content-transfer-encoding"]
        part["Content-Transfer-Encoding"] = "base64"
        part.set_payload(_base64(content).decode())


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", CRLF).removesuffix(CRLF)
