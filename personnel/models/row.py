"""The rows of the record: each says what holds from when, and when the register learned of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l
from office.migrations.ddl import append_only


class Source(StrEnum):
    """Where a row comes from."""

    DECISION = "decision"
    DECLARATION = "declaration"
    IMPORT = "import"
    NATIONAL = "national"
    REORGANISATION = "reorganisation"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            Source.DECISION: _l("Decision"),
            Source.DECLARATION: _l("Declaration"),
            Source.IMPORT: _l("Entered at the opening"),
            Source.NATIONAL: _l("National database"),
            Source.REORGANISATION: _l("Reorganisation"),
        }[self]


class RecordRow(Base):
    """One version of one line; `number` counts within the dossier and is never used twice.

    `sealed` holds the sensitive values, encrypted for this row under key `key_id`; only that pair
    is ever written anew, when the key is changed. `hash` covers everything else, the digest of
    the sealed values and the row before.
    """

    __tablename__ = "record_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    line: Mapped[UUID]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    number: Mapped[int]
    group: Mapped[str] = mapped_column("group_name")
    slot: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    recorded_at: Mapped[datetime]
    ends: Mapped[bool] = mapped_column(default=False)
    is_void: Mapped[bool] = mapped_column(default=False)
    values: Mapped[dict[str, Any]] = mapped_column("row_values")
    files: Mapped[list[str]] = mapped_column(default=list)
    sealed: Mapped[bytes | None]
    key_id: Mapped[int | None] = mapped_column(ForeignKey("data_key.id"))
    source: Mapped[Source]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("personnel_decision.id"), index=True)
    by: Mapped[str] = mapped_column("by_name", default="")
    previous: Mapped[str]
    hash: Mapped[str]

    __table_args__ = (
        UniqueConstraint("dossier_id", "number"),
        Index("ix_record_row_line", "line"),
        Index("ix_record_row_key", "key_id"),
    )


append_only(cast("Table", RecordRow.__table__), but=("sealed", "key_id"))
