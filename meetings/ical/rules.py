"""Rules of series (RFC 5545 3.3.10), as far as an office repeats its meetings; all is bounded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur
from recurring_ical_events import of

OFTEN = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = (
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST",
)  # fmt: skip
LONGEST, MOST_VALUES, MOST_TIMES, FARTHEST_STEP = 300, 31, 500, 99
HORIZON = timedelta(days=800)


class BadRule(ValueError):
    """The text is no rule, or one that no office follows."""


@dataclass(frozen=True)
class Rule:
    """A checked rule of a series, in the spelling of the standard."""

    text: str


def rule_of(text: str) -> Rule:
    """The rule that a text says; one that repeats by the hour or without measure is none."""
    given = text.strip().upper().removeprefix("RRULE:")
    if not given or len(given) > LONGEST:
        raise BadRule(text[:LONGEST])
    try:
        read = vRecur.from_ical(given)
    except (ValueError, LookupError, TypeError, ArithmeticError) as fault:
        raise BadRule(text[:LONGEST]) from fault
    _check(given, read)
    return Rule(read.to_ical().decode())


def _check(given: str, read: vRecur) -> None:
    names = [part.partition("=")[0] for part in given.split(";")]
    is_known = len(set(names)) == len(names) and set(names) <= set(PARTS)
    is_small = all(len(values) <= MOST_VALUES for values in read.values() if _is_list(values))
    ends = ("COUNT" in read) + ("UNTIL" in read)
    if not is_known or not is_small or ends > 1 or read.get("FREQ") not in [[one] for one in OFTEN]:
        raise BadRule(given)
    if not 1 <= _number(read, "INTERVAL") <= FARTHEST_STEP:
        raise BadRule(given)
    if not 1 <= _number(read, "COUNT") <= MOST_TIMES:
        raise BadRule(given)


def _is_list(values: object) -> bool:
    return isinstance(values, list)


def _number(read: vRecur, name: str) -> int:
    values = read.get(name, [1])
    return int(values[0]) if len(values) == 1 else 0


def moments(
    rule: Rule,
    first: datetime,
    *,
    zone: str,
    until: datetime,
    left_out: Iterable[datetime] = (),
) -> list[datetime]:
    """When the meetings of a series begin: the same hour of the clock in `zone`, whatever its law.

    None later than `until`, nor than two years and some weeks after the first, and 500 at most.
    """
    local = first.astimezone(ZoneInfo(zone))
    event = Event()
    event.add("uid", "series")
    event.add("dtstart", local)
    event.add("rrule", vRecur.from_ical(rule.text))
    for one in left_out:
        event.add("exdate", one.astimezone(ZoneInfo(zone)))
    calendar = Calendar()
    calendar.add_component(event)
    last = min(until, first + HORIZON)
    found = of(calendar).between(local, last + timedelta(seconds=1))
    begins = sorted(one["DTSTART"].dt.astimezone(first.tzinfo) for one in found)
    return [one for one in begins if first <= one <= last][:MOST_TIMES]
