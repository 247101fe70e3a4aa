"""The queue of messages that leave the house."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from mail.wire.names import domain_of
from office.db import Base, Json, uid_column
from office.i18n import _l


class MailState(StrEnum):
    """Where a message stands."""

    HELD = "held"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return LABELS[self]


LABELS = {
    MailState.HELD: _l("Held back"),
    MailState.QUEUED: _l("Waiting to be sent"),
    MailState.SENT: _l("Sent"),
    MailState.FAILED: _l("Could not be sent"),
    MailState.WITHDRAWN: _l("Withdrawn"),
}


def _domain(context: Any) -> str:
    return domain_of(context.get_current_parameters()["to_address"])


LASTS = timedelta(days=5)
UNSENT = (MailState.HELD, MailState.QUEUED, MailState.FAILED)


class OutgoingMail(Base):
    """A message to one address (thư gửi ra ngoài); its key makes it the only one of its kind.

    A letter of a mailbox has its bytes in the blob `sha256`; a notice of the house is made of
    `subject`, `text` and `attachments` when it leaves. `options` are those of RFC 3461, `answer` is
    what the last server said (code, words, host, TLS). `domain` is where it goes, in A-labels.
    """

    __tablename__ = "outgoing_mail"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    key: Mapped[str] = mapped_column(unique=True)
    to: Mapped[str] = mapped_column("to_address")
    domain: Mapped[str] = mapped_column(default=_domain, server_default="")
    subject: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    state: Mapped[MailState]
    problem: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("mail_message.id"), index=True)
    mailbox_id: Mapped[int | None] = mapped_column(ForeignKey("mailbox.id"), index=True)
    sha256: Mapped[str] = mapped_column(default="", server_default="", index=True)
    envelope_from: Mapped[str] = mapped_column(default="", server_default="")
    options: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    expires_at: Mapped[datetime | None]
    told_late_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_outgoing_mail_state", "agency_id", "state", "id"),
        Index("ix_outgoing_mail_place", "agency_id", "domain", "id"),
    )

    @property
    def ends_at(self) -> datetime:
        """How long it is tried (RFC 5321 4.5.4.1)."""
        return self.expires_at or self.made_at + LASTS
