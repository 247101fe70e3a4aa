"""Who connects the register with the national database and who answers its questions."""

from enum import StrEnum
from typing import Any

from office.permissions import Actor, Role, rule
from office.units import queries as units
from personnel.models import Dossier, HandOver
from personnel.policy import is_own, keeps, keeps_in


class CanTell(StrEnum):
    """The permissions over the line to the national database."""

    CONNECT = "connect"
    EXAMINE = "examine"
    SEE = "see"
    SETTLE = "settle"
    COMPARE = "compare"
    RECEIVE = "receive"
    CARRY = "carry"
    CARRY_OUT = "carry_out"


@rule(CanTell.CONNECT)
def may_connect(actor: Actor, _: Any) -> bool:
    """The line to the national database is set up by an administrator, in his own post."""
    return actor.is_machine or (actor.holds(Role.ADMIN) and actor.delegation_id is None)


@rule(CanTell.EXAMINE)
def may_examine(actor: Actor, _: Any) -> bool:
    """The line is examined by an administrator or a security officer, in his own post."""
    runs = actor.holds(Role.ADMIN) or actor.holds(Role.SECURITY)
    return runs and actor.delegation_id is None


def sees_line(actor: Actor) -> bool:
    """Whether the post alone leads to the line: for the navigation, which asks no table."""
    return bool(actor.roles & {Role.HR, Role.ADMIN, Role.SECURITY})


def keeps_dossiers(actor: Actor) -> bool:
    """Whether lists of dossiers are of use to the post."""
    return actor.holds(Role.HR)


@rule(CanTell.SEE)
def may_see(actor: Actor, _: Any) -> bool:
    """How the line stands is seen by staff offices, administrators and security officers."""
    return sees_line(actor)


@rule(CanTell.SETTLE)
def may_settle(actor: Actor, dossier: Dossier) -> bool:
    """What was sent back or differs is settled by the staff office; never in one's own dossier."""
    return actor.is_machine or (keeps(actor, dossier) and not is_own(actor, dossier))


@rule(CanTell.COMPARE)
def may_compare(actor: Actor, _: Any) -> bool:
    """Both ends are compared each week, or when a staff office or an administrator asks."""
    return actor.is_machine or may_see(actor, None)


@rule(CanTell.RECEIVE)
def may_receive(actor: Actor, hand: HandOver) -> bool:
    """Who comes from another body is received by the staff office of the body that is offered."""
    body = units.agency_by_code(hand.receiver)
    return body is not None and keeps_in(actor, body.id)


@rule(CanTell.CARRY)
def may_carry(actor: Actor, _: Any) -> bool:
    """What waits of a body is carried on a stick by its staff office, in somebody's own post."""
    return actor.holds(Role.HR) and actor.delegation_id is None


@rule(CanTell.CARRY_OUT)
def may_carry_out(actor: Actor, _: Any) -> bool:
    """Events are sent and answers taken by the house itself."""
    return actor.is_machine
