"""Giving a task, handing a part of it down, assigning it anew, recalling and reopening it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from documents.events import TaskGiven
from documents.lifecycle import TASK
from documents.models import (
    Document,
    DocumentState,
    Duty,
    Task,
    TaskLine,
    TaskOrigin,
    TaskPart,
    TaskState,
    Urgency,
)
from documents.operations import desk_work
from documents.operations.tasks_lines import (
    end,
    lapse_extension,
    lay_line,
    line_of,
    lines_of,
    log,
    needed,
    owe,
    refresh_lines,
    settle,
)
from documents.policy import Can
from office import audit, clock, search
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.events import publish
from office.i18n import _
from office.permissions import Actor, Role, require
from office.units import queries as units

LONGEST_TITLE = 500
WHOLE_AGENCY = {Role.LEADER, Role.OFFICE_HEAD}
PRIVATE = {
    DocumentState.DRAFT,
    DocumentState.CHECKING,
    DocumentState.SUBMITTED,
    DocumentState.CANCELLED,
}


@dataclass(frozen=True)
class NewTask:
    """What a giver says: who, what, until when (rõ người, rõ việc, rõ thời gian).

    `origin_key` is the name under which a meeting or a letter hears of the result.
    """

    title: str
    lead_desk_id: int
    due_at: datetime | None
    text: str = ""
    cooperate: Sequence[int] = ()
    follow: Sequence[int] = ()
    urgency: Urgency = Urgency.NORMAL
    is_restricted: bool = False
    code: str = ""
    source_symbol: str = ""
    source_date: date | None = None
    origin_text: str = ""
    origin_key: str = ""
    document: Document | None = None


@operation
def give_task(new: NewTask, *, origin: TaskOrigin = TaskOrigin.OWN, by: Actor) -> Task:
    """Give a task to exactly one lead, with those who cooperate and follow."""
    require(by, Can.GIVE_TASK)
    return _given(new, origin, by, None)


@operation
def hand_down(parent: Task, new: NewTask, *, by: Actor) -> Task:
    """Give a part of one's own task to a desk of the own units; the origin stays the same."""
    require(by, Can.HAND_DOWN_TASK, parent)
    if new.due_at and new.due_at > parent.due_at:
        raise Invalid(
            _("The part cannot end after the whole."),
            fields={"due_on": _("Choose a day not after the task’s own deadline.")},
        )
    task = _given(new, parent.origin, by, parent)
    parent.open_children += 1
    log(parent, "task.handed_down", by=by, to=units.desk_label(new.lead_desk_id), title=task.title)
    return task


def _given(new: NewTask, origin: TaskOrigin, by: Actor, parent: Task | None) -> Task:
    if by.agency_id is None or by.desk_id is None:
        raise Refusal(_("Choose a post in an agency first."))
    due_at = _checked(new, by)
    task = _row(new, origin, by, parent, due_at)
    db.session.add(task)
    db.session.flush()
    audit.record("task.given", task, by=by, lead=new.lead_desk_id, due_at=due_at, origin=origin)
    log(task, "task.given", by=by, to=units.desk_label(task.lead_desk_id))
    lay_line(task, by.desk_id, TaskPart.GIVER, by=by)
    lay_line(task, task.lead_desk_id, TaskPart.LEAD, Duty.TASK_ACCEPT, by=by)
    for desk_id in new.cooperate:
        earlier = earlier_than(due_at)
        part, duty = TaskPart.COOPERATE, Duty.TASK_COOPERATE
        lay_line(task, desk_id, part, duty, by=by, due_at=earlier)
    for desk_id in new.follow:
        lay_line(task, desk_id, TaskPart.FOLLOW, by=by)
    _pass_on(task, new, by)
    publish(TaskGiven(task.uid, origin.value, task.origin_key))
    return task


def _row(
    new: NewTask, origin: TaskOrigin, by: Actor, parent: Task | None, due_at: datetime
) -> Task:
    document = new.document
    inherited = parent or new
    return Task(
        uid=new_uid(),
        agency_id=by.agency_id,
        state=TaskState.GIVEN,
        title=new.title.strip(),
        folded=search.fold(f"{new.title} {inherited.code}"),
        text=new.text.strip(),
        origin=origin,
        origin_text=inherited.origin_text,
        origin_key=new.origin_key,
        document_id=parent.document_id if parent else document.id if document else None,
        code=inherited.code.strip(),
        source_symbol=inherited.source_symbol or (document.symbol if document else ""),
        source_date=inherited.source_date or (document.issued_on if document else None),
        giver_desk_id=by.desk_id,
        giver_name=by.name,
        giver_title=by.title,
        on_behalf_of=by.on_behalf_of,
        lead_desk_id=new.lead_desk_id,
        parent_id=parent.id if parent else None,
        urgency=new.urgency,
        is_restricted=_is_restricted(new, parent),
        given_at=clock.now(),
        due_at=due_at,
        first_due_at=due_at,
        percent=0,
        open_children=0,
    )


def _is_restricted(new: NewTask, parent: Task | None) -> bool:
    """What comes from a paper that names its readers names its readers too."""
    from_paper = new.document is not None and new.document.is_restricted
    return new.is_restricted or from_paper or (parent is not None and parent.is_restricted)


def _checked(new: NewTask, by: Actor) -> datetime:
    title = needed(new.title, "title")
    if len(title) > LONGEST_TITLE:
        raise Invalid(
            _("The title is too long."),
            fields={"title": _("Say it shortly; details belong into the text.")},
        )
    due_at = future(new.due_at)
    chosen = [new.lead_desk_id, *new.cooperate, *new.follow]
    if len(chosen) != len(set(chosen)):
        raise Invalid(_("A unit can have one role only."), fields={"lead": _("Check the roles.")})
    for desk_id in chosen:
        check_desk(desk_id, by)
    return due_at


