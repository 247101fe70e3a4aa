"""Who may change units, desks and who sits at them."""

from enum import StrEnum
from typing import Any

from office.permissions import Actor, Role, rule


class Can(StrEnum):
    """Acts on the tree of units."""

    MANAGE_UNITS = "manage_units"
    SEAT = "seat"
    GRANT_AUTHORITY = "grant_authority"
    REORGANISE = "reorganise"


def _is_administrator(actor: Actor) -> bool:
    return actor.is_machine or (actor.holds(Role.ADMIN) and actor.delegation_id is None)


@rule(Can.MANAGE_UNITS)
def may_manage_units(actor: Actor, _unit: Any) -> bool:
    """Only an administrator, acting in his own post, opens and names units, codes and desks."""
    return _is_administrator(actor)


@rule(Can.SEAT)
def may_seat(actor: Actor, _desk: Any) -> bool:
    """Only an administrator, acting in his own post, says who sits at a desk."""
    return _is_administrator(actor)


@rule(Can.GRANT_AUTHORITY)
def may_grant_authority(actor: Actor, _desk: Any) -> bool:
    """Only an administrator, acting in his own post, enters who signs what."""
    return _is_administrator(actor)


@rule(Can.REORGANISE)
def may_reorganise(actor: Actor, _unit: Any) -> bool:
    """Only an administrator, acting in his own post, carries out a reorganisation."""
    return _is_administrator(actor)
