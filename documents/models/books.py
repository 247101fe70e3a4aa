"""Volumes of the registers, loans of kept copies, and old registers on their way in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, Json, uid_column
from office.i18n import _l


class VolumeState(StrEnum):
    """Where a volume stands; `documents.lifecycle` says which moves exist."""

    EXTRACT = "extract"
    CLOSED = "closed"
    REOPENED = "reopened"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return VOLUME_LABELS[self]


VOLUME_LABELS = {
    VolumeState.EXTRACT: _l("Extract"),
    VolumeState.CLOSED: _l("Locked"),
    VolumeState.REOPENED: _l("Reopened"),
}


class BookVolume(Base):
    """A volume of a register as PDF (quyển sổ): closed with its numbers, or a mere extract.

    `spans` names first and last number of each series; `number` counts the volumes of a year.
    """

    __tablename__ = "book_volume"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    book: Mapped[str]
    year: Mapped[int]
    number: Mapped[int] = mapped_column(default=0)
    state: Mapped[VolumeState]
    is_final: Mapped[bool] = mapped_column(default=False)
    spans: Mapped[dict[str, Any]]
    limits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    lines: Mapped[int] = mapped_column(default=0)
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reopened_at: Mapped[datetime | None]
    reopened_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    check_code: Mapped[str] = mapped_column(default="")
    pages: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(default="", index=True)
    size: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    signatures: Mapped[list[str]] = mapped_column(default=list)

    __table_args__ = (Index("ix_book_volume_book", "agency_id", "book", "year", "id"),)


class CopyLoan(Base):
    """The use of a kept copy (sử dụng bản lưu): who, what, when, permitted by whom, returned."""

    __tablename__ = "copy_loan"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    borrower: Mapped[str]
    permitted_by: Mapped[str]
    file_code: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    lent_at: Mapped[datetime]
    lent_by: Mapped[str]
    due_on: Mapped[date | None]
    returned_at: Mapped[datetime | None]
    returned_to: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_copy_loan_agency", "agency_id", "id"),)


class OldBookState(StrEnum):
    """Where an old register stands on its way in."""

    READING = "reading"
    READ = "read"
    UNREADABLE = "unreadable"
    ACCEPTED = "accepted"
    UNDONE = "undone"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return OLD_BOOK_LABELS[self]


OLD_BOOK_LABELS = {
    OldBookState.READING: _l("Being read"),
    OldBookState.READ: _l("Read, not taken over yet"),
    OldBookState.UNREADABLE: _l("Could not be read"),
    OldBookState.ACCEPTED: _l("Entered in the register"),
    OldBookState.UNDONE: _l("Undone"),
}


class OldBook(Base):
    """A register kept before this house, brought as a spreadsheet (nhập sổ cũ)."""

    __tablename__ = "old_book"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    book: Mapped[str]
    year: Mapped[int]
    numbering: Mapped[str]
    name: Mapped[str]
    sha256: Mapped[str]
    files_sha256: Mapped[str] = mapped_column(default="")
    state: Mapped[OldBookState] = mapped_column(default=OldBookState.READING)
    problem: Mapped[str] = mapped_column(default="")
    row_count: Mapped[int] = mapped_column(default=0)
    fault_count: Mapped[int] = mapped_column(default=0)
    brought_at: Mapped[datetime]
    brought_by: Mapped[str]
    accepted_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_old_book_agency", "agency_id", "id"),)


class OldRow(Base):
    """One line of an old register as it was read, with what is wrong with it."""

    __tablename__ = "old_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    old_book_id: Mapped[int] = mapped_column(ForeignKey("old_book.id"))
    line: Mapped[int]
    cells: Mapped[list[str]]
    facts: Mapped[dict[str, Any]]
    faults: Mapped[list[str]] = mapped_column(default=list)
    file: Mapped[dict[str, Any] | None] = mapped_column(Json)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)

    __table_args__ = (UniqueConstraint("old_book_id", "line"),)
