"""The dossier of an official: who keeps it, and what lists show of it today."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class Standing(StrEnum):
    """Whether somebody serves today."""

    COMING = "coming"
    SERVING = "serving"
    SUSPENDED = "suspended"
    LEFT = "left"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            Standing.COMING: _l("Not yet in service"),
            Standing.SERVING: _l("In service"),
            Standing.SUSPENDED: _l("Suspended"),
            Standing.LEFT: _l("Left"),
        }[self]


class Dossier(Base):
    """The one file of an official (hồ sơ cán bộ, công chức, viên chức; Luật 80/2025/QH15).

    What is true stands in its rows; the columns from `full_name` on repeat for lists and searches
    what holds on `shown_on`, and are made anew when a row comes or a day brings a change.
    `sought` holds the folded words by which an official is looked for, each behind a space, and
    `known_for` those of his skills, learning and codes.
    `row_count` and `head` are the end of the chain of its rows: who adds one holds this row.
    """

    __tablename__ = "dossier"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    citizen_mark: Mapped[str | None] = mapped_column(unique=True)
    opened_at: Mapped[datetime]
    account_closed_at: Mapped[datetime | None]
    row_count: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(default="")

    shown_on: Mapped[date]
    changes_on: Mapped[date | None] = mapped_column(index=True)
    full_name: Mapped[str] = mapped_column(default="")
    folded_name: Mapped[str] = mapped_column(default="")
    sought: Mapped[str] = mapped_column(default="")
    known_for: Mapped[str] = mapped_column(default="")
    staff_no: Mapped[str] = mapped_column(default="")
    sex: Mapped[str] = mapped_column(default="")
    birth_date: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    standing: Mapped[Standing] = mapped_column(default=Standing.COMING)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str] = mapped_column(default="")
    grade: Mapped[str] = mapped_column(default="")
    step: Mapped[int] = mapped_column(default=0)
    over_grade: Mapped[int] = mapped_column(default=0)
    coefficient: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    raise_on: Mapped[date | None]
    retires_on: Mapped[date | None]
    term_ends_on: Mapped[date | None]
    contract_ends_on: Mapped[date | None]
    score: Mapped[int | None]

    __table_args__ = (
        Index("ix_dossier_list", "agency_id", "standing", "folded_name", "id"),
        Index("ix_dossier_unit", "unit_id", "standing", "folded_name", "id"),
        Index("ix_dossier_name", "folded_name", "id"),
        Index("ix_dossier_standing", "standing", "folded_name", "id"),
        Index("ix_dossier_grade", "grade", "folded_name", "id"),
        Index("ix_dossier_staff_no", "agency_id", "staff_no"),
        Index("ix_dossier_raise", "agency_id", "raise_on"),
        Index("ix_dossier_retires", "agency_id", "retires_on"),
    )


class DossierPost(Base):
    """Which post of the house came of which row of the record: the register moves no other."""

    __tablename__ = "dossier_post"
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    slot: Mapped[str]
    row_uid: Mapped[UUID]
    tenure_id: Mapped[int] = mapped_column(ForeignKey("tenure.id"))
    ended_at: Mapped[datetime | None]
