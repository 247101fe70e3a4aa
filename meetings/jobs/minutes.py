"""The pages of minutes, tasks on their way into the register, checks of files, reminders."""

from typing import Any

from sqlalchemy import select

from documents import operations as documents
from documents import queries as register
from meetings import operations, queries
from meetings.compose.minutes import compose_minutes
from meetings.compose.minutes_docx import minutes_docx
from meetings.compose.typesetting import Pages
from meetings.jobs.minutes_checks import report_on
from meetings.jobs.minutes_content import minutes_of
from meetings.models import (
    AgendaItem,
    Meeting,
    MeetingClosing,
    MeetingTask,
    MeetingTaskState,
    MinutePaper,
    MinutesCheck,
    PaperState,
    Part,
    Participant,
)
from meetings.operations.meeting_tasks import GIVE, TASK_KEY
from meetings.operations.minutes_papers import MadePaper
from meetings.queries.calendars import title_on_paper
from office import blobs, clock
from office.db import db, transaction
from office.errors import Refusal
from office.outbox import delivers, every
from office.permissions import SYSTEM, Actor
from office.units import queries as units
from office.units.models import Tenure
from office.units.picker import head_desk_id
from signing import operations as signing

# ------------------------------------------------------------------------------- pages


@delivers("meetings.compose_minutes")
def compose(body: dict[str, Any]) -> None:
    """Make the PDF with its two places and the manifest inside, and the .docx, once."""
    paper = db.session.get_one(MinutePaper, body["paper_id"])
    if paper.state is not PaperState.COMPOSING:
        return
    meeting = db.session.get_one(Meeting, paper.meeting_id)
    try:
        made = _made(meeting, paper)
    except Refusal as refusal:
        operations.note_paper_problem(paper, str(refusal.message), by=SYSTEM)
        return
    operations.keep_paper(paper, made, by=SYSTEM)


def _made(meeting: Meeting, paper: MinutePaper) -> MadePaper:
    minutes = minutes_of(meeting, version=paper.number)
    pages = compose_minutes(minutes)
    manifest = minutes.fingerprint.manifest if minutes.fingerprint else b"{}"
    return MadePaper(
        blobs.put(_with_places(pages)), blobs.put(minutes_docx(minutes)), blobs.put(manifest)
    )


def _with_places(pages: Pages) -> bytes:
    """Both places at once: the second signature is then no change after the first."""
    fields = [
        signing.SignatureField(name, at.page, signing.Rect(at.x0, at.y0, at.x1, at.y1))
        for name, at in sorted(pages.places.items())
    ]
    return signing.lay_out(pages.pdf, signatures=fields)


# -------------------------------------------------------------------------------- checks


@delivers("meetings.check_minutes")
def check(body: dict[str, Any]) -> None:
    """Compare a file with what is kept here; the bytes of the recording are hashed anew."""
    asked = db.session.get_one(MinutesCheck, body["check_id"])
    if asked.checked_at is None:
        operations.keep_check(asked, report_on(asked.sha256), by=SYSTEM)


# --------------------------------------------------------------------------------- tasks


@delivers(GIVE)
def give_tasks(body: dict[str, Any]) -> None:
    """Put the confirmed tasks into the register, in the name of the chair who gave them.

    With `task_id` it is one urgent task, which does not wait for the notice.
    """
    meeting = db.session.get_one(Meeting, body["meeting_id"])
    chair, only = _chair(meeting), body.get("task_id")
    for task in queries.meeting_tasks(meeting):
        if task.state is MeetingTaskState.CONFIRMED and only in (None, task.id):
            _give(meeting, task, chair)


def _give(meeting: Meeting, task: MeetingTask, chair: Actor) -> None:
    """Both registers in one transaction: a worker that dies in between has given nothing."""
    try:
        with transaction():
            held = select(MeetingTask).where(MeetingTask.id == task.id).with_for_update()
            now = db.session.scalars(held.execution_options(populate_existing=True)).one()
            if now.state is MeetingTaskState.CONFIRMED:
                new, origin = _new_task(meeting, now), documents.TaskOrigin.MEETING
                given = documents.give_task(new, origin=origin, by=chair)
                operations.note_given(now, given.uid, by=SYSTEM)
    except Refusal as refusal:
        operations.note_task_problem(task, str(refusal.message), by=SYSTEM)


