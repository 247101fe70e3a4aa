"""Who declares what stands in his dossier, and who takes it in."""

from enum import StrEnum

from office.db import db
from office.permissions import Actor, rule
from personnel.models import DeclaredChange, Dossier
from personnel.policy import is_own, may_approve


class CanDeclare(StrEnum):
    """The permissions over declarations."""

    PROPOSE = "propose"
    READ = "read"
    WITHDRAW = "withdraw"
    DECIDE = "decide"
    DRAW = "draw"


def dossier_of(change: DeclaredChange) -> Dossier:
    """Of whom it speaks."""
    return db.session.get_one(Dossier, change.dossier_id)


@rule(CanDeclare.PROPOSE)
def may_propose(actor: Actor, dossier: Dossier) -> bool:
    """Changes of a dossier are declared by its official himself."""
    return is_own(actor, dossier)


@rule(CanDeclare.READ)
def may_read_declared(actor: Actor, change: DeclaredChange) -> bool:
    """A declaration is read by its official and by whoever decides on it."""
    dossier = dossier_of(change)
    return is_own(actor, dossier) or may_approve(actor, dossier)


@rule(CanDeclare.WITHDRAW)
def may_withdraw(actor: Actor, change: DeclaredChange) -> bool:
    """A declaration is withdrawn by its official himself."""
    return is_own(actor, dossier_of(change))


@rule(CanDeclare.DECIDE)
def may_decide(actor: Actor, change: DeclaredChange) -> bool:
    """A declaration is decided by the staff office or by who is named for it, never by oneself."""
    return may_approve(actor, dossier_of(change))


@rule(CanDeclare.DRAW)
def may_draw(actor: Actor, _change: DeclaredChange) -> bool:
    """Portraits are drawn anew by the house itself."""
    return actor.is_machine
