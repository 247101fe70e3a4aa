"""Who ticks off what somebody who leaves has handed over."""

from enum import StrEnum

from office.permissions import Actor, rule
from personnel.models import Dossier
from personnel.policy import is_own, keeps, leads


class CanHandOver(StrEnum):
    """The permissions over a hand-over."""

    TICK = "tick"


@rule(CanHandOver.TICK)
def may_tick(actor: Actor, dossier: Dossier) -> bool:
    """A hand-over is ticked off by the staff office or by a head, never by who hands over."""
    return (keeps(actor, dossier) or leads(actor, dossier)) and not is_own(actor, dossier)
