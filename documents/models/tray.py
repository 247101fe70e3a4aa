"""The tray of the records clerk: scans, files and mails that wait to become documents."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, Json, uid_column
from office.i18n import _l


class TrayWay(StrEnum):
    """How something came into the tray."""

    SCANNER = "scanner"
    UPLOAD = "upload"
    MAIL = "mail"
    JOINED = "joined"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            TrayWay.SCANNER: _l("From the scanner"),
            TrayWay.UPLOAD: _l("Uploaded"),
            TrayWay.MAIL: _l("Mail file"),
            TrayWay.JOINED: _l("Joined"),
        }[self]


class TrayState(StrEnum):
    """Where an item of the tray stands."""

    KEPT = "kept"
    READY = "ready"
    BROKEN = "broken"
    QUARANTINED = "quarantined"
    TAKEN = "taken"
    JOINED = "joined"
    DROPPED = "dropped"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            TrayState.KEPT: _l("being looked at"),
            TrayState.READY: _l("waiting for the clerk"),
            TrayState.BROKEN: _l("unreadable"),
            TrayState.QUARANTINED: _l("bears a secrecy mark"),
            TrayState.TAKEN: _l("became a document"),
            TrayState.JOINED: _l("joined with others"),
            TrayState.DROPPED: _l("laid aside"),
        }[self]


class TrayItem(Base):
    """A scan, file or mail that waits for the clerk (khay tiếp nhận); what came is kept as it is.

    `files` are what becomes the document's files, before it was looked at what they are made of.
    """

    __tablename__ = "tray_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    way: Mapped[TrayWay]
    state: Mapped[TrayState]
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(default="", index=True)
    size: Mapped[int] = mapped_column(default=0)
    files: Mapped[dict[str, Any]] = mapped_column(default=dict)
    pages: Mapped[list[str] | None] = mapped_column(Json)
    page_count: Mapped[int] = mapped_column(default=0)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[str] = mapped_column(default="")
    came_before_at: Mapped[datetime | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    brought_by: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_tray_item_state", "agency_id", "state", "id"),)


class SecretPaper(Base):
    """That a secret paper went to the paper register (đã chuyển sổ mật giấy): number and day only.

    There is no field for content on purpose: nothing of a state secret is ever written here.
    """

    __tablename__ = "secret_paper"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[str]
    arrived_on: Mapped[date]
    noted_by: Mapped[str]
    noted_at: Mapped[datetime]

    __table_args__ = (Index("ix_secret_paper_agency", "agency_id", "id"),)
