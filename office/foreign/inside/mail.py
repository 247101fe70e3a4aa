"""Mail files (.eml) taken apart: who, what, when, and the attachments; whatever they claim."""

import email
import email.policy
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Any

from office.foreign.inside.trouble import Trouble

MOST_PARTS, MOST_DEPTH, MOST_FILES = 200, 10, 40
MOST_BYTES = 100 * 1024 * 1024
LONGEST_TEXT = 20_000
LONGEST_LINE = 500
GUESSES = ("utf-8", "cp1258", "latin-1")


def mail(source: Path, out: Path) -> dict[str, Any]:
    """Sender, subject, moment and text of a mail; its attachments as files `part-<n>`."""
    message = _message(source)
    told: list[dict[str, Any]] = []
    texts: list[str] = []
    kept = 0
    for part in _parts(message, depth=0, seen=[0]):
        data = _bytes(part)
        if _is_text(part):
            texts.append(_decoded(data, part.get_content_charset() or ""))
            continue
        kept += len(data)
        if kept > MOST_BYTES or len(told) >= MOST_FILES:
            raise Trouble("bomb")
        name = f"part-{len(told)}"
        (out / name).write_bytes(data)
        told.append({"file": name, "name": _line(part.get_filename() or ""), "size": len(data)})
    return _head(message) | {"text": "\n".join(texts)[:LONGEST_TEXT], "attachments": told}


def _message(source: Path) -> EmailMessage:
    message = email.message_from_bytes(source.read_bytes(), policy=email.policy.default)
    if not any(message.get_all(name, []) for name in ("From", "Subject", "Date")):
        raise Trouble("damaged")
    return message


def _head(message: EmailMessage) -> dict[str, Any]:
    name, address = parseaddr(_header(message, "From"))
    return {
        "sender": _line(name or address),
        "address": _line(address),
        "subject": _line(_header(message, "Subject")),
        "sent_at": _moment(_header(message, "Date")),
        "message_id": _line(_header(message, "Message-ID")),
    }


def _header(message: EmailMessage, name: str) -> str:
    """A header that cannot be read is empty, whatever its words pretend to be."""
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, IndexError, TypeError, AttributeError):
        return ""


def _moment(text: str) -> str:
    try:
        found: datetime = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return found.isoformat() if found.tzinfo else f"{found.isoformat()}+00:00"


def _parts(part: EmailMessage, *, depth: int, seen: list[int]) -> Iterator[EmailMessage]:
    seen[0] += 1
    if depth > MOST_DEPTH or seen[0] > MOST_PARTS:
        raise Trouble("bomb")
    inner = part.get_payload()
    if not isinstance(inner, list) or part.get_content_type() == "message/rfc822":
        yield part
        return
    for one in inner:
        if isinstance(one, EmailMessage):
            yield from _parts(one, depth=depth + 1, seen=seen)


def _is_text(part: EmailMessage) -> bool:
    return part.get_content_type() == "text/plain" and not part.get_filename()


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes() if isinstance(first, EmailMessage) else b""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return data if isinstance(data, bytes) else b""


def _decoded(data: bytes, charset: str) -> str:
    """The declared charset may lie or not exist: then the usual ones of our mail."""
    for name in (charset, *GUESSES):
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", errors="replace")


def _line(text: str) -> str:
    """One line without signs that nobody sees."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    clean = seen.encode("utf-8", errors="replace").decode()
    return " ".join(clean.split())[:LONGEST_LINE]
