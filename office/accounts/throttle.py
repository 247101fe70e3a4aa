"""Tries are counted before they are made; too many are delayed and never locked out."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from office import clock, repeats
from office.accounts.models import Attempts
from office.db import db, insert_ignoring, operation, transaction
from office.errors import Throttled
from office.i18n import ngettext

FORGET = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """So many tries at once, then a wait that doubles up to the longest."""

    free: int
    first: timedelta
    longest: timedelta

    def wait_after(self, tries: int) -> timedelta:
        """How long the next try has to wait."""
        over = tries - self.free
        return min(self.first * 2 ** min(over, 20), self.longest) if over >= 0 else timedelta(0)


ACCOUNT = Limit(free=5, first=timedelta(seconds=5), longest=timedelta(minutes=5))
ADDRESS = Limit(free=50, first=timedelta(seconds=5), longest=timedelta(minutes=5))
FACTOR = Limit(free=5, first=timedelta(seconds=10), longest=timedelta(minutes=15))


def key_of(kind: str, what: str) -> str:
    """The bucket's key; no login or address is stored in clear."""
    return f"{kind}:{hashlib.sha256(what.casefold().encode()).hexdigest()[:40]}"


@operation
def take(key: str, *, limit: Limit) -> None:
    """Count a try before it is made, so that tries at the same time cannot slip through."""
    repeats.beside_the_act()
    row = _held(key)
    now = max(clock.now(), row.since)  # another one of the same moment may have come before us
    if now - row.since > FORGET:
        row.count = 0
    left = row.since + limit.wait_after(row.count) - now
    if left > timedelta(0):
        raise _too_many(left)
    row.count, row.since = row.count + 1, now


def _held(key: str) -> Attempts:
    """The bucket, for this try alone; made anew when a right answer has just dropped it."""
    held = select(Attempts).where(Attempts.key == key).with_for_update()
    while True:
        insert_ignoring(Attempts, {"key": key, "tries": 0, "since": clock.now()})
        if row := db.session.scalars(held).first():
            return row


@operation
def forget(key: str) -> None:
    """A right answer clears the bucket."""
    repeats.beside_the_act()
    db.session.execute(delete(Attempts).where(Attempts.key == key))


@operation
def give_back(key: str) -> None:
    """A right answer takes its own try back: in a bucket of many people the wrong ones stay."""
    repeats.beside_the_act()
    counted = update(Attempts).where(Attempts.key == key, Attempts.count > 0)
    db.session.execute(
        counted.values(count=Attempts.count - 1).execution_options(synchronize_session=False)
    )


def prune() -> None:
    """Drop buckets nobody has used for an hour."""
    with transaction():
        db.session.execute(delete(Attempts).where(Attempts.since < clock.now() - FORGET))


def _too_many(left: timedelta) -> Throttled:
    seconds = int(left.total_seconds()) + 1
    return Throttled(
        ngettext(
            "Too many tries. Try again in %(num)d second.",
            "Too many tries. Try again in %(num)d seconds.",
            seconds,
        ),
        retry_after=seconds,
    )
