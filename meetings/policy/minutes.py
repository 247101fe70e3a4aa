"""Who may do what with the minutes of a meeting, its tasks and the papers made of them."""

from enum import StrEnum

from sqlalchemy import exists, select

from meetings.models import AttendanceSpan, Meeting, MeetingTask, Part, Participant
from meetings.policy import admitted, has_part, not_classified, prepares
from office.db import db
from office.permissions import Actor, Role, rule
from office.units import queries as units

KEEPERS = (Part.SECRETARY, Part.CHAIR)


class Can(StrEnum):
    """The permissions over minutes and tasks."""

    READ = "read"
    WRITE = "write"
    SUGGEST = "suggest"
    HAND_OUT = "hand_out"
    ANSWER = "answer"
    CONFIRM = "confirm"
    SIGN_AS_SECRETARY = "sign_as_secretary"
    SIGN_AS_CHAIR = "sign_as_chair"
    DRAW_UP = "draw_up"
    REGISTER = "register"
    CHECK = "check"
    RECORD = "record"


@rule(Can.READ)
def may_read(_actor: Actor, meeting: Meeting) -> bool:
    """Minutes are read by whoever sees the meeting; of a classified one they are on paper."""
    return not_classified(meeting)


@rule(Can.WRITE)
def may_write(actor: Actor, meeting: Meeting) -> bool:
    """The minutes are written by the secretary, or by the chair."""
    return not_classified(meeting) and has_part(actor, meeting, *KEEPERS)


@rule(Can.SUGGEST)
def may_suggest(actor: Actor, meeting: Meeting) -> bool:
    """Only those who were there suggest changes to the minutes."""
    own = admitted(actor, meeting)
    return not_classified(meeting) and own is not None and _was_there(meeting, own)


def _was_there(meeting: Meeting, own: Participant) -> bool:
    """By the spans of presence; where nobody kept the door, whoever is on the list."""
    kept = exists().where(AttendanceSpan.meeting_id == meeting.id)
    came = exists().where(AttendanceSpan.participant_id == own.id)
    door, there = db.session.execute(select(kept, came)).one()
    return bool(there or not door)


@rule(Can.HAND_OUT)
def may_hand_out(actor: Actor, meeting: Meeting) -> bool:
    """Tasks are written down by the secretary or the chair."""
    return not_classified(meeting) and has_part(actor, meeting, *KEEPERS)


@rule(Can.ANSWER)
def may_answer(actor: Actor, task: MeetingTask) -> bool:
    """Only somebody of the lead unit who takes part agrees to a task or objects to it."""
    meeting = db.session.get_one(Meeting, task.meeting_id)
    own = admitted(actor, meeting)
    if own is None or own.unit_id is None or not not_classified(meeting):
        return False
    lead = units.successor_of(task.lead_unit_id)
    return units.successor_of(own.unit_id) in units.subtree_ids(lead)


@rule(Can.CONFIRM)
def may_confirm(actor: Actor, meeting: Meeting) -> bool:
    """Only the chair confirms a task or withdraws a confirmed one."""
    return not_classified(meeting) and has_part(actor, meeting, Part.CHAIR)


@rule(Can.SIGN_AS_SECRETARY)
def may_sign_as_secretary(actor: Actor, meeting: Meeting) -> bool:
    """The secretary of the meeting signs its minutes first."""
    return not_classified(meeting) and has_part(actor, meeting, Part.SECRETARY)


@rule(Can.SIGN_AS_CHAIR)
def may_sign_as_chair(actor: Actor, meeting: Meeting) -> bool:
    """The chair of the meeting signs its minutes after the secretary."""
    return not_classified(meeting) and has_part(actor, meeting, Part.CHAIR)


@rule(Can.DRAW_UP)
def may_draw_up(actor: Actor, meeting: Meeting) -> bool:
    """The notice of conclusions is drawn up by whoever prepared the meeting or kept minutes."""
    return not_classified(meeting) and prepares(actor, meeting)


@rule(Can.REGISTER)
def may_register(actor: Actor, meeting: Meeting) -> bool:
    """Signed minutes are registered and filed by the clerk, or by whoever prepared the meeting."""
    is_clerk = actor.holds(Role.CLERK, agency_id=units.successor_of(meeting.agency_id))
    return not_classified(meeting) and (is_clerk or prepares(actor, meeting))


@rule(Can.CHECK)
def may_check(actor: Actor, _: object) -> bool:
    """Minutes are checked by anybody who has a post in the house."""
    return actor.person_id is not None and actor.agency_id is not None


@rule(Can.RECORD)
def may_record(actor: Actor, _: object) -> bool:
    """Papers made and signatures found are noted by the house itself."""
    return actor.is_machine
