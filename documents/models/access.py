"""Changes of who may read one document or look into one work file: held until confirmed."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class AccessKind(StrEnum):
    """What is changed about who may read (Annex VI III.3)."""

    GRANT = "grant"
    WITHDRAW = "withdraw"
    RESTRICT = "restrict"
    RELEASE = "release"


class AccessState(StrEnum):
    """Whether a change of access holds: not before an authorised person has confirmed it."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            AccessState.ASKED: _l("Waits for confirmation"),
            AccessState.CONFIRMED: _l("Confirmed"),
            AccessState.REFUSED: _l("Not confirmed"),
            AccessState.WITHDRAWN: _l("Withdrawn"),
            AccessState.ENDED: _l("Ended"),
        }[self]


class AskedChange:
    """What is asked for about who may read a record, and what became of it.

    Decree 30/2020/NĐ-CP, Annex VI, III.3: warned of until an authorised person has confirmed it.
    """

    WORDS: ClassVar[Mapping[AccessKind, object]]

    uid: Mapped[UUID] = uid_column()
    kind: Mapped[AccessKind]
    state: Mapped[AccessState] = mapped_column(default=AccessState.ASKED)
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")

    @property
    def label(self) -> object:
        """What changes, in words."""
        return self.WORDS[self.kind]


class DocumentAccess(AskedChange, Base):
    """A change of the right to read a document (thay đổi quyền truy cập văn bản)."""

    WORDS = {
        AccessKind.GRANT: _l("Show the document to one more desk"),
        AccessKind.WITHDRAW: _l("Take the document from a desk's sight"),
        AccessKind.RESTRICT: _l("Only those named read the document"),
        AccessKind.RELEASE: _l("Open the document to the agency's usual readers"),
    }

    __tablename__ = "document_access"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    asked_desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    to_desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    routing_id: Mapped[int] = mapped_column(ForeignKey("routing.id"))


class WorkFileAccess(AskedChange, Base):
    """A change of the right to look into a file or at one of its records."""

    WORDS = {
        AccessKind.GRANT: _l("Give access to the file"),
        AccessKind.WITHDRAW: _l("Take access to the file away"),
        AccessKind.RESTRICT: _l("Close one record to those given access"),
        AccessKind.RELEASE: _l("Open one record again"),
    }

    __tablename__ = "work_file_access"
    id: Mapped[int] = mapped_column(primary_key=True)
    work_file_id: Mapped[int] = mapped_column(ForeignKey("work_file.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("work_file_item.id"))
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"), index=True)
    asked_desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))


AccessChange = DocumentAccess | WorkFileAccess
