"""What goes to the national database: the line, the state of each dossier, its events."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class NationalConnection(Base):
    """The installation's line to the national database; secrets are stored sealed.

    `cursor` is how far the changes of others have been read, `codelists` the versions of the lists
    that the other end keeps and `register_keys` its public keys (RFC 7517), as it said at
    `listed_at`; `register_key` is the one with which it signs answers on a stick. `silent_since` is
    the first call that had no answer, `is_refused` that the other end wants a person to mend
    something, `checks` what the last examination found (asked for at `check_asked_at`, done at
    `checked_at`).
    """

    __tablename__ = "national_connection"
    SEALED_FOR = "personnel.national"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    profile: Mapped[str]
    base_url: Mapped[str]
    client_id: Mapped[str]
    secret: Mapped[str]
    key_name: Mapped[str]
    key: Mapped[str]
    receiver: Mapped[str]
    client_agency: Mapped[str]
    cursor: Mapped[str] = mapped_column(default="")
    codelists: Mapped[dict[str, Any]] = mapped_column(default=dict)
    register_keys: Mapped[dict[str, Any]] = mapped_column(default=dict)
    listed_at: Mapped[datetime | None]
    register_key: Mapped[dict[str, Any]] = mapped_column(default=dict)
    connected_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")
    silent_since: Mapped[datetime | None]
    is_refused: Mapped[bool] = mapped_column(default=False)
    checks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    check_asked_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class LinkState(StrEnum):
    """How a dossier stands with the national database, in the words of the staff office."""

    NOT_SENT = "not_sent"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CONFLICT = "conflict"
    HANDED_OVER = "handed_over"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            LinkState.NOT_SENT: _l("Not sent yet"),
            LinkState.WAITING: _l("Waiting for an answer"),
            LinkState.ACCEPTED: _l("Accepted by the national database"),
            LinkState.REJECTED: _l("Sent back by the national database"),
            LinkState.CONFLICT: _l("The data differ"),
            LinkState.HANDED_OVER: _l("Handed over to another body"),
        }[self]


STUCK = (LinkState.REJECTED, LinkState.CONFLICT, LinkState.HANDED_OVER)
"""States in which nothing more of a dossier is sent before somebody has looked, or for ever."""


class NationalLink(Base):
    """A dossier as the national database knows it: the last place and version that it accepted.

    `is_doubtful`: what it holds of this dossier is still to be read and compared.
    """

    __tablename__ = "national_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), unique=True)
    state: Mapped[LinkState]
    sequence: Mapped[int] = mapped_column(default=0)
    remote_version: Mapped[int] = mapped_column("version", default=0)
    etag: Mapped[str] = mapped_column(default="")
    held_until: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    compared_at: Mapped[datetime | None]
    is_doubtful: Mapped[bool] = mapped_column(default=False)
    problem: Mapped[str] = mapped_column(default="")
    errors: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (Index("ix_national_link_state", "state", "changed_at"),)


class EventState(StrEnum):
    """How far one event has come; only a business answer ends it."""

    NEW = "new"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CONFLICT = "conflict"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            EventState.NEW: _l("Not sent yet"),
            EventState.SENT: _l("Waiting for an answer"),
            EventState.ACCEPTED: _l("Accepted by the national database"),
            EventState.REJECTED: _l("Sent back by the national database"),
            EventState.CONFLICT: _l("The data differ"),
            EventState.SUPERSEDED: _l("Replaced by a later one"),
        }[self]


UNSETTLED = (EventState.NEW, EventState.SENT)


class NationalEvent(Base):
    """One event for the national database, written with the rows that it tells of.

    Its body is made anew from the rows up to number `up_to`, which never change: nothing sensitive
    lies here. Place and base are given when it is sent for the first time.
    """

    __tablename__ = "national_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    group: Mapped[str] = mapped_column("group_name")
    type: Mapped[str] = mapped_column("event_type")
    up_to: Mapped[int]
    effective_from: Mapped[date]
    recorded_at: Mapped[datetime]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("personnel_decision.id"))
    state: Mapped[EventState] = mapped_column(default=EventState.NEW)
    sequence: Mapped[int | None]
    base_version: Mapped[int | None]
    sent_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    errors: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (
        Index("ix_national_event_state", "state", "id"),
        Index("ix_national_event_dossier", "dossier_id", "id"),
    )


class NationalConflict(Base):
    """A question between both ends; what the national side says is sealed like every row."""

    __tablename__ = "national_conflict"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    remote_id: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    group: Mapped[str] = mapped_column("group_name", default="")
    remote_version: Mapped[int] = mapped_column("version", default=0)
    sealed: Mapped[bytes | None]
    key_id: Mapped[int | None] = mapped_column(ForeignKey("data_key.id"))
    found_at: Mapped[datetime]
    choice: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column("by_name", default="")
    chosen_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("dossier_id", "kind", "remote_id"),)


class NationalCall(Base):
    """One call of the national database, kept for its proof (nhật ký giao dịch).

    Both ends find it by `correlation`; a call that is tried again keeps its own.
    """

    __tablename__ = "national_call"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    name: Mapped[str]
    correlation: Mapped[UUID | None] = mapped_column(index=True)
    count: Mapped[int] = mapped_column("event_count", default=0)
    sha256: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]
