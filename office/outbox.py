"""One table of work to be done later, on both databases: stored with the change, done by workers.

At least once: a job is claimed by a lease, its attempts are counted at the claim, a failure waits
longer each time, and after the limit it is a dead letter that people see and may retry. Jobs of
one partition are done in their order.
"""

import random
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import Index, case, delete, exists, or_, select, text, tuple_, update
from sqlalchemy.orm import Mapped, aliased, mapped_column

from office import clock, given_up, job_modules
from office.config import Settings
from office.db import Base, after_commit, db, insert_ignoring, is_sqlite, transaction
from office.later import Later

log = structlog.get_logger(__name__)
Handler = Callable[[dict[str, Any]], None]
Seconds = float | Callable[[Settings], float]
CHANNEL = "office_outbox"


class Lane(StrEnum):
    """Kinds of work that do not wait for each other; `out` waits for hosts of others."""

    ACT = "act"
    MAIL = "mail"
    OUT = "out"
    BULK = "bulk"
    TICK = "tick"


class JobState(StrEnum):
    """Where a job stands."""

    READY = "ready"
    DONE = "done"
    DEAD = "dead"


class OutboxMessage(Base):
    """One piece of work, stored in the transaction of the change that asks for it."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    lane: Mapped[Lane]
    partition_key: Mapped[str | None]
    is_urgent: Mapped[bool] = mapped_column(default=False)
    body: Mapped[dict[str, Any]]
    state: Mapped[JobState] = mapped_column(default=JobState.READY)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_outbox_ready", "lane", "state", "due_at"),
        Index("ix_outbox_partition", "partition_key", "state", "id"),
    )


@dataclass(frozen=True)
class Retry:
    """How often and how patiently a topic is tried."""

    limit: int = 12
    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(hours=6)


RETRIES: dict[str, Retry] = {
    "axis.send": Retry(limit=1000, longest=timedelta(hours=1)),
    "axis.status": Retry(limit=1000, longest=timedelta(hours=1)),
    "signing.prepare": Retry(limit=4, first=timedelta(seconds=1)),
    "signing.finish": Retry(limit=6, first=timedelta(seconds=2)),
}
DEFAULT_RETRY = Retry()
LEASE = timedelta(seconds=60)
KEEP_DONE = timedelta(days=14)
FELL = "the worker that had the job ended before it said what came of it"


class GiveUp(Exception):
    """The job can never succeed; it goes to the dead letters with this reason."""


@dataclass(frozen=True)
class Claimed:
    """A job under lease, free of the session."""

    id: int
    topic: str
    key: str
    body: dict[str, Any]
    attempts: int
    owner: str | None


@dataclass(frozen=True)
class Clockwork:
    """Work that the clock asks for: every so many seconds, or by a crontab line in local time."""

    name: str
    seconds: Seconds | None
    cron: str | None

    @property
    def topic(self) -> str:
        """The topic of its jobs."""
        return f"tick.{self.name}"


_handlers: dict[str, Handler] = {}
clockworks: dict[str, Clockwork] = {}
wake = threading.Event()


def delivers(topic: str) -> Callable[[Handler], Handler]:
    """Register the function that does the work of a topic; it must be safe to run twice."""

    def keep(handler: Handler) -> Handler:
        _handlers[topic] = handler
        return handler

    return keep


def every(
    *, name: str, seconds: Seconds | None = None, cron: str | None = None
) -> Callable[[Handler], Handler]:
    """Let the clock of the elected worker ask for this work; a late round is left out.

    Work that comes back within seconds is not tried again in between: its next round is the retry.
    """

    def keep(handler: Handler) -> Handler:
        clockworks[name] = Clockwork(name, seconds, cron)
        RETRIES[clockworks[name].topic] = Retry(limit=4) if cron else Retry(limit=1)
        return delivers(clockworks[name].topic)(handler)

    return keep


def enqueue(  # noqa: PLR0913 - what a piece of work is, said by name
    topic: str,
    *,
    key: str,
    lane: Lane = Lane.ACT,
    partition: str | None = None,
    not_before: datetime | None = None,
    urgent: bool = False,
    **body: Any,
) -> bool:
    """Ask for work in the open operation; the same key twice is one piece of work."""
    is_live = not clock.stands()  # what a history being written asks for waits behind people
    stored = insert_ignoring(
        OutboxMessage,
        {
            "topic": topic,
            "key": key,
            "lane": lane if is_live else Lane.BULK,
            "partition_key": partition,
            "is_urgent": urgent and is_live,
            "body": body,
            "state": JobState.READY,
            "attempts": 0,
            "due_at": not_before or clock.now(),
            "created_at": clock.now(),
        },
    )
    if stored:
        _announce()
    return stored


def repeat(
    topic: str,
    *,
    key: str,
    lane: Lane = Lane.TICK,
    partition: str | None = None,
    **body: Any,
) -> None:
    """Ask again for work that comes back (polling); one row serves for ever, no two at once."""
    if enqueue(topic, key=key, lane=lane, partition=partition, **body):
        return
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.key == key, OutboxMessage.state != JobState.READY)
        .values(state=JobState.READY, due_at=clock.now(), attempts=0, done_at=None)
        .execution_options(synchronize_session=False)
    )
    _announce()


def _announce() -> None:
    after_commit(wake.set)
    if not is_sqlite():
        db.session.execute(text(f"NOTIFY {CHANNEL}"))


def claim(
    owner: str, lanes: tuple[Lane, ...], most: int = 1, lease: timedelta = LEASE
) -> list[Claimed]:
    """Lease the next due jobs; a partition whose earlier job is still open is passed over."""
    job_modules.load()
    now = clock.now()
    with transaction():
        due = _next_due(lanes, now).limit(most).with_for_update(skip_locked=True, of=OutboxMessage)
        ids = db.session.scalars(due).all()
        if not ids:
            return []
        rows = db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_(ids))
            .values(lease_until=now + lease, lease_owner=owner, attempts=OutboxMessage.attempts + 1)
            .values(last_error=case((OutboxMessage.lease_owner.is_not(None), FELL), else_=_said))
            .returning(*(getattr(OutboxMessage, name) for name in _CLAIMED))
            .execution_options(synchronize_session=False)
        ).all()
    return [Claimed(*row) for row in rows]


_said = OutboxMessage.last_error
_CLAIMED = ("id", "topic", "key", "body", "attempts", "lease_owner")


def is_due(lanes: tuple[Lane, ...]) -> bool:
    """Whether a claim would find something; asked without a writing transaction."""
    return db.session.scalar(_next_due(lanes, clock.now()).limit(1)) is not None


def due_lanes() -> set[Lane]:
    """The lanes in which something is due: one question in place of one for each thread."""
    now = clock.now()
    job = OutboxMessage
    is_free = or_(job.lease_until.is_(None), job.lease_until < now)
    due = select(job.lane).where(job.state == JobState.READY, job.due_at <= now, is_free)
    return set(db.session.scalars(due.distinct()))


def renew(jobs: Iterable[Claimed], lease: timedelta = LEASE) -> None:
    """Keep long jobs under lease while their worker lives."""
    _change_leases(jobs, clock.now() + lease)


def release(jobs: Iterable[Claimed]) -> None:
    """Give unfinished jobs back at once, when their worker must stop."""
    _change_leases(jobs, None)


def _change_leases(jobs: Iterable[Claimed], until: datetime | None) -> None:
    held = [(job.id, job.owner) for job in jobs]
    with transaction():
        db.session.execute(
            update(OutboxMessage)
            .where(tuple_(OutboxMessage.id, OutboxMessage.lease_owner).in_(held))
            .values(lease_until=until)
            .execution_options(synchronize_session=False)
        )


def _next_due(lanes: tuple[Lane, ...], now: datetime) -> Any:
    earlier = aliased(OutboxMessage)
    job = OutboxMessage
    first_of_partition = or_(
        job.partition_key.is_(None),
        ~exists().where(
            earlier.partition_key == job.partition_key,
            earlier.state == JobState.READY,
            earlier.id < job.id,
        ),
    )
    return (
        select(job.id)
        .where(
            job.lane.in_(lanes),
            job.state == JobState.READY,
            job.due_at <= now,
            or_(job.lease_until.is_(None), job.lease_until < now),
            first_of_partition,
        )
        .order_by(job.is_urgent.desc(), job.due_at, job.id)
    )


def perform(job: Claimed) -> bool:
    """Do one claimed job and mark what came of it; says whether it succeeded."""
    try:
        handler = _handlers.get(job.topic)
        if handler is None:
            raise GiveUp(f"no worker knows the topic {job.topic}")
        if job.attempts > retry_of(job.topic).limit:
            raise GiveUp("the job ended its worker or failed too often")
        handler(job.body)
    except GiveUp as reason:
        _mark_dead(job, str(reason))
    except Later as rest:
        _mark(job, due_at=rest.until, attempts=job.attempts - 1, last_error=None)
    except Exception as fault:
        db.session.rollback()
        log.warning("job_failed", topic=job.topic, key=job.key, exc_info=fault)
        _mark_failed(job, repr(fault))
    else:
        _mark_done(job)
        return True
    return False


def retry_of(topic: str) -> Retry:
    """The patience of a topic."""
    return RETRIES.get(topic, DEFAULT_RETRY)


def _mark(job: Claimed, **values: Any) -> None:
    with transaction():
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == job.id, OutboxMessage.lease_owner == job.owner)
            .values(lease_until=None, lease_owner=None, **values)
            .execution_options(synchronize_session=False)
        )


def _mark_done(job: Claimed) -> None:
    _mark(job, state=JobState.DONE, done_at=clock.now(), last_error=None)


def _mark_dead(job: Claimed, reason: str) -> None:
    log.error("job_dead", topic=job.topic, key=job.key)
    given_up.put_right(job.topic, job.key, job.body)
    _mark(job, state=JobState.DEAD, last_error=reason[:2000])


def _mark_failed(job: Claimed, reason: str) -> None:
    retry = retry_of(job.topic)
    if job.attempts >= retry.limit:
        _mark_dead(job, reason)
    else:
        _mark(job, due_at=clock.now() + back_off(retry, job.attempts), last_error=reason[:2000])


def back_off(retry: Retry, attempts: int) -> timedelta:
    """How long to wait after a failed attempt: doubling, bounded, with up to a fifth of jitter."""
    doubled: timedelta = retry.first * (1 << min(attempts - 1, 20))
    return min(doubled, retry.longest) * random.uniform(0.8, 1.0)  # noqa: S311 - spreads load


def is_dead(key: str) -> bool:
    """Whether the work of this key was given up."""
    state = db.session.scalar(select(OutboxMessage.state).where(OutboxMessage.key == key))
    return state is JobState.DEAD


def revive(job: OutboxMessage) -> None:
    """Give a dead letter a new life; called inside an operation."""
    job.state = JobState.READY
    job.attempts = 0
    job.due_at = clock.now()
    _announce()


def drain(*lanes: Lane, most: int = 10_000) -> int:
    """Do everything that is due now in this thread; for tests, commands and bulk building."""
    done = 0
    while done < most:
        jobs = claim("drain", lanes or tuple(Lane))
        if not jobs:
            break
        for job in jobs:
            perform(job)
            done += 1
    return done


@every(name="outbox.prune", cron="40 3 * * *")
def prune(_body: dict[str, Any]) -> None:
    """Drop jobs done long ago; their acts stay in the audit trail."""
    old = OutboxMessage.done_at < clock.now() - KEEP_DONE
    with transaction():
        db.session.execute(delete(OutboxMessage).where(OutboxMessage.state == JobState.DONE, old))
