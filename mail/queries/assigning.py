"""Conversations of shared boxes that somebody handles: which run out, which lost their handler."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from mail.models import AssignmentState, MailAssignment, Mailbox
from mail.queries.readers import readers_of_many
from office.db import db
from office.units.models import Tenure
from office.units.queries import held_at

OPEN = MailAssignment.state != AssignmentState.DONE


def running_out(since: datetime, until: datetime) -> Sequence[MailAssignment]:
    """What is not done and falls due within a time."""
    due = MailAssignment.due_on
    wanted = select(MailAssignment).where(OPEN, due >= since, due < until)
    return db.session.scalars(wanted.order_by(MailAssignment.id)).all()


def overdue(at: datetime) -> list[tuple[int, int, int]]:
    """The box, the person and how many of his conversations there are overdue."""
    mine = MailAssignment.mailbox_id, MailAssignment.person_id
    rows = select(*mine, func.count()).where(OPEN, MailAssignment.due_on < at)
    return [(box, who, count) for box, who, count in db.session.execute(rows.group_by(*mine))]


def without_handler() -> list[MailAssignment]:
    """What is not done and was given to somebody who does not read the box any more."""
    rows = db.session.execute(
        select(MailAssignment, Mailbox)
        .join(Mailbox, Mailbox.id == MailAssignment.mailbox_id)
        .where(OPEN)
        .order_by(MailAssignment.id)
    ).all()
    readers = readers_of_many(list({row[1].id: row[1] for row in rows}.values()))
    return [given for given, box in rows if given.person_id not in readers[box.id]]


def desk_of_handler(box: Mailbox, person_id: int, at: datetime) -> int | None:
    """The desk at which who handles mail of a box finds notices; that of the box if it is his."""
    mine = select(Tenure.desk_id).where(
        Tenure.person_id == person_id, Tenure.desk_id.is_not(None), held_at(Tenure, at)
    )
    first = Tenure.desk_id.is_not_distinct_from(box.desk_id).desc()
    return db.session.scalar(mine.order_by(first, Tenure.valid_from, Tenure.id).limit(1))
