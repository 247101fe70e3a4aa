"""Months of the calendar, in which the law counts."""

from calendar import monthrange
from datetime import date, timedelta

from office import clock

SAFE = 28  # every month has this day
ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of a later or earlier month, or its last day; past the calendar its edge."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    if day.day <= SAFE:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_days(day: date, days: int) -> date:
    """Like `add_months`: past the calendar its edge."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def whole_months(first: date, last: date) -> tuple[int, date]:
    """Full months of a time (both days included) and the day from which the rest of it runs."""
    months = max(0, (last.year - first.year) * 12 + last.month - first.month + 1)
    while months and add_months(first, months) - ONE_DAY > last:
        months -= 1
    return months, add_months(first, months)


def working_days(first: date, last: date) -> int:
    """Working days of a time, both days included; none when it is empty."""
    return max(0, clock.working_days_between(first - ONE_DAY, last))
