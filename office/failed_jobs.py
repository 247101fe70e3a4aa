"""Jobs that were given up, as an administrator looks through them."""

from sqlalchemy import func, select

from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.outbox import JobState, OutboxMessage

_whole: set[str] = set()


def count(most: int) -> int:
    """How many there are, counted no further than one over `most`."""
    some = select(OutboxMessage.id).where(OutboxMessage.state == JobState.DEAD).limit(most + 1)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def newest(most: int, *, before: int | None = None) -> list[OutboxMessage]:
    """Newest first, those before one id."""
    statement = select(OutboxMessage).where(OutboxMessage.state == JobState.DEAD)
    if before is not None:
        statement = statement.where(OutboxMessage.id < before)
    return list(db.session.scalars(statement.order_by(OutboxMessage.id.desc()).limit(most)))


def by_number(number: int) -> OutboxMessage:
    """A job by its number, or 404."""
    found = db.session.get(OutboxMessage, number)
    if found is None:
        raise NotFound(_("There is no such job."))
    return found


def hold_no_content(topic: str) -> None:
    """Say that faults of a topic tell of nothing but the way: they are shown whole."""
    _whole.add(topic)


def fault_of(job: OutboxMessage) -> str:
    """The kind of the fault alone: its words may tell of a document."""
    told = job.last_error or ""
    return told[:300] if job.topic in _whole else told.partition(":")[0][:80]
