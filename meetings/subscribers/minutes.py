"""What signing and documents tell of our minutes, notices and tasks."""

from uuid import UUID

from sqlalchemy import select

from documents.events import DocumentIssued, TaskDone
from meetings import operations, queries
from meetings.models import Meeting, MeetingClosing, MeetingTask
from meetings.operations.meeting_tasks import TASK_KEY
from meetings.operations.minutes_papers import KIND
from office import blobs
from office.accounts.models import Person
from office.db import db
from office.events import subscribe
from office.permissions import SYSTEM, Actor
from signing import queries as signing
from signing.events import LevelRaised, Signed, SigningFailed


def declare() -> None:
    """Nothing but the subscriptions below."""


@subscribe(Signed, must=True)
def take_signature(event: Signed) -> None:
    """Put the signed revision in place and move the meeting on."""
    paper = queries.paper_by(event.subject_uid) if event.subject_kind == KIND else None
    if paper is not None:
        stored = blobs.Stored(event.sha256, event.size)
        operations.note_signed(paper, event.base_sha256, stored, step=event.step, by=_signer(event))


def _signer(event: Signed) -> Actor:
    """The official whose PIN it was: the machine finishes his act, the course names him."""
    name = db.session.scalar(select(Person.full_name).where(Person.id == event.person_id))
    return Actor(
        person_id=event.person_id, agency_id=event.agency_id, name=name or "", is_machine=True
    )


@subscribe(LevelRaised)
def take_raised(event: LevelRaised) -> None:
    """Keep the revision with time-stamp and proofs."""
    paper = queries.paper_for(event.base_sha256) if event.subject_kind == KIND else None
    if paper is not None:
        stored = blobs.Stored(event.sha256, event.size)
        operations.keep_raised_minutes(paper, event.base_sha256, stored, by=SYSTEM)


@subscribe(SigningFailed)
def take_failure(event: SigningFailed) -> None:
    """Say at the minutes why nothing was signed."""
    paper = queries.paper_by(event.subject_uid) if event.subject_kind == KIND else None
    if paper is not None:
        operations.note_paper_problem(paper, event.reason, by=SYSTEM)


@subscribe(DocumentIssued)
def hear_of_notice(event: DocumentIssued) -> None:
    """A notice of conclusions was issued: the tasks of its meeting go into the register."""
    own = (
        select(Meeting)
        .join(MeetingClosing, MeetingClosing.meeting_id == Meeting.id)
        .where(MeetingClosing.notice_uid == event.document_uid)
    )
    meeting = db.session.scalars(own).first()
    if meeting is not None:
        operations.note_notice_issued(meeting, by=SYSTEM)


@subscribe(TaskDone)
def hear_of_result(event: TaskDone) -> None:
    """A task of ours was closed: its result stands before the next meeting of the series."""
    if not event.origin_key.startswith(TASK_KEY):
        return
    uid = UUID(event.origin_key.removeprefix(TASK_KEY))
    task = db.session.scalars(select(MeetingTask).where(MeetingTask.uid == uid)).first()
    if task is not None and task.task_uid == event.task_uid:
        operations.note_task_done(task, event.grade, is_late=event.is_late, by=SYSTEM)


@signing.shows_file
def shows(actor: Actor, sha256: str) -> bool:
    """The verdict on minutes is for whoever sees the meeting, or had the file checked."""
    return queries.sees_paper_hash(actor, sha256)
