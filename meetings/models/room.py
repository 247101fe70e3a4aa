"""Rooms and devices (phòng họp, thiết bị), and for which meetings they are held."""

from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l

WORK_DAYS = "12345"


class RoomKind(StrEnum):
    """A room, or a thing that is brought into one."""

    ROOM = "room"
    DEVICE = "device"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {RoomKind.ROOM: _l("Room"), RoomKind.DEVICE: _l("Device")}[self]


class Room(Base):
    """A room or device of an agency; one that is given up stays for the meetings held there.

    `days` are ISO numbers of weekdays (1 is Monday); opening hours are Vietnam's.
    """

    __tablename__ = "meeting_room"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[RoomKind]
    name: Mapped[str]
    folded: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int | None]
    equipment: Mapped[str] = mapped_column(default="")
    opens: Mapped[str] = mapped_column(default="07:00")
    closes: Mapped[str] = mapped_column(default="18:00")
    days: Mapped[str] = mapped_column(default=WORK_DAYS)
    ended_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}

    @property
    def opens_at(self) -> time:
        """When the door opens."""
        return time.fromisoformat(self.opens)

    @property
    def closes_at(self) -> time:
        """When the door closes."""
        return time.fromisoformat(self.closes)


class Booking(Base):
    """A room held for a meeting; two of one room never overlap unless one was released."""

    __tablename__ = "room_booking"
    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("meeting_room.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    booked_at: Mapped[datetime]
    booked_by: Mapped[str]
    released_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_room_booking_when", "room_id", "starts_at"),)
