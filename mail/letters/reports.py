"""Reports about letters: what became of one (RFC 3464) and that it was opened (RFC 8098).

They go from the null sender, say that a program wrote them, and are never answered.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from hashlib import sha256

from mail.letters import heading
from mail.letters.compose import Automatic
from mail.letters.heading import Person
from mail.wire.answers import xtext_address
from office import clock

MOST_RETURNED = 1 << 20
LONGEST_FIELD = 900
LONGEST_LINE = 990
HEAD_ENDS = b"\r\n\r\n"
NEW_LINE = re.compile(rb"\r\n|\r|\n")


class Action(StrEnum):
    """RFC 3464 2.3.3."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


@dataclass(frozen=True)
class Fate:
    """What became of one recipient; `said` are the words of the host that answered."""

    address: str
    action: Action
    status: str
    original: str = ""
    host: str = ""
    said: str = ""
    tried_at: datetime | None = None
    tried_until: datetime | None = None


@dataclass(frozen=True)
class Cover:
    """Who reports to whom, under which subject and in which words for people.

    A receipt is from its reader (`sender`, RFC 8098 3), all else from the server.
    """

    own_name: str
    to: str
    subject: str
    text: str
    message_id: str
    date: datetime
    sender: Person | None = None


def delivery_report(  # noqa: PLR0913 - the words of a report
    cover: Cover,
    fates: Iterable[Fate],
    original: bytes,
    *,
    returned: str = "HDRS",
    envelope_id: str = "",
    arrived: datetime | None = None,
) -> bytes:
    """A delivery status notification; `returned` is RET of the sender's wish (RFC 3461 4.3)."""
    blocks = [_message_fields(cover, envelope_id, arrived), *map(_fields_of, fates)]
    status = b"\r\n".join(blocks)
    parts = [(b"message/delivery-status", status), _returned(original, returned)]
    return _report(cover, "delivery-status", parts, in_reply_to=_id_of(original))


def receipt(cover: Cover, *, reader: str, original: bytes, original_recipient: str = "") -> bytes:
    """A note that the letter was shown, sent because its reader said so."""
    fields = [
        _field("Reporting-UA", f"{cover.own_name}; congvu"),
        _field("Original-Recipient", _typed(original_recipient)),
        _field("Final-Recipient", _typed(reader)),
        _field("Original-Message-ID", _id_of(original)),
        _field("Disposition", "manual-action/MDN-sent-manually; displayed"),
    ]
    parts = [
        (b"message/disposition-notification", b"".join(fields)),
        (b"text/rfc822-headers", _safe_lines(_head_of(original))),
    ]
    return _report(cover, "disposition-notification", parts, in_reply_to=_id_of(original))


# ------------------------------------------------------------------------ the fields


def _message_fields(cover: Cover, envelope_id: str, arrived: datetime | None) -> bytes:
    fields = [
        _field("Original-Envelope-Id", envelope_id),
        _field("Reporting-MTA", f"dns; {cover.own_name}"),
        _field("Arrival-Date", _moment(arrived)),
    ]
    return b"".join(fields)


def _fields_of(fate: Fate) -> bytes:
    code = re.match(r"[2-5]\d\d\b", fate.said)
    fields = [
        _field("Original-Recipient", _typed(fate.original)),
        _field("Final-Recipient", _typed(fate.address)),
        _field("Action", fate.action.value),
        _field("Status", fate.status),
        _field("Remote-MTA", f"dns; {fate.host}" if fate.host else ""),
        _field("Diagnostic-Code", f"smtp; {fate.said}" if code else ""),
        _field("Last-Attempt-Date", _moment(fate.tried_at)),
        _field("Will-Retry-Until", _moment(fate.tried_until)),
    ]
    return b"".join(fields)


def _field(name: str, value: str) -> bytes:
    """A field of one line; what another host said cannot begin a second one."""
    plain = " ".join(heading.UNSEEN.sub(" ", value).split())[:LONGEST_FIELD]
    return f"{name}: {plain}\r\n".encode("ascii", errors="replace") if plain else b""


def _typed(address: str) -> str:
    """Unicode is written in ASCII signs (RFC 6533 3), so that any server carries the report."""
    if not address:
        return ""
    return f"rfc822; {address}" if address.isascii() else xtext_address(address)


def _moment(at: datetime | None) -> str:
    return format_datetime(clock.to_local(at)) if at else ""


# ------------------------------------------------------------------------- the parts


def _report(
    cover: Cover, kind: str, parts: list[tuple[bytes, bytes]], *, in_reply_to: str
) -> bytes:
    boundary = f"report-{sha256(cover.message_id.encode()).hexdigest()[:40]}"
    head = [
        heading.line("Date", format_datetime(clock.to_local(cover.date))),
        heading.people("From", [cover.sender or _server(cover)]),
        heading.people("To", [Person(cover.to)]),
        heading.line("Subject", cover.subject),
        heading.ids("Message-ID", [cover.message_id]),
        heading.ids("In-Reply-To", [in_reply_to]),
        heading.ids("References", [in_reply_to]),
        heading.words("Auto-Submitted", Automatic.ANSWERED.value),
        heading.words("MIME-Version", "1.0"),
        heading.words(
            "Content-Type", f"multipart/report; report-type={kind};", f'boundary="{boundary}"'
        ),
    ]
    words = _part(b"text/plain; charset=utf-8", cover.text.encode("utf-8", errors="replace"))
    bodies = [words, *(_part(kind_of, content) for kind_of, content in parts)]
    mark = f"--{boundary}".encode()
    inner = b"".join(mark + b"\r\n" + body + b"\r\n" for body in bodies)
    return b"".join(head) + b"\r\n" + inner + mark + b"--\r\n"


def _server(cover: Cover) -> Person:
    return Person(f"postmaster@{cover.own_name}", "Mail Delivery System")


def _part(kind: bytes, content: bytes) -> bytes:
    encoding = b"7bit" if content.isascii() else b"8bit"
    head = b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: " + encoding
    return head + HEAD_ENDS + _safe_lines(content)


def _returned(original: bytes, wish: str) -> tuple[bytes, bytes]:
    """The whole letter where its sender asked for it and it is small, else its head."""
    if wish == "FULL" and len(original) <= MOST_RETURNED:
        return b"message/rfc822", original
    return b"text/rfc822-headers", _head_of(original)


def _head_of(original: bytes) -> bytes:
    return original.partition(HEAD_ENDS)[0][:MOST_RETURNED] + b"\r\n"


def _id_of(original: bytes) -> str:
    found = re.search(rb"^message-id:\s*(<[^\s<>]+>)", _head_of(original), re.I | re.M)
    return found[1].decode("ascii", errors="replace") if found else ""


def _safe_lines(content: bytes) -> bytes:
    """CRLF and lines that may travel."""
    lines = NEW_LINE.split(content)
    cut = (
        line[at : at + LONGEST_LINE]
        for line in lines
        for at in range(0, max(len(line), 1), LONGEST_LINE)
    )
    return b"\r\n".join(cut)
