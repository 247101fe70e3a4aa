"""Number series: every integer from the opening number to the last has exactly one row."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column


class EntryState(StrEnum):
    """What became of a number; a cancelled one keeps its row and is never used again."""

    ISSUED = "issued"
    CANCELLED = "cancelled"


class NumberSeries(Base):
    """One series of one agency in one year (Decree 30/2020/NĐ-CP art. 15)."""

    __tablename__ = "number_series"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    year: Mapped[int]
    last: Mapped[int] = mapped_column("last_number", default=0)

    __table_args__ = (UniqueConstraint("agency_id", "name", "year"),)


class NumberEntry(Base):
    """One number of a series and the document that bears it."""

    __tablename__ = "number_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    series_id: Mapped[int] = mapped_column(ForeignKey("number_series.id"))
    number: Mapped[int]
    state: Mapped[EntryState]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    taken_at: Mapped[datetime]
    taken_by: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("series_id", "number"),)
