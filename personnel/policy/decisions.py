"""Who prepares decisions on personnel and who confirms what came from elsewhere."""

from enum import StrEnum

from sqlalchemy import select

from office.db import db
from office.permissions import Actor, rule
from personnel.models import DecisionChange, Dossier, PersonnelDecision
from personnel.policy import keeps_in, may_approve, may_read


class CanDecide(StrEnum):
    """The permissions over one decision."""

    READ = "read"
    PREPARE = "prepare"
    CONFIRM = "confirm"


def dossiers_of(decision: PersonnelDecision) -> list[Dossier]:
    """Whom a decision concerns."""
    own = select(DecisionChange.dossier_id).where(DecisionChange.decision_id == decision.id)
    return list(db.session.scalars(select(Dossier).where(Dossier.id.in_(own)).order_by(Dossier.id)))


@rule(CanDecide.READ)
def may_read_decision(actor: Actor, decision: PersonnelDecision) -> bool:
    """A decision is read by its staff office and by whoever may read all its dossiers."""
    if actor.is_machine or keeps_in(actor, decision.agency_id):
        return True
    concerned = dossiers_of(decision)
    return bool(concerned) and all(may_read(actor, dossier) for dossier in concerned)


@rule(CanDecide.PREPARE)
def may_prepare_decision(actor: Actor, decision: PersonnelDecision) -> bool:
    """A decision is prepared by the staff office of the body that keeps the dossiers."""
    return keeps_in(actor, decision.agency_id) and actor.delegation_id is None


@rule(CanDecide.CONFIRM)
def may_confirm(actor: Actor, decision: PersonnelDecision) -> bool:
    """What came from elsewhere is confirmed by a second person, who approves for the dossiers."""
    is_second = actor.person_id is not None and actor.person_id != decision.creator_id
    concerned = dossiers_of(decision)
    return is_second and bool(concerned) and all(may_approve(actor, one) for one in concerned)
