"""Drafts with exactly one source at a time, their versions, comments, templates."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, Json, uid_column
from office.i18n import _l


class DraftSource(StrEnum):
    """What the PDF of a draft is made from."""

    FORM = "form"
    DOCX = "docx"
    PDF = "pdf"


class Draft(Base):
    """The drafting side of an outgoing document (dự thảo).

    `revision` counts its texts: it guards two editors and names what a PDF was made from. `checks`
    is what the automatic check of form found on its pages (kiểm tra thể thức).
    """

    __tablename__ = "draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    revision: Mapped[int] = mapped_column(default=1)
    source: Mapped[DraftSource]
    content: Mapped[dict[str, Any]]
    source_sha256: Mapped[str] = mapped_column(default="")
    pdf_sha256: Mapped[str] = mapped_column(default="")
    places: Mapped[dict[str, Any]]
    missing: Mapped[list[str]] = mapped_column(default=list)
    problem: Mapped[str] = mapped_column(default="")
    checks: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list, server_default="[]")
    signer_desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    recipients: Mapped[list[str]]
    submitted_sha256: Mapped[str] = mapped_column(default="")
    sign_request: Mapped[str] = mapped_column(default="")
    seal_request: Mapped[str] = mapped_column(default="")
    issue_when_sealed: Mapped[bool] = mapped_column(default=False)


class VersionKind(StrEnum):
    """What made a version."""

    BEGUN = "begun"
    WRITTEN = "written"
    FILE = "file"
    RESTORED = "restored"
    SIGNER = "signer"
    ASIDE = "aside"

    @property
    def label(self) -> object:
        """The words of the list of versions."""
        return VERSION_LABELS[self]


VERSION_LABELS = {
    VersionKind.BEGUN: _l("Draft begun"),
    VersionKind.WRITTEN: _l("Text saved"),
    VersionKind.FILE: _l("File brought"),
    VersionKind.RESTORED: _l("Older version restored"),
    VersionKind.SIGNER: _l("Changed by the signer"),
    VersionKind.ASIDE: _l("Kept aside: somebody saved meanwhile"),
}


class DraftVersion(Base):
    """A text of a draft as somebody saved it (phiên bản dự thảo), never changed (AnVI III.5).

    The newest one is the present text, but for what was kept aside when two saved at once. `words`
    are those of a file, read by a worker; none until then.
    """

    __tablename__ = "draft_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    number: Mapped[int]
    kind: Mapped[VersionKind] = mapped_column(
        default=VersionKind.WRITTEN, server_default=VersionKind.WRITTEN.value
    )
    restored_from: Mapped[int | None]
    source: Mapped[DraftSource]
    content: Mapped[dict[str, Any]]
    source_sha256: Mapped[str]
    words: Mapped[str | None] = mapped_column("file_words")
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]
    saved_title: Mapped[str] = mapped_column(default="", server_default="")
    on_behalf_of: Mapped[str] = mapped_column(default="", server_default="")

    __table_args__ = (UniqueConstraint("draft_id", "number"),)


class CommentState(StrEnum):
    """Whether a comment still waits to be worked in."""

    OPEN = "open"
    SETTLED = "settled"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {CommentState.OPEN: _l("Not settled yet"), CommentState.SETTLED: _l("Settled")}[self]


class DraftComment(Base):
    """A remark on a draft or an answer to one (ý kiến góp ý), kept with it for ever (AnVI III.5).

    `quote` is the passage it speaks of, as it stood in version `number`.
    """

    __tablename__ = "draft_comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("draft_comment.id"))
    number: Mapped[int]
    state: Mapped[CommentState] = mapped_column(default=CommentState.OPEN)
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    author_name: Mapped[str]
    author_title: Mapped[str]
    on_behalf_of: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    quote: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(default="")


class DraftTemplate(Base):
    """What an official begins new drafts from (mẫu dự thảo), his own or shared with a unit."""

    __tablename__ = "draft_template"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    name: Mapped[str]
    type_code: Mapped[str]
    source: Mapped[DraftSource]
    content: Mapped[dict[str, Any]]
    source_sha256: Mapped[str] = mapped_column(default="")
    kept_at: Mapped[datetime]
    kept_by: Mapped[str]
    used_count: Mapped[int] = mapped_column(default=0)
