"""Relations between documents that somebody noted by hand."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class RelationKind(StrEnum):
    """What one document is to the other, said from the side of the first."""

    REPLY = "reply"
    BASIS = "basis"
    REPLACEMENT = "replacement"
    AMENDMENT = "amendment"
    COPY = "copy"
    CORRECTION = "correction"
    FOLLOWS = "follows"
    MATTER = "matter"

    @property
    def label(self) -> object:
        """The word of the choice: this document … that one."""
        return RELATION_LABELS[self][0]

    @property
    def reverse(self) -> object:
        """The word from the side of the other document."""
        return RELATION_LABELS[self][1]


RELATION_LABELS = {
    RelationKind.REPLY: (_l("Answers"), _l("Has the reply")),
    RelationKind.BASIS: (_l("Based on"), _l("Basis of")),
    RelationKind.REPLACEMENT: (_l("Replaces"), _l("Replaced by")),
    RelationKind.AMENDMENT: (_l("Amends"), _l("Amended by")),
    RelationKind.COPY: (_l("Copy of"), _l("Copied as")),
    RelationKind.CORRECTION: (_l("Corrects"), _l("Corrected by")),
    RelationKind.FOLLOWS: (_l("Follows up"), _l("Followed up by")),
    RelationKind.MATTER: (_l("Same matter as"), _l("Same matter as")),
}


class Relation(Base):
    """That one document belongs to another (văn bản liên quan), noted by hand."""

    __tablename__ = "document_relation"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    kind: Mapped[RelationKind]
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[str]

    __table_args__ = (
        UniqueConstraint("document_id", "other_id", "kind"),
        Index("ix_document_relation_document", "document_id"),
    )
