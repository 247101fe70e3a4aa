"""Decisions on personnel: what they change, and how far they have come."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class DecisionState(StrEnum):
    """How far a decision has come; only a recorded one has written into dossiers."""

    DRAFT = "draft"
    SIGNING = "signing"
    CHECKING = "checking"
    RECORDED = "recorded"
    REFUSED = "refused"
    DROPPED = "dropped"
    CANCELLED = "cancelled"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            DecisionState.DRAFT: _l("In preparation"),
            DecisionState.SIGNING: _l("On its way to the signature"),
            DecisionState.CHECKING: _l("The signed file is being checked"),
            DecisionState.RECORDED: _l("Recorded in the dossiers"),
            DecisionState.REFUSED: _l("Not taken into the register"),
            DecisionState.DROPPED: _l("Dropped"),
            DecisionState.CANCELLED: _l("Cancelled by a later decision"),
        }[self]


OPEN = (
    DecisionState.DRAFT,
    DecisionState.SIGNING,
    DecisionState.CHECKING,
    DecisionState.REFUSED,
)


class PersonnelDecision(Base):
    """A decision on one or many officials (quyết định về công tác cán bộ).

    `document_uid` is its document in the register: drafted here, or one that came from elsewhere.
    `file_sha256` is the signed file, `data_sha256` the changes as they lie inside it.
    """

    __tablename__ = "personnel_decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"), index=True)
    kind: Mapped[str]
    state: Mapped[DecisionState]
    subject: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    effective_on: Mapped[date]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("personnel_decision.id"))
    document_uid: Mapped[UUID | None] = mapped_column(unique=True)
    is_foreign: Mapped[bool] = mapped_column(default=False)
    number: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date | None]
    issuer: Mapped[str] = mapped_column(default="")
    signer: Mapped[str] = mapped_column(default="")
    signer_title: Mapped[str] = mapped_column(default="")
    file_sha256: Mapped[str] = mapped_column(default="", index=True)
    data_sha256: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    creator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index("ix_personnel_decision_state", "agency_id", "state", "id"),)


class DecisionChange(Base):
    """What a decision does to one line of one dossier; it becomes a row when it is recorded.

    `line` names the line that is corrected or, with `is_void`, taken away; a new line has none.
    """

    __tablename__ = "decision_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    decision_id: Mapped[int] = mapped_column(ForeignKey("personnel_decision.id"))
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    position: Mapped[int]
    group: Mapped[str] = mapped_column("group_name")
    slot: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    ends: Mapped[bool] = mapped_column(default=False)
    is_void: Mapped[bool] = mapped_column(default=False)
    line: Mapped[UUID | None]
    values: Mapped[dict[str, Any]] = mapped_column("change_values")
    sealed: Mapped[bytes | None]
    key_id: Mapped[int | None] = mapped_column(ForeignKey("data_key.id"), index=True)

    __table_args__ = (UniqueConstraint("decision_id", "position"),)
