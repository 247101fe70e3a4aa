"""Opinion slips between sessions: a question to named officials, their answers, a signed result."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class SlipState(StrEnum):
    """Where a slip stands; `meetings.lifecycle` says which moves exist."""

    DRAFT = "draft"
    SENT = "sent"
    CLOSED = "closed"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            SlipState.DRAFT: _l("Being written"),
            SlipState.SENT: _l("Answers are awaited"),
            SlipState.CLOSED: _l("Counted, to be signed"),
            SlipState.SIGNED: _l("Result signed"),
            SlipState.WITHDRAWN: _l("Withdrawn"),
        }[self]


class SlipAnswer(StrEnum):
    """What a member says on a slip."""

    AGREE = "agree"
    CHANGE = "change"
    DISAGREE = "disagree"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            SlipAnswer.AGREE: _l("Agree"),
            SlipAnswer.CHANGE: _l("Agree with a change"),
            SlipAnswer.DISAGREE: _l("Disagree"),
        }[self]


class OpinionSlip(Base):
    """A question put to members between sessions (phiếu lấy ý kiến), counted like a vote by name.

    `sha256` is the result sheet as it stands now, signed or not; its signer is the chair among the
    members.
    """

    __tablename__ = "opinion_slip"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    state: Mapped[SlipState]
    question: Mapped[str]
    background: Mapped[str] = mapped_column(default="")
    rule: Mapped[str]
    due_at: Mapped[datetime]
    made_by: Mapped[str]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    result: Mapped[dict[str, Any]]
    result_hash: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_opinion_slip_desk", "desk_id", "id"),
        Index("ix_opinion_slip_due", "state", "due_at"),
    )


class SlipMember(Base):
    """An official who is asked, with the name and title of the day on which he was chosen."""

    __tablename__ = "opinion_slip_member"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    slip_id: Mapped[int] = mapped_column(ForeignKey("opinion_slip.id"), index=True)
    position: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    is_chair: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    answer: Mapped[SlipAnswer | None]
    text: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("slip_id", "person_id"),)


class SlipPaper(Base):
    """A paper that goes with a slip: these very bytes."""

    __tablename__ = "opinion_slip_paper"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    slip_id: Mapped[int] = mapped_column(ForeignKey("opinion_slip.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
