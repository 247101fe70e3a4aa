"""What a list of dossiers is narrowed to, out of its address; what cannot be read narrows not."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from office import clock
from office.db import db
from office.errors import NotFound
from office.i18n import language
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Unit
from office.units.tree import tree
from personnel.models import Standing
from personnel.queries.dossiers import branch_of
from personnel.queries.listing import Narrow
from personnel.record import codes

LONGEST = 100
ASKED = ("q", "known", "unit", "category", "grade")
Options = list[tuple[str, object]]
MOST_UNITS = 400


def asked_of(args: Mapping[str, str]) -> dict[str, str]:
    """The words of the address, each of bounded length."""
    return {name: args.get(name, "").replace("\0", "").strip()[:LONGEST] for name in ASKED}


def narrow_of(asked: Mapping[str, str], standing: Standing | None) -> Narrow:
    """The same as the query takes it."""
    return Narrow(
        words=asked["q"],
        standing=standing,
        category=asked["category"],
        grade=asked["grade"],
        known=asked["known"],
        units=units_below(asked["unit"]),
    )


def units_below(uid: str) -> tuple[int, ...]:
    """A unit with all that stands under it."""
    try:
        found = units.unit_by_uid(UUID(uid))
    except (ValueError, NotFound):
        return ()
    return tuple(units.subtree_ids(found.id))


def code_options(list_id: str, every: object) -> Options:
    """The codes of a list as they hold today."""
    rows = codes.codes_of(list_id, clock.today())
    return [("", every), *((row.code, row.name(language())) for row in rows)]


def unit_options(actor: Actor) -> Options:
    """The units whose officials the actor may see, indented as they stand."""
    known = tree()
    covered = branch_of(actor)
    if covered:
        tops = [one for one in covered if known.nodes[one].parent_id not in covered]
        rows = [row for top in tops for row in known.walk(top)]
    elif actor.agency_id in known.nodes:
        rows = [(actor.agency_id or 0, 0)]
        rows += [(unit, depth + 1) for unit, depth in known.rooms(actor.agency_id or 0)]
    else:
        rows = []
    rows = rows[:MOST_UNITS]
    uids = uids_of([unit for unit, _depth in rows])
    return [(uids[unit], f"{'— ' * depth}{known.nodes[unit].name}") for unit, depth in rows]


def uids_of(unit_ids: Sequence[int]) -> dict[int, str]:
    """The public names of units."""
    found = select(Unit.id, Unit.uid).where(Unit.id.in_(unit_ids))
    return {row.id: str(row.uid) for row in db.session.execute(found)}
