"""Number series: every integer from the opening number to the last has exactly one row."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class EntryState(StrEnum):
    """What became of a number; a cancelled one keeps its row and is never used again."""

    ISSUED = "issued"
    RESERVED = "reserved"
    CANCELLED = "cancelled"
    IMPORTED = "imported"


class NumberSeries(Base):
    """One series of one agency in one year (Decree 30/2020/NĐ-CP art. 15).

    Numbers below `opening` were given elsewhere, up to `opened_on`: they are no part of it.
    """

    __tablename__ = "number_series"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    year: Mapped[int]
    last: Mapped[int] = mapped_column("last_number", default=0)
    opening: Mapped[int] = mapped_column(default=1, server_default="1")
    opened_on: Mapped[date | None]
    opening_reason: Mapped[str] = mapped_column(default="", server_default="")
    is_closed: Mapped[bool] = mapped_column(default=False, server_default="0")

    __table_args__ = (UniqueConstraint("agency_id", "name", "year"),)


class NumberEntry(Base):
    """One number of a series and the document that bears it, or for whom it is kept (số giữ).

    `is_internal`: drafted and addressed inside only; `volume_id`: the closed volume it stands in.
    """

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
    holder: Mapped[str] = mapped_column(default="", server_default="")
    expires_on: Mapped[date | None]
    is_internal: Mapped[bool] = mapped_column(default=False, server_default="0")
    volume_id: Mapped[int | None] = mapped_column(ForeignKey("book_volume.id"), index=True)

    __table_args__ = (
        UniqueConstraint("series_id", "number"),
        Index("ix_number_entry_state", "state", "expires_on"),
    )


class Numbering(StrEnum):
    """How the head of the agency lets outgoing documents be numbered."""

    ONE = "one"
    TYPE = "type"
    GROUP = "group"

    @property
    def label(self) -> object:
        """The words of the choice."""
        return NUMBERING_LABELS[self]


NUMBERING_LABELS = {
    Numbering.ONE: _l("One series for all types"),
    Numbering.TYPE: _l("A series for each type"),
    Numbering.GROUP: _l("A series for each group of types"),
}


class NumberPlan(Base):
    """The decision of the agency's head on its series, from a year on (Decree 30 art. 15)."""

    __tablename__ = "number_plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    from_year: Mapped[int]
    numbering: Mapped[Numbering]
    groups: Mapped[dict[str, Any]] = mapped_column(default=dict)
    decided_at: Mapped[datetime]
    decided_by: Mapped[str]

    __table_args__ = (UniqueConstraint("agency_id", "from_year"),)


class NamedRegister(Base):
    """A further register for arrivals, such as that of citizens' letters (sổ đơn thư)."""

    __tablename__ = "named_register"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    @property
    def series(self) -> str:
        """The name of its own series of numbers."""
        return f"incoming:{self.uid.hex}"


class AdvisoryBody(Base):
    """A body that issues in its own name under the agency's seal (Hội đồng, Ban, Tổ)."""

    __tablename__ = "advisory_body"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    symbol: Mapped[str]
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    @property
    def series(self) -> str:
        """The name of its own series of numbers."""
        return f"outgoing:body:{self.uid.hex}"
