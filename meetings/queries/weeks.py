"""What stands in the schedule of a week, and how far a published one is behind the plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from meetings.models import (
    HELD,
    LIVE,
    Meeting,
    MeetingState,
    Part,
    Participant,
    Secrecy,
    WeekSchedule,
)
from office import clock
from office.db import db
from office.units import queries as units

WEEK = timedelta(days=7)
NOON = 12
HIDDEN = {"title": "", "place": "", "is_restricted": True}
PUBLISHED = (MeetingState.INVITED, MeetingState.POSTPONED, *LIVE, *HELD)


@dataclass(frozen=True)
class WeekLine:
    """A meeting in the schedule, without words where words are for its list alone.

    Of a restricted one the hour stays, of a classified one the day.
    """

    uid: str
    number: str
    starts_at: datetime
    ends_at: datetime
    state: str
    title: str
    place: str
    chair: str
    unit: str
    is_classified: bool
    is_restricted: bool

    @property
    def day(self) -> date:
        """The day in Vietnam."""
        return clock.to_local(self.starts_at).date()

    @property
    def is_morning(self) -> bool:
        """Whether it begins before noon."""
        return clock.to_local(self.starts_at).hour < NOON

    @property
    def is_put_off(self) -> bool:
        """Whether it was put off and has no day at present."""
        return self.state == MeetingState.POSTPONED.value


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def schedule_of(agency_id: int, monday: date) -> WeekSchedule | None:
    """What was published for a week."""
    wanted = select(WeekSchedule).where(
        WeekSchedule.agency_id.in_(units.lineage(agency_id)), WeekSchedule.monday == monday
    )
    return db.session.scalars(wanted.order_by(WeekSchedule.id.desc())).first()


def lines_of_week(agency_id: int, monday: date) -> list[dict[str, Any]]:
    """The called meetings of an agency's week as they are published.

    Of a restricted meeting only hour, chair and unit are told, of a classified one no hour either.
    """
    wanted = (
        select(Meeting)
        .where(
            Meeting.agency_id.in_(units.lineage(agency_id)),
            Meeting.state.in_(PUBLISHED),
            Meeting.starts_at >= clock.local_midnight(monday),
            Meeting.starts_at < clock.local_midnight(monday + WEEK),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    meetings = db.session.scalars(wanted).all()
    chairs = _chairs(meetings)
    return [_line(meeting, chairs.get(meeting.id, "")) for meeting in meetings]


def _chairs(meetings: Sequence[Meeting]) -> Mapping[int, str]:
    rows = db.session.execute(
        select(Participant.meeting_id, Participant.name).where(
            Participant.meeting_id.in_([one.id for one in meetings]),
            Participant.part == Part.CHAIR,
            Participant.removed_at.is_(None),
        )
    )
    return {row.meeting_id: row.name for row in rows}


def _line(meeting: Meeting, chair: str) -> dict[str, Any]:
    is_open = not meeting.is_classified and not meeting.is_restricted
    return {
        "uid": str(meeting.uid),
        "number": meeting.code,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "state": meeting.state.value,
        "title": meeting.title if is_open else "",
        "place": meeting.place if is_open else "",
        "chair": chair,
        "unit": units.name_of(meeting.unit_id),
        "is_classified": meeting.is_classified,
        "is_restricted": meeting.is_restricted,
    }


def published_lines(schedule: WeekSchedule | None) -> list[dict[str, Any]]:
    """What was published, without the words of meetings that were restricted since."""
    kept: list[dict[str, Any]] = schedule.lines if schedule else []
    uids = [UUID(line["uid"]) for line in kept]
    closed = select(Meeting.uid).where(
        Meeting.uid.in_(uids),
        or_(Meeting.is_restricted.is_(True), Meeting.secrecy != Secrecy.NONE),
    )
    hidden = {str(uid) for uid in db.session.scalars(closed)} if uids else set()
    return [line | HIDDEN if line["uid"] in hidden else line for line in kept]


def read_lines(kept: Sequence[Mapping[str, Any]]) -> list[WeekLine]:
    """Published lines as the page shows them."""
    instants = ("starts_at", "ends_at")
    return [
        WeekLine(**{**line, **{name: datetime.fromisoformat(line[name]) for name in instants}})
        for line in kept
    ]


def is_behind(schedule: WeekSchedule | None, lines: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the plans have changed since the week was published."""
    shown = [{**line, "state": _told(line)} for line in lines]
    kept = [{**line, "state": _told(line)} for line in (schedule.lines if schedule else [])]
    return shown != kept


def _told(line: Mapping[str, Any]) -> bool:
    """A meeting that begins or ends does not change the schedule; one that is put off does."""
    return bool(line["state"] == MeetingState.POSTPONED.value)
