"""Tasks handed out in the room: proposed, agreed to, confirmed by the chair, then registered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from meetings import queries
from meetings.models import (
    AgendaItem,
    LeadAnswer,
    Meeting,
    MeetingTask,
    MeetingTaskHelper,
    MeetingTaskState,
)
from meetings.operations.minutes_papers import void_paper
from meetings.operations.minutes_writing import refuse_fixed
from meetings.operations.telling import take_turn, tell
from meetings.policy.minutes import Can
from office import audit, clock, outbox
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units

LONGEST = {"text": 2000, "product": 300, "reason": 500}
MOST = 200
TASK_KEY = "meeting-task:"
GIVE = "meetings.give_tasks"
State = MeetingTaskState


@dataclass(frozen=True, kw_only=True)
class HandOut:
    """What is said when a task is handed out (rõ người, rõ việc, rõ thời gian, rõ sản phẩm)."""

    text: str
    lead_unit_id: int
    due_on: date | None
    product: str = ""
    helper_ids: Sequence[int] = ()
    item: AgendaItem | None = None
    is_urgent: bool = False


@operation
def hand_out(meeting: Meeting, given: HandOut, *, by: Actor) -> MeetingTask:
    """Write a task down for everybody to see; it binds nobody before the chair confirms it."""
    require(by, Can.HAND_OUT, meeting)
    take_turn(meeting)
    refuse_fixed(meeting)
    due_on = _check(meeting, given)
    task = MeetingTask(
        meeting_id=meeting.id,
        item_id=given.item.id if given.item else None,
        number=_next_number(meeting),
        state=State.DRAFT,
        text=given.text.strip(),
        product=given.product.strip(),
        lead_unit_id=given.lead_unit_id,
        due_on=due_on,
        is_urgent=given.is_urgent,
        helpers=[MeetingTaskHelper(unit_id=one) for one in dict.fromkeys(given.helper_ids)],
        made_by=by.name,
        made_at=clock.now(),
    )
    db.session.add(task)
    db.session.flush()
    audit.record("meeting_task.hand_out", task, by=by, meeting=meeting.uid, lead=task.lead_unit_id)
    tell(meeting, "task", by=by, task=task.uid, state=task.state)
    return task


def _next_number(meeting: Meeting) -> int:
    own = select(func.max(MeetingTask.number)).where(MeetingTask.meeting_id == meeting.id)
    last = db.session.scalar(own) or 0
    if last >= MOST:
        raise Refusal(_("A meeting hands out at most %(count)s tasks.", count=MOST))
    return last + 1


def _check(meeting: Meeting, given: HandOut) -> date:
    wrong: dict[str, object] = {}
    if not given.text.strip():
        wrong["text"] = _("Say what is to be done.")
    for name in ("text", "product"):
        if len(getattr(given, name)) > LONGEST[name]:
            wrong[name] = _("At most %(count)s characters.", count=LONGEST[name])
    if given.due_on is None:
        wrong["due_on"] = _("Pick a day.")
    elif given.due_on < clock.today():
        wrong["due_on"] = _("Choose a later day.")
    wrong |= _wrong_units(meeting, given)
    if wrong or given.due_on is None:
        raise Invalid(_("The task cannot be handed out like this."), fields=wrong)
    return given.due_on


def _wrong_units(meeting: Meeting, given: HandOut) -> dict[str, object]:
    """The register of tasks knows the units of the meeting's own agency."""
    inside = set(units.subtree_ids(units.successor_of(meeting.agency_id)))
    wrong: dict[str, object] = {}
    if given.lead_unit_id not in inside:
        wrong["lead"] = _("Choose a unit of this agency.")
    if given.lead_unit_id in given.helper_ids:
        wrong["helpers"] = _("The lead unit does not cooperate with itself.")
    elif not set(given.helper_ids) <= inside:
        wrong["helpers"] = _("Choose units of this agency.")
    return wrong


