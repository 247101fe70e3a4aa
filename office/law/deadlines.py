"""When a limit warns and when it is broken, counted in working days of Vietnam."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from office import clock
from office.law import OfficeHours, Span, TimeLimit, office_hours


@dataclass(frozen=True)
class Moments:
    """Both instants in UTC."""

    warn_at: datetime
    breach_at: datetime


def moments(limit: TimeLimit, start: datetime) -> Moments:
    """The two moments of a limit that began at `start` (aware)."""
    breach = _end(limit.breach, start)
    if limit.warn.share is None:
        return Moments(warn_at=_end(limit.warn, start), breach_at=breach)
    return Moments(warn_at=start + (breach - start) * limit.warn.share / 100, breach_at=breach)


def _end(span: Span, start: datetime) -> datetime:
    if span.minutes is not None:
        return start + timedelta(minutes=span.minutes)
    local = clock.to_local(start)
    hours = office_hours(local.date())
    if span.working_days is not None:
        day = clock.add_working_days(_first_day(local, hours), span.working_days)
        return _at(day, span.at or hours.closes)
    return _at(_calendar_day(local.date(), span), hours.closes)


def _first_day(local: datetime, hours: OfficeHours) -> date:
    """What comes after closing time or on a day off counts from the next working day."""
    day = local.date()
    if clock.is_working_day(day) and local.time() <= hours.closes:
        return day
    return clock.add_working_days(day, 1)


def _calendar_day(day: date, span: Span) -> date:
    months = day.month - 1 + (span.months or 0)
    year, month = day.year + months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last)) + timedelta(days=span.days or 0)


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, clock.LOCAL).astimezone(UTC)
