"""What goes with assignments: asking for more time, usual words, sets of receivers."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class MoreTimeState(StrEnum):
    """How a request for more time stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return EXTENSION_LABELS[self]


EXTENSION_LABELS = {
    MoreTimeState.ASKED: _l("Asked, not decided"),
    MoreTimeState.GRANTED: _l("Granted"),
    MoreTimeState.REFUSED: _l("Refused"),
    MoreTimeState.WITHDRAWN: _l("Withdrawn"),
}


class Extension(Base):
    """A request for a later deadline (xin gia hạn) and what the assigner decided."""

    __tablename__ = "extension"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    routing_id: Mapped[int] = mapped_column(ForeignKey("routing.id"), index=True)
    from_desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    to_desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    state: Mapped[MoreTimeState] = mapped_column(default=MoreTimeState.ASKED)
    reason: Mapped[str]
    former_due_at: Mapped[datetime | None]
    wanted_due_at: Mapped[datetime]
    decided_due_at: Mapped[datetime | None]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")


class SavedPhrase(Base):
    """A usual text of directions (bút phê mẫu): an official's own, or his whole agency's.

    The whole agency's belongs to no person.
    """

    __tablename__ = "saved_phrase"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    use: Mapped[str]
    short: Mapped[str]
    text: Mapped[str]
    used_count: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_saved_phrase_whose", "agency_id", "person_id", "use"),)


class ReceiverSet(Base):
    """Receivers that an official chooses together again and again, under a name of his."""

    __tablename__ = "receiver_set"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    receivers: Mapped[dict[str, Any]]

    __table_args__ = (UniqueConstraint("person_id", "agency_id", "name"),)
