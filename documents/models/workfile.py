"""Work files (hồ sơ công việc): the file plan, the files and what lies in them, their archiving.

Decree 30/2020/NĐ-CP art. 28 to 31, Annex V and Annex VI.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l

SIZE = BigInteger().with_variant(Integer(), "sqlite")  # whose own INTEGER is as large


class PlanState(StrEnum):
    """Where a file plan stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_FORCE = "in_force"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            PlanState.DRAFT: _l("Being drawn up"),
            PlanState.SUBMITTED: _l("Waiting for approval"),
            PlanState.IN_FORCE: _l("In force"),
        }[self]


class PlanLevel(StrEnum):
    """What a line of a file plan is: a large or small heading (đề mục), or a file."""

    LARGE = "large"
    SMALL = "small"
    FILE = "file"


class FilePlan(Base):
    """The list of files that a unit will open in a year (danh mục hồ sơ)."""

    __tablename__ = "file_plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    state: Mapped[PlanState]
    approved_by: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("agency_id", "unit_id", "year"),)


class FilePlanLine(Base):
    """A heading or a file of a plan, in the order of its printing."""

    __tablename__ = "file_plan_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    plan_id: Mapped[int] = mapped_column(ForeignKey("file_plan.id"), index=True)
    position: Mapped[int]
    level: Mapped[PlanLevel]
    notation: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    retention: Mapped[str] = mapped_column(default="")
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    creator: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


class WorkFileState(StrEnum):
    """Where a work file stands; `documents.lifecycle` says which moves exist."""

    OPEN = "open"
    CLOSED = "closed"
    OFFERED = "offered"
    ARCHIVED = "archived"
    DESTROYED = "destroyed"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            WorkFileState.OPEN: _l("Open file"),
            WorkFileState.CLOSED: _l("Closed file"),
            WorkFileState.OFFERED: _l("Handed over, being checked"),
            WorkFileState.ARCHIVED: _l("In the archive"),
            WorkFileState.DESTROYED: _l("Destroyed"),
        }[self]


class WorkFile(Base):
    """Everything about one matter, kept together by whoever is assigned the work.

    `retention` is a code of the law's periods; the code of the file (mã hồ sơ) is made of the
    agency's identifier, the year of its plan and its notation.
    """

    __tablename__ = "work_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"), index=True)
    plan_line_id: Mapped[int | None] = mapped_column(ForeignKey("file_plan_line.id"))
    hand_over_id: Mapped[int | None] = mapped_column(ForeignKey("hand_over.id"), index=True)
    destruction_id: Mapped[int | None] = mapped_column(
        ForeignKey("destruction_list.id"), index=True
    )
    state: Mapped[WorkFileState]
    organ_id: Mapped[str] = mapped_column(default="")
    catalog: Mapped[int]
    notation: Mapped[str]
    title: Mapped[str]
    folded: Mapped[str] = mapped_column(default="")
    retention: Mapped[str]
    creator: Mapped[str]
    language: Mapped[str] = mapped_column(default="Tiếng Việt")
    rights: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    is_restricted: Mapped[bool] = mapped_column(default=False)
    is_frozen: Mapped[bool] = mapped_column(default=False, server_default="0")
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    hand_over_by: Mapped[date | None]
    noticed_on: Mapped[date | None]
    extended_to: Mapped[date | None]
    extension_consent: Mapped[str] = mapped_column(default="")
    archived_at: Mapped[datetime | None]
    hold_reason: Mapped[str] = mapped_column(default="")
    document_count: Mapped[int] = mapped_column(default=0)
    page_count: Mapped[int] = mapped_column(default=0)
    origin: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("agency_id", "organ_id", "catalog", "notation"),
        Index("ix_work_file_state", "agency_id", "state", "id"),
    )

    @property
    def code(self) -> str:
        """The file code (mã hồ sơ) as it is printed."""
        return f"{self.organ_id}.{self.catalog}.{self.notation}"

    @property
    def is_imported(self) -> bool:
        """Whether it came from another installation and is only read here."""
        return bool(self.origin)

    @property
    def due_on(self) -> date | None:
        """The day by which it is to be in the archive, with the extension."""
        return self.extended_to or self.hand_over_by


class WorkFileItem(Base):
    """A document in a work file, or a further file of its own: film, photo, audio, any upload.

    A document lies in many files by many rows and is never copied; what is taken out keeps its
    row with the reason.
    """

    __tablename__ = "work_file_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    work_file_id: Mapped[int] = mapped_column(ForeignKey("work_file.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    title: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    dated: Mapped[datetime]
    name: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="", index=True)
    size: Mapped[int] = mapped_column(SIZE, default=0)
    pages: Mapped[int] = mapped_column(default=0)
    is_restricted: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str] = mapped_column(default="")
    removal_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_work_file_item_order", "work_file_id", "dated", "id"),)


class HandOverState(StrEnum):
    """Where a hand-over stands."""

    OFFERED = "offered"
    TAKEN = "taken"
    RETURNED = "returned"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            HandOverState.OFFERED: _l("Being checked by the archive"),
            HandOverState.TAKEN: _l("Taken over"),
            HandOverState.RETURNED: _l("Given back"),
        }[self]


class HandOver(Base):
    """Files handed over together: their list (mục lục hồ sơ nộp lưu) and its minutes."""

    __tablename__ = "hand_over"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    state: Mapped[HandOverState]
    year: Mapped[int]
    number: Mapped[int]
    unit_name: Mapped[str]
    given_by: Mapped[str]
    given_title: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime]
    taken_by: Mapped[str] = mapped_column(default="")
    taken_title: Mapped[str] = mapped_column(default="")
    taken_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("agency_id", "year", "number"),)


class DestructionState(StrEnum):
    """Where a list of files to be destroyed stands."""

    DRAFT = "draft"
    JUDGED = "judged"
    DECIDED = "decided"
    DESTROYED = "destroyed"
    DROPPED = "dropped"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            DestructionState.DRAFT: _l("Waiting for an opinion"),
            DestructionState.JUDGED: _l("Waiting for the decision"),
            DestructionState.DECIDED: _l("Decided, not yet carried out"),
            DestructionState.DESTROYED: _l("Carried out"),
            DestructionState.DROPPED: _l("Dropped"),
        }[self]


class DestructionList(Base):
    """Files whose period has run out (danh mục tài liệu hết giá trị), destroyed by two people."""

    __tablename__ = "destruction_list"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    state: Mapped[DestructionState]
    reason: Mapped[str]
    made_by: Mapped[str]
    made_by_person: Mapped[int | None]
    made_at: Mapped[datetime]
    opinion: Mapped[str] = mapped_column(default="")
    judged_by: Mapped[str] = mapped_column(default="")
    judged_by_person: Mapped[int | None]
    decision: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    destroyed_at: Mapped[datetime | None]


class PackageWay(StrEnum):
    """Which way a package of a work file goes."""

    EXPORT = "export"
    IMPORT = "import"


class PackageState(StrEnum):
    """How far the worker is with a package."""

    ASKED = "asked"
    READY = "ready"
    REFUSED = "refused"


class WorkFilePackage(Base):
    """A package of one file (gói hồ sơ), made here or brought from another installation."""

    __tablename__ = "work_file_package"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    work_file_id: Mapped[int | None] = mapped_column(ForeignKey("work_file.id"), index=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    way: Mapped[PackageWay]
    state: Mapped[PackageState]
    name: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(SIZE, default=0)
    problem: Mapped[str] = mapped_column(default="")
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
