"""Who sees which dossiers, and which groups of them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, Role, allowed
from office.units import queries as units
from office.units.tree import tree
from personnel.models import Difference, Dossier, NationalConflict, RegisterGrant, Scope
from personnel.policy import HEADS, Can, is_own
from personnel.record.groups import GROUPS
from personnel.record.shapes import Access


def visible_dossiers(actor: Actor) -> Select[Dossier]:
    """The dossiers that the actor may read, in no order yet."""
    return select(Dossier).where(visible_to(actor))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that narrows every list, search and count of dossiers."""
    if actor.is_machine:
        return Dossier.id.is_not(None)
    reasons = [_own(actor), *_by_post(actor), *_by_grant(actor)]
    return or_(false(), *reasons)


def _own(actor: Actor) -> ColumnElement[bool]:
    mine = actor.person_id if actor.delegation_id is None else None
    return Dossier.person_id == mine


def _by_post(actor: Actor) -> list[ColumnElement[bool]]:
    if actor.roles & {Role.HR, *HEADS}:
        return [Dossier.agency_id == actor.agency_id]
    if Role.UNIT_HEAD in actor.roles:
        return [Dossier.unit_id.in_(units.subtree_ids(actor.unit_id))]
    return []


def _by_grant(actor: Actor) -> list[ColumnElement[bool]]:
    return _of_branch(branch_of(actor))


def _of_branch(covered: set[int]) -> list[ColumnElement[bool]]:
    """Who covers every open unit keeps all dossiers, those that a dissolved body left too."""
    if not covered:
        return []
    if covered.issuperset(tree().nodes):
        return [true()]
    return [Dossier.agency_id.in_(covered), Dossier.unit_id.in_(covered)]


def branch_of(actor: Actor, scopes: Sequence[Scope] = (Scope.BRANCH, Scope.APPROVE)) -> set[int]:
    """The units for which a grant of the actor's desk lets him read."""
    if actor.desk_id is None or actor.delegation_id is not None:
        return set()
    held = select(RegisterGrant.unit_id).where(
        RegisterGrant.desk_id == actor.desk_id,
        RegisterGrant.scope.in_(scopes),
        RegisterGrant.ended_at.is_(None),
    )
    return {below for unit in db.session.scalars(held) for below in units.subtree_ids(unit)}


def kept_by(actor: Actor) -> ColumnElement[bool]:
    """The dossiers that the actor keeps: of his body as its staff office, or of a branch."""
    reasons: list[ColumnElement[bool]] = []
    if actor.holds(Role.HR):
        reasons.append(Dossier.agency_id == actor.agency_id)
    return or_(false(), *reasons, *_of_branch(branch_of(actor, (Scope.BRANCH,))))


def visible_dossier(uid: UUID, actor: Actor) -> Dossier:
    """The dossier, or 404 for whoever may not read it."""
    found = db.session.scalars(visible_dossiers(actor).where(Dossier.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is no such dossier."))
    return found


def own_dossier(actor: Actor) -> Dossier:
    """The actor's own dossier, or 404 while none is kept of him."""
    found = db.session.scalars(select(Dossier).where(_own(actor))).first()
    if found is None:
        raise NotFound(_("No dossier is kept of you here."))
    return found


def readable_groups(actor: Actor, dossier: Dossier) -> frozenset[str]:
    """The groups that this actor may read: heads see work, not the private life of officials."""
    sees_private = allowed(actor, Can.READ_SENSITIVE, dossier)
    sees_restricted = allowed(actor, Can.READ_RESTRICTED, dossier) or is_own(actor, dossier)
    return frozenset(
        name
        for name, group in GROUPS.items()
        if group.access is Access.NORMAL
        or (group.access is Access.RESTRICTED and sees_restricted)
        or (group.access is not Access.RESTRICTED and sees_private)
    )


def dossier_of(found: NationalConflict | Difference) -> Dossier:
    """The dossier that a question or a difference is about."""
    return db.session.get_one(Dossier, found.dossier_id)
