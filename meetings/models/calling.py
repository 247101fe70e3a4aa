"""What tells people of a meeting: the letter of invitation, the schedule of the week."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, Json, uid_column


class MeetingLetter(Base):
    """A letter of invitation (giấy mời): a document of the register, drafted from the plan.

    `sequence` is that of the meeting when it was drafted: a later time or place needs a new letter.
    """

    __tablename__ = "meeting_letter"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    document_uid: Mapped[UUID] = mapped_column(unique=True)
    sequence: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    issued_at: Mapped[datetime | None]


class WeekSchedule(Base):
    """The schedule of a week (lịch công tác tuần) as the office last published it.

    `lines` are what everybody of the agency reads until it is published anew.
    """

    __tablename__ = "week_schedule"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    monday: Mapped[date]
    revision: Mapped[int] = mapped_column(default=1)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    published_at: Mapped[datetime]
    published_by: Mapped[str]

    __table_args__ = (UniqueConstraint("agency_id", "monday"),)
