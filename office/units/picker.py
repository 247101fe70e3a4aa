"""The picker's lines: the rooms of an agency, and in each the officials who can be given work."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from office import clock
from office.accounts.models import Person
from office.db import db
from office.permissions import Role
from office.units.models import Desk, DeskKind, Tenure
from office.units.queries import held_at
from office.units.tree import tree


@dataclass(frozen=True)
class PickRow:
    """A line of the picker: a unit or an official in it, with the work that lies there."""

    desk_id: int
    desk_uid: UUID
    unit_id: int
    depth: int
    label: str
    holder: str
    load: int
    is_unit: bool = False


def picker_rows(agency_id: int, loads: Mapping[int, int] | None = None) -> list[PickRow]:
    """The rooms of an agency with the officials in each, and how much lies on every desk."""
    known = tree()
    depths = dict(known.rooms(agency_id))
    standing: dict[int, dict[int, Any]] = {unit_id: {} for unit_id in depths}
    for row in db.session.execute(_standing(list(depths))):
        standing[row.unit_id].setdefault(row.id, row)
    names = {unit_id: known.nodes[unit_id].name for unit_id in depths}
    return [
        line
        for unit_id, depth in depths.items()
        for line in _lines(list(standing[unit_id].values()), names[unit_id], depth, loads or {})
    ]


def _lines(
    rows: Sequence[Any], name: str, depth: int, loads: Mapping[int, int]
) -> Iterator[PickRow]:
    own = _own_line(rows)
    if own is not None:
        yield replace(_pick_row(own, name, depth, loads), is_unit=True)
    for row in rows:
        if row is not own and row.kind is not DeskKind.UNIT:
            yield _pick_row(row, row.full_name or row.label, depth + 1, loads)


def head_desk_id(unit_id: int) -> int | None:
    """The desk at which what is given to a unit is done: that of the picker's line."""
    own = _own_line(db.session.execute(_standing([unit_id])).all())
    return own.id if own else None


def _own_line(standing: Iterable[Any]) -> Any | None:
    """The unit's own desk; while nobody sits there the post of the office head who leads the unit.

    Desks that the unit inherited came later and are no lines of their own.
    """
    desks = [row for row in standing if row.kind is not DeskKind.PERSON]
    own = [row for row in desks if row.kind is DeskKind.UNIT][:1]
    posts = [row for row in desks if row.kind is DeskKind.POST]
    return next(iter([*(row for row in own if row.full_name), *posts, *own]), None)


def _standing(unit_ids: Sequence[int]) -> Any:
    now = clock.now()
    held = aliased(Tenure)
    return (
        select(Desk.id, Desk.uid, Desk.kind, Desk.label, Tenure.unit_id, Person.full_name)
        .join(Tenure, and_(Tenure.desk_id == Desk.id, Tenure.person_id.is_(None)))
        .outerjoin(
            held, and_(held.desk_id == Desk.id, held.person_id.is_not(None), held_at(held, now))
        )
        .outerjoin(Person, Person.id == held.person_id)
        .where(
            Tenure.unit_id.in_(unit_ids),
            held_at(Tenure, now),
            or_(
                Desk.kind.in_([DeskKind.UNIT, DeskKind.PERSON]),
                held.function == Role.OFFICE_HEAD,
            ),
        )
        .order_by(Desk.kind == DeskKind.PERSON, Tenure.valid_from, Person.folded_name, Desk.id)
    )


def _pick_row(row: Any, label: str, depth: int, loads: Mapping[int, int]) -> PickRow:
    return PickRow(
        desk_id=row.id,
        desk_uid=row.uid,
        unit_id=row.unit_id,
        depth=depth,
        label=label,
        holder=row.full_name or "",
        load=loads.get(row.id, 0),
    )
