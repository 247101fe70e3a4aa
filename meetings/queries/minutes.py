"""Reading the minutes: sections, versions, what is suggested, papers, tasks, checks."""

from uuid import UUID

from sqlalchemy import select

from meetings.compose import merging
from meetings.models import (
    Meeting,
    MeetingClosing,
    MeetingTask,
    MeetingTaskState,
    MinutePaper,
    MinutesCheck,
    MinuteSection,
    MinuteVersion,
    PaperState,
    SectionPlace,
    Suggestion,
    SuggestionState,
)
from meetings.queries.seeing import agenda_of, visible_to
from office import clock
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import SYSTEM, Actor

ORDER = {SectionPlace.HEAD: 0, SectionPlace.ITEM: 1, SectionPlace.TAIL: 2}
MOST_CHECKS = 20


def sections_of(meeting: Meeting) -> list[MinuteSection]:
    """The sections in their order: the head, one for each item, the tail."""
    positions = {item.id: item.position for item in agenda_of(meeting)}
    found = db.session.scalars(select(MinuteSection).where(MinuteSection.meeting_id == meeting.id))
    return sorted(found, key=lambda one: (ORDER[one.place], positions.get(one.item_id or 0, 0)))


def section_by(meeting: Meeting, uid: UUID) -> MinuteSection:
    """A section of this meeting, or 404."""
    wanted = select(MinuteSection).where(
        MinuteSection.meeting_id == meeting.id, MinuteSection.uid == uid
    )
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("There is no such section in these minutes."))
    return found


def section_versions(section: MinuteSection) -> list[MinuteVersion]:
    """Every version of a section, the newest first."""
    own = select(MinuteVersion).where(MinuteVersion.section_id == section.id)
    return list(db.session.scalars(own.order_by(MinuteVersion.number.desc())))


def text_at(section: MinuteSection, number: int) -> str:
    """What a section said in one of its versions; nothing before the first."""
    own = select(MinuteVersion.body).where(
        MinuteVersion.section_id == section.id, MinuteVersion.number == number
    )
    return db.session.scalar(own) or ""


def merged(section: MinuteSection, base: int, body: str) -> merging.Merged:
    """The present text and one that comes back, side by side in their paragraphs."""
    return merging.merge(text_at(section, base), section.body, body)


def is_held(section: MinuteSection, actor: Actor) -> bool:
    """Whether somebody else writes here, or was cut off less than ten minutes ago."""
    if section.lease_person_id in (None, actor.person_id) or section.kept_until is None:
        return False
    return section.kept_until > clock.now()


def suggestions_of(meeting: Meeting, *, state: SuggestionState | None = None) -> list[Suggestion]:
    """What was suggested, the oldest first."""
    wanted = select(Suggestion).where(Suggestion.meeting_id == meeting.id)
    if state is not None:
        wanted = wanted.where(Suggestion.state == state)
    return list(db.session.scalars(wanted.order_by(Suggestion.id)))


def suggestion_by(meeting: Meeting, uid: UUID) -> Suggestion:
    """A suggestion on the minutes of this meeting, or 404."""
    wanted = select(Suggestion).where(Suggestion.meeting_id == meeting.id, Suggestion.uid == uid)
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("There is no such suggestion."))
    return found


def meeting_tasks(meeting: Meeting) -> list[MeetingTask]:
    """The tasks handed out, in their order; withdrawn ones stay in the list."""
    own = select(MeetingTask).where(MeetingTask.meeting_id == meeting.id)
    return list(db.session.scalars(own.order_by(MeetingTask.number)))


def meeting_task_by(meeting: Meeting, uid: UUID) -> MeetingTask:
    """A task of this meeting, or 404."""
    wanted = select(MeetingTask).where(MeetingTask.meeting_id == meeting.id, MeetingTask.uid == uid)
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("There is no such task at this meeting."))
    return found


def confirmed_tasks(meeting: Meeting) -> list[MeetingTask]:
    """What the chair confirmed, issued or not."""
    kept = (MeetingTaskState.CONFIRMED, MeetingTaskState.ISSUED)
    return [one for one in meeting_tasks(meeting) if one.state in kept]


def closing_of(meeting: Meeting) -> MeetingClosing | None:
    """What follows the session; nothing while it was not closed."""
    own = select(MeetingClosing).where(MeetingClosing.meeting_id == meeting.id)
    return db.session.scalars(own).first()


def minute_papers(meeting: Meeting) -> list[MinutePaper]:
    """Every making of the minutes, the newest first."""
    own = select(MinutePaper).where(MinutePaper.meeting_id == meeting.id)
    anew = own.order_by(MinutePaper.number.desc()).execution_options(populate_existing=True)
    return list(db.session.scalars(anew))


def present_paper(meeting: Meeting) -> MinutePaper | None:
    """The paper that counts: the newest one that is not void."""
    found = minute_papers(meeting)
    return next((one for one in found if one.state is not PaperState.VOID), None)


def paper_by(uid: UUID) -> MinutePaper | None:
    """A making of the minutes by its name."""
    return db.session.scalars(select(MinutePaper).where(MinutePaper.uid == uid)).first()


def paper_for(sha256: str) -> MinutePaper | None:
    """The minutes whose newest revision this is."""
    return db.session.scalars(select(MinutePaper).where(MinutePaper.sha256 == sha256)).first()


def paper_with(manifest_sha256: str) -> MinutePaper | None:
    """The minutes that bear this fingerprint."""
    own = select(MinutePaper).where(MinutePaper.manifest_sha256 == manifest_sha256)
    return db.session.scalars(own.order_by(MinutePaper.id.desc())).first()


def checks_by(actor: Actor) -> list[MinutesCheck]:
    """The last files that this reader had checked."""
    own = select(MinutesCheck).where(MinutesCheck.person_id == actor.person_id)
    return list(db.session.scalars(own.order_by(MinutesCheck.id.desc()).limit(MOST_CHECKS)))


def check_by(uid: UUID, actor: Actor) -> MinutesCheck:
    """A check of one's own, or 404."""
    wanted = select(MinutesCheck).where(
        MinutesCheck.uid == uid, MinutesCheck.person_id == actor.person_id
    )
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("There is no such check of yours."))
    return found


def sees_paper_hash(actor: Actor, sha256: str) -> bool:
    """Whether a file is the minutes of a meeting that the actor sees, or one he had checked."""
    of_meeting = (
        select(MinutePaper.id)
        .join(Meeting, Meeting.id == MinutePaper.meeting_id)
        .where(MinutePaper.sha256 == sha256, visible_to(actor))
    )
    checked = select(MinutesCheck.id).where(
        MinutesCheck.sha256 == sha256, MinutesCheck.person_id == actor.person_id
    )
    return any(db.session.scalar(one.limit(1)) is not None for one in (of_meeting, checked))


def carried_over(meeting: Meeting, actor: Actor = SYSTEM) -> list[MeetingTask]:
    """Tasks of earlier meetings of the series that are not done: the first item of this one.

    A reader gets those of the meetings that he sees.
    """
    if meeting.series_id is None:
        return []
    open_ones = (
        select(MeetingTask)
        .join(Meeting, Meeting.id == MeetingTask.meeting_id)
        .where(
            visible_to(actor),
            Meeting.series_id == meeting.series_id,
            Meeting.starts_at < meeting.starts_at,
            MeetingTask.state.in_([MeetingTaskState.CONFIRMED, MeetingTaskState.ISSUED]),
            MeetingTask.done_at.is_(None),
        )
        .order_by(MeetingTask.due_on, MeetingTask.id)
    )
    return list(db.session.scalars(open_ones))
