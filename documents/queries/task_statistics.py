"""How tasks were kept over a span of days: by the units and the people who lead them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, select

from documents.models import Task, TaskState, Urging
from documents.queries.figures import places_of
from documents.queries.tasks import desk_names, visible_tasks
from office import clock
from office.db import db
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Desk, Tenure, Unit
from office.units.settings import settings_of


@dataclass(frozen=True)
class Kept:
    """One line of the statistics: how many of what; `people` share the open ones."""

    name: str
    uid: UUID | None
    on_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    waiting: int = 0
    urged: int = 0
    people: int = 1

    @property
    def done(self) -> int:
        """Closed in the span."""
        return self.on_time + self.late

    @property
    def share(self) -> int | None:
        """On time in percent of what was closed."""
        return round(self.on_time * 100 / self.done) if self.done else None

    def load(self, quota: int) -> int | None:
        """The open ones in percent of what so many people may have open at once."""
        return round(self.open * 100 / (quota * self.people)) if quota and self.people else None


NUMBERS = ("on_time", "late", "open", "overdue", "waiting", "urged")


@dataclass
class Statistics:
    """The lines and their sum."""

    rows: list[Kept] = field(default_factory=list)
    quota: int = 0

    @property
    def whole(self) -> Kept:
        """All lines together."""
        return _sum("", None, self.rows, sum(row.people for row in self.rows))


def kept_by_person(actor: Actor, since: datetime, until: datetime) -> Statistics:
    """A line for each desk that led, the most overdue first."""
    found = _by_desk(actor, since, until)
    names = desk_names(list(found))
    uids = dict(db.session.execute(select(Desk.id, Desk.uid).where(Desk.id.in_(found))).all())
    rows = [
        replace(row, name=names.get(desk_id, ""), uid=uids.get(desk_id))
        for desk_id, row in found.items()
    ]
    return Statistics(_sorted(rows), _quota(actor))


def kept_by_unit(actor: Actor, since: datetime, until: datetime) -> Statistics:
    """A line for each unit in which leading desks stand today, the most overdue first."""
    found = _by_desk(actor, since, until)
    places, people = places_of(list(found)), _people()
    grouped: dict[int, list[Kept]] = {}
    for desk_id, row in found.items():
        grouped.setdefault(places.get(desk_id, 0), []).append(row)
    uids = dict(db.session.execute(select(Unit.id, Unit.uid).where(Unit.id.in_(grouped))).all())
    rows = [
        _sum(
            units.name_of(unit_id) if unit_id else "",
            uids.get(unit_id),
            parts,
            people.get(unit_id, 1),
        )
        for unit_id, parts in grouped.items()
    ]
    return Statistics(_sorted(rows), _quota(actor))


def _sum(name: str, uid: UUID | None, parts: Sequence[Kept], people: int) -> Kept:
    sums = {key: sum(getattr(part, key) for part in parts) for key in NUMBERS}
    return Kept(name, uid, people=people, **sums)


def _sorted(rows: Sequence[Kept]) -> list[Kept]:
    return sorted(rows, key=lambda row: (-row.overdue, -row.open, row.name))


def _quota(actor: Actor) -> int:
    return settings_of(actor.agency_id).task_quota if actor.agency_id else 0


def _by_desk(actor: Actor, since: datetime, until: datetime) -> dict[int, Kept]:
    in_span = and_(Task.state == TaskState.CLOSED, Task.closed_at >= since, Task.closed_at < until)
    is_open = and_(Task.closed_at.is_(None), Task.given_at < until)
    undone = and_(is_open, Task.reported_at.is_(None), Task.due_at < clock.now())
    columns = (
        _count(and_(in_span, Task.reported_at <= Task.due_at)),
        _count(and_(in_span, Task.reported_at > Task.due_at)),
        _count(is_open),
        _count(undone),
        _count(and_(is_open, Task.reported_at.is_not(None))),
    )
    statement = select(Task.lead_desk_id, *columns).where(visible_tasks(actor), in_span | is_open)
    rows = db.session.execute(statement.group_by(Task.lead_desk_id)).all()
    urged = _urged(actor, since, until)
    return {row[0]: replace(Kept("", None, *row[1:]), urged=urged.get(row[0], 0)) for row in rows}


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _urged(actor: Actor, since: datetime, until: datetime) -> dict[int, int]:
    rows = db.session.execute(
        select(Task.lead_desk_id, func.count())
        .join(Urging, Urging.task_uid == Task.uid)
        .where(Urging.urged_at >= since, Urging.urged_at < until, visible_tasks(actor))
        .group_by(Task.lead_desk_id)
    )
    return {row[0]: row[1] for row in rows}


def _people() -> dict[int, int]:
    """How many people work in each unit today."""
    rows = db.session.execute(
        select(Tenure.unit_id, func.count(Tenure.person_id.distinct()))
        .where(Tenure.person_id.is_not(None), units.held_at(Tenure, clock.now()))
        .group_by(Tenure.unit_id)
    )
    return {row[0]: row[1] for row in rows}