@operation
def answer_hand_out(
    task: MeetingTask, answer: LeadAnswer, objection: str = "", *, by: Actor
) -> None:
    """The lead unit's representative agrees to a task, or objects to it with the reason."""
    meeting = db.session.get_one(Meeting, task.meeting_id)
    require(by, Can.ANSWER, task)
    _in_turn(meeting, task)
    _refuse_unless(task, State.DRAFT)
    words = objection.strip()[: LONGEST["reason"]]
    if answer is LeadAnswer.OBJECTS and not words:
        raise Invalid(_("Say why."), fields={"objection": _("Say why.")})
    task.answer, task.answered_by = answer, by.name
    task.objection = words if answer is LeadAnswer.OBJECTS else ""
    audit.record("meeting_task.answer", task, by=by, answer=answer)
    tell(meeting, "task", by=by, task=task.uid, answer=answer)


@operation
def confirm_hand_out(task: MeetingTask, *, by: Actor) -> None:
    """The chair confirms a task; it goes into the notice of conclusions and into the register.

    An urgent one stands in the register at once, the others when the notice is issued.
    """
    meeting = db.session.get_one(Meeting, task.meeting_id)
    require(by, Can.CONFIRM, meeting)
    _in_turn(meeting, task)
    refuse_fixed(meeting)
    _refuse_unless(task, State.DRAFT)
    task.state, task.confirmed_at = State.CONFIRMED, clock.now()
    task.second = queries.second_of(meeting, task.confirmed_at)
    audit.record("meeting_task.confirm", task, by=by, second=task.second)
    void_paper(meeting, _("A task was confirmed."), by=by)
    tell(meeting, "task", by=by, task=task.uid, state=task.state)
    if task.is_urgent:
        outbox.enqueue(
            GIVE,
            key=f"meeting:{meeting.uid}:task:{task.uid}",
            partition=f"meeting:{meeting.uid}:tasks",
            urgent=True,
            meeting_id=meeting.id,
            task_id=task.id,
        )


@operation
def withdraw_hand_out(task: MeetingTask, reason: str, *, by: Actor) -> None:
    """Take back a task that was not issued; what was confirmed only the chair takes back."""
    meeting = db.session.get_one(Meeting, task.meeting_id)
    _in_turn(meeting, task)
    was_confirmed = task.state is State.CONFIRMED
    require(by, Can.CONFIRM if was_confirmed else Can.HAND_OUT, meeting)
    _refuse_unless(task, State.DRAFT, State.CONFIRMED)
    refuse_fixed(meeting)
    if not reason.strip():
        raise Invalid(_("Say why."), fields={"reason": _("Say why.")})
    task.state, task.withdrawn_reason = State.WITHDRAWN, reason.strip()[: LONGEST["reason"]]
    audit.record("meeting_task.withdraw", task, by=by, reason=task.withdrawn_reason)
    if was_confirmed:
        void_paper(meeting, _("A task was withdrawn."), by=by)
    tell(meeting, "task", by=by, task=task.uid, state=task.state)


def _in_turn(meeting: Meeting, task: MeetingTask) -> None:
    take_turn(meeting)
    db.session.refresh(task)


def _refuse_unless(task: MeetingTask, *states: MeetingTaskState) -> None:
    if task.state in states:
        return
    if task.state is State.ISSUED:
        raise Refusal(
            _("This task stands in the register of tasks."),
            fix=_("Change or recall it there; a new document refers to the former one."),
        )
    raise Refusal(
        _("This cannot be done now: the state has changed to “%(state)s”.", state=task.state.label),
        fix=_("Reload the page to see what is possible now."),
    )


# ------------------------------------------------------------------- into the register


@operation
def note_given(task: MeetingTask, task_uid: UUID, *, by: Actor) -> None:
    """The task stands in the register now."""
    require(by, Can.RECORD, task)
    task.state, task.task_uid, task.problem = State.ISSUED, task_uid, ""
    audit.record("meeting_task.issue", task, by=by, task=task_uid)


@operation
def note_task_problem(task: MeetingTask, problem: str, *, by: Actor) -> None:
    """Say why the task did not get into the register; somebody gives it by hand there."""
    require(by, Can.RECORD, task)
    task.problem = problem


@operation
def note_task_done(task: MeetingTask, grade: str, *, is_late: bool, by: Actor) -> None:
    """The giver closed it in the register: its result stands before the next meeting."""
    require(by, Can.RECORD, task)
    task.done_at, task.grade, task.is_late = clock.now(), grade, is_late
