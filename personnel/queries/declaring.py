"""Finding what officials declared."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, false, or_, select

from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, Role, allowed
from personnel.models import DeclarationState, DeclaredChange, Dossier
from personnel.policy.declarations import CanDeclare
from personnel.queries.dossiers import branch_of
from personnel.queries.secrets import open_values
from personnel.record.timeline import Change


def declarations_of(dossier: Dossier) -> Select[DeclaredChange]:
    """What was declared in one dossier, latest first."""
    own = select(DeclaredChange).where(DeclaredChange.dossier_id == dossier.id)
    return own.order_by(DeclaredChange.id.desc())


def waiting_declarations(actor: Actor) -> Select[DeclaredChange]:
    """What waits for this actor to decide, eldest first."""
    covered = branch_of(actor)
    kept = Dossier.agency_id == (actor.agency_id if actor.holds(Role.HR) else None)
    granted = or_(Dossier.agency_id.in_(covered), Dossier.unit_id.in_(covered))
    mine = and_(or_(kept, granted if covered else false()), Dossier.person_id != actor.person_id)
    found = select(DeclaredChange).join(Dossier, Dossier.id == DeclaredChange.dossier_id)
    waits = DeclaredChange.state == DeclarationState.PROPOSED
    return found.where(waits, mine).order_by(DeclaredChange.id)


def visible_declaration(uid: UUID, actor: Actor) -> DeclaredChange:
    """The declaration, or 404 for whoever may not read it."""
    found = db.session.scalars(select(DeclaredChange).where(DeclaredChange.uid == uid)).first()
    if found is None or not allowed(actor, CanDeclare.READ, found):
        raise NotFound(_("There is no such declaration."))
    return found


def plain_declaration(change: DeclaredChange) -> Change:
    """What is declared, with its sensitive values, as it would be written."""
    values = dict(change.values) | secret_values(change)
    return Change(
        change.group,
        change.slot,
        change.valid_from,
        change.valid_to,
        values,
        line=change.line,
    )


def secret_values(change: DeclaredChange) -> dict[str, Any]:
    """The sensitive values of a declaration."""
    found = open_values(change.sealed, change.key_id, change.uid)
    return {name: value for name, value in found.items() if name != "salt"}
