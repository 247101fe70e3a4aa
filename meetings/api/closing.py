"""After a session over HTTP: tasks, reading, papers, documents, the work file, checks."""

from datetime import date, datetime
from io import BytesIO
from typing import Any, Literal
from uuid import UUID

from flask import Response
from pydantic import Base64Bytes, Field
from werkzeug.datastructures import FileStorage

from meetings import operations, queries
from meetings.api.blueprint import Acted, ByItem, actor, bp, visible
from meetings.forms.minutes import stored_pdf
from meetings.models import LeadAnswer, Meeting, MeetingTask, MinutesCheck
from meetings.operations import Filing, HandOut
from meetings.policy.minutes import Can
from office.api import ByUid, Closed, Day, Whole, scope, shown
from office.errors import NotFound
from office.i18n import _
from office.permissions import require
from office.units import queries as units

LONGEST = 40 << 20


class MeetingTaskOut(Closed):
    """A task handed out at a meeting."""

    uid: UUID
    number: int
    state: str
    text: str
    product: str
    lead: str
    cooperating: list[str]
    due_on: date
    is_urgent: bool
    answer: LeadAnswer
    objection: str
    second: int | None
    task_uid: UUID | None
    problem: str
    done_at: datetime | None
    grade: str


class MeetingTaskList(Closed):
    """The tasks of a meeting."""

    items: list[MeetingTaskOut]


class MeetingTaskIn(Closed):
    """What is to be done by which unit until when."""

    text: str = Field(max_length=2000)
    lead_unit: UUID
    cooperating_units: list[UUID] = Field(default_factory=list, max_length=50)
    due_on: Day
    product: str = Field("", max_length=300)
    item: UUID | None = None
    is_urgent: bool = False


class TaskAnswerIn(Acted):
    """What the lead unit says."""

    answer: Literal["agrees", "objects"]
    objection: str = Field("", max_length=500)


class TaskWithdrawalIn(Closed):
    """Why."""

    reason: str = Field(max_length=500)


class MinutesReadingIn(Closed):
    """What is done with the minutes after the session."""

    move: Literal["send", "end", "take_back", "make_anew"]
    hours: Whole = 24


class MinutePaperOut(Closed):
    """A making of the minutes."""

    number: int
    state: str
    sha256: str
    fingerprint: str
    problem: str
    void_reason: str


class ClosingOut(Closed):
    """What follows the session."""

    uid: UUID
    state: str
    read_until: datetime | None
    notice_due_on: date | None
    notice: UUID | None
    minutes: UUID | None
    work_file: UUID | None
    papers: list[MinutePaperOut]


class MeetingFilingIn(Closed):
    """With which words the work file is opened."""

    title: str = Field(min_length=1, max_length=500)
    notation: str = Field(min_length=1, max_length=20)
    retention: str = Field(max_length=20)


class MinutesFileIn(Closed):
    """A PDF by its name and its bytes in base64."""

    name: str = Field(min_length=1, max_length=200)
    content: Base64Bytes = Field(max_length=LONGEST)


class MinutesCheckOut(Closed):
    """What was found in a file; empty while it is being checked."""

    uid: UUID
    name: str
    sha256: str
    checked_at: datetime | None
    report: dict[str, Any]


def task_out(task: MeetingTask) -> MeetingTaskOut:
    """The schema of a task."""
    names = MeetingTaskOut.model_fields.keys() - {"lead", "cooperating"}
    return MeetingTaskOut(
        lead=units.name_of(task.lead_unit_id),
        cooperating=[units.name_of(one) for one in task.helper_ids],
        **{name: getattr(task, name) for name in names},
    )


def _task(path: ByItem) -> MeetingTask:
    return queries.meeting_task_by(visible(path.uid), path.item_uid)


@bp.get("/meetings/<uuid:uid>/tasks", responses={200: MeetingTaskList})
def meeting_tasks(path: ByUid) -> Response:
    """The tasks handed out."""
    meeting = visible(path.uid)
    require(actor(), Can.READ, meeting)
    return shown(MeetingTaskList(items=[task_out(one) for one in queries.meeting_tasks(meeting)]))


@bp.post("/meetings/<uuid:uid>/tasks", responses={200: MeetingTaskOut})
@scope("act")
def meeting_task(path: ByUid, body: MeetingTaskIn) -> Response:
    """Hand out a task; it binds nobody before the chair confirms it."""
    meeting = visible(path.uid)
    given = HandOut(
        text=body.text,
        lead_unit_id=units.unit_by_uid(body.lead_unit).id,
        due_on=body.due_on,
        product=body.product,
        helper_ids=[units.unit_by_uid(one).id for one in body.cooperating_units],
        item=_item(meeting, body.item),
        is_urgent=body.is_urgent,
    )
    return shown(task_out(operations.hand_out(meeting, given, by=actor())))


def _item(meeting: Meeting, uid: UUID | None) -> Any:
    if uid is None:
        return None
    found = next((one for one in queries.agenda_of(meeting) if one.uid == uid), None)
    if found is None:
        raise NotFound(_("There is no such item on an agenda of yours."))
    return found


