"""The work of the outbox that messages wait for."""

from sqlalchemy import or_, select

from office import clock
from office.db import db
from office.outbox import FELL, JobState, OutboxMessage


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


def keys_under_way(topic: str) -> set[str]:
    """The keys of the work that a worker does now, with what it may take along in its line."""
    mine = OutboxMessage.topic == topic, OutboxMessage.state == JobState.READY
    is_leased = OutboxMessage.lease_until > clock.now()
    lines = select(OutboxMessage.partition_key).where(
        *mine, is_leased, OutboxMessage.partition_key.is_not(None)
    )
    wanted = select(OutboxMessage.key).where(
        *mine, or_(is_leased, OutboxMessage.partition_key.in_(lines))
    )
    return set(db.session.scalars(wanted))


def has_fallen(key: str) -> bool:
    """Whether the try before this one ended with its worker: half of it may have been done."""
    error = db.session.scalar(select(OutboxMessage.last_error).where(OutboxMessage.key == key))
    return error == FELL
