"""Who may set up an installation."""

from enum import StrEnum
from typing import Any

from office.permissions import Actor, Role, rule


class Can(StrEnum):
    """Acts of the first day."""

    SET_UP = "set_up"
    READ_SHEET = "read_sheet"


@rule(Can.SET_UP)
def may_set_up(actor: Actor, _subject: Any) -> bool:
    """Only an administrator, acting in his own post, sets up agencies, people and calendar."""
    return actor.is_machine or (actor.holds(Role.ADMIN) and actor.delegation_id is None)


@rule(Can.READ_SHEET)
def may_read_sheet(actor: Actor, _sheet: Any) -> bool:
    """Only the machine reads a spreadsheet, in its limited child."""
    return actor.is_machine
