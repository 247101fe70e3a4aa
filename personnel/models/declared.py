"""What an official says of himself and his staff office has to accept (kê khai, bổ sung hồ sơ)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, Json, uid_column
from office.i18n import _l


class DeclarationState(StrEnum):
    """How far a declaration has come; only an accepted one stands in the record."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            DeclarationState.PROPOSED: _l("Waits for the staff office"),
            DeclarationState.ACCEPTED: _l("Accepted"),
            DeclarationState.REFUSED: _l("Refused"),
            DeclarationState.WITHDRAWN: _l("Withdrawn"),
        }[self]


class DeclaredChange(Base):
    """One line as the official would have it, with his evidence; accepted it becomes a row.

    `line` names the line that it takes the place of. `files` lists name, type and hash of each
    file; `picture_sha256` is the portrait as the house has drawn it anew.
    """

    __tablename__ = "declared_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    state: Mapped[DeclarationState]
    group: Mapped[str] = mapped_column("group_name")
    slot: Mapped[str]
    line: Mapped[UUID | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    values: Mapped[dict[str, Any]] = mapped_column("change_values")
    sealed: Mapped[bytes | None]
    key_id: Mapped[int | None] = mapped_column(ForeignKey("data_key.id"), index=True)
    files: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    picture_sha256: Mapped[str] = mapped_column(default="", index=True)
    reason: Mapped[str] = mapped_column(default="")
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index("ix_declared_change_state", "state", "id"),)
