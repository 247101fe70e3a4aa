"""Ballot boxes of a meeting: the question, who may vote, the papers, and what they came to."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class BoxMode(StrEnum):
    """How people vote: by counting hands, by name on the record, or in secret."""

    OPEN = "open"
    NAMED = "named"
    SECRET = "secret"  # noqa: S105 - a way to vote

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            BoxMode.OPEN: _l("Open vote"),
            BoxMode.NAMED: _l("Vote by name"),
            BoxMode.SECRET: _l("Secret vote"),
        }[self]


class BoxState(StrEnum):
    """Where a box stands; `meetings.lifecycle` says which moves exist."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    VOID = "void"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            BoxState.PREPARED: _l("Prepared"),
            BoxState.OPEN: _l("Voting now"),
            BoxState.CLOSED: _l("Closed, to be counted"),
            BoxState.COUNTED: _l("Counted"),
            BoxState.VOID: _l("Void"),
        }[self]


class BallotBox(Base):
    """One question put to the vote (biểu quyết, bỏ phiếu kín), and what came of it.

    `options` are names to choose `seats` of; without them people vote for, against or abstain.
    `entitled` holds the uids of the places on the list that may vote, as they were at the opening.
    A secret box has a key: `public_key` seals papers, two halves open them under two PINs; key and
    papers are erased in the transaction that writes `result`.
    """

    __tablename__ = "ballot_box"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    version: Mapped[int] = mapped_column(default=1)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    question: Mapped[str]
    mode: Mapped[BoxMode]
    options: Mapped[list[str]]
    seats: Mapped[int] = mapped_column(default=1)
    rule: Mapped[str]
    state: Mapped[BoxState]
    entitled: Mapped[list[str]]
    present_opening: Mapped[int | None]
    present_closing: Mapped[int | None]
    prepared_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(default="")
    first_teller_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_participant.id"))
    second_teller_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_participant.id"))
    public_key: Mapped[bytes | None]
    first_half: Mapped[bytes | None]
    second_half: Mapped[bytes | None]
    result: Mapped[dict[str, Any]]
    result_hash: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_secret(self) -> bool:
        """Whether nobody may ever learn who chose what."""
        return self.mode == BoxMode.SECRET

    @property
    def tellers(self) -> tuple[int, ...]:
        """The counting board (Ban kiểm phiếu), by their places on the list."""
        return tuple(one for one in (self.first_teller_id, self.second_teller_id) if one)

    @property
    def waits_for_halves(self) -> bool:
        """Whether its board has something to give now: to seal the box, or to open it."""
        is_made = self.state == BoxState.PREPARED and self.public_key is None
        return bool(self.tellers) and (
            is_made or (self.is_secret and self.state == BoxState.CLOSED)
        )


class BallotCast(Base):
    """That a place on the list has voted; of a secret vote neither the choice nor the time stands.

    While a secret box is open `sealed` is its paper, which only the counting board together opens.
    """

    __tablename__ = "ballot_cast"
    id: Mapped[int] = mapped_column(primary_key=True)
    box_id: Mapped[int] = mapped_column(ForeignKey("ballot_box.id"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("meeting_participant.id"))
    choice: Mapped[list[str] | None]
    sealed: Mapped[bytes | None]
    at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("box_id", "participant_id"),)


class BallotHalf(Base):
    """A half that a member of the counting board has given, until both are joined: minutes.

    `key` is that of his session for this box, `kept` his half sealed to it; `handed` is the half
    sealed to the session of the other member, who gave his before and joins both. Nobody opens
    either without a secret that only a browser keeps.
    """

    __tablename__ = "ballot_half"
    id: Mapped[int] = mapped_column(primary_key=True)
    box_id: Mapped[int] = mapped_column(ForeignKey("ballot_box.id"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("meeting_participant.id"))
    key: Mapped[bytes]
    kept: Mapped[bytes]
    handed: Mapped[bytes | None]

    __table_args__ = (UniqueConstraint("box_id", "participant_id"),)
