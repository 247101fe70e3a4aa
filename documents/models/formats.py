"""Copies in a format that lasts, beside files whose format ages (chuyển đổi định dạng)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class LastingState(StrEnum):
    """How far a copy is."""

    ASKED = "asked"
    MADE = "made"
    FAILED = "failed"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            LastingState.ASKED: _l("Being made"),
            LastingState.MADE: _l("Made"),
            LastingState.FAILED: _l("Could not be made"),
        }[self]


class LastingCopy(Base):
    """A PDF beside a file whose format ages; the file itself stays byte for byte.

    Decree 30/2020/NĐ-CP, Annex VI, III.5: the rows are the report of the migration.
    """

    __tablename__ = "lasting_copy"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("document_file.id"), index=True)
    copy_id: Mapped[int | None] = mapped_column(ForeignKey("document_file.id"))
    state: Mapped[LastingState] = mapped_column(default=LastingState.ASKED)
    problem: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    done_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_lasting_copy_agency", "agency_id", "id"),)
