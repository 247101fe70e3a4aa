"""Finding decisions and what they change."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from documents import queries as documents
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, Role, allowed
from personnel.models import DecisionChange, DecisionState, Dossier, PersonnelDecision
from personnel.policy.decisions import CanDecide
from personnel.queries.secrets import open_values
from personnel.record.timeline import Change

SALT = "salt"


def visible_decision(uid: UUID, actor: Actor) -> PersonnelDecision:
    """The decision, or 404 for whoever may not read it."""
    found = db.session.scalars(
        select(PersonnelDecision).where(PersonnelDecision.uid == uid)
    ).first()
    if found is None or not allowed(actor, CanDecide.READ, found):
        raise NotFound(_("There is no such decision."))
    return found


def decisions_of(actor: Actor, states: Sequence[DecisionState] = ()) -> Select[PersonnelDecision]:
    """The decisions that the staff office of the actor prepares or prepared, newest first."""
    keeps = actor.agency_id if actor.holds(Role.HR) else None
    own = select(PersonnelDecision).where(PersonnelDecision.agency_id == keeps)
    if states:
        own = own.where(PersonnelDecision.state.in_(states))
    return own.order_by(PersonnelDecision.id.desc())


def changes_of(decision: PersonnelDecision) -> list[DecisionChange]:
    """What it changes, in the order of its annex."""
    own = select(DecisionChange).where(DecisionChange.decision_id == decision.id)
    return list(db.session.scalars(own.order_by(DecisionChange.position)))


def decision_by_document(document_uid: UUID) -> PersonnelDecision | None:
    """The decision whose document this is."""
    own = select(PersonnelDecision).where(PersonnelDecision.document_uid == document_uid)
    return db.session.scalars(own).first()


def decisions_by_file(sha256: str) -> list[PersonnelDecision]:
    """The decisions that wait for the verdict on this file."""
    waiting = select(PersonnelDecision).where(
        PersonnelDecision.file_sha256 == sha256,
        PersonnelDecision.state == DecisionState.CHECKING,
    )
    return list(db.session.scalars(waiting))


def decisions_on(dossier: Dossier) -> Select[PersonnelDecision]:
    """The decisions that concern an official, newest first."""
    own = select(DecisionChange.decision_id).where(DecisionChange.dossier_id == dossier.id)
    found = select(PersonnelDecision).where(PersonnelDecision.id.in_(own))
    return found.order_by(PersonnelDecision.effective_on.desc(), PersonnelDecision.id.desc())


def plain_change(row: DecisionChange) -> Change:
    """A change with its sensitive values, as it is written."""
    return Change(
        row.group,
        row.slot,
        row.valid_from,
        row.valid_to,
        dict(row.values) | secret_of(row),
        ends=row.ends,
        is_void=row.is_void,
        line=row.line,
    )


def secret_of(row: DecisionChange) -> dict[str, Any]:
    """The sensitive values of a change."""
    found = open_values(row.sealed, row.key_id, row.uid)
    return {name: value for name, value in found.items() if name != SALT}


def document_for(decision: PersonnelDecision, actor: Actor) -> documents.SeenPaper:
    """The document of a decision, or 404 for whoever may not see that."""
    if decision.document_uid is None:
        raise NotFound(_("This decision has no document yet."))
    return documents.paper_of(decision.document_uid, actor)


def corrected_by(decision: PersonnelDecision) -> PersonnelDecision | None:
    """The decision that a correction or cancellation is about."""
    if decision.corrects_id is None:
        return None
    return db.session.get_one(PersonnelDecision, decision.corrects_id)
