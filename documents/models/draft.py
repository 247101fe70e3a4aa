"""Drafts with exactly one source at a time, and their versions."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, Json, uid_column


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


class DraftVersion(Base):
    """An earlier text of a draft, read-only (AnVI III.5: every draft is kept)."""

    __tablename__ = "draft_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    number: Mapped[int]
    source: Mapped[DraftSource]
    content: Mapped[dict[str, Any]]
    source_sha256: Mapped[str]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]

    __table_args__ = (UniqueConstraint("draft_id", "number"),)