def future(due_at: datetime | None, field: str = "due_on") -> datetime:
    """A deadline that somebody can still keep; without one nothing can be followed."""
    if due_at is None:
        raise Invalid(_("The deadline is missing."), fields={field: _("Pick a day.")})
    if due_at < clock.now():
        raise Invalid(_("The deadline lies in the past."), fields={field: _("Choose a later day.")})
    return due_at


def check_desk(desk_id: int, by: Actor) -> None:
    """Within one's reach, held by somebody, and not one's own."""
    if desk_id == by.desk_id:
        raise Invalid(_("Choose somebody else."), fields={"lead": _("This is your own desk.")})
    if not by.roles & WHOLE_AGENCY:
        inside = units.location(desk_id) in units.subtree_ids(by.unit_id)
        if not inside:
            raise Invalid(
                _("This desk is not in your unit."),
                fields={"lead": _("Choose a desk of your own unit, or ask your leader.")},
            )
    if not units.holders(desk_id):
        raise Invalid(
            _("Nobody holds this desk at present."),
            fields={"lead": _("Choose a desk that somebody holds.")},
        )


def earlier_than(due_at: datetime) -> datetime:
    """Cooperating desks answer one working day earlier, never in the past."""
    day = clock.add_working_days(clock.to_local(due_at).date(), -1)
    found = clock.end_of_work(day)
    return found if found > clock.now() else due_at


def _pass_on(task: Task, new: NewTask, by: Actor) -> None:
    """Who carries a task out may read the paper it comes from, unless that names its readers."""
    document = new.document
    if document is None:
        return
    if not document.is_restricted and document.state not in PRIVATE:
        for desk_id in (task.lead_desk_id, *new.cooperate):
            desk_work.take_part(document, desk_id, Duty.INFORM)
    receivers = [task.lead_desk_id, *new.cooperate]
    to = units.desk_label(task.lead_desk_id)
    text = "" if task.is_restricted else task.title
    desk_work.log(document, "task.given", by=by, text=text, to=to, addressed=receivers)


@operation
def give_again(
    task: Task, lead_desk_id: int, text: str, *, due_at: datetime | None = None, by: Actor
) -> None:
    """Give a returned task to another lead, or to the same one with an answer."""
    TASK.advance(task, "give_again", by, lead=lead_desk_id)
    check_desk(lead_desk_id, by)
    if due_at is not None:
        task.due_at = future(due_at)
    for line in lines_of(task, TaskPart.COOPERATE, TaskPart.FOLLOW):
        if line.desk_id == lead_desk_id:
            end(line)
    task.lead_desk_id = lead_desk_id
    settle(line_of(task, TaskPart.GIVER))
    lay_line(task, lead_desk_id, TaskPart.LEAD, Duty.TASK_ACCEPT, by=by)
    log(task, "task.given_again", by=by, text=text.strip(), to=units.desk_label(lead_desk_id))
    refresh_lines(task)


@operation
def recall_task(task: Task, reason: str, *, by: Actor) -> None:
    """Take a task back from everybody, with the parts that were handed down (thu hồi)."""
    TASK.advance(task, "recall", by, reason=needed(reason))
    _recalled(task, reason, by)


def _recalled(task: Task, reason: str, by: Actor) -> None:
    log(task, "task.recall", by=by, text=reason.strip())
    close_lines(task)
    children = select(Task).where(Task.parent_id == task.id, Task.closed_at.is_(None))
    for child in db.session.scalars(children).all():
        child.state = TaskState.RECALLED
        audit.record("task.recalled_with_the_whole", child, by=by, whole=task.uid)
        _recalled(child, reason, by)


def close_lines(task: Task) -> None:
    """End every desk's part; the whole of which this is a part waits for one less."""
    task.closed_at = clock.now()
    lapse_extension(task)
    for line in lines_of(task):
        end(line, task.closed_at)
    refresh_ended(task)
    if task.parent_id is not None:
        db.session.get_one(Task, task.parent_id).open_children -= 1


def refresh_ended(task: Task) -> None:
    """The lists of what ended show how."""
    db.session.flush()
    for line in db.session.scalars(select(TaskLine).where(TaskLine.task_id == task.id)):
        line.task_state = task.state


@operation
def reopen_task(task: Task, reason: str, *, by: Actor) -> None:
    """Open a closed task once more: the result was not what it seemed."""
    TASK.advance(task, "reopen", by, reason=needed(reason))
    closed_at = task.closed_at
    task.closed_at = task.reported_at = None
    task.grade = task.remark = task.left_open = ""
    lay_line(task, task.giver_desk_id, TaskPart.GIVER, by=by)
    lead = lay_line(task, task.lead_desk_id, TaskPart.LEAD, by=by)
    owe(lead, Duty.TASK_CARRY_OUT, task, by=by)
    _lay_others_again(task, closed_at, by)
    if task.parent_id is not None:
        db.session.get_one(Task, task.parent_id).open_children += 1
    log(task, "task.reopen", by=by, text=reason.strip())
    refresh_lines(task)


def _lay_others_again(task: Task, closed_at: datetime | None, by: Actor) -> None:
    ended = select(TaskLine).where(
        TaskLine.task_id == task.id,
        TaskLine.valid_to == closed_at,
        TaskLine.part.in_([TaskPart.COOPERATE, TaskPart.FOLLOW]),
    )
    for line in db.session.scalars(ended).all():
        lay_line(task, line.desk_id, line.part, by=by)
