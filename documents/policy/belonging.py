"""Who keeps documents in sight for himself."""

from enum import StrEnum

from office.permissions import Actor, Role, rule


class Can(StrEnum):
    """The permissions of flags."""

    FLAG = "flag"


@rule(Can.FLAG)
def may_flag(actor: Actor, _: object) -> bool:
    """Everybody at a desk keeps in sight what he sees."""
    return actor.desk_id is not None


def heads_a_unit(actor: Actor) -> bool:
    """Whether somebody hands work on inside a unit."""
    return actor.holds(Role.UNIT_HEAD)
