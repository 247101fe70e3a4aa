"""Staff beside allotted posts (biên chế), and planning lists (quy hoạch)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from office import clock
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, Role
from office.units import queries as units
from office.units.models import Unit
from personnel.models import Allotment, Dossier, RecordRow, Scope, Standing
from personnel.policy import HEADS, granted
from personnel.queries.dossiers import visible_to
from personnel.queries.timeline import as_timeline
from personnel.record.timeline import state

HERE = (Standing.SERVING, Standing.SUSPENDED)
DEPUTY = "Phó%"  # the titles of deputies begin with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffed:
    """One unit and category: allotted posts beside those who are there; None: nobody decided it."""

    unit_id: int
    name: str
    category: str
    present: int = 0
    deputies: int = 0
    allotment: Allotment | None = None

    @property
    def vacant(self) -> int:
        return max(0, self.allotment.posts - self.present) if self.allotment else 0

    @property
    def over(self) -> int:
        """How many are there beyond what is allotted (V15)."""
        return max(0, self.present - self.allotment.posts) if self.allotment else 0

    @property
    def deputies_over(self) -> int:
        """How many deputies there are beyond their number (V15)."""
        allowed = self.allotment.deputies if self.allotment else None
        return 0 if allowed is None else max(0, self.deputies - allowed)


def staffing(actor: Actor) -> list[Staffed]:
    """Each unit that the actor looks after, by category, in the order of the tree."""
    scope = scope_units(actor)
    present = present_in(scope, visible_to(actor))
    allotted = {(row.unit_id, row.category): row for row in in_force(scope, clock.today())}
    keys = sorted(present.keys() | allotted.keys(), key=lambda key: (scope.index(key[0]), key[1]))
    return [
        Staffed(
            unit_id=unit_id,
            name=units.name_of(unit_id),
            category=category,
            present=present.get((unit_id, category), (0, 0))[0],
            deputies=present.get((unit_id, category), (0, 0))[1],
            allotment=allotted.get((unit_id, category)),
        )
        for unit_id, category in keys
    ]


def scope_units(actor: Actor) -> list[int]:
    """The units whose staffing the actor sees."""
    found: list[int] = []
    if actor.roles & {Role.HR, *HEADS}:
        found += units.subtree_ids(actor.agency_id)
    elif Role.UNIT_HEAD in actor.roles:
        found += units.subtree_ids(actor.unit_id)
    if actor.desk_id is not None and actor.delegation_id is None:
        for scope in (Scope.BRANCH, Scope.APPROVE):
            for unit in db.session.scalars(granted(actor, scope)):
                found += units.subtree_ids(unit)
    return list(dict.fromkeys(found))


def present_in(
    scope: Sequence[int], *narrowed: ColumnElement[bool]
) -> dict[tuple[int, str], tuple[int, int]]:
    """How many of each unit and category are there, and how many of them are deputies."""
    counts = (
        select(
            Dossier.unit_id,
            Dossier.category,
            func.count(),
            func.count().filter(Dossier.title.like(DEPUTY)),
        )
        .where(*narrowed, Dossier.unit_id.in_(scope), Dossier.standing.in_(HERE))
        .group_by(Dossier.unit_id, Dossier.category)
    )
    rows = db.session.execute(counts)
    return {(row[0] or 0, row[1]): (row[2], row[3]) for row in rows}


def in_force(scope: Sequence[int], on: date) -> list[Allotment]:
    """Of each unit and category the allotment that holds on a day."""
    begun = (
        select(Allotment)
        .where(
            Allotment.unit_id.in_(scope), Allotment.valid_from <= on, Allotment.ended_at.is_(None)
        )
        .order_by(Allotment.valid_from, Allotment.id)
    )
    last = {(row.unit_id, row.category): row for row in db.session.scalars(begun)}
    return list(last.values())


def allotments(actor: Actor) -> list[Allotment]:
    """All that was allotted to the units of the actor, the newest first; ended ones too."""
    mine = select(Allotment).where(Allotment.unit_id.in_(scope_units(actor)))
    return list(db.session.scalars(mine.order_by(Allotment.valid_from.desc(), Allotment.id.desc())))


def visible_allotment(uid: UUID, actor: Actor) -> Allotment:
    """An allotment of a unit of the actor, or 404."""
    mine = select(Allotment).where(Allotment.uid == uid, Allotment.unit_id.in_(scope_units(actor)))
    found = db.session.scalars(mine).first()
    if found is None:
        raise NotFound(_("There is no such allotment."))
    return found


def units_to_staff(actor: Actor) -> list[tuple[UUID, str]]:
    """The units of the actor, as the tree orders them."""
    scope = scope_units(actor)
    rows = db.session.execute(select(Unit.id, Unit.uid).where(Unit.id.in_(scope)))
    uids = {row.id: row.uid for row in rows}
    return [(uids[one], units.name_of(one)) for one in scope if one in uids]


# ----------------------------------------------------------------------------- planning


@dataclass(frozen=True, slots=True)
class Planned:
    """Somebody on a planning list: for which title, where and for which years."""

    title: str
    unit: str
    period: str
    dossier: Dossier


def planned(actor: Actor) -> list[Planned]:
    """Who is planned for a title today, by title."""
    wanted = (
        select(RecordRow, Dossier)
        .join(Dossier, Dossier.id == RecordRow.dossier_id)
        .where(visible_to(actor), RecordRow.group == "planning", Dossier.standing.in_(HERE))
    )
    rows: defaultdict[int, list[RecordRow]] = defaultdict(list)
    people: dict[int, Dossier] = {}
    for row, dossier in db.session.execute(wanted):
        rows[dossier.id].append(row)
        people[dossier.id] = dossier
    found = [one for number, own in rows.items() for one in _planned(people[number], own)]
    return sorted(found, key=lambda one: (one.title, one.unit, one.dossier.folded_name))


def _planned(dossier: Dossier, rows: Sequence[RecordRow]) -> Iterator[Planned]:
    for row in state(as_timeline(rows), clock.today()).get("planning", ()):
        said = row.values
        yield Planned(
            str(said.get("title", "")),
            _unit(said.get("unit")),
            str(said.get("period", "")),
            dossier,
        )


def _unit(stored: Any) -> str:
    """The name under which a unit was written into the record, or its present one."""
    if not isinstance(stored, dict):
        return ""
    uid = stored.get("unit")
    if stored.get("name") or not uid:
        return str(stored.get("name", ""))
    number = db.session.scalar(select(Unit.id).where(Unit.uid == UUID(uid)))
    return units.name_of(number) if number else ""
