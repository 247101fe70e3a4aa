"""Allotted posts, planning lists and statistics of officials over HTTP."""

from datetime import date, datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from office import clock
from office.api import ByUid, Closed, Day, Whole, shown
from office.permissions import Actor, require
from office.units import queries as units
from personnel import operations, queries
from personnel.api.blueprint import bp
from personnel.models import Allotment
from personnel.policy import Can
from personnel.queries.staffing import Staffed
from personnel.queries.statistics import Report


class AllotmentIn(Closed):
    """What a decision allots to a unit; without a number of deputies there is no limit."""

    unit: UUID
    category: str = Field(max_length=50)
    posts: Whole
    deputies: Whole | None = None
    decision_no: str = Field(min_length=1, max_length=100)
    valid_from: Day


class AllotmentOut(Closed):
    """Posts allotted to a unit from a day on."""

    uid: UUID
    unit: str
    category: str
    year: int
    posts: int
    deputies: int | None
    decision_no: str
    valid_from: date
    ended_at: datetime | None


class StaffedOut(Closed):
    """Staff of a unit and category beside what is allotted."""

    unit: str
    category: str
    present: int
    deputies: int
    vacant: int
    over: int
    deputies_over: int
    allotment: AllotmentOut | None


class StaffingOut(Closed):
    """Every unit that the actor looks after."""

    items: list[StaffedOut]


class PlannedOut(Closed):
    """Somebody on a planning list."""

    dossier: UUID
    name: str
    title: str
    unit: str
    period: str


class PlannedList(Closed):
    """Who is planned for a title, by title."""

    items: list[PlannedOut]


class DayQuery(Closed):
    """The day for which is counted."""

    on: Day = Field(default_factory=clock.today)


class CountOut(Closed):
    """One line of a cut; `all` counts those too whose sex is not on record."""

    key: str
    men: int
    women: int
    all: int


class StatisticsOut(Closed):
    """Officials in service on a day by cut, and the movements of its year."""

    on: date
    count: int
    cuts: dict[str, list[CountOut]]
    movements: dict[str, int]


def _actor() -> Actor:
    found: Actor = g.actor
    return found


def _allotment(row: Allotment) -> AllotmentOut:
    own = [name for name in AllotmentOut.model_fields if name != "unit"]
    facts = {name: getattr(row, name) for name in own}
    return AllotmentOut(**facts, unit=units.name_of(row.unit_id))


def _staffed(row: Staffed) -> StaffedOut:
    return StaffedOut(
        unit=row.name,
        category=row.category,
        present=row.present,
        deputies=row.deputies,
        vacant=row.vacant,
        over=row.over,
        deputies_over=row.deputies_over,
        allotment=_allotment(row.allotment) if row.allotment else None,
    )


def _counts(found: Report, cut: str) -> list[CountOut]:
    lines = [(key, found.sums(cut, key)) for key in found.keys(cut)]
    return [CountOut(key=key, men=one.men, women=one.women, all=one.all) for key, one in lines]


@bp.get("/personnel/staffing", responses={200: StaffingOut})
def staffing() -> Response:
    """Allotted posts, staff, vacancies and what is beyond them."""
    require(_actor(), Can.LIST, None)
    return shown(StaffingOut(items=[_staffed(row) for row in queries.staffing(_actor())]))


@bp.post("/personnel/allotments", responses={201: AllotmentOut})
def allot(body: AllotmentIn) -> Response:
    """Enter what a decision allots to a unit."""
    wish = operations.Allotted(**body.model_dump(exclude={"unit"}))
    made = operations.allot(units.unit_by_uid(body.unit), wish, by=_actor())
    return shown(_allotment(made), status=201)


@bp.delete("/personnel/allotments/<uuid:uid>", responses={200: AllotmentOut})
def withdraw_allotment(path: ByUid) -> Response:
    """Take back what was entered by mistake; the former allotment holds again."""
    found = queries.visible_allotment(path.uid, _actor())
    operations.withdraw_allotment(found, by=_actor())
    return shown(_allotment(found))


@bp.get("/personnel/planned", responses={200: PlannedList})
def planned() -> Response:
    """Who is on a planning list."""
    require(_actor(), Can.LIST, None)
    items = [
        PlannedOut(
            dossier=one.dossier.uid,
            name=one.dossier.full_name,
            title=one.title,
            unit=one.unit,
            period=one.period,
        )
        for one in queries.planned(_actor())
    ]
    return shown(PlannedList(items=items))


@bp.get("/personnel/statistics", responses={200: StatisticsOut})
def statistics(query: DayQuery) -> Response:
    """Counts over the officials whom the actor sees, as of a day."""
    require(_actor(), Can.LIST, None)
    found = queries.report(_actor(), query.on)
    moves: dict[str, int] = {}
    for (kind, _sex), count in found.moves.items():
        moves[kind] = moves.get(kind, 0) + count
    cuts = {cut: _counts(found, cut) for cut in sorted(found.by)}
    return shown(StatisticsOut(on=found.on, count=found.count, cuts=cuts, movements=moves))
