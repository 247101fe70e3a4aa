"""Messages as they came or were sent, and the items by which they lie in boxes."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, Json, uid_column
from office.i18n import _l


class Folder(StrEnum):
    """Where an item lies in its box; everything else is a label."""

    INBOX = "inbox"
    SENT = "sent"
    ARCHIVE = "archive"
    JUNK = "junk"
    QUARANTINE = "quarantine"
    TRASH = "trash"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return FOLDERS[self]


FOLDERS = {
    Folder.INBOX: _l("Inbox"),
    Folder.SENT: _l("Sent mail"),
    Folder.ARCHIVE: _l("Archived mail"),
    Folder.JUNK: _l("Junk"),
    Folder.QUARANTINE: _l("Quarantine"),
    Folder.TRASH: _l("Recoverable"),
}


class ArrivalState(StrEnum):
    """What became of a mail that was taken in."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"


class MailThread(Base):
    """A conversation (chuỗi thư): messages that answer each other."""

    __tablename__ = "mail_thread"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()


class MailMessage(Base):
    """A message; its raw bytes are the blob `sha256`, all else can be read from them anew.

    `view_sha256` is the blob of what the limited child read of it (JSON of a letter).
    """

    __tablename__ = "mail_message"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    thread_id: Mapped[int] = mapped_column(ForeignKey("mail_thread.id"), index=True)
    sha256: Mapped[str] = mapped_column(index=True)
    view_sha256: Mapped[str] = mapped_column(default="", index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[str] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    sender_name: Mapped[str]
    sender_address: Mapped[str]
    envelope_from: Mapped[str] = mapped_column(default="")
    to: Mapped[list[dict[str, Any]]] = mapped_column("to_people", Json, default=list)
    cc: Mapped[list[dict[str, Any]]] = mapped_column("cc_people", Json, default=list)
    subject: Mapped[str]
    preview: Mapped[str] = mapped_column(default="")
    has_files: Mapped[bool] = mapped_column(default=False)
    is_outside: Mapped[bool] = mapped_column(default=False)
    actor_name: Mapped[str] = mapped_column(default="")
    verdicts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seal: Mapped[dict[str, Any]] = mapped_column(default=dict)
    calendar: Mapped[dict[str, Any]] = mapped_column(default=dict)
    notices: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    recalled_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]


class MailReference(Base):
    """A Message-ID that a message names as its own or as an ancestor's: how threads are found."""

    __tablename__ = "mail_reference"
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("mail_message.id"), index=True)
    named: Mapped[str] = mapped_column(index=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("mail_thread.id"))


class MailPart(Base):
    """A file in a message; `kind` is what its bytes are, not what it claims to be."""

    __tablename__ = "mail_part"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    message_id: Mapped[int] = mapped_column(ForeignKey("mail_message.id"), index=True)
    path: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    content_id: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(index=True)
    is_inline: Mapped[bool] = mapped_column(default=False)
    risks: Mapped[list[str]] = mapped_column(default=list)


class MailItem(Base):
    """A message in a box: where it lies there, under which number, and until when.

    `number` rises within the box (UID of IMAP); `changed` is the box's count at the last change.
    `removed_at` is when it left the recoverable folder; the row stays as proof.
    """

    __tablename__ = "mail_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("mail_message.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("mail_thread.id"))
    folder: Mapped[Folder]
    placed_at: Mapped[datetime]
    number: Mapped[int]
    changed: Mapped[int] = mapped_column(BigInteger)
    size: Mapped[int] = mapped_column(BigInteger)
    is_answered: Mapped[bool] = mapped_column(default=False)
    is_forwarded: Mapped[bool] = mapped_column(default=False)
    handled_by: Mapped[str] = mapped_column(default="")
    from_folder: Mapped[str] = mapped_column(default="")
    deleted_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_via: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("mailbox_id", "number"),
        Index("ix_mail_item_list", "mailbox_id", "folder", "placed_at", "id"),
        Index("ix_mail_item_message", "message_id", "mailbox_id"),
        Index("ix_mail_item_thread", "mailbox_id", "thread_id", "id"),
    )


class Unseen(Base):
    """That somebody has not read an item yet: a row is deleted when he does.

    A person who joins a box later finds nothing unread in it.
    """

    __tablename__ = "mail_unseen"
    item_id: Mapped[int] = mapped_column(ForeignKey("mail_item.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"))
    folder: Mapped[Folder]

    __table_args__ = (Index("ix_mail_unseen_person", "person_id", "mailbox_id", "folder"),)


class Flagged(Base):
    """That somebody has put a star on an item for himself."""

    __tablename__ = "mail_flagged"
    item_id: Mapped[int] = mapped_column(ForeignKey("mail_item.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"))
    flagged_at: Mapped[datetime]

    __table_args__ = (Index("ix_mail_flagged_person", "person_id", "mailbox_id", "item_id"),)


