"""The figures of the overview: what is due when, what units and people have in hand, arrivals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select

from documents.models import Document, Duty, LineState, Routing, RoutingState, TaskLine
from documents.queries import figures
from documents.queries.kept_figures import Kept, kept
from documents.queries.tasks import desk_names
from documents.queries.visibility import visible_to
from office import clock
from office.db import db
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Desk, Unit

MOST = 200  # of what is due in one span: nobody reads on
DAYS = 7
EVER, NEVER = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
Span = tuple[datetime | None, datetime | None]


# ------------------------------------------------------------------------- my week


def spans_of_week() -> dict[str, Span]:
    """What is late, each of seven days from today on, and what comes later, by its short name."""
    now, today = clock.now(), clock.today()
    days = [today + timedelta(days=place) for place in range(DAYS + 1)]
    starts = [now, *(clock.local_midnight(one) for one in days[1:])]
    spans: dict[str, Span] = {"late": (None, now)}
    for place, one in enumerate(days[:-1]):
        spans[one.isoformat()] = starts[place], starts[place + 1]
    return spans | {"later": (starts[-1], None)}


def span_of_day(day: date) -> Span:
    """A day as a span of deadlines; of today only what is still ahead."""
    first, after = clock.local_midnight(day), clock.midnight_after(day)
    return max(first, clock.now()) if day == clock.today() else first, after


def due_within(column: Any, span: Span) -> list[ColumnElement[bool]]:
    """A span as conditions on a deadline."""
    first, after = span
    from_then = [column >= first] if first else []
    return [*from_then, column < after] if after else [*from_then, column.is_not(None)]


def week_of(actor: Actor, spans: Sequence[Span], *, tasks: bool) -> list[int]:
    """How many duties of the acting desk fall into each span, up to one over `MOST`.

    The statement is kept ready: it is the same for everybody.
    """
    values: dict[str, Any] = {"desk_id": actor.desk_id}
    for place, (first, after) in enumerate(spans):
        values |= {f"first{place}": first or EVER, f"after{place}": after or NEVER}
    is_deputy = actor.delegation_id is not None
    statement = _week(len(spans), with_tasks=tasks, is_deputy=is_deputy)
    return list(db.session.connection().execute(statement, values).one())


@lru_cache
def _week(count: int, *, with_tasks: bool, is_deputy: bool) -> Select[*tuple[int, ...]]:
    counted = []
    for place in range(count):
        names = f"first{place}", f"after{place}"
        owed = _owed_documents(is_deputy=is_deputy).where(*_between(Routing.due_at, *names))
        found = _capped(owed)
        if with_tasks:
            owed = _owed_tasks(is_deputy=is_deputy).where(*_between(TaskLine.due_at, *names))
            found += _capped(owed)
        counted.append(found)
    return select(*counted)


def _between(column: Any, first: str, after: str) -> tuple[ColumnElement[bool], ...]:
    return column >= bindparam(first), column < bindparam(after)


def _capped(statement: Select[int]) -> Any:
    some = statement.limit(MOST + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _owed_documents(*, is_deputy: bool) -> Select[int]:
    owed = select(Routing.id).where(
        Routing.desk_id == bindparam("desk_id"), Routing.state == RoutingState.OPEN
    )
    if not is_deputy:
        return owed
    seen = Document.is_restricted.is_(False)
    return owed.join(Document, Document.id == Routing.document_id).where(seen)


def _owed_tasks(*, is_deputy: bool) -> Select[int]:
    owed = select(TaskLine.id).where(
        TaskLine.desk_id == bindparam("desk_id"), TaskLine.state == LineState.OWED
    )
    return owed.where(TaskLine.is_restricted.is_(False)) if is_deputy else owed


# -------------------------------------------------------------- what is in hand, and where


@dataclass(frozen=True)
class Load:
    """What a unit or a person has in hand, and how much of it is past its deadline."""

    name: str
    uid: UUID | None
    in_hand: int
    overdue: int


@dataclass(frozen=True)
class Loads:
    """Everybody's load, the most overdue first, and all together."""

    lines: Sequence[Load]
    in_hand: int
    overdue: int


