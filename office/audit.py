"""The audit trail: one line per official act, in the act's own transaction, sealed afterwards.

A line carries the hash of its own content. The elected worker gives committed lines a gap-free
seal number and chains them; lines and seals are inserts only (triggers refuse the rest).
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, Table, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from office import clock
from office.db import Base, db, new_uid, operation, uid_column
from office.migrations.ddl import append_only
from office.permissions import SYSTEM, Actor

GENESIS = "0" * 64
SEAL_WITHIN = timedelta(seconds=60)
LATE_LINES = 2000


class AuditEvent(Base):
    """One official act: who, in which post, on behalf of whom, what, on which record."""

    __tablename__ = "audit_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = uid_column()
    at: Mapped[datetime]
    act: Mapped[str]
    subject_class: Mapped[str]
    subject_uid: Mapped[str] = mapped_column(index=True)
    agency_id: Mapped[int | None]
    account_id: Mapped[int | None]
    tenure_id: Mapped[int | None]
    actor_name: Mapped[str]
    actor_title: Mapped[str]
    on_behalf_of: Mapped[str]
    facts: Mapped[dict[str, Any]]
    content_hash: Mapped[str]

    __table_args__ = (Index("ix_audit_event_at", "at"),)

    def content(self) -> dict[str, Any]:
        """What the hash covers."""
        return {
            "uid": str(self.uid),
            "at": self.at.isoformat(),
            "act": self.act,
            "subject": [self.subject_class, self.subject_uid],
            "actor": [self.agency_id, self.account_id, self.tenure_id],
            "names": [self.actor_name, self.actor_title, self.on_behalf_of],
            "facts": self.facts,
        }

    def computed_hash(self) -> str:
        """SHA-256 of the content in canonical JSON."""
        text = json.dumps(self.content(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


class AuditSeal(Base):
    """The place of a committed line in the chain; numbers have no gap."""

    __tablename__ = "audit_seal"
    seal_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), unique=True)
    chain_hash: Mapped[str]
    sealed_at: Mapped[datetime]


class AuditAnchor(Base):
    """The head of the chain at the end of a day, signed with the installation's key."""

    __tablename__ = "audit_anchor"
    day: Mapped[date] = mapped_column(primary_key=True)
    seal_no: Mapped[int]
    chain_hash: Mapped[str]
    signature: Mapped[str]
    made_at: Mapped[datetime]


for _model in (AuditEvent, AuditSeal, AuditAnchor):
    append_only(cast("Table", _model.__table__))


def plain(value: Any) -> Any:
    """A fact as JSON keeps it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return value if isinstance(value, (int, float, bool, dict, type(None))) else str(value)


def record(act: str, subject: Any, *, by: Actor, **facts: Any) -> AuditEvent:
    """Write the line of an official act into the open operation."""
    line = AuditEvent(
        uid=new_uid(),
        at=clock.now(),
        act=act,
        subject_class=type(subject).__name__,
        subject_uid=str(subject.uid),
        agency_id=by.agency_id,
        account_id=by.account_id,
        tenure_id=by.tenure_id,
        actor_name=by.name,
        actor_title=by.title,
        on_behalf_of=by.on_behalf_of,
        facts={name: plain(value) for name, value in facts.items()},
    )
    line.content_hash = line.computed_hash()
    db.session.add(line)
    return line


def chained(previous: str, content_hash: str, seal_no: int) -> str:
    """The chain hash of one seal."""
    return hashlib.sha256(f"{previous}|{seal_no}|{content_hash}".encode()).hexdigest()


@operation
def seal(*, by: Actor = SYSTEM, since: int = 0, most: int = 2000) -> int:
    """Give the committed, unsealed lines their numbers.

    Of two that do it at once one falls: a number is the key of its row.
    """
    head = db.session.scalars(_heads()).first()
    number, chain = (head.seal_no, head.chain_hash) if head else (0, GENESIS)
    rows: list[dict[str, Any]] = []
    for event_id, content_hash in db.session.execute(_unsealed(since).limit(most)):
        number += 1
        chain = chained(chain, content_hash, number)
        rows.append({"seal_no": number, "event_id": event_id, "chain_hash": chain})
    if rows:
        sealed_at = clock.now()
        db.session.execute(insert(AuditSeal), [row | {"sealed_at": sealed_at} for row in rows])
    return len(rows)


def seal_new() -> int:
    """Seal what came since the newest seal; writes nothing when nothing came.

    A line whose transaction stayed open while thousands of others passed it is sealed by `seal`.
    """
    head = db.session.scalars(_heads()).first()
    since = head.event_id - LATE_LINES if head else 0
    if db.session.execute(_unsealed(since).limit(1)).first() is None:
        return 0
    return seal(since=since)


def _heads() -> Select[AuditSeal]:
    return select(AuditSeal).order_by(AuditSeal.seal_no.desc()).limit(1)


def _unsealed(since: int) -> Any:
    return (
        select(AuditEvent.id, AuditEvent.content_hash)
        .outerjoin(AuditSeal, AuditSeal.event_id == AuditEvent.id)
        .where(AuditEvent.id > since, AuditSeal.seal_no.is_(None))
        .order_by(AuditEvent.id)
    )


def verify() -> list[str]:
    """Every fault of the trail in plain words; an empty list means it is whole."""
    return [*_content_faults(), *_chain_faults(), *_anchor_faults(), *_late_lines()]


def _content_faults() -> Iterator[str]:
    for line in db.session.scalars(select(AuditEvent).execution_options(yield_per=500)):
        if line.computed_hash() != line.content_hash:
            yield f"line {line.uid}: its content was changed"


def _chain_faults() -> Iterator[str]:
    statement = (
        select(AuditSeal.seal_no, AuditSeal.chain_hash, AuditEvent.content_hash)
        .join(AuditEvent, AuditEvent.id == AuditSeal.event_id)
        .order_by(AuditSeal.seal_no)
    )
    chain = GENESIS
    for expected, (number, stored, content_hash) in enumerate(db.session.execute(statement), 1):
        if number != expected:
            yield f"seal {expected} is missing"
            return
        chain = chained(chain, content_hash, number)
        if chain != stored:
            yield f"seal {number}: the chain is broken"
            return


def _anchor_faults() -> Iterator[str]:
    statement = select(AuditAnchor, AuditSeal.chain_hash).outerjoin(
        AuditSeal, AuditSeal.seal_no == AuditAnchor.seal_no
    )
    for anchor, chain_hash in db.session.execute(statement):
        if anchor.chain_hash != chain_hash:
            yield f"anchor of {anchor.day}: the chain no longer leads to it"


def _late_lines() -> Iterator[str]:
    limit = clock.now() - SEAL_WITHIN
    statement = (
        select(AuditEvent.uid)
        .outerjoin(AuditSeal, AuditSeal.event_id == AuditEvent.id)
        .where(AuditSeal.seal_no.is_(None), AuditEvent.at < limit)
    )
    for uid in db.session.scalars(statement):
        yield f"line {uid}: unsealed for more than a minute"
