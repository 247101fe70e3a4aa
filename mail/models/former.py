"""Boxes that are filled from a former server, folder by folder, over days if need be."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, Json, uid_column
from office.i18n import _l


class ImportState(StrEnum):
    """Where an import stands."""

    LOOKING = "looking"
    READY = "ready"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    ENDED = "ended"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return IMPORT_STATES[self]


IMPORT_STATES = {
    ImportState.LOOKING: _l("Looks at the folders there"),
    ImportState.READY: _l("Ready to begin"),
    ImportState.RUNNING: _l("Brings letters"),
    ImportState.STOPPED: _l("Stopped"),
    ImportState.DONE: _l("Whole"),
    ImportState.ENDED: _l("Ended"),
}


class FormerImport(Base):
    """A box that is filled from another server; `sealed` is the password there, while needed.

    `places` are its folders: name, flags, count, target and label here, and how far each came
    (`validity`, `uid`: RFC 9051 2.3.1.1). `step` numbers its pieces of work, `refusals` are letters
    that were not taken with the reason.
    """

    __tablename__ = "mail_former_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"), index=True)
    host: Mapped[str]
    port: Mapped[int]
    login: Mapped[str]
    sealed: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ImportState] = mapped_column(index=True)
    places: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    refusals: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    brought: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    step: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def total(self) -> int:
        """How many letters lie in the folders that are wanted, as far as the server told."""
        return sum(int(one["count"]) for one in self.places if one["target"])

    @property
    def went(self) -> int:
        """How many of them were looked at."""
        return self.brought + self.known + self.refused
