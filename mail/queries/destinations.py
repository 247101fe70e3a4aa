"""Lines to a destination: in which a letter waits, and whether they may be opened now.

Up to five lines lead to one destination. A letter that was put off alone leaves its line, so that
nobody waits behind it, and stands with its other receivers there in a line of their own.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from mail.models import Destination, OutgoingMail
from mail.queries.outgoing import destination, is_inside
from office import clock
from office.db import db
from office.outbox import JobState, Lane, OutboxMessage

MOST_LINES = 5
TRUSTED_FOR = timedelta(days=1)


def lines_to(place: str) -> list[str]:
    """The lines in which letters to a destination wait."""
    return [f"mail:{place}:{number}" for number in range(MOST_LINES)]


def line_of(mail: OutgoingMail) -> str | None:
    """The line of a letter; what stays in the house needs none."""
    if is_inside(mail.to):
        return None
    return lines_to(destination(mail.to))[(mail.message_id or mail.id) % MOST_LINES]


def own_line_of(mail: OutgoingMail) -> str:
    """Where a letter stands that was put off while others are taken."""
    return f"mail-again:{destination(mail.to)}:{mail.message_id or mail.uid}"


def standing(place: str) -> Destination | None:
    """How a destination answers; None when nothing ever went there."""
    wanted = select(Destination).where(Destination.place == place)
    return db.session.scalars(wanted, execution_options={"populate_existing": True}).first()


def is_trusted(row: Destination) -> bool:
    """Whether it answered lately, and every time since."""
    if row.failures or row.reached_at is None:
        return False
    return row.reached_at > clock.now() - TRUSTED_FOR


def lines_in_use(place: str, at: datetime) -> int:
    """How many lines to a destination workers have open."""
    job = OutboxMessage
    under_way = job.lane == Lane.OUT, job.state == JobState.READY, job.lease_until > at
    names = db.session.scalars(select(job.partition_key).where(*under_way))
    begins = (f"mail:{place}:", f"mail-again:{place}:")
    return sum(1 for name in names if name and name.startswith(begins))