@bp.post("/meetings/<uuid:uid>/tasks/<uuid:item_uid>/answer", responses={200: MeetingTaskOut})
@scope("act")
def meeting_task_answer(path: ByItem, body: TaskAnswerIn) -> Response:
    """Agree for the lead unit, or object."""
    task = _task(path)
    operations.answer_hand_out(task, LeadAnswer(body.answer), body.objection, by=actor())
    return shown(task_out(task))


@bp.post("/meetings/<uuid:uid>/tasks/<uuid:item_uid>/confirmation", responses={200: MeetingTaskOut})
@scope("act")
def meeting_task_confirmation(path: ByItem) -> Response:
    """Confirm a task as the chair."""
    task = _task(path)
    operations.confirm_hand_out(task, by=actor())
    return shown(task_out(task))


@bp.post("/meetings/<uuid:uid>/tasks/<uuid:item_uid>/withdrawal", responses={200: MeetingTaskOut})
@scope("act")
def meeting_task_withdrawal(path: ByItem, body: TaskWithdrawalIn) -> Response:
    """Withdraw a task that was not issued."""
    task = _task(path)
    operations.withdraw_hand_out(task, body.reason, by=actor())
    return shown(task_out(task))


# -------------------------------------------------------------------- after the session


def closing_out(meeting: Meeting) -> ClosingOut:
    """The schema of what follows."""
    closing = queries.closing_of(meeting)
    papers = [
        MinutePaperOut(
            number=one.number,
            state=one.state,
            sha256=one.sha256,
            fingerprint=one.manifest_sha256,
            problem=one.problem,
            void_reason=one.void_reason,
        )
        for one in queries.minute_papers(meeting)
    ]
    return ClosingOut(
        uid=meeting.uid,
        state=meeting.state,
        read_until=closing.read_until if closing else None,
        notice_due_on=closing.notice_due_on if closing else None,
        notice=closing.notice_uid if closing else None,
        minutes=closing.minutes_uid if closing else None,
        work_file=closing.work_file_uid if closing else None,
        papers=papers,
    )


@bp.get("/meetings/<uuid:uid>/closing", responses={200: ClosingOut})
def closing(path: ByUid) -> Response:
    """Reading, papers and documents of a meeting that was held."""
    meeting = visible(path.uid)
    require(actor(), Can.READ, meeting)
    return shown(closing_out(meeting))


@bp.post("/meetings/<uuid:uid>/reading", responses={200: ClosingOut})
@scope("act")
def reading(path: ByUid, body: MinutesReadingIn) -> Response:
    """Send the minutes for reading, end it, take them back, or have the paper made anew."""
    meeting = visible(path.uid)
    if body.move == "send":
        operations.send_for_reading(meeting, hours=body.hours, by=actor())
    else:
        moves = {
            "end": operations.end_reading,
            "take_back": operations.take_minutes_back,
            "make_anew": operations.ask_paper,
        }
        moves[body.move](meeting, by=actor())
    return shown(closing_out(meeting))


@bp.post("/meetings/<uuid:uid>/notice", responses={200: ClosingOut})
@scope("act")
def notice(path: ByUid) -> Response:
    """Begin the notice of conclusions as a draft; twice is once."""
    meeting = visible(path.uid)
    operations.draft_notice(meeting, by=actor())
    return shown(closing_out(meeting))


@bp.post("/meetings/<uuid:uid>/minutes-registration", responses={200: ClosingOut})
@scope("act")
def minutes_registration(path: ByUid) -> Response:
    """Enter the signed minutes as an outgoing document; twice is once."""
    meeting = visible(path.uid)
    operations.register_minutes(meeting, by=actor())
    return shown(closing_out(meeting))


@bp.post("/meetings/<uuid:uid>/work-file", responses={200: ClosingOut})
@scope("act")
def work_file(path: ByUid, body: MeetingFilingIn) -> Response:
    """Open the work file of a meeting with all that belongs to it."""
    meeting = visible(path.uid)
    operations.file_meeting(meeting, Filing(**body.model_dump()), by=actor())
    return shown(closing_out(meeting))


@bp.put("/meetings/<uuid:uid>/ink", responses={200: ClosingOut})
@scope("act")
def ink(path: ByUid, body: MinutesFileIn) -> Response:
    """Keep the scan of minutes signed in ink."""
    meeting = visible(path.uid)
    require(actor(), Can.REGISTER, meeting)
    _name, stored = _stored(body)
    operations.keep_ink(meeting, stored, by=actor())
    return shown(closing_out(meeting))


def _stored(body: MinutesFileIn) -> Any:
    return stored_pdf(FileStorage(BytesIO(body.content), filename=body.name), "content")


# ------------------------------------------------------------------------------- checks


def check_out(check: MinutesCheck) -> MinutesCheckOut:
    """The schema of a check."""
    return MinutesCheckOut(**{name: getattr(check, name) for name in MinutesCheckOut.model_fields})


@bp.post("/minutes-checks", responses={200: MinutesCheckOut})
@scope("act")
def minutes_check(body: MinutesFileIn) -> Response:
    """Have a PDF checked against what is kept here."""
    require(actor(), Can.CHECK, actor())
    name, stored = _stored(body)
    return shown(check_out(operations.ask_check(stored, name, by=actor())))


@bp.get("/minutes-checks/<uuid:uid>", responses={200: MinutesCheckOut})
def minutes_check_found(path: ByUid) -> Response:
    """What was found."""
    return shown(check_out(queries.check_by(path.uid, actor())))
