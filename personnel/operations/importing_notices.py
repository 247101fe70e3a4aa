"""Telling those who may let a batch in that it waits for them; one of them is enough."""

from collections.abc import Iterable

from sqlalchemy import select

from office import notices
from office.db import db
from office.i18n import _l
from office.permissions import Role
from office.units import queries as units
from personnel.models import ImportBatch, RegisterGrant, RowState, Scope
from personnel.queries import imports as queries


def tell_approvers(batch: ImportBatch) -> None:
    """The staff office and who was named to approve; the leaders where there is no second person.

    Part of the check that ends; nobody is told of a batch in which no row is good.
    """
    good = queries.import_counts(batch)[RowState.GOOD]
    if not good:
        return
    agency_id = units.successor_of(batch.agency_id)
    seconds = _seconds([*_desks(agency_id, Role.HR), *_named(agency_id)], batch)
    for desk_id in seconds or _seconds(_desks(agency_id, Role.LEADER), batch):
        notices.tell(
            desk_id,
            kind="personnel",
            text=_l("A spreadsheet of dossiers waits for approval: %(count)s rows", count=good),
            url=f"/personnel/imports/{batch.uid}",
            key=f"import-approve:{batch.uid}:{good}:{desk_id}",
        )


def _desks(agency_id: int, role: Role) -> list[int]:
    return [one.id for one in units.desks_of_role(agency_id, role)]


def _named(agency_id: int) -> list[int]:
    standing = select(RegisterGrant).where(
        RegisterGrant.scope == Scope.APPROVE, RegisterGrant.ended_at.is_(None)
    )
    grants = db.session.scalars(standing.order_by(RegisterGrant.id)).all()
    return [one.desk_id for one in grants if agency_id in units.subtree_ids(one.unit_id)]


def _seconds(desks: Iterable[int], batch: ImportBatch) -> list[int]:
    """The desks at which somebody else sits than who brought the batch."""
    return [
        desk_id
        for desk_id in dict.fromkeys(desks)
        if any(one.person_id != batch.creator_id for one in units.holders(desk_id))
    ]
