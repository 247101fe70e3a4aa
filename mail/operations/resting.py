"""Destinations that rest: while one does not answer, one line tries it and all its letters wait."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from mail.models import Destination, MailState, OutgoingMail
from mail.operations.outgoing import TOPIC, give_up, tell_late
from mail.policy import Can
from mail.queries.destinations import (
    MOST_LINES,
    is_trusted,
    lines_in_use,
    lines_to,
    own_line_of,
    standing,
)
from mail.queries.outgoing import key_of
from office import clock, outbox, partitions
from office.db import db, insert_ignoring, operation
from office.permissions import Actor, require

PROBE = timedelta(minutes=10)
FULL = timedelta(seconds=20)
NOTED_EVERY = timedelta(hours=1)
LATE = timedelta(hours=4)


@operation
def ask_line(mail: OutgoingMail, place: str, *, by: Actor) -> datetime | None:
    """Until when a letter waits for a line to its destination; nothing when it may go now.

    What is not known to answer is tried by one line, so that it holds no more of ours than that.
    """
    require(by, Can.CARRY_OUT, mail)
    now = clock.now()
    probing = {"rests_until": now + PROBE}
    row = standing(place)
    if row is None and insert_ignoring(Destination, {"place": place, "failures": 0, **probing}):
        return None
    if row is not None and is_trusted(row):
        # Letters that were put off alone stand in lines of their own, each besides the five.
        is_full = mail.attempts > 0 and lines_in_use(place, now) > MOST_LINES
        return now + FULL if is_full else None
    is_free = or_(Destination.rests_until.is_(None), Destination.rests_until <= now)
    free = update(Destination).where(Destination.place == place, is_free).values(**probing)
    taken = db.session.execute(
        free.execution_options(synchronize_session=False, preserve_rowcount=True)
    )
    if taken.rowcount:  # type: ignore[attr-defined]
        return None
    row = standing(place)
    return row.rests_until if row is not None and row.rests_until else now + FULL


@operation
def note_reached(place: str, *, by: Actor) -> None:
    """A destination answers: what waited for it goes at once."""
    require(by, Can.CARRY_OUT)
    now, row = clock.now(), standing(place)
    if row is None:
        return
    if row.rests_until is not None or row.failures:
        partitions.postpone_lines(lines_to(place), now)
    elif row.reached_at is not None and row.reached_at > now - NOTED_EVERY:
        return
    row.failures, row.rests_until, row.reached_at = 0, None, now


@operation
def note_unreached(
    place: str, problem: str, *, answer: dict[str, Any], since: datetime, by: Actor
) -> None:
    """A destination does not answer: it rests as a whole, longer each time.

    Lines that were begun before the last one failed say nothing new.
    """
    require(by, Can.CARRY_OUT)
    row = standing(place)
    if row is None or (row.failed_at is not None and row.failed_at >= since):
        return
    row.failures, row.failed_at = row.failures + 1, clock.now()
    row.rests_until = clock.now() + outbox.back_off(outbox.retry_of(TOPIC), row.failures)
    partitions.postpone_lines(lines_to(place), row.rests_until)
    waiting = [OutgoingMail.state == MailState.QUEUED]
    waiting += [OutgoingMail.domain == place] if place else []
    untried = update(OutgoingMail).where(*waiting, OutgoingMail.attempts == 0)
    told = untried.values(problem=problem[:500], answer=answer)
    db.session.execute(told.execution_options(synchronize_session="fetch"))
    late = OutgoingMail.made_at <= clock.now() - LATE
    for mail in db.session.scalars(select(OutgoingMail).where(*waiting, late)).all():
        _tell(mail, problem, by)


def _tell(mail: OutgoingMail, problem: str, by: Actor) -> None:
    """Its sender hears of it as if it had been tried by itself."""
    if clock.now() >= mail.ends_at:
        give_up(mail, problem, by=by)
    else:
        tell_late(mail, by=by)


@operation
def wake(places: Iterable[str], *, by: Actor) -> None:
    """Let destinations be tried at once, by one line."""
    require(by, Can.CARRY_OUT)
    for place in places:
        row = standing(place)
        if row is not None:
            row.rests_until = None
        partitions.postpone_lines(lines_to(place), clock.now())


@operation
def step_aside(mails: Iterable[OutgoingMail], *, by: Actor) -> None:
    """Let letters wait where nobody stands behind them."""
    require(by, Can.CARRY_OUT)
    for mail in mails:
        partitions.move([key_of(mail)], own_line_of(mail))
