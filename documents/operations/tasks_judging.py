"""What the giver does with a task: extensions, urging, evaluation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from documents.events import TaskDone
from documents.lifecycle import TASK
from documents.models import (
    Duty,
    ExtensionState,
    LineState,
    Task,
    TaskExtension,
    TaskLine,
    TaskPart,
    Urging,
)
from documents.operations.enclosures import check_enclosures
from documents.operations.tasks_doing import check_left_open
from documents.operations.tasks_giving import close_lines
from documents.operations.tasks_lines import (
    line_of,
    lines_of,
    log,
    needed,
    owe,
    refresh_lines,
    settle,
    tell,
)
from documents.operations.urging import Line, UrgingWords, write_urging
from documents.policy import Can
from office import audit, clock, law
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.events import publish
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units


@operation
def evaluate(task: Task, *, grade: str, remark: str = "", left_open: str = "", by: Actor) -> None:
    """Evaluate the result and close the task; whether it is late follows from the report."""
    TASK.advance(task, "evaluate", by, grade=grade)
    if grade not in {row.code for row in law.task_grades(clock.today())}:
        raise Invalid(_("The evaluation is missing."), fields={"grade": _("Choose a level.")})
    check_left_open(task, 0, left_open or task.left_open)
    task.grade, task.remark = grade, remark.strip()
    task.left_open = left_open.strip() or task.left_open
    log(task, "task.evaluate", by=by, text=remark.strip(), grade=grade)
    close_lines(task)
    publish(TaskDone(task.uid, task.origin_key, grade, is_late(task)))


def is_late(task: Task) -> bool:
    """Whether the lead reported after the deadline that held then."""
    return task.done_at is not None and task.done_at > task.due_at


@operation
def send_back_task(task: Task, text: str, *, due_at: datetime | None = None, by: Actor) -> None:
    """Ask for more work on a task that was reported done."""
    TASK.advance(task, "send_back", by, reason=needed(text))
    task.reported_at = None
    if due_at is not None:
        _move_deadline(task, due_at)
    settle(line_of(task, TaskPart.GIVER))
    owe(line_of(task, TaskPart.LEAD), Duty.TASK_CARRY_OUT, task, by=by)
    log(task, "task.send_back", by=by, text=text.strip())
    refresh_lines(task)


@operation
def grant_extension(task: Task, answer: str, *, due_at: datetime | None = None, by: Actor) -> None:
    """Grant the extension that was asked for, or a shorter one (gia hạn)."""
    asked = _decided(task, ExtensionState.GRANTED, answer, by)
    asked.due_at = due_at or asked.wanted_due_at
    _move_deadline(task, asked.due_at)
    facts: dict[str, Any] = {
        "former": asked.former_due_at.isoformat(),
        "until": asked.due_at.isoformat(),
    }
    audit.record("task.extension_granted", task, by=by, **facts)
    log(task, "task.extension_granted", by=by, text=answer.strip(), **facts)
    _move_helpers(task)
    refresh_lines(task)


@operation
def refuse_extension(task: Task, answer: str, *, by: Actor) -> None:
    """Refuse the extension, saying why; the deadline stands."""
    _decided(task, ExtensionState.REFUSED, needed(answer), by)
    audit.record("task.extension_refused", task, by=by)
    log(task, "task.extension_refused", by=by, text=answer.strip())
    refresh_lines(task)


def _decided(task: Task, state: ExtensionState, answer: str, by: Actor) -> TaskExtension:
    require(by, Can.JUDGE_TASK, task)
    asked = db.session.scalars(
        select(TaskExtension).where(
            TaskExtension.task_id == task.id, TaskExtension.state == ExtensionState.ASKED
        )
    ).first()
    if asked is None:
        raise Refusal(_("No extension is asked for."), fix=_("Reload the page."))
    asked.state = state
    asked.decided_at = clock.now()
    asked.decider_name = by.name
    asked.answer = answer.strip()
    settle(line_of(task, TaskPart.GIVER))
    lead = task.lead_desk_id
    words = _("Extension granted") if state is ExtensionState.GRANTED else _("Extension refused")
    tell(task, lead, words, act=f"task_extension:{asked.id}")
    return asked


def _move_deadline(task: Task, due_at: datetime) -> None:
    if due_at < clock.now():
        raise Invalid(
            _("The deadline lies in the past."), fields={"due_on": _("Choose a later day.")}
        )
    task.due_at = due_at
    task.escalated_at = None


def _move_helpers(task: Task) -> None:
    """Those who still cooperate get as much more time as the lead."""
    from documents.operations.tasks_giving import earlier_than

    for line in lines_of(task, TaskPart.COOPERATE):
        if line.state is LineState.OWED:
            line.due_at = earlier_than(task.due_at)


@operation
def urge_task(
    task: Task, words: UrgingWords, *, desk_ids: Sequence[int] = (), by: Actor
) -> list[Urging]:
    """Urge those who still owe their part (đôn đốc); the lead when nobody is chosen."""
    require(by, Can.JUDGE_TASK, task)
    receivers = _urged(task, desk_ids)
    check_enclosures(words.files)
    made = [_urging(task, line, words, by) for line in receivers]
    facts: dict[str, Any] = {"kind": words.kind.value, "to": ", ".join(_names(receivers))}
    log(task, "task.urged", by=by, text=words.text.strip(), files=words.files, **facts)
    numbers = [urging.number for urging in made]
    audit.record("task.urged", task, by=by, numbers=numbers, kind=words.kind)
    return made


def _urging(task: Task, line: TaskLine, words: UrgingWords, by: Actor) -> Urging:
    about = "" if task.is_restricted else task.code
    to = Line(line.desk_id, f"/tasks/{task.uid}", about, task_uid=task.uid)
    return write_urging(to, replace(words, files=()), by=by)


def _names(lines: Sequence[TaskLine]) -> list[str]:
    return [units.desk_label(line.desk_id) for line in lines]


def _urged(task: Task, desk_ids: Sequence[int]) -> list[TaskLine]:
    """The chosen ones of those who owe something."""
    owing = [
        line
        for line in lines_of(task, TaskPart.LEAD, TaskPart.COOPERATE)
        if line.state is LineState.OWED
    ]
    wanted = set(desk_ids) or {task.lead_desk_id}
    found = [line for line in owing if line.desk_id in wanted]
    if not found:
        raise Refusal(
            _("Nobody owes this task anything at present."),
            basis=_("Only who has not finished his part can be urged."),
        )
    return found
