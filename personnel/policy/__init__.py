"""Who sees what of a dossier and who changes it; roles are named nowhere else in this package."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select

from office.db import db
from office.permissions import Actor, Role, rule
from office.units import queries as units
from personnel.models import Dossier, RegisterGrant, Scope

HEADS = (Role.LEADER, Role.OFFICE_HEAD)


class Can(StrEnum):
    """The permissions over dossiers and decisions."""

    LIST = "list"
    READ = "read"
    READ_SENSITIVE = "read_sensitive"
    READ_RESTRICTED = "read_restricted"
    OPEN_DOSSIER = "open_dossier"
    PREPARE = "prepare"
    APPROVE = "approve"
    RECORD = "record"
    GRANT = "grant"
    CHANGE_KEY = "change_key"
    LOAD_FORM = "load_form"
    FORESEE = "foresee"
    ALLOT = "allot"
    TAKE_LIST = "take_list"


def granted(actor: Actor, scope: Scope) -> Select[int]:
    """The units for which the desk of the actor has a grant."""
    return select(RegisterGrant.unit_id).where(
        RegisterGrant.desk_id == actor.desk_id,
        RegisterGrant.scope == scope,
        RegisterGrant.ended_at.is_(None),
    )


def is_own(actor: Actor, dossier: Dossier) -> bool:
    """Whether it is the actor's own; nobody is somebody else by delegation."""
    own = actor.person_id is not None and actor.person_id == dossier.person_id
    return own and actor.delegation_id is None


def has_grant(actor: Actor, scope: Scope, dossier: Dossier) -> bool:
    """Whether a grant of the actor's desk covers the body that keeps the dossier, or its unit."""
    if actor.desk_id is None or actor.delegation_id is not None:
        return False
    covered = {
        below
        for unit in db.session.scalars(granted(actor, scope))
        for below in units.subtree_ids(unit)
    }
    return bool(covered & {dossier.agency_id, dossier.unit_id})


def keeps_in(actor: Actor, agency_id: int | None) -> bool:
    """Whether the actor's post is with the staff office of this body."""
    return agency_id is not None and actor.holds(Role.HR, agency_id=units.successor_of(agency_id))


def keeps(actor: Actor, dossier: Dossier) -> bool:
    """Whether the actor keeps this dossier: the staff office of its body, or of its branch."""
    return keeps_in(actor, dossier.agency_id) or has_grant(actor, Scope.BRANCH, dossier)


def leads(actor: Actor, dossier: Dossier) -> bool:
    """Whether the official works under the actor."""
    if any(actor.holds(role, agency_id=dossier.agency_id) for role in HEADS):
        return True
    return actor.holds(Role.UNIT_HEAD) and dossier.unit_id in units.subtree_ids(actor.unit_id)


def lists_by_post(actor: Actor) -> bool:
    """Whether the post alone leads to the register: for the navigation, which asks no table.

    Whoever was named in it comes there from his own dossier.
    """
    return bool(actor.roles & {Role.HR, Role.UNIT_HEAD, *HEADS})


@rule(Can.LIST)
def may_list(actor: Actor, _: Any) -> bool:
    """The register is for staff offices, heads and leaders, and for whoever was named in it."""
    if actor.person_id is None or actor.desk_id is None:
        return False
    if lists_by_post(actor):
        return True
    held = select(RegisterGrant.id).where(
        RegisterGrant.desk_id == actor.desk_id, RegisterGrant.ended_at.is_(None)
    )
    return db.session.scalars(held.limit(1)).first() is not None


@rule(Can.READ)
def may_read(actor: Actor, dossier: Dossier) -> bool:
    """A dossier is read by its official, his staff office, his heads and who approves for it."""
    return (
        is_own(actor, dossier)
        or keeps(actor, dossier)
        or leads(actor, dossier)
        or has_grant(actor, Scope.APPROVE, dossier)
    )


@rule(Can.READ_SENSITIVE)
def may_read_sensitive(actor: Actor, dossier: Dossier) -> bool:
    """Sensitive fields are shown to the official himself and to his staff office."""
    return is_own(actor, dossier) or keeps(actor, dossier)


@rule(Can.READ_RESTRICTED)
def may_read_restricted(actor: Actor, dossier: Dossier) -> bool:
    """Former regimes, travel, assets and clearance are shown to whoever is named for them."""
    return has_grant(actor, Scope.RESTRICTED, dossier)


@rule(Can.OPEN_DOSSIER)
def may_open(actor: Actor, agency_id: int) -> bool:
    """A dossier is opened by the staff office of the body that keeps it."""
    return actor.is_machine or keeps_in(actor, agency_id)


@rule(Can.PREPARE)
def may_prepare(actor: Actor, dossier: Dossier | None) -> bool:
    """Decisions are prepared by the staff office; never about the one who prepares them."""
    if dossier is None:
        return actor.holds(Role.HR) and actor.delegation_id is None
    return keeps(actor, dossier) and not is_own(actor, dossier)


@rule(Can.APPROVE)
def may_approve(actor: Actor, dossier: Dossier) -> bool:
    """What was declared or imported is approved by the staff office or by who is named for it."""
    approves = keeps(actor, dossier) or has_grant(actor, Scope.APPROVE, dossier)
    return approves and not is_own(actor, dossier)


@rule(Can.RECORD)
def may_record(actor: Actor, _: Any) -> bool:
    """The register writes by itself, once it has checked the signed decision."""
    return actor.is_machine


@rule(Can.GRANT)
def may_grant(actor: Actor, unit_id: int | None) -> bool:
    """Who keeps or approves for a branch is named by an administrator, in his own post."""
    if not actor.holds(Role.ADMIN) or actor.delegation_id is not None:
        return False
    return unit_id is None or unit_id in units.subtree_ids(actor.agency_id)


@rule(Can.CHANGE_KEY)
def may_change_key(actor: Actor, _: Any) -> bool:
    """Sensitive values get a new key by an administrator, a security officer or the house."""
    watches = bool(actor.roles & {Role.ADMIN, Role.SECURITY})
    return actor.is_machine or (watches and actor.delegation_id is None)


@rule(Can.LOAD_FORM)
def may_load_form(actor: Actor, agency_id: int | None) -> bool:
    """Official forms are loaded and compared by an administrator, in his own post."""
    is_own = agency_id is not None and actor.holds(Role.ADMIN, agency_id=agency_id)
    return is_own and actor.delegation_id is None


@rule(Can.FORESEE)
def may_foresee(actor: Actor, _: Any) -> bool:
    """What comes is reckoned anew for a staff office, by somebody in his own post."""
    return actor.holds(Role.HR) and actor.delegation_id is None


@rule(Can.ALLOT)
def may_allot(actor: Actor, unit_id: int) -> bool:
    """Allotted posts are entered by the staff office, for the units of its own body."""
    holds = actor.holds(Role.HR) and actor.delegation_id is None
    return holds and unit_id in units.subtree_ids(actor.agency_id)


@rule(Can.TAKE_LIST)
def may_take_list(actor: Actor, _: Any) -> bool:
    """A list of officials is taken out by whoever sees the register, in his own post."""
    return actor.delegation_id is None and may_list(actor, None)
