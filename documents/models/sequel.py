"""What became of an issued document: recalled, updated, replaced, corrected."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class SequelKind(StrEnum):
    """The acts after the issue (Decree 30/2020/NĐ-CP art. 18)."""

    RECALL = "recall"
    UPDATE = "update"
    REPLACEMENT = "replacement"
    CORRECTION = "correction"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return KIND_LABELS[self]


KIND_LABELS = {
    SequelKind.RECALL: _l("Recall"),
    SequelKind.UPDATE: _l("Update"),
    SequelKind.REPLACEMENT: _l("Replacement"),
    SequelKind.CORRECTION: _l("Correction"),
}


class SequelState(StrEnum):
    """How far it is: in preparation, asked, answered; what came before its document waits."""

    PREPARED = "prepared"
    WAITING = "waiting"
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    DONE = "done"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return STATE_LABELS[self]


STATE_LABELS = {
    SequelState.PREPARED: _l("In preparation"),
    SequelState.WAITING: _l("Waiting for its document"),
    SequelState.ASKED: _l("Waiting for the answer"),
    SequelState.AGREED: _l("Agreed"),
    SequelState.DECLINED: _l("Declined"),
    SequelState.DONE: _l("Done"),
}


class Sequel(Base):
    """One act after the issue (thu hồi, cập nhật, thay thế, đính chính), asked by us or of us.

    `document_id` is what it is about, `other_id` what replaces or corrects it; `target` is the
    identifier under which the sender knows it, also while that is not here.
    """

    __tablename__ = "sequel"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    kind: Mapped[SequelKind]
    state: Mapped[SequelState]
    is_incoming: Mapped[bool] = mapped_column(default=False)
    agency_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("axis_delivery.id"))
    target: Mapped[str] = mapped_column(default="")
    sender_code: Mapped[str] = mapped_column(default="")
    sender_name: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    ordered_by: Mapped[str] = mapped_column(default="")
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    answer: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_sequel_target", "target", "state"),)
