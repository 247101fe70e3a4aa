"""Spans of days as they stand in an address: a deadline's, and the period of a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from documents.queries import overview
from documents.queries.statistics import Part
from office import clock
from office.i18n import _, _l, day

LATE, LATER = "late", "later"
MONTH, QUARTER, YEAR = "month", "quarter", "year"
MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
STEPS = {MONTH: _l("By month"), QUARTER: _l("By quarter"), YEAR: _l("By year")}
MOST_PARTS = 60
EARLIEST, LATEST = date(1945, 1, 1), clock.LATEST


@dataclass(frozen=True)
class DueSpan:
    """What runs out within: a day, what is late, or what comes after this week."""

    name: str

    @property
    def words(self) -> str:
        """The span as a chip says it."""
        if self.name in (LATE, LATER):
            return _("Overdue") if self.name == LATE else _("Later than in a week")
        return day(date.fromisoformat(self.name))

    def conditions(self, column: Any) -> list[Any]:
        """The span as conditions on a deadline."""
        if self.name in (LATE, LATER):
            return overview.due_within(column, overview.spans_of_week()[self.name])
        return overview.due_within(column, overview.span_of_day(date.fromisoformat(self.name)))


def due_span(value: str) -> DueSpan | None:
    """Read a span; what is none does not narrow."""
    return DueSpan(value) if value in (LATE, LATER) or read_day(value) else None


def read_day(value: str) -> date | None:
    """A day as a browser writes it, of the years that a register can know."""
    found = clock.read_day(value)
    return found if found and found >= EARLIEST else None


# ------------------------------------------------------------------------- periods


@dataclass(frozen=True)
class Period:
    """From which day to which, both included, and in which steps."""

    first: date
    last: date
    step: str = MONTH

    def values(self) -> dict[str, Any]:
        """As it stands in an address."""
        first, last = self.first.isoformat(), self.last.isoformat()
        return {"from": first, "to": last, "step": self.step}

    def parts(self) -> list[Part]:
        """Its months, quarters or years; very many are taken together in larger steps."""
        for step in [self.step, *list(MONTHS)[list(MONTHS).index(self.step) + 1 :]]:
            found = _parts(self.first, self.last, MONTHS[step])
            if len(found) <= MOST_PARTS:
                return found
        return [Part(self.first, self.last)]


def period_of(args: Mapping[str, str]) -> Period:
    """The year so far, by month, unless the address says otherwise; turned round if need be."""
    today = clock.today()
    last = read_day(args.get("to", "")) or today
    first = read_day(args.get("from", "")) or date(last.year, 1, 1)
    step = args.get("step", "")
    return Period(min(first, last), max(first, last), step if step in STEPS else MONTH)


def _parts(first: date, last: date, months: int) -> list[Part]:
    found: list[Part] = []
    at = first
    while at <= last and len(found) <= MOST_PARTS:
        after = _next(at, months)
        found.append(Part(at, min(last, after - timedelta(days=1))))
        at = after
    return found


def _next(at: date, months: int) -> date:
    """The first day of the month, quarter or year that follows."""
    passed = at.year * 12 + (at.month - 1) // months * months + months
    return date(passed // 12, passed % 12 + 1, 1)


def common_periods() -> Sequence[tuple[str, Period]]:
    """The periods that are asked for most, with their names."""
    today = clock.today()
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    year = date(today.year, 1, 1)
    return (
        (_("This month"), Period(month, today)),
        (_("Last month"), Period(before, month - timedelta(days=1))),
        (_("This quarter"), Period(quarter, today)),
        (_("This year"), Period(year, today)),
        (_("Last year"), Period(date(today.year - 1, 1, 1), year - timedelta(days=1), QUARTER)),
    )
