"""The overview and the statistics for programs: the same figures as the pages."""

from collections.abc import Sequence
from datetime import date, datetime

from flask import Response, g
from pydantic import Field

from documents.api.frame import api
from documents.forms.spans import EARLIEST, LATEST, MONTH, STEPS, Period
from documents.policy.seeing import Can
from documents.queries import overview, statistics
from documents.queries.kept_figures import Kept
from documents.queries.overview import Loads
from documents.queries.statistics import Line, Part, Report
from office.api import Closed, Day, shown
from office.errors import Invalid
from office.i18n import _
from office.permissions import allowed, require


class DueOut(Closed):
    """How much is due in a span: `late`, a day or `later`; more than 200 is said as 201."""

    span: str
    count: int


class LoadOut(Closed):
    """What a unit or a desk has in hand, and how much of it is overdue."""

    name: str
    uid: str
    in_hand: int
    overdue: int


class OverviewOut(Closed):
    """The figures of the acting post; what is not its business is left out."""

    due: list[DueOut]
    units: list[LoadOut] = []
    people: list[LoadOut] = []
    counted_at: datetime | None = None


@api.get("/overview", responses={200: OverviewOut})
def overview_figures() -> Response:
    """What is due at the desk, and what units or people have in hand."""
    spans = overview.spans_of_week()
    due = overview.week_of(g.actor, list(spans.values()), tasks=True)
    units = overview.loads_by_unit(g.actor) if allowed(g.actor, Can.SEE_UNITS) else None
    people = overview.loads_by_person(g.actor) if allowed(g.actor, Can.SEE_PEOPLE) else None
    counted = units or people
    made = OverviewOut(
        due=[DueOut(span=name, count=count) for name, count in zip(spans, due, strict=True)],
        units=_loads(units),
        people=_loads(people),
        counted_at=counted.at if counted else None,
    )
    return shown(made)


def _loads(found: Kept[Loads] | None) -> list[LoadOut]:
    return [
        LoadOut(name=one.name, uid=str(one.uid), in_hand=one.in_hand, overdue=one.overdue)
        for one in (found.value.lines if found else ())
    ]


class StatisticsQuery(Closed):
    """From which day to which, both included; `step` is month, quarter or year."""

    from_on: date = Field(ge=EARLIEST, le=LATEST)
    to_on: date = Field(ge=EARLIEST, le=LATEST)
    step: str = Field(MONTH, pattern=f"^({'|'.join(STEPS)})$")


class LineOut(Closed):
    """One line; `key` is what the search is narrowed by: a type, an urgency, a unit, a desk."""

    name: str
    key: str
    arrived: int
    sent: int
    on_time: int
    late: int
    open: int
    overdue: int


class StatisticsOut(Closed):
    """All cuts over the same documents; lines over time are named by their first day."""

    counted_at: datetime
    by_time: list[LineOut]
    by_type: list[LineOut]
    by_urgency: list[LineOut]
    by_unit: list[LineOut]
    by_person: list[LineOut]


@api.get("/statistics", responses={200: StatisticsOut})
def statistics_figures(query: StatisticsQuery) -> Response:
    """Documents in and out, and how they were handled, as far as the caller sees them."""
    if query.from_on > query.to_on:
        raise Invalid(_("The last day lies before the first."))
    found = statistics.report(g.actor, Period(query.from_on, query.to_on, query.step).parts())
    return shown(_statistics_out(found.value, found.at))


def _statistics_out(made: Report, at: datetime) -> StatisticsOut:
    return StatisticsOut(
        counted_at=at,
        by_time=[_over_time(line, made.parts) for line in made.by_part],
        by_type=[_line(line) for line in made.by_type],
        by_urgency=[_line(line) for line in made.by_urgency],
        by_unit=[_line(line) for line in made.by_unit],
        by_person=[_line(line) for line in made.by_person],
    )


def _over_time(line: Line, parts: Sequence[Part]) -> LineOut:
    part = parts[int(line.key)]
    return LineOut(name=part.first.isoformat(), key=part.last.isoformat(), **line.sums._asdict())


def _line(line: Line) -> LineOut:
    return LineOut(name=line.name, key=line.key, **line.sums._asdict())


class UsesQuery(Closed):
    """From which day to which, both included."""

    from_on: Day
    to_on: Day


class UsesOut(Closed):
    """How often documents were opened, taken or printed."""

    kind: str
    times: int
    documents: int
    persons: int


class UsesList(Closed):
    """The log of use, counted."""

    items: list[UsesOut]


@api.get("/statistics/uses", responses={200: UsesList})
def use_figures(query: UsesQuery) -> Response:
    """How often what the caller sees was used."""
    require(g.actor, Can.COUNT_USES, None)
    rows = statistics.uses(g.actor, query.from_on, query.to_on)
    return shown(UsesList(items=[UsesOut(**row._asdict()) for row in rows]))
