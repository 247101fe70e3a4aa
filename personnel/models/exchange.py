"""What comes from the national database: changes heard, comparisons, people handed over."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from office.db import Base, uid_column
from office.i18n import _l


class NationalInbox(Base):
    """One change heard from the national database: taken once, however often it comes.

    `outcome` is what is said back of it, `acked_at` when the other end knows that it is safe here.
    """

    __tablename__ = "national_inbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    remote_id: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str] = mapped_column("event_type")
    group: Mapped[str] = mapped_column("group_name")
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"), index=True)
    remote_version: Mapped[int] = mapped_column("version")
    outcome: Mapped[str]
    note: Mapped[str]
    arrived_at: Mapped[datetime]
    acked_at: Mapped[datetime | None] = mapped_column(index=True)


class Comparison(Base):
    """One comparison of the whole register with the national database (đối soát)."""

    __tablename__ = "national_comparison"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    begun_at: Mapped[datetime]
    by: Mapped[str] = mapped_column("by_name")
    compared: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    unknown: Mapped[int] = mapped_column("unknown_here", default=0)
    done_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")


class Outcome(StrEnum):
    """What a difference came to."""

    FOUND = "found"
    SAME = "same"
    TOLD = "told"
    ASKED = "asked"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            Outcome.FOUND: _l("Is being looked at"),
            Outcome.SAME: _l("Nothing differs any more"),
            Outcome.TOLD: _l("Sent again"),
            Outcome.ASKED: _l("Somebody decides"),
        }[self]


class Difference(Base):
    """One dossier of a comparison in which both ends did not say the same."""

    __tablename__ = "national_difference"
    id: Mapped[int] = mapped_column(primary_key=True)
    comparison_id: Mapped[int] = mapped_column(ForeignKey("national_comparison.id"))
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    ours: Mapped[int] = mapped_column("our_version")
    theirs: Mapped[int] = mapped_column("their_version")
    groups: Mapped[str] = mapped_column("group_names", default="")
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.FOUND)

    __table_args__ = (UniqueConstraint("comparison_id", "dossier_id"),)


class HandOverState(StrEnum):
    """How far the hand-over of an official between two bodies has come, as it is seen here."""

    TO_PROPOSE = "to_propose"
    PROPOSED = "proposed"
    TO_ACCEPT = "to_accept"
    TO_REJECT = "to_reject"
    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            HandOverState.TO_PROPOSE: _l("Is being proposed"),
            HandOverState.PROPOSED: _l("Waits for the receiving body"),
            HandOverState.TO_ACCEPT: _l("Is being accepted"),
            HandOverState.TO_REJECT: _l("Is being refused"),
            HandOverState.ACCEPTED: _l("Handed over"),
            HandOverState.REJECTED: _l("Refused"),
        }[self]


OVER = (HandOverState.ACCEPTED, HandOverState.REJECTED)


class HandOver(Base):
    """An official goes from one managing body to another (chuyển giao hồ sơ).

    Of one who comes, the record as the national database holds it lies sealed here until somebody
    has accepted it; `dossier_id` is then the dossier that was opened.
    """

    __tablename__ = "national_hand_over"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    remote_id: Mapped[str | None] = mapped_column(unique=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"), index=True)
    sender: Mapped[str]
    receiver: Mapped[str]
    state: Mapped[HandOverState]
    name: Mapped[str]
    sealed: Mapped[bytes | None]
    key_id: Mapped[int | None] = mapped_column(ForeignKey("data_key.id"))
    effective_from: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    staff_no: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column("by_name", default="")
    begun_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_national_hand_over_state", "state", "id"),)

    @property
    def comes(self) -> bool:
        """Whether the official comes here."""
        return self.sealed is not None


class NationalPackage(Base):
    """Events that left on a stick, or answers that came back on one; its content is not kept.

    `problem` says why one that came was refused.
    """

    __tablename__ = "national_package"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    package_id: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column("body_code", index=True)
    comes: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    count: Mapped[int] = mapped_column("event_count", default=0)
    settled: Mapped[int] = mapped_column(default=0)
    by: Mapped[str] = mapped_column("by_name")
    at: Mapped[datetime]
    problem: Mapped[str] = mapped_column(default="")
