"""Mail files (.eml) taken apart as uploads: who, what, when, and the attachments.

The reading itself is that of `letters`; here a mail that is none, or too much, is refused.
"""

from pathlib import Path
from typing import Any

from office.foreign.inside.letters import bodies, headers
from office.foreign.inside.letters.mime import Part, content, leaves, name_of, parse
from office.foreign.inside.trouble import Trouble

MOST_PARTS, MOST_FILES = 200, 40
MOST_BYTES = 100 * 1024 * 1024
LONGEST_TEXT = 20_000
LONGEST_LINE = 500
TOO_MUCH = frozenset({"too_many_parts", "nested_too_deep"})


def mail(source: Path, out: Path) -> dict[str, Any]:
    """Sender, subject, moment and text of a mail; its attachments as files `part-<n>`."""
    message = _message(source)
    read = bodies.Bodies(_refuse, "")
    text = bodies.plain_of([one for one in read.views(message) if one.plain])
    told: list[dict[str, Any]] = []
    kept = 0
    for count, part in enumerate(leaves(message, _refuse)):
        if count >= MOST_PARTS:
            raise Trouble("bomb")
        if part.children or _is_told(part, read):
            continue
        data = content(part, _refuse)
        kept += len(data)
        if kept > MOST_BYTES or len(told) >= MOST_FILES:
            raise Trouble("bomb")
        name = f"part-{len(told)}"
        (out / name).write_bytes(data)
        named = headers.line(name_of(part), LONGEST_LINE)
        told.append({"file": name, "name": named, "size": len(data)})
    return _head(message) | {"text": text[:LONGEST_TEXT], "attachments": told}


def _is_told(part: Part, read: bodies.Bodies) -> bool:
    """Plain text is the text; a page stays a file of its own."""
    return part.path in read.shown and part.claimed != "text/html"


def _refuse(*notice: str) -> None:
    """What is too much is refused; what is only badly made is read all the same."""
    if notice[0] in TOO_MUCH:
        raise Trouble("bomb")


def _message(source: Path) -> Part:
    message = parse(source.read_bytes(), _refuse)
    if not any(message.raw(name) for name in ("from", "subject", "date")):
        raise Trouble("damaged")
    return message


def _head(message: Part) -> dict[str, Any]:
    told = headers.head(message)
    sender = told["sender"] or {"name": "", "address": ""}
    return {
        "sender": headers.line(sender["name"] or sender["address"], LONGEST_LINE),
        "address": headers.line(sender["address"], LONGEST_LINE),
        "subject": headers.line(told["subject"], LONGEST_LINE),
        "sent_at": told["date"] or "",
        "message_id": told["message_id"],
    }
