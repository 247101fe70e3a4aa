"""Opinions asked of several desks on a document or a draft, and what they answered."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class RoundState(StrEnum):
    """Whether a round still takes answers."""

    WAITING = "waiting"
    CLOSED = "closed"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return ROUND_LABELS[self]


ROUND_LABELS = {RoundState.WAITING: _l("Waiting for answers"), RoundState.CLOSED: _l("Closed")}


class OpinionChoice(StrEnum):
    """What an answer comes down to."""

    AGREE = "agree"
    DISAGREE = "disagree"
    OTHER = "other"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return CHOICE_LABELS[self]


CHOICE_LABELS = {
    OpinionChoice.AGREE: _l("Agree"),
    OpinionChoice.DISAGREE: _l("Disagree"),
    OpinionChoice.OTHER: _l("Other opinion"),
}


class OpinionRound(Base):
    """A question put to several desks at once (đợt lấy ý kiến)."""

    __tablename__ = "opinion_round"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    state: Mapped[RoundState] = mapped_column(default=RoundState.WAITING)
    asked_by: Mapped[str]
    asked_title: Mapped[str] = mapped_column(default="")
    on_behalf_of: Mapped[str] = mapped_column(default="")
    question: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    first_due_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_opinion_round_asker", "desk_id", "state", "id"),)


class Opinion(Base):
    """An opinion asked of a desk in a round, and the answer (lấy ý kiến)."""

    __tablename__ = "opinion"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    round_id: Mapped[int] = mapped_column(ForeignKey("opinion_round.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    routing_id: Mapped[int] = mapped_column(ForeignKey("routing.id"), unique=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    asked_by: Mapped[str]
    question: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    choice: Mapped[OpinionChoice | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str] = mapped_column(default="")
    answered_title: Mapped[str] = mapped_column(default="", server_default="")
    answered_at: Mapped[datetime | None]
