"""What a reorganisation does to the rows of this package.

A meeting lies at the desk that prepares it. A place on its list belongs to a person: whoever
prepares the meeting sees that he left the post, and invites the one who came.
"""

from sqlalchemy import exists

from meetings.models import (
    AHEAD,
    LIVE,
    AgencyEngine,
    Meeting,
    MeetingCounter,
    MeetingSeries,
    MeetingTask,
    MeetingTaskHelper,
    OpinionSlip,
    Participant,
    Room,
    SeriesSeat,
    SlipMember,
    SlipState,
    WeekSchedule,
)
from office.units.reorganisation import Rule, at_reorganisation

HISTORY = (
    (AgencyEngine, "agency_id"),
    (Meeting, "agency_id"),
    (Meeting, "unit_id"),
    (MeetingCounter, "agency_id"),
    (MeetingTask, "lead_unit_id"),
    (MeetingTaskHelper, "unit_id"),
    (OpinionSlip, "agency_id"),
    (OpinionSlip, "unit_id"),
    (Participant, "unit_id"),
    (Room, "agency_id"),
    (Room, "unit_id"),
    (MeetingSeries, "agency_id"),
    (MeetingSeries, "unit_id"),
    (WeekSchedule, "agency_id"),
    (SlipMember, "desk_id"),
    (Participant, "desk_id"),
)


def declare() -> None:
    """Say the rule of every column that names a desk or a unit."""
    for model, column in HISTORY:
        at_reorganisation(model, column, Rule.STAYS)
    at_work = Meeting.state.in_([*AHEAD, *LIVE])
    at_reorganisation(Meeting, "desk_id", Rule.FOLLOWS_DESK, is_open=at_work)
    running = MeetingSeries.ended_at.is_(None)
    at_reorganisation(MeetingSeries, "desk_id", Rule.FOLLOWS_DESK, is_open=running)
    asked = exists().where(MeetingSeries.id == SeriesSeat.series_id, running)
    at_reorganisation(SeriesSeat, "desk_id", Rule.FOLLOWS_DESK, is_open=asked)
    is_out = OpinionSlip.state.in_([SlipState.DRAFT, SlipState.SENT, SlipState.CLOSED])
    at_reorganisation(OpinionSlip, "desk_id", Rule.FOLLOWS_DESK, is_open=is_out)
