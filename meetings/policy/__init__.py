"""Who may do what at a meeting; roles are named nowhere else in this package."""

from enum import StrEnum

from sqlalchemy import exists, select

from meetings.models import Meeting, Part, Participant
from office.db import db
from office.permissions import Actor, Role, rule
from office.units import queries as units

PREPARING = {Role.OFFICIAL, Role.UNIT_HEAD, Role.OFFICE_HEAD, Role.LEADER, Role.CLERK}
HOUSE_HEADS = {Role.LEADER, Role.OFFICE_HEAD}


class Can(StrEnum):
    """The permissions over a meeting as a whole."""

    PLAN = "plan"
    PREPARE = "prepare"
    CALL = "call"
    RUN = "run"
    LEAD = "lead"
    KEEP_MINUTES = "keep_minutes"
    ATTEND = "attend"
    ENTER = "enter"
    SHOW_CODE = "show_code"
    BE_SIGNED = "be_signed"
    OPEN_CONTENT = "open_content"


def admitted(actor: Actor, meeting: Meeting) -> Participant | None:
    """The actor's own place at a meeting: nobody sits there on behalf of another by delegation."""
    if actor.person_id is None or actor.delegation_id is not None:
        return None
    mine = select(Participant).where(
        Participant.meeting_id == meeting.id, Participant.person_id == actor.person_id
    )
    found = db.session.scalars(mine).first()
    return found if found and found.is_admitted else None


def has_part(actor: Actor, meeting: Meeting, *parts: Part) -> bool:
    """Whether the actor takes part as one of these."""
    own = admitted(actor, meeting)
    return own is not None and own.part in parts


def has_chair(meeting: Meeting) -> bool:
    """Whether somebody was named to chair."""
    named = exists().where(
        Participant.meeting_id == meeting.id,
        Participant.part == Part.CHAIR,
        Participant.removed_at.is_(None),
    )
    return bool(db.session.scalar(select(named)))


def not_classified(meeting: Meeting) -> bool:
    """Whether content may stand here at all: of a classified meeting only the entry may.

    Decree 26/2020/NĐ-CP art. 6.
    """
    return not meeting.is_classified


def prepares(actor: Actor, meeting: Meeting) -> bool:
    """The desk that plans it, its secretary, and the heads of the house in their agency."""
    heads = any(actor.holds(role, agency_id=_agency(meeting)) for role in HOUSE_HEADS)
    at_desk = actor.desk_id is not None and actor.desk_id == meeting.desk_id
    return at_desk or heads or has_part(actor, meeting, Part.SECRETARY, Part.CHAIR)


def _agency(meeting: Meeting) -> int:
    return units.successor_of(meeting.agency_id)


@rule(Can.PLAN)
def may_plan(actor: Actor, _: object) -> bool:
    """Meetings are planned by officials, heads, leaders and clerks in their own posts."""
    return bool(actor.roles & PREPARING) and actor.delegation_id is None


@rule(Can.PREPARE)
def may_prepare(actor: Actor, meeting: Meeting) -> bool:
    """A meeting is prepared by the desk that plans it, its secretary, its chair and the office."""
    return actor.is_machine or prepares(actor, meeting)


@rule(Can.CALL)
def may_call(actor: Actor, meeting: Meeting) -> bool:
    """A meeting is called, put off and called off by who prepares it, once a chair is named."""
    return actor.is_machine or (prepares(actor, meeting) and has_chair(meeting))


@rule(Can.RUN)
def may_run(actor: Actor, meeting: Meeting) -> bool:
    """The session is run by its chair, and by its secretary at the chair's word."""
    return not_classified(meeting) and has_part(actor, meeting, Part.CHAIR, Part.SECRETARY)


@rule(Can.LEAD)
def may_lead(actor: Actor, meeting: Meeting) -> bool:
    """The chair alone decides on recording, consents to stand-ins and confirms conclusions."""
    return not_classified(meeting) and has_part(actor, meeting, Part.CHAIR)


@rule(Can.KEEP_MINUTES)
def may_keep_minutes(actor: Actor, meeting: Meeting) -> bool:
    """The minutes are kept by the secretary of the meeting, or by its chair."""
    return not_classified(meeting) and has_part(actor, meeting, Part.SECRETARY, Part.CHAIR)


@rule(Can.ATTEND)
def may_attend(actor: Actor, meeting: Meeting) -> bool:
    """Papers, notes and speech are for those who take part in a meeting that is not classified."""
    return not_classified(meeting) and admitted(actor, meeting) is not None


@rule(Can.ENTER)
def may_enter(actor: Actor, meeting: Meeting) -> bool:
    """The room is for those who take part and for those who prepare the meeting."""
    return not_classified(meeting) and (
        admitted(actor, meeting) is not None or prepares(actor, meeting)
    )


@rule(Can.SHOW_CODE)
def may_show_code(actor: Actor, meeting: Meeting) -> bool:
    """The code of the room is shown in the hall by who prepares the meeting, and nowhere else."""
    return not_classified(meeting) and prepares(actor, meeting)


@rule(Can.BE_SIGNED)
def may_be_signed(actor: Actor, _: object) -> bool:
    """Minutes count as signed once the house has checked both signatures."""
    return actor.is_machine


@rule(Can.OPEN_CONTENT)
def may_open_content(_actor: Actor, meeting: Meeting) -> bool:
    """Of a classified meeting only the entry stands here; the security officer has the rest."""
    return not_classified(meeting)
