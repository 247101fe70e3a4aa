"""Which unit took the place of which: asked by every page, kept until any unit changes."""

from datetime import date

from sqlalchemy import select

from office import clock
from office.db import db, in_operation
from office.units.models import Succession, Unit
from office.units.tree import stamp

MOST_STEPS, MOST_KEPT = 50, 5000


def successor_of(unit_id: int, on: date | None = None) -> int:
    """The open unit to which the work of a unit has come, through every step in between."""
    day = on or clock.today()
    if in_operation() or not stamp():
        return _followed(unit_id, day)
    key = stamp(), unit_id, day
    if len(_successors) > MOST_KEPT:
        _successors.clear()
    if key not in _successors:
        _successors[key] = _followed(unit_id, day)
    return _successors[key]


_successors: dict[tuple[str, int, date], int] = {}  # kept until any unit changes


def _followed(unit_id: int, day: date) -> int:
    for _step in range(MOST_STEPS):
        following = db.session.scalar(
            select(Succession.new_unit_id)
            .join(Unit, Unit.id == Succession.old_unit_id)
            .where(Succession.old_unit_id == unit_id, Unit.closed_on <= day)
            .order_by(Succession.id)
        )
        if following is None:
            return unit_id
        unit_id = following
    raise LookupError("the successions lead in a circle")


def predecessors(unit_id: int) -> list[int]:
    """The units whose place this one took, with theirs."""
    found: list[int] = []
    open_ends = [unit_id]
    while open_ends:
        steps = select(Succession.old_unit_id).where(Succession.new_unit_id.in_(open_ends))
        open_ends = [one for one in db.session.scalars(steps) if one not in {unit_id, *found}]
        found += open_ends
    return found


_lineages: dict[tuple[str, int], list[int]] = {}  # kept until any unit changes


def lineage(unit_id: int) -> list[int]:
    """The unit and those whose place it took."""
    key = stamp(), unit_id
    if len(_lineages) > MOST_KEPT:
        _lineages.clear()
    if key not in _lineages:
        _lineages[key] = [unit_id, *predecessors(unit_id)]
    return _lineages[key]
