"""Header values in plain words: encoded words (RFC 2047), raw bytes, addresses, moments, ids."""

import binascii
import re
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from office.foreign.inside.letters import charsets
from office.foreign.inside.letters.tables import OWN

LONGEST = 2000
MOST_ADDRESSES = 5000
MOST_IDS = 100
ENCODED = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=")
QUOTED = re.compile(rb"=([0-9A-Fa-f]{2})")
MESSAGE_ID = re.compile(r"<[^<>\s]{1,300}>")
ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]@]{1,200}@[^\s<>,;:\"()\[\]@]{1,250}")


def decoded(value: str, hint: str = "") -> str:
    """One line of text; neighbouring encoded words are one text, even where a letter was split.

    A word in an old code page is too short to be known by itself: `hint` is that of the body.
    """
    return line(in_plain_words(value, hint))


def in_plain_words(value: str, hint: str = "") -> str:
    """The same with signs that hide or turn what is read still in it."""
    pieces: list[tuple[bytes, str]] = []
    place = 0
    for found in ENCODED.finditer(value):
        between = value[place : found.start()]
        if between.strip() or not pieces:
            pieces.append((_raw(between), ""))
        pieces.append((_word(found[2], found[3]), found[1].partition("*")[0].lower()))
        place = found.end()
    pieces.append((_raw(value[place:]), ""))
    return "".join(_text(data, name, hint) for data, name in _joined(pieces))


def _text(data: bytes, name: str, hint: str) -> str:
    found = charsets.read(data, name)
    is_unsure = found.charset in {"windows-1252", "iso8859-1"} or found.is_guess
    is_hinted = hint in OWN and is_unsure and found.charset != "utf-8"
    return charsets.read(data, hint).text if is_hinted else found.text


def _joined(pieces: list[tuple[bytes, str]]) -> list[tuple[bytes, str]]:
    joined: list[tuple[bytes, str]] = []
    for data, name in pieces:
        if joined and joined[-1][1] == name:
            joined[-1] = (joined[-1][0] + data, name)
        else:
            joined.append((data, name))
    return joined


def _raw(text: str) -> bytes:
    """The bytes as they came; what is no byte any more (RFC 2231 read it) is UTF-8."""
    try:
        return text.encode("ascii", errors="surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", errors="replace")


def _word(kind: str, said: str) -> bytes:
    data = _raw(said)
    if kind in "qQ":
        return QUOTED.sub(lambda found: bytes([int(found[1], 16)]), data.replace(b"_", b" "))
    bare = data.rstrip(b"=")
    try:
        return binascii.a2b_base64(bare[: len(bare) - (len(bare) % 4 == 1)] + b"==")
    except binascii.Error:
        return data


def line(text: str, most: int = LONGEST) -> str:
    """One line without signs that nobody sees."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text[: most * 4])
    return " ".join(seen.split())[:most]


def addresses(value: str, hint: str = "") -> list[dict[str, str]]:
    """Names and addresses; where the grammar fails, whatever looks like an address."""
    try:
        found = getaddresses([value])
    except (RecursionError, ValueError, IndexError, TypeError):
        found = []
    told = [_address(*one, hint) for one in found[:MOST_ADDRESSES] if "@" in one[1]]
    if told or not value.strip():
        return told
    loose = [_address("", match[0], hint) for match in ADDRESS.finditer(value[:LONGEST])]
    return loose or [{"name": decoded(value, hint), "address": ""}]


def _address(name: str, address: str, hint: str) -> dict[str, str]:
    return {"name": decoded(name, hint), "address": "".join(decoded(address).split())}


def moment(value: str) -> str | None:
    """The moment in UTC; nothing when it is none."""
    try:
        found: datetime = parsedate_to_datetime(value[:200])
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def ids(value: str) -> list[str]:
    """Message ids in their angles: the first and the newest of a long row."""
    found = MESSAGE_ID.findall(value.encode("utf-8", errors="replace").decode())
    return found if len(found) <= MOST_IDS else [found[0], *found[1 - MOST_IDS :]]


def one_id(value: str) -> str:
    """The first message id, also of those who forget the angles."""
    found = ids(value)
    if found:
        return found[0]
    bare = line(decoded(value), 300).strip("<> ")
    return f"<{bare}>" if bare and " " not in bare else ""


def head(part: Any, hint: str = "") -> dict[str, Any]:
    """What the head of a mail says, bounded; nothing in it is believed."""
    senders = addresses(part.raw("from"), hint)
    return {
        "message_id": one_id(part.raw("message-id")),
        "in_reply_to": one_id(part.raw("in-reply-to")),
        "references": ids(part.raw("references")),
        "date": moment(part.raw("date")),
        "sender": senders[0] if senders else None,
        "sender_header": next(iter(addresses(part.raw("sender"), hint)), None),
        "reply_to": addresses(part.raw("reply-to"), hint),
        "to": _all_addresses(part, "to", hint),
        "cc": _all_addresses(part, "cc", hint),
        "subject": decoded(part.raw("subject"), hint),
        "auto_submitted": _token(part, "auto-submitted"),
        "precedence": _token(part, "precedence"),
        "list_id": decoded(part.raw("list-id"))[:300],
        "receipt_to": addresses(part.raw("disposition-notification-to")),
        "return_path": _bare(part.raw("return-path")),
        "delivered_to": [_bare(str(one)) for one in part.get_all("delivered-to", [])[:50]],
        "received": len(part.get_all("received", [])),
    }


def _all_addresses(part: Any, name: str, hint: str) -> list[dict[str, str]]:
    found = [one for value in part.get_all(name, [])[:20] for one in addresses(str(value), hint)]
    return found[:MOST_ADDRESSES]


def _token(part: Any, name: str) -> str:
    return decoded(part.raw(name)).partition(";")[0].strip().lower()[:100]


def _bare(value: str) -> str:
    return "".join(decoded(value).split()).strip("<>")[:300]
