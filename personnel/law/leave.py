"""Leave: how much there is, how much of it a time takes, what is carried over."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from office import clock
from office.errors import Invalid
from office.i18n import _, _l
from personnel.law.explained import Explained, Step, shown_day, shown_name, shown_number
from personnel.law.months import add_days, add_months, whole_months, working_days
from personnel.law.tables import NamedRule, limit, read

HALF = Decimal("0.5")
MONTHS_OF_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class AnnualLeave(NamedRule):
    """Annual leave under working conditions; one day more for each `years_for_day` of service."""

    days: int
    years_for_day: int


@dataclass(frozen=True, kw_only=True)
class LeaveKind(NamedRule):
    """A kind of leave: at most so many working days or months (0: the decision says), who pays.

    `counts` tells whether its time counts for the periodic raise.
    """

    days: int
    months: int
    paid_by: str
    counts: bool


class Part(StrEnum):
    """Which part of its first or last day a leave takes."""

    WHOLE = "whole"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Balance:
    """Days of annual leave: of the year, carried from the last one, taken, and what is left."""

    entitled: Decimal
    carried: Decimal
    taken: Decimal
    left: Decimal


def kinds(on: date) -> tuple[LeaveKind, ...]:
    return tuple(read(LeaveKind, "leave_kinds").on(on))


def kind(code: str, on: date) -> LeaveKind:
    return read(LeaveKind, "leave_kinds").find(code, on)


def kind_or_none(code: str, on: date) -> LeaveKind | None:
    """Like `kind`, for what old rows of a record may say."""
    return read(LeaveKind, "leave_kinds").get(code, on)


def entitlement(serves_since: date, year: int, conditions: str = "normal") -> Explained[Decimal]:
    """Working days of a year; who begins or has begun in the year has his share, in half days."""
    last = date(year, 12, 31)
    row = read(AnnualLeave, "annual_leave").find(conditions, last)
    years = max(0, whole_months(serves_since, last)[0] // MONTHS_OF_YEAR)
    extra = years // row.years_for_day
    steps = [_full_step(row, years, extra, serves_since)]
    full = Decimal(row.days + extra)
    months = _months_of(serves_since, year)
    if months == MONTHS_OF_YEAR:
        return Explained(full, tuple(steps))
    days = _to_halves(full * months / MONTHS_OF_YEAR)
    text = _l(
        "%(months)d months of the year from %(since)s on give %(days)s days.",
        months=months,
        since=shown_day(serves_since),
        days=shown_number(days),
    )
    return Explained(days, (*steps, row.step(text, serves_since)))


def _full_step(row: AnnualLeave, years: int, extra: int, since: date) -> Step:
    text = _l(
        "%(conditions)s: %(days)d days, and %(extra)d for %(years)d years of service since"
        " %(since)s.",
        conditions=shown_name(row),
        days=row.days,
        extra=extra,
        years=years,
        since=shown_day(since),
    )
    return row.step(text, since)


def _months_of(serves_since: date, year: int) -> int:
    first = max(serves_since, date(year, 1, 1))
    return whole_months(first, date(year, 12, 31))[0]


def _to_halves(days: Decimal) -> Decimal:
    return (days * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2


def days_taken(
    first: date, last: date, first_part: Part = Part.WHOLE, last_part: Part = Part.WHOLE
) -> Decimal:
    """Working days of a leave, both days in; a half day off counts only on a working day."""
    if last < first:
        message = _("The leave ends before it begins.")
        raise Invalid(message, fields={"last": message})
    days = Decimal(working_days(first, last))
    if first_part is Part.HALF and clock.is_working_day(first):
        days -= HALF
    if last_part is Part.HALF and last > first and clock.is_working_day(last):
        days -= HALF
    return days


def balance(
    entitled: Decimal, carried: Decimal, taken: Decimal, year: int, on: date
) -> Explained[Balance]:
    """What is left on a day: days carried over are used first, and only until their last day."""
    until = carried_until(year)
    usable = carried if on <= until else min(carried, taken)
    left = entitled + usable - taken
    row = limit("leave.carried", until)
    text = _l(
        "%(entitled)s days of the year and %(carried)s carried over (until %(until)s), less"
        " %(taken)s taken: %(left)s left.",
        entitled=shown_number(entitled),
        carried=shown_number(usable),
        until=shown_day(until),
        taken=shown_number(taken),
        left=shown_number(left),
    )
    return Explained(Balance(entitled, usable, taken, left), (row.step(text, on, until),))


def carried_until(year: int) -> date:
    """The last day on which days of the year before can be taken."""
    month, day = limit("leave.carried", date(year, 1, 1)).month_day
    return date(year, month, day)


def allowed(code: str, first: date, last: date) -> Explained[bool]:
    """Whether a time keeps to what its kind of leave gives at most."""
    row = kind(code, first)
    if row.months:
        latest = add_days(add_months(first, row.months), -1)
        text = _l(
            "%(kind)s: at most %(months)d months, from %(first)s to %(latest)s.",
            kind=shown_name(row),
            months=row.months,
            first=shown_day(first),
            latest=shown_day(latest),
        )
        return Explained(last <= latest, (row.step(text, first, latest),))
    text = _l(
        "%(kind)s from %(first)s to %(last)s: the decision says how long.",
        kind=shown_name(row),
        first=shown_day(first),
        last=shown_day(last),
    )
    if not row.days:
        return Explained(True, (row.step(text, first, last),))  # noqa: FBT003  # the answer
    text = _l(
        "%(kind)s, working days at most: %(days)d; from %(first)s to %(last)s: %(taken)d.",
        kind=shown_name(row),
        days=row.days,
        first=shown_day(first),
        last=shown_day(last),
        taken=working_days(first, last),
    )
    kept = working_days(first, last) <= row.days
    return Explained(kept, (row.step(text, first, last),))
