"""Work of the outbox that waits, and its lines: put off, alone or together, or moved."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, update

from office import clock
from office.db import db
from office.outbox import JobState, OutboxMessage


def postpone(key: str, until: datetime) -> None:
    """Let work that waits under this key wait until an instant; called inside an operation."""
    waiting = update(OutboxMessage).where(
        OutboxMessage.key == key, OutboxMessage.state == JobState.READY
    )
    db.session.execute(waiting.values(due_at=until).execution_options(synchronize_session=False))


def move(keys: Iterable[str], partition: str) -> None:
    """Let work that waits stand in another line; called inside an operation."""
    waiting = update(OutboxMessage).where(
        OutboxMessage.key.in_(list(keys)), OutboxMessage.state == JobState.READY
    )
    moved = waiting.values(partition_key=partition)
    db.session.execute(moved.execution_options(synchronize_session=False))


def postpone_lines(partitions: Iterable[str], until: datetime) -> None:
    """The same as `postpone` for whole lines, but for what is being done now."""
    job = OutboxMessage
    waiting = update(job).where(
        job.partition_key.in_(list(partitions)),
        job.state == JobState.READY,
        or_(job.lease_until.is_(None), job.lease_until < clock.now()),
    )
    db.session.execute(waiting.values(due_at=until).execution_options(synchronize_session=False))
