"""Spreadsheets on their way into the register: the batch, its rows, remembered columns."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class Purpose(StrEnum):
    """What the rows of a spreadsheet are for."""

    OPEN = "open"
    UPDATE = "update"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            Purpose.OPEN: _l("Open new dossiers"),
            Purpose.UPDATE: _l("Change dossiers that stand"),
        }[self]


class ImportState(StrEnum):
    """Where a batch stands; `personnel.lifecycle` says which moves exist."""

    READING = "reading"
    UNREADABLE = "unreadable"
    UPLOADED = "uploaded"
    MAPPED = "mapped"
    CHECKED = "checked"
    APPROVED = "approved"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            ImportState.READING: _l("Being read"),
            ImportState.UNREADABLE: _l("Could not be read"),
            ImportState.UPLOADED: _l("Columns are to be assigned"),
            ImportState.MAPPED: _l("Rows are being checked"),
            ImportState.CHECKED: _l("Checked, waits for approval"),
            ImportState.APPROVED: _l("Approved, being entered"),
            ImportState.DONE: _l("Entered"),
            ImportState.DROPPED: _l("Dropped"),
        }[self]


class RowState(StrEnum):
    """Where one row stands; only a done one has written into the register."""

    NEW = "new"
    GOOD = "good"
    BAD = "bad"
    DONE = "done"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            RowState.NEW: _l("Not checked yet"),
            RowState.GOOD: _l("Without errors"),
            RowState.BAD: _l("With errors"),
            RowState.DONE: _l("Entered"),
        }[self]


class ImportBatch(Base):
    """A spreadsheet of officials (nhập hồ sơ từ bảng tính).

    The file lies sealed until its rows are read, then it is forgotten. `mapping` names the field of
    each column by its place; `turn` counts readings, checks and approvals, so that each is one job;
    `origin_name` is who approved, as the rows of the record will name him.
    """

    __tablename__ = "import_batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    purpose: Mapped[Purpose]
    state: Mapped[ImportState] = mapped_column(default=ImportState.READING)
    name: Mapped[str]
    effective_on: Mapped[date]
    language: Mapped[str]
    turn: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(default="")
    key_id: Mapped[int | None] = mapped_column(ForeignKey("data_key.id"))
    headings: Mapped[list[str]] = mapped_column(default=list)
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[str] = mapped_column(default="")
    brought_at: Mapped[datetime]
    brought_by: Mapped[str]
    creator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    origin_name: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_import_batch_agency", "agency_id", "id"),)


class ImportRow(Base):
    """One row of the spreadsheet: its cells and what is wrong with them lie sealed.

    `mark` and `staff_no` are by what it is compared with other rows and with the register.
    """

    __tablename__ = "import_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    line: Mapped[int]
    state: Mapped[RowState] = mapped_column(default=RowState.NEW)
    has_warnings: Mapped[bool] = mapped_column(default=False)
    mark: Mapped[str] = mapped_column(default="")
    sealed: Mapped[bytes | None]
    key_id: Mapped[int | None] = mapped_column(ForeignKey("data_key.id"), index=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"))

    __table_args__ = (
        UniqueConstraint("batch_id", "line"),
        Index("ix_import_row_state", "batch_id", "state", "line"),
        Index("ix_import_row_mark", "batch_id", "mark"),
    )


class ImportTemplate(Base):
    """What the headings of an agency's spreadsheets mean, by their folded words."""

    __tablename__ = "import_template"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    columns: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("agency_id", "name"),)
