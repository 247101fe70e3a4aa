"""Makes a letter: from an outline to the bytes that are kept, signed and sent.

CRLF everywhere, no line over 998 bytes, 7-bit bodies, and a head in ASCII unless an address itself
is in Unicode. There is no field for blind copies: those recipients stand in envelopes only.
"""

import mimetypes
import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from pathlib import Path

from mail.letters import heading
from mail.letters.heading import Person
from office import clock

WIDTH = 76
LINES = policy.SMTP.clone(cte_type="7bit", max_line_length=WIDTH)
LONGEST_NAME = 180
NO_FILE_NAME = re.compile(r"[/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]")
PLAIN_TYPE = "application/octet-stream"
LONGEST_REFERENCES = 50
UNDISCLOSED = (("To", "undisclosed-recipients:;"),)
"""What a head without any visible recipient says, in the group syntax of RFC 5322 3.4."""


class Importance(StrEnum):
    """What the sender thinks of it; `normal` is not written."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Automatic(StrEnum):
    """Who wrote it (RFC 3834 5): a person, a rule that answers, or the program of itself."""

    NO = "no"
    ANSWERED = "auto-replied"
    MADE = "auto-generated"


@dataclass(frozen=True)
class Attached:
    """A file under the name that its receiver sees."""

    name: str
    content: bytes | Path
    media_type: str = ""


@dataclass(frozen=True)
class Invitation:
    """A calendar part (iMIP, RFC 6047) with its method."""

    method: str
    content: str


@dataclass(frozen=True)
class Outline:
    """What a letter is to be; `written_by` is the delegate of a letter on behalf of `sender`."""

    sender: Person
    to: tuple[Person, ...]
    subject: str
    text: str
    message_id: str
    date: datetime
    cc: tuple[Person, ...] = ()
    written_by: Person | None = None
    reply_to: Person | None = None
    html: str = ""
    attachments: tuple[Attached, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    receipt_to: Person | None = None
    importance: Importance = Importance.NORMAL
    invitation: Invitation | None = None
    automatic: Automatic = Automatic.NO
    more: tuple[tuple[str, str], ...] = ()


def compose(outline: Outline) -> bytes:
    """The letter as bytes; refuses values that would say more than they are."""
    return _head(outline) + _body(outline)


def message_id(unique: str, domain: str) -> str:
    """An identifier that is the same at every try."""
    return f"<{unique}@{domain}>"


# -------------------------------------------------------------------------- the head


def _head(outline: Outline) -> bytes:
    fields = [
        heading.line("Date", format_datetime(clock.to_local(outline.date))),
        heading.people("From", [outline.sender]),
        heading.people("Sender", _one(outline.written_by)),
        heading.people("Reply-To", _one(outline.reply_to)),
        heading.people("To", outline.to),
        heading.people("Cc", outline.cc),
        heading.line("Subject", " ".join(heading.checked(outline.subject).split())),
        heading.ids("Message-ID", [outline.message_id]),
        heading.ids("In-Reply-To", [outline.in_reply_to]),
        heading.ids("References", outline.references[-LONGEST_REFERENCES:]),
        *_wishes(outline),
        *(heading.words(name, *value.split(" ")) for name, value in outline.more),
    ]
    return b"".join(fields)


def _one(person: Person | None) -> list[Person]:
    return [person] if person else []


def _wishes(outline: Outline) -> list[bytes]:
    fields = [heading.people("Disposition-Notification-To", _one(outline.receipt_to))]
    if outline.importance is not Importance.NORMAL:
        rank = "1" if outline.importance is Importance.HIGH else "5"
        fields += [heading.words("Importance", outline.importance.value)]
        fields += [heading.words("X-Priority", rank)]
    if outline.automatic is not Automatic.NO:
        fields += [heading.words("Auto-Submitted", outline.automatic.value)]
    return fields


# -------------------------------------------------------------------------- the body


def _body(outline: Outline) -> bytes:
    made = EmailMessage(policy=LINES)
    made.set_content(_lines(outline.text))
    if outline.html:
        made.add_alternative(_lines(outline.html), subtype="html")
    if outline.invitation:
        method = {"method": heading.checked(outline.invitation.method)}
        made.add_alternative(
            _lines(outline.invitation.content), subtype="calendar", params=method, cte="base64"
        )
    for one in outline.attachments:
        main, _slash, sub = _media_type(one).partition("/")
        made.add_attachment(
            _content(one), maintype=main, subtype=sub, filename=_file_name(one.name)
        )
    return made.as_bytes()


def _lines(text: str) -> str:
    """Line ends of one kind, no sign that mail cannot carry, an end to the last line."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    written = plain.encode("utf-8", errors="replace").decode()
    return written if written.endswith("\n") else f"{written}\n"


def _media_type(one: Attached) -> str:
    """A letter within a letter goes as a file: its bytes may bear a signature."""
    found = one.media_type or mimetypes.guess_type(one.name)[0] or PLAIN_TYPE
    is_good = re.fullmatch(r"[A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+", found)
    return PLAIN_TYPE if not is_good or found.startswith(("message/", "multipart/")) else found


def _content(one: Attached) -> bytes:
    return one.content if isinstance(one.content, bytes) else one.content.read_bytes()


def _file_name(name: str) -> str:
    """A plain name: no folder in it, no sign that turns its end around."""
    shown = NO_FILE_NAME.sub("_", heading.checked(name)).strip() or "file"
    if len(shown) <= LONGEST_NAME:
        return shown
    stem, dot, end = shown.rpartition(".")
    kept = end[:20] if dot else ""
    return f"{(stem or end)[: LONGEST_NAME - 21]}{dot}{kept}"
