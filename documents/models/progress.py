"""The code with which a citizen or a business follows how far a matter is."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class Sender(StrEnum):
    """Who outside the agencies asks: replies to them are public in their progress."""

    CITIZEN = "citizen"
    BUSINESS = "business"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {Sender.CITIZEN: _l("A citizen"), Sender.BUSINESS: _l("A business")}[self]


class ProgressCode(Base):
    """A lookup code (mã tra cứu) of one document; only its hash is kept, so it is printed once."""

    __tablename__ = "progress_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    sender: Mapped[Sender]
    code_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    revoked_at: Mapped[datetime | None]
    revoked_why: Mapped[str] = mapped_column(default="")
