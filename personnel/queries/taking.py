"""A list of officials on its way out of the house: who is on it, and what of each may be read."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from office import clock
from office.db import db
from office.permissions import Actor, require
from personnel.models import Dossier, RecordRow
from personnel.policy import Can, is_own
from personnel.queries.dossiers import readable_groups
from personnel.queries.looking import may_open_groups
from personnel.queries.timeline import uncited
from personnel.record.timeline import Row, State, state

PIECE = 500
TAKEN = "taken"


@dataclass(frozen=True)
class Reach:
    """The groups that may be read, and those whose sensitive fields may be asked for."""

    readable: frozenset[str]
    openable: frozenset[str]


class Reaches:
    """What a reader may see of many dossiers: of those in one unit of one body it is the same."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._known: dict[tuple[int, int | None, bool], Reach] = {}

    def of(self, dossier: Dossier) -> Reach:
        """Asked of the rules once for each unit; raises `Forbidden` for one who is not seen."""
        key = (dossier.agency_id, dossier.unit_id, is_own(self._actor, dossier))
        if key not in self._known:
            require(self._actor, Can.READ, dossier)
            readable = readable_groups(self._actor, dossier)
            self._known[key] = Reach(readable, may_open_groups(self._actor, dossier))
        return self._known[key]


@dataclass(frozen=True)
class Listed:
    """One official of the list: his rows of the groups asked for, and which of them lie open."""

    dossier: Dossier
    rows: Sequence[Row]
    readable: frozenset[str]
    opened: frozenset[str]

    @property
    def state(self) -> State:
        """What holds today."""
        return state(self.rows, clock.today())


def dossiers_of(ids: Sequence[int]) -> Iterator[Sequence[Dossier]]:
    """The dossiers piece by piece, in the order of their ids in the list."""
    for start in range(0, len(ids), PIECE):
        piece = ids[start : start + PIECE]
        found = db.session.scalars(select(Dossier).where(Dossier.id.in_(piece)))
        by_id = {one.id: one for one in found}
        yield [by_id[one] for one in piece if one in by_id]


def taken(
    ids: Sequence[int], actor: Actor, groups: Collection[str], *, opened: Collection[str]
) -> Iterator[Listed]:
    """Who is on the list, one after the other; `opened` was asked for with a reason."""
    reaches = Reaches(actor)
    for piece in dossiers_of(ids):
        stored = _rows([one.id for one in piece], groups)
        for dossier in piece:
            reach = reaches.of(dossier)
            lies_open = reach.openable & set(opened)
            mine = [row for row in stored.get(dossier.id, []) if row.group in reach.readable]
            rows = uncited(mine, opened=lies_open)
            yield Listed(dossier, rows, reach.readable, lies_open)


def _rows(ids: Sequence[int], groups: Collection[str]) -> dict[int, list[RecordRow]]:
    found: dict[int, list[RecordRow]] = {}
    if groups:
        wanted = select(RecordRow).where(RecordRow.dossier_id.in_(ids), RecordRow.group.in_(groups))
        for row in db.session.scalars(wanted.order_by(RecordRow.dossier_id, RecordRow.number)):
            found.setdefault(row.dossier_id, []).append(row)
    return found
