"""Saved searches, and the log of who opened which document (AnVI III.6)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class SavedSearch(Base):
    """A question kept under a name, for its desk or for everybody of a unit."""

    __tablename__ = "saved_search"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str]
    question: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]


class UseKind(StrEnum):
    """How somebody came to see a document."""

    PAGE = "page"
    FILE = "file"
    PRINT = "print"

    @property
    def label(self) -> object:
        """The word of the log of use."""
        return {
            UseKind.PAGE: _l("Opened the page"),
            UseKind.FILE: _l("Took a file"),
            UseKind.PRINT: _l("Printed"),
        }[self]


class DocumentUse(Base):
    """That a person saw a document on a day; the first time of the day is kept."""

    __tablename__ = "document_use"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[UseKind]
    on: Mapped[date] = mapped_column("used_on")
    at: Mapped[datetime]
    name: Mapped[str]
    title: Mapped[str]
    on_behalf_of: Mapped[str]

    __table_args__ = (
        UniqueConstraint("document_id", "account_id", "kind", "used_on"),
        Index("ix_document_use_recent", "account_id", "id"),
        Index("ix_document_use_day", "used_on", "document_id"),
    )
