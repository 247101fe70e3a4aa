"""What somebody who leaves has handed over, as far as a person says so."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column


class HandoverMark(Base):
    """One line of a hand-over that was ticked off (bàn giao); taken back it stays readable.

    `item` names the line: a kind of open work at a desk, or what only people can hand over.
    """

    __tablename__ = "handover_mark"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    item: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime]
    done_by: Mapped[str]
    ended_at: Mapped[datetime | None]
