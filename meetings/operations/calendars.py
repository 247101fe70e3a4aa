"""What an act at a meeting means for the calendars of the invited; part of other acts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from meetings.models import Meeting, MeetingState, Participant, Rsvp
from office import clock, outbox
from office.db import db

TOPIC = "meetings.calendars"
QUIET = timedelta(seconds=20)
AGENDA, CHANGED = "agenda", "changed"
FOLLOWED = (
    AGENDA,
    CHANGED,
    "called",
    "cancelled",
    "participant",
    "participant_removed",
    "postponed",
    "stand_in_admitted",
)
TIMES = {"starts_at", "ends_at"}
ANSWERED = (Rsvp.ACCEPTED, Rsvp.TENTATIVE, Rsvp.DECLINED)


def follow(meeting: Meeting, kind: str, number: int, payload: Mapping[str, Any]) -> None:
    """Have the calendars told a little later: of several acts in a row only the last state counts.

    The agenda belongs to what was asked (SEQUENCE); with the time every answer is asked anew.
    """
    if meeting.is_classified or kind not in FOLLOWED or meeting.state == MeetingState.DRAFT:
        return
    if kind == AGENDA and meeting.state == MeetingState.INVITED:
        meeting.sequence += 1
    if kind == CHANGED and TIMES & set(payload.get("changed", ())):
        _ask_anew(meeting)
    ask_calendars(meeting, number, not_before=clock.now() + QUIET)


def ask_calendars(
    meeting: Meeting, number: int, *, after: int = 0, not_before: datetime | None = None
) -> None:
    """Leave it to the outbox to tell those of the list who come after a place."""
    outbox.enqueue(
        TOPIC,
        key=f"{TOPIC}:{meeting.uid}:{number}" + (f":{after}" if after else ""),
        lane=outbox.Lane.MAIL,
        partition=f"{TOPIC}:{meeting.uid}",
        not_before=not_before,
        meeting=str(meeting.uid),
        number=number,
        after=after,
    )


def _ask_anew(meeting: Meeting) -> None:
    db.session.execute(
        update(Participant)
        .where(Participant.meeting_id == meeting.id, Participant.rsvp.in_(ANSWERED))
        .values(rsvp=Rsvp.NONE, answered_at=None)
    )
