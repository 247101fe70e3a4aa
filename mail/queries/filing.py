"""A message as other packages take it up: what it says, its files, and what was made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from mail.models import (
    Folder,
    Mailbox,
    MailFiling,
    MailMessage,
    MailPart,
)
from mail.queries.items import KEPT_APART, open_item, view_of
from mail.smime.verify import Verdict
from mail.smime.words import plain
from office import blobs
from office.db import db
from office.errors import NotFound
from office.permissions import Actor
from office.units import queries as units

LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class LetterFile:
    """A file of a letter in the blob store; `kind` is what its bytes are."""

    name: str
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Letter:
    """A message as somebody who may read it takes it up; `sha256` are its bytes as they came."""

    item_uid: UUID
    message_uid: UUID
    agency_id: int
    sha256: str
    size: int
    message_id: str
    subject: str
    sender_name: str
    sender_address: str
    sent_at: datetime
    text: str
    is_outside: bool
    is_apart: bool
    is_own: bool
    verdicts: Mapping[str, Any] = field(default_factory=dict)
    seal: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[LetterFile, ...] = ()

    @property
    def url(self) -> str:
        """Where those who read the box find it."""
        return url_of(self.item_uid)

    @property
    def sender(self) -> str:
        """The name of the sender, or the address where there is none."""
        return self.sender_name or self.sender_address


def url_of(item_uid: UUID | str) -> str:
    """The address of a message for those who read its box."""
    return f"/mail/items/{item_uid}"


def letter(item_uid: UUID, actor: Actor) -> Letter:
    """A message of a box that the actor reads; of others he does not learn that they are there."""
    found = open_item(item_uid, actor)
    item, message = found.item, found.message
    return Letter(
        item_uid=item.uid,
        message_uid=message.uid,
        agency_id=found.opened.box.agency_id,
        sha256=message.sha256,
        size=message.size,
        message_id=message.message_id,
        subject=message.subject,
        sender_name=message.sender_name,
        sender_address=message.sender_address,
        sent_at=message.sent_at or message.received_at,
        text=_text_of(message),
        is_outside=message.is_outside,
        is_apart=item.folder in KEPT_APART,
        is_own=item.folder is Folder.SENT,
        verdicts=message.verdicts,
        seal=message.seal,
        files=_files_of(message),
    )


def may_open(item_uid: UUID | str, actor: Actor) -> bool:
    """Whether the actor would find the message at its address."""
    try:
        open_item(UUID(str(item_uid)), actor)
    except NotFound:
        return False
    return True


def _text_of(message: MailMessage) -> str:
    return str(view_of(message).get("text") or message.preview)[:LONGEST_TEXT]


def _files_of(message: MailMessage) -> tuple[LetterFile, ...]:
    parts = select(MailPart).where(
        MailPart.message_id == message.id, MailPart.is_inline.is_(False), MailPart.sha256 != ""
    )
    rows = db.session.scalars(parts.order_by(MailPart.id))
    return tuple(
        LetterFile(row.name or row.path, row.kind, row.size, row.sha256)
        for row in rows
        if blobs.exists(row.sha256)
    )


def made_of(taken: Letter, kind: str) -> list[MailFiling]:
    """What the agency has made of this letter or of the same one in another box, oldest first."""
    same = made_of_same(taken.agency_id, taken.sha256, taken.message_id, kind)
    return list(db.session.scalars(same))


def made_of_same(agency_id: int, sha256: str, message_id: str, kind: str) -> Select[MailFiling]:
    """Filings of letters with these bytes or this Message-ID in the boxes of an agency."""
    same = [MailMessage.sha256 == sha256]
    if message_id:
        same.append(MailMessage.message_id == message_id)
    return (
        select(MailFiling)
        .join(MailMessage, MailMessage.id == MailFiling.message_id)
        .join(Mailbox, Mailbox.id == MailFiling.mailbox_id)
        .where(Mailbox.agency_id.in_(units.lineage(agency_id)), MailFiling.kind == kind, or_(*same))
        .order_by(MailFiling.id)
    )


def letters_made_into(object_uid: UUID) -> Sequence[MailFiling]:
    """The filings by which something came from a letter."""
    rows = select(MailFiling).where(MailFiling.object_uid == object_uid)
    return db.session.scalars(rows.order_by(MailFiling.id)).all()


def seal_words(seal: Mapping[str, Any]) -> list[str]:
    """What is said of the signature of a letter; nothing where it carries none."""
    if not seal or seal.get("code") in (None, "unsigned"):
        return []
    told = {name: value for name, value in seal.items() if name != "kind"}
    return plain(Verdict.from_json(told))
