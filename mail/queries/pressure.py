"""How mail stands on its way in and out: what waits too long, what failed, who takes mail in."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select

from mail.models import ArrivalState, MailArrival, MailState, OutgoingMail
from mail.queries.boxes import domains_of
from mail.smtp.intake.reading import Intakes
from mail.wire import names
from office import clock
from office.config import current_settings
from office.db import db
from office.health import looked_at
from office.outbox import JobState, OutboxMessage
from office.permissions import Actor

FOLDER = "intake"
MAKING = ("mail.leave", "mail.prepare")
WAITS_TOO_LONG = timedelta(minutes=5)
STUCK = timedelta(hours=4)
LEAST_SPACE = 2 << 30
MOST_SHOWN = 200


@dataclass(frozen=True)
class Pressure:
    """The numbers; `oldest` waits to be filed or delivered, `oldest_out` to leave.

    `given_up` are letters that came back to their writers, as the program could not make them.
    """

    accepted: int
    spoilt: int
    failed: int
    oldest: datetime | None
    given_up: int
    queued: int
    oldest_out: datetime | None
    free: int
    doors: int
    open_doors: int

    @property
    def is_late(self) -> bool:
        """Whether mail that was accepted waits longer than it may."""
        return self.oldest is not None and self.oldest < clock.now() - WAITS_TOO_LONG

    @property
    def is_stuck(self) -> bool:
        """Whether letters wait to leave longer than a senders' server rests between tries."""
        return self.oldest_out is not None and self.oldest_out < clock.now() - STUCK

    @property
    def is_narrow(self) -> bool:
        """Whether the disk is nearly full."""
        return self.free < LEAST_SPACE


def pressure() -> Pressure:
    """As it is now."""
    folder = current_settings().data_dir
    counts, oldest = _intake(folder / FOLDER)
    waiting = MailArrival.state == ArrivalState.WAITING
    filed = select(func.count(), func.min(MailArrival.received_at)).where(waiting)
    undelivered, waits = db.session.execute(filed).one()
    failed = select(func.count()).where(MailArrival.state == ArrivalState.FAILED)
    queue = select(func.count(), func.min(OutgoingMail.made_at))
    queued, out = db.session.execute(queue.where(OutgoingMail.state == MailState.QUEUED)).one()
    doors = [_is_open(lock) for lock in sorted((folder / FOLDER).glob("intake-*.lock"))]
    return Pressure(
        accepted=counts.get("waiting", 0) + counts.get("leased", 0) + undelivered,
        spoilt=counts.get("failed", 0),
        failed=db.session.scalar(failed) or 0,
        oldest=min((one for one in (oldest, waits) if one is not None), default=None),
        given_up=_given_up(),
        queued=queued,
        oldest_out=out,
        free=shutil.disk_usage(folder).free,
        doors=len(doors),
        open_doors=sum(doors),
    )


def _given_up() -> int:
    jobs = OutboxMessage.topic.in_(MAKING), OutboxMessage.state == JobState.DEAD
    return db.session.scalar(select(func.count()).where(*jobs)) or 0


def _intake(folder: Path) -> tuple[dict[str, int], datetime | None]:
    if not folder.is_dir():
        return {}, None
    with closing(Intakes(folder)) as intakes:
        first = intakes.waiting(1)
        oldest = datetime.fromisoformat(first[0].head.received_at) if first else None
        return intakes.counts(), oldest


def _is_open(lock: Path) -> bool:
    """Whether a process holds the lock of an intake file: it takes mail in now."""
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@looked_at("mail")
def faults() -> Iterator[str]:
    """What an operator must mend."""
    now = pressure()
    if now.doors and not now.open_doors:
        yield "no process takes mail in: start office smtp"
    if now.is_late:
        yield f"accepted mail waits since {now.oldest:%Y-%m-%d %H:%M} UTC: is a worker running?"
    if now.spoilt or now.failed:
        count = now.spoilt + now.failed
        way = "see why on the page of incoming mail"
        yield f"{count} mails were taken in and could not be delivered: {way}"
    if now.given_up:
        way = "see why on the page of jobs that gave up, then their writers send again"
        yield f"{now.given_up} letters could not be made and went back to their writers: {way}"
    if now.is_stuck:
        since = f"{now.oldest_out:%Y-%m-%d %H:%M} UTC"
        way = "see what their servers say on the page of outgoing mail"
        yield f"{now.queued} letters wait to leave, one since {since}: {way}"
    if now.is_narrow:
        yield "less than 2 GiB of disk is free for mail: make room, or mail is put off (452)"


def failed_of(actor: Actor) -> list[MailArrival]:
    """Mail for or from the actor's agency that could not be delivered, the newest first."""
    domains = {one.name for one in domains_of(actor.agency_id)}
    mine = (one for one in _failed() if domains & _domains(one))
    return list(islice(mine, MOST_SHOWN))


def _failed() -> Iterator[MailArrival]:
    """All of the house, the newest first, in pieces: the address is in no column of its own."""
    failed = select(MailArrival).where(MailArrival.state == ArrivalState.FAILED)
    rows = failed.order_by(MailArrival.id.desc()).limit(MOST_SHOWN)
    page = db.session.scalars(rows).all()
    while page:
        yield from page
        page = db.session.scalars(rows.where(MailArrival.id < page[-1].id)).all()


def _domains(arrival: MailArrival) -> set[str]:
    named = [arrival.envelope_from, *(str(one["address"]) for one in arrival.recipients)]
    return {names.domain_of(one) for one in named}
