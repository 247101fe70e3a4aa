"""Who may follow up, change and take back what was assigned, and collect opinions."""

from enum import StrEnum
from functools import partial

from sqlalchemy import select

from documents.models import (
    Direction,
    Directive,
    DirectiveKind,
    Document,
    Duty,
    Extension,
    OpinionRound,
)
from documents.policy import ASSIGNED, AT_WORK, HEADS, URGED
from documents.policy.lines import Line, has_line, owes
from office.db import db
from office.permissions import Actor, Role, rule
from office.units import queries as units


class Can(StrEnum):
    """The permissions that go with assignments and rounds of opinions."""

    HAND_SHARE_ON = "hand_share_on"
    FOLLOW = "follow"
    RECALL = "recall"
    RECALL_DIRECTION = "recall_direction"
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"
    DECIDE_EXTENSION = "decide_extension"
    WITHDRAW_EXTENSION = "withdraw_extension"
    RUN_ROUND = "run_round"
    READ_ROUND = "read_round"
    KEEP_PHRASES = "keep_phrases"
    KEEP_AGENCY_PHRASES = "keep_agency_phrases"


@rule(Can.HAND_SHARE_ON)
def may_hand_share_on(actor: Actor, document: Document) -> bool:
    """The head of a cooperating unit hands its share to an official of the unit."""
    return bool(actor.roles & HEADS) and owes(actor, document, Duty.COOPERATE)


@rule(Can.FOLLOW)
def may_follow(actor: Actor, document: Document) -> bool:
    """Who assigned or leads, and the leaders and the office head, see all the lines."""
    if document.direction is not Direction.INCOMING:
        return False
    is_here = actor.agency_id == units.successor_of(document.agency_id)
    by_post = is_here and bool(actor.roles & {Role.LEADER, Role.OFFICE_HEAD})
    is_open_to_all = by_post and not document.is_restricted
    return is_open_to_all or has_line(actor, document, partial(_assigned_or_leads, actor))


def _assigned_or_leads(actor: Actor, line: Line) -> bool:
    leads = line.desk_id == actor.desk_id and line.duty is Duty.LEAD
    return line.duty in URGED and (leads or line.from_desk_id == actor.desk_id)


@rule(Can.RECALL)
def may_recall(actor: Actor, document: Document) -> bool:
    """Whoever assigned a share that is at work takes it back or gives it to another."""
    return has_line(
        actor,
        document,
        lambda line: (
            line.from_desk_id == actor.desk_id and line.duty in ASSIGNED and line.state in AT_WORK
        ),
    )


@rule(Can.RECALL_DIRECTION)
def may_recall_direction(actor: Actor, document: Document) -> bool:
    """Whoever gave the last direction takes it back as a whole.

    Each direction lays lines of work: who has none here gave none.
    """
    if not has_line(actor, document, lambda line: line.from_desk_id == actor.desk_id):
        return False
    statement = (
        select(Directive.desk_id)
        .where(Directive.document_id == document.id, Directive.kind == DirectiveKind.DIRECTION)
        .order_by(Directive.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement) == actor.desk_id


@rule(Can.ASK_EXTENSION)
def may_ask_extension(actor: Actor, document: Document) -> bool:
    """Whoever holds an assignment with a deadline, also one that he handed on."""
    return has_line(
        actor,
        document,
        lambda line: (
            line.desk_id == actor.desk_id
            and None not in (line.from_desk_id, line.due_at)
            and line.duty in URGED
            and line.state in AT_WORK
        ),
    )


@rule(Can.EXTEND)
def may_extend(actor: Actor, document: Document) -> bool:
    """The one before whom a request for more time lies."""
    return owes(actor, document, Duty.EXTEND)


@rule(Can.DECIDE_EXTENSION)
def may_decide_extension(actor: Actor, extension: Extension) -> bool:
    """The one who assigned decides on more time for it."""
    return extension.to_desk_id == actor.desk_id


@rule(Can.WITHDRAW_EXTENSION)
def may_withdraw_extension(actor: Actor, extension: Extension) -> bool:
    """The one who asked for more time takes the request back."""
    return extension.from_desk_id == actor.desk_id


@rule(Can.RUN_ROUND)
def may_run_round(actor: Actor, asked: OpinionRound) -> bool:
    """The one who asked extends, reminds and closes."""
    return actor.desk_id is not None and asked.desk_id == actor.desk_id


@rule(Can.READ_ROUND)
def may_read_round(actor: Actor, asked: OpinionRound) -> bool:
    """The one who asked reads all answers together, and so do the leaders of the agency."""
    document = db.session.get_one(Document, asked.document_id)
    is_here = actor.agency_id == units.successor_of(document.agency_id)
    by_post = is_here and bool(actor.roles & {Role.LEADER, Role.OFFICE_HEAD})
    return may_run_round(actor, asked) or (by_post and not document.is_restricted)


@rule(Can.KEEP_PHRASES)
def may_keep_phrases(actor: Actor, _: object) -> bool:
    """Everybody in a post keeps phrases and sets of his own, in person."""
    return actor.agency_id is not None


@rule(Can.KEEP_AGENCY_PHRASES)
def may_keep_agency_phrases(actor: Actor, _: object) -> bool:
    """Leaders and the head of the office keep the phrases of the whole agency."""
    return bool(actor.roles & {Role.LEADER, Role.OFFICE_HEAD})
