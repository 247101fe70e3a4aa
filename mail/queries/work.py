"""The work of the outbox that messages wait for."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, select

from mail.models import MailState, OutgoingMail
from mail.queries.outgoing import key_of
from office import clock
from office.db import db
from office.outbox import FELL, JobState, OutboxMessage


def in_line_with(key: str, among: Collection[str]) -> set[str]:
    """Which of these keys are of work that waits in the same partition as that of the first."""
    mine = select(OutboxMessage.partition_key).where(OutboxMessage.key == key).scalar_subquery()
    waiting = select(OutboxMessage.key).where(
        OutboxMessage.key.in_(among),
        OutboxMessage.partition_key == mine,
        OutboxMessage.state == JobState.READY,
    )
    return set(db.session.scalars(waiting))


def waiting_keys(topic: str) -> set[str]:
    """The keys of the work of a topic that is not done yet."""
    wanted = select(OutboxMessage.key).where(
        OutboxMessage.topic == topic, OutboxMessage.state == JobState.READY
    )
    return set(db.session.scalars(wanted))


def keys_under_way(topic: str) -> set[str]:
    """The keys of the work that a worker does now, with the other receivers of those letters."""
    leased = select(OutboxMessage.body["mail"].as_string()).where(
        OutboxMessage.topic == topic,
        OutboxMessage.state == JobState.READY,
        OutboxMessage.lease_until > clock.now(),
    )
    uids = [UUID(one) for one in db.session.scalars(leased)]
    mine = OutgoingMail.uid.in_(uids)
    letters = select(OutgoingMail.message_id).where(mine, OutgoingMail.message_id.is_not(None))
    alike = or_(mine, OutgoingMail.message_id.in_(letters))
    rows = select(OutgoingMail).where(alike, OutgoingMail.state == MailState.QUEUED)
    return {key_of(one) for one in db.session.scalars(rows)}


def has_fallen(key: str) -> bool:
    """Whether the try before this one ended with its worker: half of it may have been done."""
    error = db.session.scalar(select(OutboxMessage.last_error).where(OutboxMessage.key == key))
    return error == FELL
