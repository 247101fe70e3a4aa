"""The document itself, its files and the progress log that everyone who sees it may read."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from office import clock
from office.db import Base, Json, uid_column
from office.i18n import _l


class Direction(StrEnum):
    """Which way a document goes (văn bản đến, văn bản đi)."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class DocumentState(StrEnum):
    """Where a document stands; `documents.lifecycle` says which moves exist."""

    ARRIVED = "arrived"
    REGISTERED = "registered"
    PROPOSING = "proposing"
    PRESENTED = "presented"
    ASSIGNED = "assigned"
    PROCESSING = "processing"
    COMPLETED = "completed"
    REFUSED = "refused"
    DRAFT = "draft"
    CHECKING = "checking"
    SUBMITTED = "submitted"
    SIGNED = "signed"
    NUMBERED = "numbered"
    SEALED = "sealed"
    ISSUED = "issued"
    CANCELLED = "cancelled"
    RECALLED = "recalled"
    REPLACED = "replaced"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return STATE_LABELS[self]


STATE_LABELS = {
    DocumentState.ARRIVED: _l("Waiting for registration"),
    DocumentState.REGISTERED: _l("Waiting to be presented"),
    DocumentState.PROPOSING: _l("Waiting for a proposal"),
    DocumentState.PRESENTED: _l("Waiting for a direction"),
    DocumentState.ASSIGNED: _l("Assigned"),
    DocumentState.PROCESSING: _l("In progress"),
    DocumentState.COMPLETED: _l("Completed"),
    DocumentState.REFUSED: _l("Refused"),
    DocumentState.DRAFT: _l("Draft"),
    DocumentState.CHECKING: _l("Being checked before the signature"),
    DocumentState.SUBMITTED: _l("Waiting for the signature"),
    DocumentState.SIGNED: _l("Signed, waiting for its number"),
    DocumentState.NUMBERED: _l("Numbered, waiting for the seal"),
    DocumentState.SEALED: _l("Sealed, waiting to be issued"),
    DocumentState.ISSUED: _l("Issued"),
    DocumentState.CANCELLED: _l("Cancelled"),
    DocumentState.RECALLED: _l("Recalled"),
    DocumentState.REPLACED: _l("Replaced"),
}

CLOSED = {
    DocumentState.COMPLETED,
    DocumentState.REFUSED,
    DocumentState.ISSUED,
    DocumentState.CANCELLED,
    DocumentState.RECALLED,
    DocumentState.REPLACED,
}


class Urgency(StrEnum):
    """Degrees of urgency (Decree 30/2020/NĐ-CP, Annex I); printed words are Vietnamese."""

    NORMAL = "normal"
    URGENT = "urgent"
    VERY_URGENT = "very_urgent"
    MOST_URGENT = "most_urgent"

    @property
    def stamp(self) -> str:
        """The word of the stamp; empty for a normal document."""
        return {
            Urgency.URGENT: "KHẨN",
            Urgency.VERY_URGENT: "THƯỢNG KHẨN",
            Urgency.MOST_URGENT: "HỎA TỐC",
        }.get(self, "")

    @property
    def priority(self) -> int:
        """The digit that edXML carries."""
        return list(Urgency).index(self)


class Source(StrEnum):
    """How a document came to us."""

    AXIS = "axis"
    LOCAL = "local"
    FORWARDED = "forwarded"
    UPLOAD = "upload"
    MAIL = "mail"
    DRAFTED = "drafted"
    IMPORTED = "imported"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            Source.AXIS: _l("National axis"),
            Source.LOCAL: _l("Within this installation"),
            Source.FORWARDED: _l("Passed on by another agency"),
            Source.UPLOAD: _l("Entered by the clerk"),
            Source.MAIL: _l("E-mail"),
            Source.DRAFTED: _l("Drafted here"),
            Source.IMPORTED: _l("Taken over from an old register"),
        }[self]


class Document(Base):
    """An electronic document of one agency, incoming or outgoing (văn bản)."""

    __tablename__ = "document"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    direction: Mapped[Direction]
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[DocumentState]
    source: Mapped[Source]
    type_code: Mapped[str]
    type_name: Mapped[str]
    subject: Mapped[str]
    number: Mapped[int | None]
    symbol: Mapped[str] = mapped_column(default="", index=True)
    notation: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(default="")
    issuer_name: Mapped[str] = mapped_column(default="")
    issuer_code: Mapped[str] = mapped_column(default="")
    signer_name: Mapped[str] = mapped_column(default="")
    signer_title: Mapped[str] = mapped_column(default="")
    urgency: Mapped[Urgency] = mapped_column(default=Urgency.NORMAL)
    is_restricted: Mapped[bool] = mapped_column(default=False)
    is_frozen: Mapped[bool] = mapped_column(default=False, server_default="0")
    arrival_no: Mapped[int | None]
    identifier: Mapped[str] = mapped_column(default="", index=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_document_register", "agency_id", "direction", "id"),
        Index("ix_document_state", "agency_id", "state", "id"),
        Index("ix_document_entered", "agency_id", "direction", "created_at"),
        Index("ix_document_dated", "agency_id", "direction", "issued_on"),
    )

    @property
    def is_incoming(self) -> bool:
        """Whether it came to us."""
        return self.direction is Direction.INCOMING

    def is_overdue(self) -> bool:
        """Whether it is open past its deadline."""
        return self.closed_at is None and self.due_at is not None and self.due_at < clock.now()


class FileRole(StrEnum):
    """What a file is to its document."""

    MAIN = "main"
    ANNEX = "annex"
    SOURCE = "source"
    SHEET = "sheet"
    COPY = "copy"


INTERNAL = (FileRole.SOURCE, FileRole.SHEET, FileRole.COPY)
"""Files that never leave the agency."""


class SealState(StrEnum):
    """How far the agency's own signature on a file beside a draft has come."""

    NONE = "none"
    PENDING = "pending"
    OPEN = "open"
    DONE = "done"


class DocumentFile(Base):
    """One file of a document by its hash; a new revision is a new row, the old one stays."""

    __tablename__ = "document_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    role: Mapped[FileRole]
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str] = mapped_column(default="", index=True)
    size: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    is_current: Mapped[bool] = mapped_column(default=True)
    seal: Mapped[SealState] = mapped_column(default=SealState.NONE, server_default="none")
    pages: Mapped[list[str] | None] = mapped_column(Json)
    words: Mapped[str] = mapped_column(Text, default="", deferred=True)
    verdict: Mapped[dict[str, Any] | None] = mapped_column(Json)
    created_at: Mapped[datetime]


class ProgressEntry(Base):
    """One line of the progress log (nhật ký xử lý)."""

    __tablename__ = "progress_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    at: Mapped[datetime]
    act: Mapped[str]
    actor_name: Mapped[str]
    actor_title: Mapped[str] = mapped_column(default="")
    on_behalf_of: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (Index("ix_progress_document", "document_id", "id"),)
