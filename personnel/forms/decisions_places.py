"""The units from which a form lets choose: one's own agency, and the rooms of another one."""

from sqlalchemy import select

from office.db import db
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Unit
from office.units.tree import tree

Options = list[tuple[str, object]]


def own_units(actor: Actor) -> Options:
    """The agency of the actor with its parts."""
    return _with_parts(actor.agency_id) if actor.agency_id else []


def agencies() -> Options:
    """Every agency of the installation, by its public name."""
    ids = [one.unit_id for one in units.agencies()]
    uids = _uids(ids)
    return [(uids[one], units.name_of(one)) for one in ids]


def places(actor: Actor, agency: str) -> Options:
    """The units that may be chosen: those of the agency that was named, else of one's own."""
    uids = _uids([one.unit_id for one in units.agencies()]) if agency else {}
    named = next((one for one, uid in uids.items() if uid == agency), None)
    return _with_parts(named) if named else own_units(actor)


def _with_parts(agency_id: int) -> Options:
    known = tree()
    lines = [(agency_id, 0), *((one, depth + 1) for one, depth in known.rooms(agency_id))]
    uids = _uids([one for one, _depth in lines])
    return [(uids[one], f"{'– ' * depth}{units.name_of(one)}") for one, depth in lines]


def _uids(ids: list[int]) -> dict[int, str]:
    found = db.session.execute(select(Unit.id, Unit.uid).where(Unit.id.in_(ids)))
    return {row.id: str(row.uid) for row in found}
