"""Busy times of a calendar file (RFC 5545): when somebody has no time, and not a word of what for.

Rules are unrolled inside a frame only; what repeats within a day, or gives more than anybody has
appointments, is refused. Time and memory are those of the limited child.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar.error import BrokenCalendarProperty
from recurring_ical_events import of

from office.foreign.inside.trouble import Trouble

LARGEST = 4 << 20
MOST_COMPONENTS, MOST_SPANS = 8_000, 8_000
SLICE = timedelta(days=7)
OFTEN = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
FREE = {"FREE"}
ODD = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError,
    BrokenCalendarProperty,
)  # fmt: skip
Moment = date | datetime


def busy_times(
    source: Path, _out: Path, *, begin: str, end: str, zone: str
) -> dict[str, list[tuple[str, str, str]]]:
    """Beginning, end and UID of each time that is taken; moments without a zone are in `zone`."""
    data = source.read_bytes()
    if len(data) > LARGEST:
        raise Trouble("too-large")
    text = data.decode("utf-8-sig", errors="replace")
    if text.lstrip()[:15].upper() != "BEGIN:VCALENDAR":
        raise Trouble("not-a-calendar")
    if not text.rstrip().upper().endswith("END:VCALENDAR"):
        raise Trouble("damaged")  # cut off: the library would take what is left for the whole
    if text.upper().count("BEGIN:") > MOST_COMPONENTS:
        raise Trouble("bomb")
    frame = datetime.fromisoformat(begin), datetime.fromisoformat(end)
    try:
        return {"spans": list(_spans(text, frame, ZoneInfo(zone)))}
    except ODD as fault:
        raise Trouble("damaged") from fault


def _spans(
    text: str, frame: tuple[datetime, datetime], zone: ZoneInfo
) -> Iterator[tuple[str, str, str]]:
    found = 0
    for calendar in Calendar.from_ical(text, multiple=True):
        for first, last, uid in chain(_sheets(calendar), _events(calendar, frame)):
            begins, ends = _instant(first, zone), _instant(last, zone)
            if ends <= frame[0] or begins >= frame[1] or ends <= begins:
                continue
            found += 1
            if found > MOST_SPANS:
                raise Trouble("bomb")
            yield begins.isoformat(), ends.isoformat(), uid


def _instant(at: Moment, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time.min)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


# ---------------------------------------------------------------------------- VFREEBUSY


def _sheets(calendar: Calendar) -> Iterator[tuple[Moment, Moment, str]]:
    for sheet in calendar.walk("VFREEBUSY"):
        listed = sheet.get("FREEBUSY", [])
        for one in listed if isinstance(listed, list) else [listed]:
            if str(one.params.get("FBTYPE", "BUSY")).upper() not in FREE:
                yield from _periods(one)


def _periods(found: Any) -> Iterator[tuple[Moment, Moment, str]]:
    """One period, or several after each other in one line."""
    for one in getattr(found, "dts", [found]):
        first, last = one.dt
        yield first, first + last if isinstance(last, timedelta) else last, ""


# ------------------------------------------------------------------------------- VEVENT


def _events(
    calendar: Calendar, frame: tuple[datetime, datetime]
) -> Iterator[tuple[Moment, Moment, str]]:
    for event in calendar.walk("VEVENT"):
        _refuse_bomb(event)
    query = of(calendar, components=["VEVENT"], skip_bad_series=True)
    begin = frame[0]
    while begin < frame[1]:
        end = min(begin + SLICE, frame[1])
        for event in query.between(begin, end):
            if _takes_time(event):
                yield event["DTSTART"].dt, event["DTEND"].dt, str(event.get("UID", ""))[:255]
        begin = end


def _refuse_bomb(event: Any) -> None:
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        often = {str(one).upper() for one in rule.get("FREQ", [])}
        if not often <= OFTEN or any(len(rule.get(name, [])) > 1 for name in WITHIN_A_DAY):
            raise Trouble("bomb")


def _takes_time(event: Any) -> bool:
    is_free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    is_free = is_free or str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() in FREE
    return not is_free and str(event.get("STATUS", "")).upper() != "CANCELLED"
