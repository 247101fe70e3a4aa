"""Busy times that a person brought from a calendar elsewhere, without what fills them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column


class OutsideCalendar(Base):
    """What one person brought last; a new file takes the place of the old one."""

    __tablename__ = "outside_calendar"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    taken_at: Mapped[datetime]
    until: Mapped[datetime]
    spans: Mapped[int]


class OutsideSpan(Base):
    """From when to when somebody is busy elsewhere."""

    __tablename__ = "outside_span"
    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("outside_calendar.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    __table_args__ = (Index("ix_outside_span_when", "calendar_id", "ends_at"),)
