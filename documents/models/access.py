"""Changes of who may read one document, in a work file or not: held until confirmed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from documents.models.workfile import AccessKind, AccessState
from office.db import Base, uid_column
from office.i18n import _l

CHANGES = {
    AccessKind.GRANT: _l("Show the document to one more desk"),
    AccessKind.WITHDRAW: _l("Take the document from a desk's sight"),
    AccessKind.RESTRICT: _l("Only those named read the document"),
    AccessKind.RELEASE: _l("Open the document to the agency's usual readers"),
}


class DocumentAccess(Base):
    """A change of the right to read a document (thay đổi quyền truy cập văn bản).

    Decree 30/2020/NĐ-CP, Annex VI, III.3: warned of until an authorised person has confirmed it.
    """

    __tablename__ = "document_access"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desk.id"))
    kind: Mapped[AccessKind]
    state: Mapped[AccessState] = mapped_column(default=AccessState.ASKED)
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    asked_desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    to_desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"))
    routing_id: Mapped[int] = mapped_column(ForeignKey("routing.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")

    @property
    def label(self) -> object:
        """What changes, in words."""
        return CHANGES[self.kind]
