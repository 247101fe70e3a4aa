"""Copies with the value of the document copied: who asked, who permitted, what became of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class CopyKind(StrEnum):
    """The three forms of a copy (Decree 30/2020/NĐ-CP art. 25)."""

    TRUE_COPY = "true_copy"
    EXTRACT = "extract"
    COPY_OF_COPY = "copy_of_copy"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return KIND_LABELS[self]

    @property
    def type_code(self) -> str:
        """The type of the document that the copy is."""
        return TYPE_CODES[self]


KIND_LABELS = {
    CopyKind.TRUE_COPY: _l("Certified copy"),
    CopyKind.EXTRACT: _l("Certified extract"),
    CopyKind.COPY_OF_COPY: _l("Copy of a copy"),
}
TYPE_CODES = {
    CopyKind.TRUE_COPY: "ban-sao-y",
    CopyKind.EXTRACT: "ban-trich-sao",
    CopyKind.COPY_OF_COPY: "ban-sao-luc",
}


class Medium(StrEnum):
    """On what a document or a copy stands."""

    PAPER = "paper"
    ELECTRONIC = "electronic"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return MEDIUM_LABELS[self]


MEDIUM_LABELS = {Medium.PAPER: _l("Paper"), Medium.ELECTRONIC: _l("Electronic")}


class CopyState(StrEnum):
    """Where a copy stands; `documents.lifecycle` says which moves exist."""

    ASKED = "asked"
    PERMITTED = "permitted"
    MADE = "made"
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return STATE_LABELS[self]


STATE_LABELS = {
    CopyState.ASKED: _l("Waiting for permission"),
    CopyState.PERMITTED: _l("Permitted, being made"),
    CopyState.MADE: _l("With the records clerk"),
    CopyState.ISSUED: _l("Issued"),
    CopyState.REFUSED: _l("Not permitted"),
    CopyState.WITHDRAWN: _l("Withdrawn"),
    CopyState.FAILED: _l("Could not be made"),
}


class DocumentCopy(Base):
    """A copy of a document (bản sao y, bản trích sao, bản sao lục), from the wish to the issue.

    `source_id` is what is copied, `document_id` the copy itself once it is made: an outgoing
    document with a number of the series of copies. `held_as` says whether the agency holds the
    document itself or a true copy of it; `extract` is the part that an extract repeats.
    """

    __tablename__ = "document_copy"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    source_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), unique=True)
    kind: Mapped[CopyKind]
    made_from: Mapped[Medium]
    made_as: Mapped[Medium]
    held_as: Mapped[str]
    state: Mapped[CopyState] = mapped_column(default=CopyState.ASKED)
    purpose: Mapped[str]
    send_to: Mapped[str] = mapped_column(default="")
    sheets: Mapped[int] = mapped_column(default=1)
    extract: Mapped[str] = mapped_column(Text, default="")
    scan_sha256: Mapped[str] = mapped_column(default="")
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    signer_desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    issued_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_document_copy_agency", "agency_id", "id"),)
