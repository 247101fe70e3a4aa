"""Dates as people write them: whole, by the month or by the year (ngày, tháng, năm)."""

import re
from datetime import date

from office.errors import Invalid
from office.i18n import _

LEAST_YEAR, MOST_YEAR = 1850, 2200
_WRITTEN = re.compile(
    r"(?:(?P<day>\d{1,2})\s*[/.-]\s*)?(?:(?P<month>\d{1,2})\s*[/.-]\s*)?(?P<year>\d{4})", re.ASCII
)
_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?:T00:00:00)?", re.ASCII
)


def whole(typed: object) -> str:
    """A day as ISO 8601, from 01/07/2026, 1-7-2026 or 2026-07-01."""
    found = partial(typed)
    if len(found) != len("2026-07-01"):
        raise _not_a_day()
    return found


def partial(typed: object) -> str:
    """A day, a month or a year as ISO 8601: what is not known is left out (1985, 1985-03)."""
    if isinstance(typed, date):
        return typed.isoformat()[: len("2026-07-01")]
    match = _ISO.fullmatch(str(typed).strip()) or _WRITTEN.fullmatch(str(typed).strip())
    if match is None:
        raise _not_a_day()
    day, month = match["day"], match["month"]
    if day and not month:
        day, month = None, day
    return _checked(int(match["year"]), month, day)


def _checked(year: int, month: str | None, day: str | None) -> str:
    try:
        found = date(year, int(month or 1), int(day or 1))
    except ValueError:
        raise Invalid(_("There is no such day in the calendar.")) from None
    if not LEAST_YEAR <= year <= MOST_YEAR:
        raise Invalid(_("The year %(year)s cannot be meant.", year=year))
    length = len("2026-07-01") if day else len("2026-07") if month else len("2026")
    return found.isoformat()[:length]


def said(stored: str) -> str:
    """01/07/2026, 07/2026 or 2026: as official forms write it, whatever the language."""
    return "/".join(reversed(stored.split("-")))


def first(stored: str) -> date:
    """The first day that a date of any precision may mean."""
    return date.fromisoformat((stored + "-01-01")[: len("2026-07-01")])


def is_before(one: str, other: str) -> bool:
    """Certainly earlier: on the digits that both have."""
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


def may_be_before(one: str, other: str) -> bool:
    """Perhaps earlier: a month or a year may mean any of its days."""
    shared = min(len(one), len(other))
    if one[:shared] == other[:shared]:
        return shared < len("2026-07-01")
    return one < other


def _not_a_day() -> Invalid:
    return Invalid(_("Write the date as day/month/year, for example 01/07/2026."))
