"""Texts to those who come: before a meeting, when its time changes, when it is put or called off.

Each says only that something waits in the system; of a classified meeting none leaves at all.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from meetings.models import Meeting, MeetingEvent, MeetingState, Participant, Rsvp
from meetings.operations.calendars import CHANGED, TIMES
from meetings.policy.answering import Can
from meetings.queries.seeing import people_of
from office import clock, outbox
from office.db import db, operation
from office.permissions import Actor, require
from office.texts import asking as texts

TOPIC = "meetings.texts"
QUIET = timedelta(minutes=1)
OFF = ("postponed", "cancelled")
STAYS_AWAY = (Rsvp.DECLINED, Rsvp.DELEGATED)


def follow(meeting: Meeting, kind: str, number: int, payload: Mapping[str, Any]) -> None:
    """Have people told a little later that a meeting to which they were called changed its time."""
    is_called = meeting.invited_at is not None and not meeting.is_classified
    is_due = kind in OFF or meeting.state == MeetingState.INVITED
    if texts.is_on() and is_called and is_due and _tells(kind, payload):
        outbox.enqueue(
            TOPIC,
            key=f"{TOPIC}:{meeting.uid}:{number}",
            lane=outbox.Lane.MAIL,
            not_before=clock.now() + QUIET,
            meeting=str(meeting.uid),
            number=number,
        )


@operation
def text_people(meeting: Meeting, *, number: int, by: Actor) -> int:
    """Tell those who come by text of the line that asked for it; of several the last does it."""
    require(by, Can.REMIND, meeting)
    line = _line(meeting, number)
    if meeting.is_classified or line is None or _is_overtaken(meeting, line):
        return 0
    people = {one.person_id for one in comers(meeting)} - {line.person_id}
    return tell(meeting, people, about=f"changed:{number}")


def tell(meeting: Meeting, people: Collection[int | None], *, about: str) -> int:
    """Ask for the texts, in an operation that may; later than the meeting they are of no use."""
    if meeting.is_classified:
        return 0
    known = [one for one in people if one is not None]
    return texts.tell(known, about=f"meeting:{meeting.uid}:{about}", until=meeting.starts_at)


def comers(meeting: Meeting) -> list[Participant]:
    """Those on the list who did not say that they stay away."""
    people = people_of(meeting)
    return [one for one in people if one.is_admitted and one.rsvp not in STAYS_AWAY]


def _tells(kind: str, payload: Mapping[str, Any]) -> bool:
    return kind in OFF or (kind == CHANGED and bool(TIMES & set(payload.get("changed", ()))))


def _line(meeting: Meeting, number: int) -> MeetingEvent | None:
    wanted = select(MeetingEvent).where(
        MeetingEvent.meeting_id == meeting.id, MeetingEvent.number == number
    )
    return db.session.scalars(wanted).first()


def _is_overtaken(meeting: Meeting, line: MeetingEvent) -> bool:
    """Put off, then called off within the minute is one text."""
    later = select(MeetingEvent).where(
        MeetingEvent.meeting_id == meeting.id,
        MeetingEvent.number > line.number,
        MeetingEvent.kind.in_([*OFF, CHANGED]),
    )
    return any(_tells(one.kind, one.payload) for one in db.session.scalars(later))
