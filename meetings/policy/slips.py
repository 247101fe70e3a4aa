"""Who asks for opinions by a slip, who answers, who signs the result."""

from enum import StrEnum

from sqlalchemy import select

from meetings.models import OpinionSlip, SlipMember
from meetings.policy import PREPARING
from office.db import db
from office.permissions import Actor, rule


class CanSlip(StrEnum):
    """The permissions over opinion slips."""

    ASK = "ask_slip"
    KEEP = "keep_slip"
    ANSWER = "answer_slip"
    SIGN = "sign_slip"
    RECORD = "record_slip"


def member_of(actor: Actor, slip: OpinionSlip) -> SlipMember | None:
    """The actor's own place on a slip: nobody answers on behalf of another."""
    if actor.person_id is None or actor.delegation_id is not None:
        return None
    mine = SlipMember.person_id == actor.person_id
    return db.session.scalars(select(SlipMember).where(SlipMember.slip_id == slip.id, mine)).first()


@rule(CanSlip.ASK)
def may_ask_slip(actor: Actor, _: object) -> bool:
    """Opinions are asked for by officials, heads, leaders and clerks in their own posts."""
    return bool(actor.roles & PREPARING) and actor.delegation_id is None


@rule(CanSlip.KEEP)
def may_keep_slip(actor: Actor, slip: OpinionSlip) -> bool:
    """A slip is changed, sent, closed and withdrawn by the desk that asks."""
    at_desk = actor.desk_id is not None and actor.desk_id == slip.desk_id
    return actor.is_machine or (at_desk and actor.delegation_id is None)


@rule(CanSlip.ANSWER)
def may_answer_slip(actor: Actor, slip: OpinionSlip) -> bool:
    """Only the members who were asked answer, each for himself."""
    return member_of(actor, slip) is not None


@rule(CanSlip.SIGN)
def may_sign_slip(actor: Actor, slip: OpinionSlip) -> bool:
    """The result of a slip is signed by the member who presides."""
    own = member_of(actor, slip)
    return own is not None and own.is_chair


@rule(CanSlip.RECORD)
def may_record_slip(actor: Actor, _: object) -> bool:
    """Result sheets and their signatures are noted by the house itself."""
    return actor.is_machine
