"""Each working morning: who has a task that runs out soon, is overdue, or long overdue."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import select

from documents import operations
from documents.models import LineState, Task, TaskLine, TaskPart
from office import clock
from office.db import db
from office.outbox import every
from office.permissions import SYSTEM
from office.units.settings import settings_of

BATCH = 500
FARTHEST = 3


@every(name="documents.remind", cron="10 7 * * *")
def remind(_body: dict[str, Any]) -> None:
    """Nobody is told on a day off: what falls on it is told on the next working day."""
    if not clock.is_working_day(clock.today()):
        return
    for lines in _near():
        operations.remind(lines, by=SYSTEM)
    operations.tell_overdue(by=SYSTEM)
    for task in _long_overdue():
        operations.escalate(task, by=SYSTEM)


def _near() -> Iterator[Sequence[TaskLine]]:
    """Lines whose day comes within the farthest reminder, some at a time."""
    last = clock.add_working_days(clock.today(), FARTHEST + 1)
    passed = 0
    while True:
        statement = (
            select(TaskLine)
            .where(
                TaskLine.id > passed,
                TaskLine.state == LineState.OWED,
                TaskLine.part.in_([TaskPart.LEAD, TaskPart.COOPERATE]),
                TaskLine.due_at >= clock.now(),
                TaskLine.due_at < clock.local_midnight(last),
            )
            .order_by(TaskLine.id)
            .limit(BATCH)
        )
        lines = db.session.scalars(statement).all()
        if not lines:
            return
        passed = lines[-1].id
        yield lines


def _long_overdue() -> list[Task]:
    """Overdue for more working days than their agency waits, and not told yet."""
    late = select(Task).where(
        Task.closed_at.is_(None),
        Task.reported_at.is_(None),
        Task.escalated_at.is_(None),
        Task.due_at < clock.now(),
    )
    days = cache(lambda agency_id: settings_of(agency_id).escalate_after_days)
    found = db.session.scalars(late.order_by(Task.due_at).limit(5000)).all()
    return [task for task in found if _is_over(task, days(task.agency_id))]


def _is_over(task: Task, days: int) -> bool:
    since = clock.to_local(task.due_at).date()
    return clock.working_days_between(since, clock.today()) > days
