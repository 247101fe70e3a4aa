"""Legal holds: what they cover, and the messages that a search found for one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column


class MailHold(Base):
    """A legal hold (lưu giữ theo yêu cầu): what it covers is not purged until it is released.

    It covers a box, a conversation, a person (his boxes, and what he sent from others), or what a
    search found when it was placed: then `question` are the words of that search.
    """

    __tablename__ = "mail_hold"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    mailbox_id: Mapped[int | None] = mapped_column(ForeignKey("mailbox.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("mail_thread.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    question: Mapped[str] = mapped_column(Text, default="", server_default="")
    reason: Mapped[str]
    decision: Mapped[str]
    placed_by: Mapped[str]
    placed_at: Mapped[datetime]
    released_at: Mapped[datetime | None]


class MailHeld(Base):
    """A message that a search found for a hold; it is held in whatever box it lies."""

    __tablename__ = "mail_held"
    hold_id: Mapped[int] = mapped_column(ForeignKey("mail_hold.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(
        ForeignKey("mail_message.id"), primary_key=True, index=True
    )
