"""Sets of records that nobody changes or destroys for a while (tạm dừng, đóng băng tập văn bản)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class FreezeState(StrEnum):
    """Whether a set is still frozen."""

    HELD = "held"
    LIFTED = "lifted"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {FreezeState.HELD: _l("Frozen"), FreezeState.LIFTED: _l("Lifted")}[self]


class Freeze(Base):
    """A set of documents frozen together (đóng băng), or a work file with all that lies in it.

    Decree 30/2020/NĐ-CP, Annex VI, IV: an inspection, a court or a dispute needs them as they are.
    """

    __tablename__ = "freeze"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    work_file_id: Mapped[int | None] = mapped_column(ForeignKey("work_file.id"), index=True)
    state: Mapped[FreezeState] = mapped_column(default=FreezeState.HELD)
    name: Mapped[str]
    reason: Mapped[str]
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[str]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str] = mapped_column(default="")
    lift_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_freeze_agency", "agency_id", "id"),)


class FrozenDocument(Base):
    """That a document belongs to a frozen set; it may belong to several."""

    __tablename__ = "frozen_document"
    id: Mapped[int] = mapped_column(primary_key=True)
    freeze_id: Mapped[int] = mapped_column(ForeignKey("freeze.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)

    __table_args__ = (UniqueConstraint("freeze_id", "document_id"),)