class MailLabel(Base):
    """A label of a box (nhãn); `keep_days` is how long mail that bears it must stay."""

    __tablename__ = "mail_label"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"))
    name: Mapped[str]
    keep_days: Mapped[int | None]
    is_private: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("mailbox_id", "name"),)


class ItemLabel(Base):
    """A label on an item."""

    __tablename__ = "mail_item_label"
    item_id: Mapped[int] = mapped_column(ForeignKey("mail_item.id"), primary_key=True)
    label_id: Mapped[int] = mapped_column(ForeignKey("mail_label.id"), primary_key=True, index=True)


class AssignmentState(StrEnum):
    """How far who got a conversation to handle has come."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return ASSIGNMENT_STATES[self]


ASSIGNMENT_STATES = {
    AssignmentState.OPEN: _l("To do"),
    AssignmentState.DOING: _l("Being done"),
    AssignmentState.DONE: _l("Done"),
}


class MailAssignment(Base):
    """Who handles a conversation in a shared box (phân công xử lý thư), and until when."""

    __tablename__ = "mail_assignment"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("mail_thread.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    given_by: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    due_on: Mapped[datetime | None]
    state: Mapped[AssignmentState] = mapped_column(default=AssignmentState.OPEN)
    given_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("mailbox_id", "thread_id"),)


class MailDraft(Base):
    """A letter being written, or waiting to leave (`send_at`); `version` finds two writers.

    `claimed_at` is when a worker began to hand it over: from then on it cannot be taken back.
    `send_key` makes a repeated sending one, `recipients` counts them for the limits of a sender,
    `built_sha256` are the bytes that a signature already binds.
    """

    __tablename__ = "mail_draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    to: Mapped[str] = mapped_column("to_line", Text, default="")
    cc: Mapped[str] = mapped_column("cc_line", Text, default="")
    bcc: Mapped[str] = mapped_column("bcc_line", Text, default="")
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(Text, default="")
    files: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("mail_item.id"), index=True)
    answer_kind: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime]
    send_at: Mapped[datetime | None]
    sent_by: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[str] = mapped_column(default="")
    message_uid: Mapped[UUID | None] = mapped_column(index=True)
    left_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    send_key: Mapped[str | None] = mapped_column(unique=True)
    asked_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    recipients: Mapped[int] = mapped_column(default=0, server_default="0")
    built_sha256: Mapped[str] = mapped_column(default="", server_default="")

    __table_args__ = (Index("ix_mail_draft_sender", "sender_id", "asked_at"),)


class MailArrival(Base):
    """A mail that the intake took and what became of it; the same intake row is one arrival."""

    __tablename__ = "mail_arrival"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    key: Mapped[str] = mapped_column(unique=True)
    listener: Mapped[str]
    peer: Mapped[str] = mapped_column(default="")
    helo: Mapped[str] = mapped_column(default="")
    login: Mapped[str] = mapped_column(default="")
    envelope_from: Mapped[str] = mapped_column(default="")
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recipients: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime]
    state: Mapped[ArrivalState] = mapped_column(default=ArrivalState.WAITING)
    problem: Mapped[str] = mapped_column(default="")
    message_id: Mapped[int | None] = mapped_column(ForeignKey("mail_message.id"), index=True)

    __table_args__ = (
        Index("ix_mail_arrival_state", "state", "id"),
        Index("ix_mail_arrival_sha", "sha256", "received_at"),
    )


class MailFiling(Base):
    """What was made of a message: a document in a register, a task, a meeting."""

    __tablename__ = "mail_filing"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("mail_message.id"), index=True)
    kind: Mapped[str]
    object_uid: Mapped[UUID]
    label: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    filed_by: Mapped[str]
    filed_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    @property
    def words(self) -> object:
        """What became of the message, in the language of the reader."""
        if self.kind == "task":
            return _l("Task: %(title)s", title=self.label)
        if self.kind == "meeting":
            return _l("Meeting: %(title)s", title=self.label)
        if self.undone_at:
            return _l("The registration as no. %(number)s was undone", number=self.label)
        if self.label:
            return _l("Registered as no. %(number)s", number=self.label)
        return _l("Given to the register; it waits for its number")


class PurgeCertificate(Base):
    """What a purge took away (chứng nhận tiêu hủy): numbers and hashes, never content."""

    __tablename__ = "mail_purge"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"), index=True)
    rule: Mapped[str]
    count: Mapped[int] = mapped_column("items")
    hashes: Mapped[list[str]]
    purged_at: Mapped[datetime]
