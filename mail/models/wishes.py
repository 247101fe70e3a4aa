"""What an administrator may not do alone: it waits for a second person."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l

LASTS = timedelta(days=14)


class WishKind(StrEnum):
    """What is asked: to hand over an official's box, to let somebody read it, to keep a domain."""

    HANDOVER = "handover"
    RECEIVER = "receiver"
    DOMAIN = "domain"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return WISHES[self]


class WishState(StrEnum):
    """Where a wish stands."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return WISH_STATES[self]


WISHES = {
    WishKind.HANDOVER: _l("Hand over a mailbox"),
    WishKind.RECEIVER: _l("Let somebody read a mailbox"),
    WishKind.DOMAIN: _l("Keep a domain without DNS"),
}
WISH_STATES = {
    WishState.ASKED: _l("waits"),
    WishState.CONFIRMED: _l("confirmed"),
    WishState.REFUSED: _l("refused"),
    WishState.WITHDRAWN: _l("withdrawn"),
}


class MailWish(Base):
    """An act that a second person confirms (phê duyệt hai người); it lapses after `LASTS`.

    `asked_by` is who asked, `person_id` who is to receive the box.
    """

    __tablename__ = "mail_wish"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[WishKind]
    mailbox_id: Mapped[int | None] = mapped_column(ForeignKey("mailbox.id"), index=True)
    domain_id: Mapped[int | None] = mapped_column(ForeignKey("mail_domain.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    decision: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_name: Mapped[str]
    asked_at: Mapped[datetime]
    state: Mapped[WishState] = mapped_column(default=WishState.ASKED)
    settled_name: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_mail_wish_agency", "agency_id", "state", "id"),)
