"""What an official keeps in sight for himself."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base


class Flag(Base):
    """A desk's own mark on a document, so that it is not lost from sight (cờ theo dõi)."""

    __tablename__ = "document_flag"
    id: Mapped[int] = mapped_column(primary_key=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    flagged_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("desk_id", "document_id"),
        Index("ix_document_flag_document", "document_id"),
    )
