"""Who records, who hears, who destroys."""

from enum import StrEnum

from meetings.models import HELD, Meeting, Part
from meetings.policy import admitted, has_part, not_classified, prepares
from office.permissions import Actor, Role, rule
from office.units import queries as units


class Can(StrEnum):
    """The permissions over what is recorded."""

    RECORD = "record"
    HEAR = "hear"
    MAKE_FILM = "make_film"
    DESTROY_RECORDING = "destroy_recording"
    END_KEEPING = "end_keeping"


@rule(Can.RECORD)
def may_record(actor: Actor, meeting: Meeting) -> bool:
    """A meeting is recorded by the devices of its chair and its secretary."""
    own = actor.is_machine or has_part(actor, meeting, Part.CHAIR, Part.SECRETARY)
    return not_classified(meeting) and own


@rule(Can.HEAR)
def may_hear(actor: Actor, meeting: Meeting) -> bool:
    """A recording is heard by those who took part and by who prepares the meeting."""
    own = actor.is_machine or admitted(actor, meeting) is not None or prepares(actor, meeting)
    return not_classified(meeting) and own


@rule(Can.MAKE_FILM)
def may_make_film(actor: Actor, meeting: Meeting) -> bool:
    """Films and turns are made by the house itself."""
    return not_classified(meeting) and actor.is_machine


@rule(Can.DESTROY_RECORDING)
def may_destroy_recording(actor: Actor, meeting: Meeting) -> bool:
    """Recordings are destroyed by the clerk of the agency, never those of a meeting still open."""
    agency_id = units.successor_of(meeting.agency_id)
    return meeting.state in HELD and actor.holds(Role.CLERK, agency_id=agency_id)


@rule(Can.END_KEEPING)
def may_end_keeping(actor: Actor, _: object) -> bool:
    """Which recordings have been kept long enough is shown to the clerks."""
    return actor.is_machine or actor.holds(Role.CLERK)
