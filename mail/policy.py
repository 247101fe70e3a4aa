"""Who may let mail out of the house."""

from enum import StrEnum
from typing import Any

from office.permissions import Actor, Role, rule


class Can(StrEnum):
    """The permissions of this package."""

    POST = "post"
    KEEP_DOOR = "keep_door"
    CARRY_OUT = "carry_out"


@rule(Can.POST)
def may_post(actor: Actor, _mail: Any) -> bool:
    """Messages are posted by an act of an official, or by the house itself."""
    return actor.is_machine or actor.person_id is not None


@rule(Can.KEEP_DOOR)
def may_keep_door(actor: Actor, agency_id: Any) -> bool:
    """Only an administrator, acting in his own post, opens the door of his agency's mail."""
    is_own = agency_id in (None, actor.agency_id)
    return is_own and actor.holds(Role.ADMIN) and actor.delegation_id is None


@rule(Can.CARRY_OUT)
def may_carry_out(actor: Actor, _mail: Any) -> bool:
    """Messages are handed over by the house itself."""
    return actor.is_machine
