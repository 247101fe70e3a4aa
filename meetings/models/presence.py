"""Who was there from when to when (điểm danh): arrivals and departures decide who may vote."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class How(StrEnum):
    """How somebody's presence was noted."""

    CODE = "code"
    ONLINE = "online"
    BY_HAND = "by_hand"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            How.CODE: _l("with the code of the room"),
            How.ONLINE: _l("online"),
            How.BY_HAND: _l("by the secretary"),
        }[self]


class AttendanceSpan(Base):
    """A stretch of time in which somebody was there; whoever leaves and returns has two.

    `open_for` is the participant while the span is open, and unique: three devices of one person
    are one presence.
    """

    __tablename__ = "attendance_span"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("meeting_participant.id"), index=True)
    open_for: Mapped[int | None] = mapped_column(unique=True)
    how: Mapped[How]
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]
    noted_by: Mapped[str]

    __table_args__ = (Index("ix_attendance_span_when", "meeting_id", "from_at"),)