def _new_task(meeting: Meeting, task: MeetingTask) -> documents.NewTask:
    closing = queries.closing_of(meeting)
    notice = closing.notice_uid if closing else None
    found = register.visible_documents([notice], SYSTEM) if notice else []
    helpers = [_desk_of(one) for one in task.helper_ids]
    return documents.NewTask(
        title=task.text[:500],
        text=f"Sản phẩm: {task.product}" if task.product else "",
        lead_desk_id=_desk_of(task.lead_unit_id),
        cooperate=helpers,
        due_at=clock.end_of_work(task.due_on),
        urgency=documents.Urgency.URGENT if task.is_urgent else documents.Urgency.NORMAL,
        is_restricted=meeting.is_restricted,
        origin_text=_origin(meeting, task),
        origin_key=f"{TASK_KEY}{task.uid}",
        document=found[0] if found else None,
    )


def _desk_of(unit_id: int) -> int:
    """Where what is given to a unit is done today: its own desk, or the office head's post."""
    return head_desk_id(units.successor_of(unit_id)) or units.desk_of_unit(unit_id).id


def _origin(meeting: Meeting, task: MeetingTask) -> str:
    """Meeting, item, decision and second of the recording, as the register shows them."""
    item = db.session.get(AgendaItem, task.item_id) if task.item_id else None
    paper = queries.present_paper(meeting)
    parts = [f"Cuộc họp {meeting.code}: {meeting.title}"]
    parts += [f"nội dung {item.position}: {title_on_paper(item)}"] if item else []
    parts += [f"kết luận số {item.decision_number}"] if item and item.decision_number else []
    parts += [f"bản ghi từ {_at(task.second)}"] if task.second is not None else []
    parts += [f"mã xác thực {paper.manifest_sha256}"] if paper and paper.manifest_sha256 else []
    return "; ".join(parts)


def _at(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def _chair(meeting: Meeting) -> Actor:
    """The chair in the post that he holds now: the register asks what he may hand out."""
    own = select(Participant.person_id, Participant.desk_id).where(
        Participant.meeting_id == meeting.id, Participant.part == Part.CHAIR
    )
    row = db.session.execute(own.where(Participant.removed_at.is_(None))).first()
    held = (
        select(Tenure)
        .where(Tenure.person_id == (row.person_id if row else None))
        .where(units.held_at(Tenure, clock.now()))
        .order_by(Tenure.desk_id != (row.desk_id if row else None), Tenure.id)
    )
    tenure = db.session.scalars(held).first()
    if row is None or tenure is None:
        return Actor(agency_id=meeting.agency_id)
    return Actor(
        person_id=tenure.person_id,
        tenure_id=tenure.id,
        desk_id=tenure.desk_id,
        unit_id=tenure.unit_id,
        agency_id=units.successor_of(meeting.agency_id),
        name=next(one.name for one in units.holders(tenure.desk_id)),
        title=tenure.title,
        roles=frozenset({tenure.function} if tenure.function else set()),
    )


# ----------------------------------------------------------------------------- reminders


@every(name="meetings.notices", cron="20 7 * * *")
def remind(_body: dict[str, Any]) -> None:
    """On working days: whose notice of conclusions is due within a working day, or is late."""
    if not clock.is_working_day(clock.today()):
        return
    last = clock.add_working_days(clock.today(), 1)
    due = (
        select(Meeting, MeetingClosing)
        .join(MeetingClosing, MeetingClosing.meeting_id == Meeting.id)
        .where(MeetingClosing.notice_issued_at.is_(None), MeetingClosing.notice_due_on <= last)
        .where(MeetingClosing.notice_due_on >= clock.add_working_days(clock.today(), -20))
    )
    for meeting, _closing in db.session.execute(due):
        operations.remind_of_notice(meeting, by=SYSTEM)
