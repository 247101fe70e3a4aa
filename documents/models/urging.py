"""Urging (đôn đốc): words to whoever is late with an assignment, numbered and never changed."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class UrgingKind(StrEnum):
    """How sharply it is said: nhắc nhở, phê bình, yêu cầu kiểm điểm."""

    REMIND = "remind"
    CRITICISE = "criticise"
    REVIEW = "review"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return KIND_LABELS[self]


KIND_LABELS = {
    UrgingKind.REMIND: _l("Reminder"),
    UrgingKind.CRITICISE: _l("Criticism"),
    UrgingKind.REVIEW: _l("Call for a self-review"),
}


class Urging(Base):
    """One urging (đôn đốc) on one assignee's line of a document or of a task.

    `line` names that line, so that its urgings are counted without a gap.
    """

    __tablename__ = "urging"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    line: Mapped[str]
    number: Mapped[int]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    routing_id: Mapped[int | None] = mapped_column(ForeignKey("routing.id"))
    task_uid: Mapped[UUID | None] = mapped_column(index=True)
    to_desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    from_desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    author_name: Mapped[str]
    author_title: Mapped[str]
    on_behalf_of: Mapped[str] = mapped_column(default="")
    kind: Mapped[UrgingKind] = mapped_column(default=UrgingKind.REMIND)
    text: Mapped[str]
    urged_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    read_by: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("line", "number"),
        Index("ix_urging_to_desk", "to_desk_id", "read_at"),
    )


class Enclosure(Base):
    """A file enclosed with an urging, a question or an answer; the owner says who may read it."""

    __tablename__ = "enclosure"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    owner_kind: Mapped[str]
    owner_uid: Mapped[UUID]
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_enclosure_owner", "owner_kind", "owner_uid"),)
