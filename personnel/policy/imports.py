"""Who brings spreadsheets into the register, who lets them in, and who takes lists out."""

from enum import StrEnum

from office.db import db
from office.permissions import Actor, Role, rule
from office.units import queries as units
from personnel.models import ImportBatch, Scope
from personnel.policy import granted, keeps_in


class CanImport(StrEnum):
    """The permissions over one batch."""

    SEE = "see"
    BRING = "bring"
    READ = "read"
    PREPARE = "prepare"
    APPROVE = "approve"
    WORK = "work"


def imports_by_post(actor: Actor) -> bool:
    """Whether the post alone leads to imports: for the navigation, which asks no table."""
    return bool(actor.roles & {Role.HR, Role.LEADER})


def _approves_in(actor: Actor, agency_id: int) -> bool:
    agency = units.successor_of(agency_id)
    if keeps_in(actor, agency) or actor.holds(Role.LEADER, agency_id=agency):
        return True
    return _has_grant(actor, agency)


def _has_grant(actor: Actor, agency_id: int) -> bool:
    if actor.desk_id is None or actor.delegation_id is not None:
        return False
    named = db.session.scalars(granted(actor, Scope.APPROVE))
    return any(agency_id in units.subtree_ids(unit) for unit in named)


@rule(CanImport.SEE)
def may_see(actor: Actor, agency_id: int | None) -> bool:
    """Imports are for staff offices, leaders and whoever was named to approve."""
    return agency_id is not None and _approves_in(actor, agency_id)


@rule(CanImport.BRING)
def may_bring(actor: Actor, agency_id: int | None) -> bool:
    """Spreadsheets are brought by the staff office of the body that keeps the dossiers."""
    return keeps_in(actor, agency_id) and actor.delegation_id is None


@rule(CanImport.READ)
def may_read_import(actor: Actor, batch: ImportBatch) -> bool:
    """A batch is seen by the staff office that brought it and by whoever may approve it."""
    return actor.is_machine or _approves_in(actor, batch.agency_id)


@rule(CanImport.PREPARE)
def may_prepare_import(actor: Actor, batch: ImportBatch) -> bool:
    """A batch is prepared by the staff office of the body that keeps the dossiers."""
    return may_bring(actor, batch.agency_id)


@rule(CanImport.APPROVE)
def may_approve_import(actor: Actor, batch: ImportBatch) -> bool:
    """A batch is approved by a second person: a leader, the staff office or who is named to."""
    is_second = actor.person_id is not None and actor.person_id != batch.creator_id
    return is_second and _approves_in(actor, batch.agency_id)


@rule(CanImport.WORK)
def may_work(actor: Actor, _batch: ImportBatch) -> bool:
    """Rows are read, checked and entered by the house itself."""
    return actor.is_machine
