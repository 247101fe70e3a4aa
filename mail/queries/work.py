"""The work of the outbox that messages wait for."""

from sqlalchemy import select

from office.db import db
from office.outbox import JobState, OutboxMessage


def in_line_with(key: str) -> set[str]:
    """The keys of the work that waits in the same partition, this one among them."""
    mine = select(OutboxMessage.partition_key).where(OutboxMessage.key == key).scalar_subquery()
    waiting = select(OutboxMessage.key).where(
        OutboxMessage.partition_key == mine, OutboxMessage.state == JobState.READY
    )
    return set(db.session.scalars(waiting))


def waiting_keys(topic: str) -> set[str]:
    """The keys of the work of a topic that is not done yet."""
    wanted = select(OutboxMessage.key).where(
        OutboxMessage.topic == topic, OutboxMessage.state == JobState.READY
    )
    return set(db.session.scalars(wanted))
