"""Metadata of an agency's own (siêu dữ liệu bổ sung) beside those of the law."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class FieldOf(StrEnum):
    """What a field describes."""

    DOCUMENT = "document"
    WORK_FILE = "work_file"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            FieldOf.DOCUMENT: _l("Documents"),
            FieldOf.WORK_FILE: _l("Work files"),
        }[self]


class FieldKind(StrEnum):
    """What a field takes."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            FieldKind.TEXT: _l("Words"),
            FieldKind.DAY: _l("A day"),
            FieldKind.NUMBER: _l("A whole number"),
        }[self]


class MetadataField(Base):
    """A field that an agency adds to those of the law; once ended it takes nothing new.

    What it holds stays; `name` is its name in packages and for programs.
    """

    __tablename__ = "metadata_field"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    of: Mapped[FieldOf]
    name: Mapped[str]
    label: Mapped[str]
    kind: Mapped[FieldKind]
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    ended_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("agency_id", "of", "name"),)


class MetadataValue(Base):
    """What one record has in a field; a later value replaces it and both stay for good."""

    __tablename__ = "metadata_value"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    field_id: Mapped[int] = mapped_column(ForeignKey("metadata_field.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    work_file_id: Mapped[int | None] = mapped_column(ForeignKey("work_file.id"))
    text: Mapped[str]
    given_at: Mapped[datetime]
    given_by: Mapped[str]
    replaced_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_metadata_value_document", "document_id", "id"),
        Index("ix_metadata_value_work_file", "work_file_id", "id"),
    )
