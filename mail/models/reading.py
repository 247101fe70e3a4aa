"""What readers said about letters and senders, and letters that they brought along in files."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mail.models.messages import Folder
from office.db import Base, Json, uid_column


class TrustedSender(Base):
    """A sender whose pictures are always shown to one reader of a box, if DMARC confirms him."""

    __tablename__ = "mail_trusted_sender"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    address: Mapped[str]
    chosen_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("mailbox_id", "person_id", "address"),)


class Asked(StrEnum):
    """What a letter asks its reader for: a receipt (RFC 8098), an answer to an invitation."""

    RECEIPT = "receipt"
    MEETING = "meeting"


class MailSaid(Base):
    """What was answered to such a question of a letter in a box, by whom; once for all readers.

    `answer` of a receipt is sent or declined, of an invitation its PARTSTAT (RFC 5545 3.2.12).
    """

    __tablename__ = "mail_said"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    item_id: Mapped[int] = mapped_column(ForeignKey("mail_item.id"))
    asked: Mapped[Asked]
    answer: Mapped[str]
    said_by: Mapped[str]
    said_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("item_id", "asked"),)


class MailImport(Base):
    """A file with letters (EML, MBOX) on its way into a box; `looked` letters are done.

    `refused` names the first ones that were not taken, by their number and why.
    """

    __tablename__ = "mail_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"), index=True)
    folder: Mapped[Folder]
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    looked: Mapped[int] = mapped_column(default=0)
    brought: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    refused_count: Mapped[int] = mapped_column(default=0)
    refused: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class MailMeeting(Base):
    """A meeting of which a letter speaks (iMIP, RFC 6047): letters of one meeting share `event`.

    The one with the highest `sequence` holds; CANCEL calls off what it names.
    """

    __tablename__ = "mail_meeting"
    message_id: Mapped[int] = mapped_column(ForeignKey("mail_message.id"), primary_key=True)
    event: Mapped[str] = mapped_column(index=True)
    recurrence_id: Mapped[str]
    method: Mapped[str]
    sequence: Mapped[int]
    organizer: Mapped[str]