def loads_by_unit(actor: Actor) -> Kept[Loads]:
    """Each unit of the agency, the most overdue first."""
    return kept("loads by unit", actor, lambda: _by_unit(_in_hand(actor)))


def loads_by_person(actor: Actor) -> Kept[Loads]:
    """Each desk of the units that the actor heads, the most overdue first."""
    return kept("loads by person", actor, lambda: _by_desk(_in_hand(actor, _own_desks(actor))))


def _own_desks(actor: Actor) -> list[int]:
    return figures.desks_placed_in(units.subtree_ids(actor.unit_id))


Row = tuple[int, int, int]


def _in_hand(actor: Actor, desk_ids: Sequence[int] | None = None) -> list[Row]:
    """Desk, number in hand, number overdue."""
    desk = figures.lead_desk()
    late = func.sum(case((Document.due_at < clock.now(), 1), else_=0))
    statement = select(desk.label("led_by"), func.count(), late).where(
        visible_to(actor), figures.in_hand()
    )
    if desk_ids is not None:
        statement = statement.where(Document.id.in_(_led_by(desk_ids)), desk.in_(desk_ids))
    rows = db.session.connection().execute(statement.group_by("led_by"))
    return [(row[0], row[1], row[2]) for row in rows if row[0] is not None]


def _led_by(desk_ids: Sequence[int]) -> Select[int]:
    return select(Routing.document_id).where(
        Routing.desk_id.in_(desk_ids),
        Routing.state.in_((RoutingState.OPEN, RoutingState.HANDED)),
        Routing.duty == Duty.LEAD,
    )


def _by_unit(rows: Sequence[Row]) -> tuple[Loads, int]:
    places = figures.places_of([row[0] for row in rows])
    sums: dict[int, list[int]] = {}
    for desk_id, in_hand, overdue in rows:
        one = sums.setdefault(places.get(desk_id, 0), [0, 0])
        one[0], one[1] = one[0] + in_hand, one[1] + overdue
    uids = dict(db.session.execute(select(Unit.id, Unit.uid).where(Unit.id.in_(sums))).all())
    found = [Load(units.name_of(key), uids.get(key), *two) for key, two in sums.items() if key]
    return _together(found)


def _by_desk(rows: Sequence[Row]) -> tuple[Loads, int]:
    ids = [row[0] for row in rows]
    names = desk_names(ids)
    uids = dict(db.session.execute(select(Desk.id, Desk.uid).where(Desk.id.in_(ids))).all())
    found = [Load(names.get(row[0], ""), uids.get(row[0]), row[1], row[2]) for row in rows]
    return _together(found)


def _together(loads: Sequence[Load]) -> tuple[Loads, int]:
    ordered = sorted(loads, key=lambda one: (-one.overdue, -one.in_hand, one.name))
    in_hand = sum(one.in_hand for one in ordered)
    return Loads(tuple(ordered), in_hand, sum(one.overdue for one in ordered)), in_hand


# --------------------------------------------------------------------- arrivals by day


def arrivals_by_day(actor: Actor, days: Sequence[date]) -> Kept[list[int]]:
    """How many documents of each day stand in the register of arrivals; days follow each other."""
    return kept(f"arrivals from {days[0]}", actor, lambda: _arrivals(actor, days))


def _arrivals(actor: Actor, days: Sequence[date]) -> tuple[list[int], int]:
    starts = [clock.local_midnight(day) for day in [*days, days[-1] + timedelta(days=1)]]
    bucket = case(
        *((Document.created_at < after, place) for place, after in enumerate(starts[1:])),
        else_=len(days),
    ).label("bucket")
    statement = select(bucket, func.count()).where(
        visible_to(actor),
        figures.arrived(),
        Document.created_at >= starts[0],
        Document.created_at < starts[-1],
    )
    rows = db.session.connection().execute(statement.group_by("bucket")).all()
    found = {row[0]: row[1] for row in rows}
    return [found.get(place, 0) for place in range(len(days))], sum(found.values())
