"""Rows of the agency's own calendar, and spreadsheets of units and people on their way in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column


class SheetState(StrEnum):
    """Where a spreadsheet stands between upload and the tree of units."""

    READING = "reading"
    READ = "read"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class CalendarDay(Base):
    """A day exchanged or given by the authorities (hoán đổi, làm bù); wins over the calendar."""

    __tablename__ = "calendar_day"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    on: Mapped[date] = mapped_column("day", unique=True)
    is_working: Mapped[bool]
    name: Mapped[str]
    basis: Mapped[str] = mapped_column(default="")


class StaffSheet(Base):
    """A spreadsheet of units and people (danh sách đơn vị, nhân sự): read, previewed, accepted.

    `rows` holds what was read, each with its number in the file; `accounts` names the accounts
    that its acceptance opened and whose slips are still to be printed.
    """

    __tablename__ = "staff_sheet"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[SheetState] = mapped_column(default=SheetState.READING)
    file_name: Mapped[str]
    sha256: Mapped[str]
    rows: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(default="")
    accounts: Mapped[list[str]] = mapped_column(default=list)
    made_by: Mapped[str]
    created_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_staff_sheet_agency", "agency_id", "id"),)
