"""Rules by which meetings come again (RFC 5545 RRULE), in bounds that no rule can burst.

Only what offices use is taken: by day, by week on weekdays, by month on a day or on the nth
weekday, by year. Everything a rule gives lies in a window of days and is counted.
"""

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

LONGEST = 200
MOST = 400
WIDEST_INTERVAL = 99
LOOK_AHEAD = timedelta(days=366 * 3)
PARTS = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*")
WEEKDAYS = re.compile(r"(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*")
NTH_WEEKDAY = re.compile(r"(-1|[1-5])(MO|TU|WE|TH|FR|SA|SU)")
MONTH_DAY = re.compile(r"-1|[1-9]|[12]\d|3[01]")
UNTIL = re.compile(r"\d{8}(T\d{6}Z?)?")
TAKEN = {
    "DAILY": {},
    "WEEKLY": {"BYDAY": WEEKDAYS},
    "MONTHLY": {"BYDAY": NTH_WEEKDAY, "BYMONTHDAY": MONTH_DAY},
    "YEARLY": {},
}
ALWAYS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}


class BadRule(ValueError):
    """A rule that is none, that gives too much, or that never comes true."""


def checked(rule: str, first: date) -> str:
    """The rule as it is kept, in one spelling; what is out of bounds is refused."""
    text = rule.strip().upper().removeprefix("RRULE:")
    if len(text) > LONGEST or not PARTS.fullmatch(text):
        raise BadRule(rule)
    parts = dict(part.split("=", 1) for part in text.split(";"))
    taken = TAKEN.get(parts.get("FREQ", ""))
    if taken is None or parts.keys() - ALWAYS - taken.keys():
        raise BadRule(rule)
    _check_numbers(parts)
    if not all(form.fullmatch(parts[name]) for name, form in taken.items() if name in parts):
        raise BadRule(rule)
    kept = ";".join(f"{name}={value}" for name, value in parts.items() if name != "WKST")
    if not days(kept, first, since=first, until=first + LOOK_AHEAD):
        raise BadRule(rule)
    return kept


def _check_numbers(parts: dict[str, str]) -> None:
    for name, most in (("INTERVAL", WIDEST_INTERVAL), ("COUNT", MOST)):
        text = parts.get(name, "1")
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= most:
            raise BadRule(text)
    if "UNTIL" in parts and ("COUNT" in parts or not UNTIL.fullmatch(parts["UNTIL"])):
        raise BadRule(parts["UNTIL"])


def days(
    rule: str, first: date, *, since: date, until: date, left_out: Collection[str] = ()
) -> list[date]:
    """The days that a rule gives from one day to another, those left out apart; `MOST` at most."""
    try:
        found = rrulestr(_local(rule), dtstart=datetime.combine(first, time.min))
    except (ValueError, TypeError, OverflowError) as fault:
        raise BadRule(rule) from fault
    given: list[date] = []
    for moment in found.xafter(datetime.combine(since, time.min), inc=True):
        if moment.date() > until or len(given) == MOST:
            break
        given.append(moment.date())
    return [day for day in given if day.isoformat() not in left_out]


def _local(rule: str) -> str:
    """The last day as a day: an instant in UTC would not fit beginnings in local time."""
    return re.sub(r"UNTIL=(\d{8})T\d{6}Z?", r"UNTIL=\1", rule)
