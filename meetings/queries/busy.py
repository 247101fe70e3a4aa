"""When people are busy: meetings, absences, other calendars, without a word of what fills it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from meetings.ical.busy import Span, merged
from meetings.models import LIVE, Meeting, MeetingState, Participant
from meetings.queries.calendars import AWAY, is_admitted
from meetings.queries.outside import outside_spans
from office.accounts.models import Absence, Person
from office.db import db
from office.i18n import _l
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Desk, Tenure

HOLDS_TIME = (MeetingState.INVITED, *LIVE)
MOST_PEOPLE = 200


class Reason(StrEnum):
    """Why somebody has no time; nothing more is told."""

    MEETING = "meeting"
    ABSENT = "absent"
    OUTSIDE = "outside"

    @property
    def label(self) -> object:
        """The word shown on pages."""
        return {
            Reason.MEETING: _l("In a meeting"),
            Reason.ABSENT: _l("Absent"),
            Reason.OUTSIDE: _l("Busy elsewhere"),
        }[self]


@dataclass(frozen=True)
class Busy:
    """A span in which somebody has no time."""

    span: Span
    reason: Reason

    @property
    def is_whole_day(self) -> bool:
        """Whether no hour need be told."""
        return self.span.ends_at - self.span.starts_at >= timedelta(days=1)


def free_busy(
    people: Collection[int], begin: datetime, end: datetime, *, but: Meeting | None = None
) -> dict[int, list[Busy]]:
    """By person the spans in which he has no time, cut to the frame; `but` leaves one meeting out.

    A classified meeting makes busy like any other (Decree 26/2020/NĐ-CP art. 6).
    """
    frame = Span(begin, end)
    meetings = _meetings(people, frame, but)
    found = {
        Reason.MEETING: meetings,
        Reason.ABSENT: _absences(people, frame),
        Reason.OUTSIDE: _elsewhere(people, frame),
    }
    return {
        person: [
            Busy(one, reason)
            for reason, spans in found.items()
            for one in merged(spans.get(person, ()), frame=frame)
        ]
        for person in people
    }


def busy_spans(person_id: int, begin: datetime, end: datetime) -> list[Span]:
    """All spans of one person, whatever fills them."""
    return [one.span for one in free_busy([person_id], begin, end)[person_id]]


def _meetings(
    people: Collection[int], frame: Span, but: Meeting | None
) -> Mapping[int, Sequence[Span]]:
    rows = (
        select(Participant.person_id, Meeting.starts_at, Meeting.ends_at)
        .join(Meeting, Meeting.id == Participant.meeting_id)
        .where(
            Participant.person_id.in_(people),
            is_admitted(),
            Participant.rsvp.not_in(AWAY),
            Meeting.state.in_(HOLDS_TIME),
            Meeting.starts_at < frame.ends_at,
            Meeting.ends_at > frame.starts_at,
        )
    )
    if but is not None:
        rows = rows.where(Meeting.id != but.id)
    return _by_person((person or 0, begin, end) for person, begin, end in db.session.execute(rows))


def _absences(people: Collection[int], frame: Span) -> Mapping[int, Sequence[Span]]:
    rows = select(Absence.person_id, Absence.valid_from, Absence.valid_to).where(
        Absence.person_id.in_(people),
        Absence.valid_from < frame.ends_at,
        Absence.valid_to > frame.starts_at,
    )
    return _by_person((person, begin, end) for person, begin, end in db.session.execute(rows))


def _elsewhere(people: Collection[int], frame: Span) -> Mapping[int, Sequence[Span]]:
    rows = db.session.execute(outside_spans(people, frame))
    return _by_person((person, one.starts_at, one.ends_at) for person, one in rows)


def _by_person(rows: Iterable[tuple[int, datetime, datetime]]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    for person, begin, end in rows:
        if begin < end:
            found.setdefault(person, []).append(Span(begin, end))
    return found


@dataclass(frozen=True)
class Colleague:
    """Somebody in a post whose times may be asked."""

    tenure_uid: UUID
    person_id: int
    name: str


def colleagues(tenures: Sequence[UUID], actor: Actor) -> list[Colleague]:
    """Holders of posts in the actor's agency, in the order asked; others are left out."""
    if actor.agency_id is None:
        return []
    rows = db.session.execute(
        select(Tenure.uid, Person.id, Person.full_name)
        .join(Person, Person.id == Tenure.person_id)
        .join(Desk, Desk.id == Tenure.desk_id)
        .where(
            Tenure.uid.in_(tenures[:MOST_PEOPLE]),
            Desk.agency_id.in_(units.lineage(actor.agency_id)),
        )
    )
    found = {uid: Colleague(uid, person, name) for uid, person, name in rows}
    return [found[uid] for uid in dict.fromkeys(tenures) if uid in found]
