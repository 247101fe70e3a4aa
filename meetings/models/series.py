"""Meetings that come again (chuỗi họp): the rule, what each begins with, and who is asked."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.meeting import Part
from office.db import Base, Json, uid_column
from office.i18n import _l


class Shift(StrEnum):
    """What becomes of a meeting whose day is a day off."""

    AFTER = "after"
    BEFORE = "before"
    SKIP = "skip"
    KEEP = "keep"

    @property
    def label(self) -> object:
        """The words shown on pages."""
        return {
            Shift.AFTER: _l("On the next working day"),
            Shift.BEFORE: _l("On the working day before"),
            Shift.SKIP: _l("It is left out"),
            Shift.KEEP: _l("It takes place all the same"),
        }[self]


class MeetingSeries(Base):
    """A rule (RFC 5545 RRULE) in Vietnam's time and what each of its meetings begins with.

    `plan` and `points` are the plan and the agenda as they are filled in; `made_until` is the last
    day for which meetings were laid out.
    """

    __tablename__ = "meeting_series"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"), index=True)
    title: Mapped[str]
    rrule: Mapped[str]
    starts_on: Mapped[date]
    starts_time: Mapped[str]
    minutes: Mapped[int]
    shift: Mapped[Shift] = mapped_column(default=Shift.AFTER)
    left_out: Mapped[list[str]] = mapped_column(default=list)
    plan: Mapped[dict[str, Any]]
    points: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    rooms: Mapped[list[int]] = mapped_column(default=list)
    made_until: Mapped[date | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}


class SeriesSeat(Base):
    """Who is asked to every meeting of a series: whoever sits at a desk then, or a guest."""

    __tablename__ = "series_seat"
    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("meeting_series.id"), index=True)
    position: Mapped[int]
    part: Mapped[Part]
    is_voting: Mapped[bool] = mapped_column(default=False)
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"), index=True)
    name: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
