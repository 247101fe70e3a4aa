"""The tree of units as it stood on a day, read once and kept until any unit changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import event, or_, select
from sqlalchemy.orm import Session

from office import clock
from office.db import db, in_operation, new_uid
from office.units.models import CodeScheme, TreeStamp, Unit, UnitCode, UnitKind, UnitVersion

KEPT_DAYS = 16


@dataclass(frozen=True)
class Node:
    """A unit as it was called and where it stood on the day of the tree."""

    unit_id: int
    kind: UnitKind
    agency_id: int
    parent_id: int | None
    name: str
    short_name: str
    symbol: str
    place: str
    address: str
    order: int
    heading: str = ""
    codes: Mapping[CodeScheme, str] = field(default_factory=dict)


class Tree:
    """All open units of one day; children in their own order."""

    def __init__(self, nodes: Mapping[int, Node]) -> None:
        self.nodes = nodes
        self._children: dict[int | None, list[int]] = {}
        for node in sorted(nodes.values(), key=lambda one: (one.order, one.unit_id)):
            above = node.parent_id if node.parent_id in nodes else None
            self._children.setdefault(above, []).append(node.unit_id)

    def children(self, unit_id: int | None) -> list[int]:
        """The units directly below; of None, the roots."""
        return self._children.get(unit_id, [])

    def subtree(self, unit_id: int) -> list[int]:
        """The unit and everything below it, from the top."""
        return [found for found, _depth in self.walk(unit_id)]

    def walk(self, unit_id: int, depth: int = 0) -> Iterator[tuple[int, int]]:
        """Unit and depth in the order of a printed chart."""
        yield unit_id, depth
        for child in self.children(unit_id):
            yield from self.walk(child, depth + 1)

    def rooms(
        self, agency_id: int, depth: int = 0, top: int | None = None
    ) -> list[tuple[int, int]]:
        """The parts of one agency with their depth; agencies below it keep their own walls."""
        below = [
            child
            for child in self.children(top or agency_id)
            if self.nodes[child].agency_id == agency_id
        ]
        found = []
        for child in below:
            found += [(child, depth), *self.rooms(agency_id, depth + 1, child)]
        return found

    def path(self, unit_id: int) -> list[Node]:
        """From the root down to the unit."""
        node = self.nodes.get(unit_id)
        above = self.path(node.parent_id) if node and node.parent_id else []
        return [*above, node] if node else above

    def is_below(self, unit_id: int, above: int) -> bool:
        """Whether a unit stands under another one, or is it."""
        return any(node.unit_id == above for node in self.path(unit_id))


copies: dict[tuple[str, date], Tree] = {}


def tree(on: date | None = None) -> Tree:
    """The tree as of a day (today unless another is named)."""
    day = on or clock.today()
    key = (stamp(), day)
    if not key[0]:
        return _read(day)
    if key not in copies:
        while len(copies) >= KEPT_DAYS:
            copies.pop(next(iter(copies)), None)
        copies[key] = _read(day)
    return copies[key]


_stamp = select(TreeStamp.value)


def stamp() -> str:
    """What changes with every change of units; every request asks it once."""
    facts = db.session().info
    if "tree_stamp" in facts and not in_operation():
        return str(facts["tree_stamp"])
    found = db.session.scalar(_stamp) or ""
    if not in_operation():
        facts["tree_stamp"] = found
    return found


def renew_stamp() -> None:
    """Make every process read the tree anew; needed only after changes that bypass the session."""
    _renew(db.session())


@event.listens_for(Session, "before_flush")
def _notice_changes(session: Session, *_: Any) -> None:
    touched = (*session.new, *session.dirty)
    if any(isinstance(one, (Unit, UnitVersion, UnitCode)) for one in touched):
        _renew(session)


def _renew(session: Session) -> None:
    session.info.pop("tree_stamp", None)
    with session.no_autoflush:
        row = session.get(TreeStamp, 1) or TreeStamp(id=1)
    row.value = str(new_uid())
    session.add(row)


def _read(day: date) -> Tree:
    codes: dict[int, dict[CodeScheme, str]] = {}
    for unit_id, scheme, code in db.session.execute(
        select(UnitCode.unit_id, UnitCode.scheme, UnitCode.code).where(*_valid(UnitCode, day))
    ):
        codes.setdefault(unit_id, {})[scheme] = code
    rows = db.session.execute(
        select(Unit.id, Unit.kind, Unit.agency_id, UnitVersion)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(*_valid(UnitVersion, day))
    )
    return Tree(
        {
            unit_id: _node(unit_id, kind, agency_id or unit_id, version, codes.get(unit_id, {}))
            for unit_id, kind, agency_id, version in rows
        }
    )


def _node(
    unit_id: int,
    kind: UnitKind,
    agency_id: int,
    version: UnitVersion,
    codes: Mapping[CodeScheme, str],
) -> Node:
    return Node(
        unit_id=unit_id,
        kind=kind,
        agency_id=agency_id,
        parent_id=version.parent_id,
        name=version.name,
        short_name=version.short_name or version.name,
        symbol=version.symbol,
        place=version.place,
        address=version.address,
        order=version.order,
        heading=version.heading,
        codes=codes,
    )


def _valid(model: type[UnitVersion] | type[UnitCode], day: date) -> tuple[Any, ...]:
    return (model.valid_from <= day, or_(model.valid_to.is_(None), model.valid_to > day))
