"""Calendar parts of mails (iMIP, RFC 5546 and 6047): who asks whom to what; no rule is unrolled.

A rule that repeats every second for ever is kept as the text that it is: nothing here counts days.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from icalendar import Calendar, Event
from icalendar.error import BrokenCalendarProperty

from office.foreign.inside.trouble import Trouble

LARGEST = 1 << 20
MOST_EVENTS, MOST_PEOPLE, MOST_COMPONENTS = 20, 300, 400
LONGEST_LINE, LONGEST_TEXT = 500, 5_000
METHODS = ("REQUEST", "REPLY", "CANCEL", "PUBLISH", "COUNTER", "DECLINECOUNTER", "ADD", "REFRESH")
ODD = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)


def invitation(source: Path, _out: Path) -> dict[str, Any]:
    """The method and the events of a calendar part."""
    data = source.read_bytes()
    if len(data) > LARGEST:
        raise Trouble("too-large")
    if data.upper().count(b"BEGIN:") > MOST_COMPONENTS:
        raise Trouble("bomb")
    try:
        return _read(data)
    except ODD as fault:
        raise Trouble("damaged") from fault


def _read(data: bytes) -> dict[str, Any]:
    calendar = Calendar.from_ical(data.decode("utf-8", errors="replace"))
    method = str(calendar.get("METHOD", "")).upper()
    events = [one for one in calendar.walk("VEVENT") if isinstance(one, Event)]
    if not events:
        raise Trouble("damaged")
    return {
        "method": method if method in METHODS else "",
        "events": [_event(one) for one in events[:MOST_EVENTS]],
        "cut": len(events) > MOST_EVENTS,
    }


def _event(event: Event) -> dict[str, Any]:
    start, end = _moment(event, "DTSTART"), _moment(event, "DTEND")
    return {
        "uid": _line(event.get("UID")),
        "sequence": _number(event.get("SEQUENCE")),
        "recurrence_id": _moment(event, "RECURRENCE-ID")["at"],
        "stamp": _moment(event, "DTSTAMP")["at"],
        "comment": _words(event.get("COMMENT")),
        "status": _line(event.get("STATUS")).upper(),
        "summary": _line(event.get("SUMMARY")),
        "location": _line(event.get("LOCATION")),
        "description": _words(event.get("DESCRIPTION")),
        "start": start["at"],
        "end": end["at"],
        "zone": start["zone"],
        "all_day": start["all_day"],
        "rule": _rule(event),
        "organizer": _person(event.get("ORGANIZER")),
        "attendees": [_person(one) for one in _listed(event.get("ATTENDEE"))[:MOST_PEOPLE]],
    }


def _moment(event: Event, name: str) -> dict[str, Any]:
    """ISO text; with an offset where the zone is known, else with the name of a zone or nothing."""
    found = event.get(name)
    at = _of(found, "dt")
    if not isinstance(at, date):
        return {"at": "", "zone": "", "all_day": False}
    params = _of(found, "params") or {}
    zone = _line(params.get("TZID")) if isinstance(at, datetime) and at.tzinfo is None else ""
    return {"at": at.isoformat(), "zone": zone, "all_day": not isinstance(at, datetime)}


def _rule(event: Event) -> str:
    rules = _listed(event.get("RRULE"))
    written = (one.to_ical() for one in rules[:3])
    return "; ".join(
        _line(one.decode(errors="replace") if isinstance(one, bytes) else one) for one in written
    )


def _of(found: Any, name: str) -> Any:
    """What a value holds; one that the library could not read holds nothing."""
    try:
        return getattr(found, name, None)
    except BrokenCalendarProperty:
        return None


def _listed(found: Any) -> list[Any]:
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _person(found: Any) -> dict[str, Any]:
    params = _of(found, "params") or {}
    return {
        "address": _address(found),
        "name": _line(params.get("CN")),
        "answer": _line(params.get("PARTSTAT")).upper(),
        "role": _line(params.get("ROLE")).upper(),
        "is_asked": _line(params.get("RSVP")).upper() == "TRUE",
        "delegated_to": _first_address(params.get("DELEGATED-TO")),
        "delegated_from": _first_address(params.get("DELEGATED-FROM")),
    }


def _first_address(found: Any) -> str:
    return next((_address(one) for one in _listed(found)), "")


def _address(found: Any) -> str:
    line = _line(found)
    return line[7:] if line[:7].lower() == "mailto:" else line


def _words(found: Any) -> str:
    return "\n".join(str(one) for one in _listed(found))[:LONGEST_TEXT]


def _number(found: Any) -> int:
    text = str(found)
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _line(found: Any) -> str:
    """One line without signs that nobody sees."""
    text = "" if found is None else str(found)[: LONGEST_LINE * 4]
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(seen.split())[:LONGEST_LINE]
