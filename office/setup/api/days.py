"""The own calendar for programs of an administrator."""

from typing import Any
from uuid import UUID

from flask import Response, g
from pydantic import Field

from office.api import ByUid, Closed, Day, scope, shown
from office.permissions import require
from office.setup import calendar, operations, queries
from office.setup.api.frame import Made, Name, bp
from office.setup.policy import Can


class WantedDay(Closed):
    """A day that differs from the calendar."""

    on: Day
    is_working: bool
    name: str = Name
    basis: str = ""


class DayItem(WantedDay):
    """A row of the own calendar."""

    uid: UUID


class Days(Closed):
    """The own rows of a year."""

    items: list[DayItem]


class OfYear(Closed):
    """A year of the calendar."""

    year: int = Field(ge=2020, le=2100)


@bp.get("/calendar-days", responses={200: Days})
@scope("admin")
def list_days(query: OfYear) -> Response:
    """The days of a year that differ from the calendar."""
    require(g.actor, Can.SET_UP)
    items = [
        DayItem(uid=row.uid, on=row.on, is_working=row.is_working, name=row.name, basis=row.basis)
        for row in calendar.days_of(query.year)
    ]
    return shown(Days(items=items))


@bp.post("/calendar-days", responses={201: Made})
@scope("admin")
def declare_day(body: WantedDay) -> Response:
    """Say of a day that work is done, or not."""
    facts: dict[str, Any] = body.model_dump(exclude={"on"})
    row = operations.declare_day(body.on, **facts, by=g.actor)
    return shown(Made(uid=row.uid), status=201)


@bp.post("/calendar-days/<uuid:uid>/withdrawal", responses={204: None})
@scope("admin")
def withdraw_day(path: ByUid) -> tuple[str, int]:
    """Let a day be again what the calendar says."""
    require(g.actor, Can.SET_UP)
    operations.withdraw_day(queries.day_by_uid(path.uid), by=g.actor)
    return "", 204
