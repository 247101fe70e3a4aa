"""A message is kept once, however many boxes it lies in; its bytes and files are blobs."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from mail.models import MailMessage, MailPart
from mail.operations.meeting_notes import note_meeting
from mail.operations.threads import note_names, thread_of
from mail.policy import Can
from office.db import db, operation
from office.permissions import Actor, require

LONGEST_SUBJECT = 1000
LONGEST_NAME = 250


@dataclass(frozen=True)
class Named:
    """A person as a letter names him; either part may be empty."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True)
class KeptFile:
    """A file of a letter in the blob store; `kind` is what its bytes are."""

    path: str
    name: str
    kind: str
    size: int
    sha256: str
    content_id: str = ""
    is_inline: bool = False
    risks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """All that is kept of a letter; `ancestors` are the Message-IDs it names, the nearest last."""

    sha256: str
    size: int
    message_id: str
    subject: str
    sender: Named
    received_at: datetime
    sent_at: datetime | None = None
    ancestors: tuple[str, ...] = ()
    to: tuple[Named, ...] = ()
    cc: tuple[Named, ...] = ()
    envelope_from: str = ""
    preview: str = ""
    view_sha256: str = ""
    files: tuple[KeptFile, ...] = ()
    is_outside: bool = False
    actor_name: str = ""
    verdicts: dict[str, Any] = field(default_factory=dict)
    seal: dict[str, Any] = field(default_factory=dict)
    calendar: dict[str, Any] = field(default_factory=dict)
    notices: tuple[dict[str, Any], ...] = ()


def hashes_of(kept: Kept) -> set[str]:
    """All that lies in the store for a letter."""
    return {kept.sha256, kept.view_sha256, *(file.sha256 for file in kept.files)}


@operation
def keep_message(kept: Kept, *, near: Iterable[int] = (), by: Actor) -> MailMessage:
    """Keep a letter and find its conversation; `near` are the boxes into which it will be put."""
    require(by, Can.CARRY_OUT, kept)
    thread = thread_of(kept.message_id, kept.ancestors, kept.subject, near)
    message = MailMessage(
        thread_id=thread.id,
        sha256=kept.sha256,
        view_sha256=kept.view_sha256,
        size=kept.size,
        message_id=kept.message_id,
        sent_at=kept.sent_at,
        received_at=kept.received_at,
        sender_name=kept.sender.name[:LONGEST_NAME],
        sender_address=kept.sender.address,
        envelope_from=kept.envelope_from,
        to=[asdict(one) for one in kept.to],
        cc=[asdict(one) for one in kept.cc],
        subject=kept.subject[:LONGEST_SUBJECT],
        preview=kept.preview,
        has_files=any(not file.is_inline for file in kept.files),
        is_outside=kept.is_outside,
        actor_name=kept.actor_name,
        verdicts=kept.verdicts,
        seal=kept.seal,
        calendar=kept.calendar,
        notices=list(kept.notices),
    )
    db.session.add(message)
    db.session.flush()
    db.session.add_all(_part(message, file) for file in kept.files)
    note_names(message, kept.ancestors)
    note_meeting(message, kept.calendar)
    return message


def _part(message: MailMessage, file: KeptFile) -> MailPart:
    values = asdict(file) | {"risks": list(file.risks)}
    return MailPart(message_id=message.id, **values)
