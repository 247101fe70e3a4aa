"""What the validation rules found, how good each dossier is, and what was decided of doubles."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class FindingState(StrEnum):
    """An answered finding has a cause and a plan; it is resolved when the rule is silent."""

    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            FindingState.OPEN: _l("Open"),
            FindingState.ANSWERED: _l("Cause and plan are known"),
            FindingState.RESOLVED: _l("Resolved"),
        }[self]


class Plan(StrEnum):
    """By when a fault is mended, in working days from the day on which it was found."""

    SOURCE = "source"
    FIELD = "field"

    @property
    def days(self) -> int:
        """The clock of the data index of 2026: mended at the source, or checked on the spot."""
        return {Plan.SOURCE: 10, Plan.FIELD: 15}[self]

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            Plan.SOURCE: _l("Corrected at the source within 10 working days"),
            Plan.FIELD: _l("Has to be checked on the spot: within 15 working days"),
        }[self]


class TwinVerdict(StrEnum):
    """What two dossiers are that may be of one person."""

    TWO = "two"
    ONE = "one"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            TwinVerdict.TWO: _l("Two people"),
            TwinVerdict.ONE: _l("One person: one dossier is closed"),
        }[self]


class QualityFinding(Base):
    """A fault of one dossier or one unit; found again it is the same row, by its `mark`.

    `facts` are the words of the message without sensitive ones; `desk_id` is whose task it is.
    """

    __tablename__ = "quality_finding"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    mark: Mapped[str] = mapped_column(unique=True)
    rule: Mapped[str]
    what: Mapped[str]
    severity: Mapped[str]
    group: Mapped[str] = mapped_column("group_name")
    field: Mapped[str] = mapped_column("field_name")
    row_uid: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]
    owner: Mapped[str]
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    state: Mapped[FindingState]
    found_at: Mapped[datetime]
    due_on: Mapped[date]
    told_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_quality_finding_due", "state", "due_on", "id"),
        Index("ix_quality_finding_desk", "desk_id", "state", "due_on"),
    )


class DossierQuality(Base):
    """The points of one dossier when it was last looked at, and the signs of its person."""

    __tablename__ = "dossier_quality"
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    checked_at: Mapped[datetime]
    correct: Mapped[int]
    sufficient: Mapped[int]
    clean: Mapped[int]
    live: Mapped[int]
    unified: Mapped[int]
    identity: Mapped[int]
    errors: Mapped[int]
    warnings: Mapped[int]
    person_mark: Mapped[str | None] = mapped_column(index=True)
    insurance_mark: Mapped[str | None] = mapped_column(index=True)


class QualityDay(Base):
    """How good the dossiers of a body were on a day, for the trend."""

    __tablename__ = "quality_day"
    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    on: Mapped[date] = mapped_column("on_day")
    records: Mapped[int]
    total: Mapped[int]
    identity: Mapped[int]
    faultless: Mapped[int]
    errors: Mapped[int]
    warnings: Mapped[int]

    __table_args__ = (UniqueConstraint("agency_id", "on_day"),)


class TwinCase(Base):
    """What somebody decided of two dossiers; of one person `stays_id` is the one that stays."""

    __tablename__ = "twin_case"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    first_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    verdict: Mapped[TwinVerdict]
    stays_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"))
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[str]

    __table_args__ = (UniqueConstraint("first_id", "second_id"),)
