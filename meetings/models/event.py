"""What happened at a meeting, in its order: a chain that only grows, one for each meeting."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base
from office.migrations.ddl import append_only


class MeetingEvent(Base):
    """One line of the course of a meeting (diễn biến): `number` counts within the meeting.

    `hash` covers the line and the one before it, so that a line changed or left out later shows in
    the signed minutes. Neither papers of secret votes nor private notes stand here.
    """

    __tablename__ = "meeting_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    kind: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by: Mapped[str] = mapped_column("by_name")
    at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
    previous: Mapped[str]
    hash: Mapped[str]

    __table_args__ = (UniqueConstraint("meeting_id", "number"),)


append_only(cast("Table", MeetingEvent.__table__))


class MeetingChain(Base):
    """The head of a meeting's events; whoever adds one holds this row until his commit."""

    __tablename__ = "meeting_chain"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    number: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(default="")
