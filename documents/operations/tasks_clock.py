"""What the clock does with tasks: reminders before the day, digests after it, escalation."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select

from documents.models import LineState, Task, TaskLine, TaskPart
from documents.operations.reminding import Reminder, remind_desk
from documents.operations.tasks_lines import log, tell
from documents.policy import Can
from office import audit, clock
from office.db import db, operation
from office.i18n import _l
from office.permissions import Actor, Role, require
from office.units import queries as units
from office.units.models import Desk
from office.units.picker import head_desk_id

BEFORE: Mapping[int, tuple[str, object]] = {
    0: ("task_due_today", _l("A task is due today")),
    1: ("task_due_in_1", _l("A task is due on the next working day")),
    3: ("task_due_in_3", _l("A task is due in three working days")),
}
DIGEST = "tasks_overdue"
ESCALATED = "task_escalated"


@operation
def remind(lines: Sequence[TaskLine], *, by: Actor) -> int:
    """Tell each desk once at each distance from its day; says how many were told."""
    require(by, Can.RECORD)
    return sum(_remind(line) for line in lines)


def _remind(line: TaskLine) -> bool:
    kind = due_kind(line.due_at.astimezone(clock.LOCAL).date(), clock.today())
    if line.state is not LineState.OWED or line.due_at < clock.now() or not kind:
        return False
    task = db.session.get_one(Task, line.task_id)
    hides = line.is_restricted or not line.code
    text = _l("from %(name)s", name=line.sender) if hides else line.code
    reminder = Reminder(
        kind=kind,
        text=text,
        url=f"/tasks/{task.uid}",
        key=f"{kind}:{line.id}:{line.due_at.isoformat()}",
        about="" if line.is_restricted else task.title,
    )
    return remind_desk(line.desk_id, reminder)


def due_kind(due_on: date, today: date) -> str:
    """Which reminder a day calls for: the nearest one whose working day has come."""
    for days, (kind, _word) in BEFORE.items():
        if today >= (clock.add_working_days(due_on, -days) if days else due_on):
            return kind
    return ""


@operation
def tell_overdue(*, by: Actor) -> int:
    """One notice a day to each desk with overdue tasks; says how many desks were told."""
    require(by, Can.RECORD)
    rows = db.session.execute(
        select(TaskLine.desk_id, func.count())
        .where(TaskLine.state == LineState.OWED, TaskLine.due_at < clock.now(), _works())
        .group_by(TaskLine.desk_id)
    )
    return sum(_digest(row[0], row[1]) for row in rows.all())


def _works() -> ColumnElement[bool]:
    return TaskLine.part.in_([TaskPart.LEAD, TaskPart.COOPERATE])


def _digest(desk_id: int, number: int) -> bool:
    reminder = Reminder(
        kind=DIGEST,
        text=_l("Overdue tasks: %(number)s", number=number),
        url="/tasks/?view=todo",
        key=f"{DIGEST}:{clock.today().isoformat()}",
    )
    return remind_desk(desk_id, reminder)


@operation
def escalate(task: Task, *, by: Actor) -> None:
    """Tell the giver and the head above the lead that a task has been overdue for days."""
    require(by, Can.RECORD, task)
    task.escalated_at = clock.now()
    desks = {task.giver_desk_id, *head_above(task.lead_desk_id)} - {task.lead_desk_id}
    names = [units.desk_label(desk_id) for desk_id in sorted(desks)]
    audit.record("task.escalated", task, by=by, desks=sorted(desks))
    log(task, "task.escalated", by=by, to=", ".join(names))
    for desk_id in desks:
        tell(task, desk_id, _l("A task is long overdue"), act=f"{ESCALATED}:{task.due_at:%Y%m%d}")


def head_above(desk_id: int) -> list[int]:
    """The desk of the unit, of the unit above for a unit's own desk, else the first leader's."""
    unit_id = units.location(desk_id)
    if unit_id is None:
        return []
    own = head_desk_id(unit_id)
    if own == desk_id:
        above = units.tree().nodes[unit_id].parent_id
        own = head_desk_id(above) if above else None
        desk = db.session.get_one(Desk, desk_id)
        leaders = units.desks_of_role(desk.agency_id, Role.LEADER)
        return [own] if own else [row.id for row in leaders[:1]]
    return [own] if own else []
