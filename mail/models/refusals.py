"""From whom an agency takes no mail, and whom it lets in all the same."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class SenderKind(StrEnum):
    """What a sender is named by."""

    ADDRESS = "address"
    DOMAIN = "domain"
    NETWORK = "network"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return SENDER_KINDS[self]


SENDER_KINDS = {
    SenderKind.ADDRESS: _l("An address"),
    SenderKind.DOMAIN: _l("A domain"),
    SenderKind.NETWORK: _l("A network"),
}


class MailRefusal(Base):
    """A sender who is refused (chặn) or, `is_allowed`, let in before every refusal.

    `sender` is a folded address, a domain in A-labels with what lies below it, or a network.
    """

    __tablename__ = "mail_refusal"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[SenderKind]
    sender: Mapped[str]
    is_allowed: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_mail_refusal_live", "agency_id", "ended_at", "id"),)
