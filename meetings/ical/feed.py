"""The calendar of one person as a file that programs fetch: read only, no guests, no answers."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from icalendar import Event

from meetings.ical.values import Method, Occasion, Room
from meetings.ical.writing import event_of, written

REFRESHED = timedelta(minutes=30)


def feed(name: str, occasions: Iterable[Occasion]) -> str:
    """All meetings of a person; those called off stay in it, marked, until they are over."""
    return written(
        Method.PUBLISH, (_entry(one) for one in occasions), name=name, refreshed=REFRESHED
    )


def _entry(occasion: Occasion) -> Event:
    """Without guests: a PUBLISH asks nobody (RFC 5546 3.2.1)."""
    rooms = tuple(Room(one.name) for one in occasion.rooms)
    event = event_of(replace(occasion, attendees=(), rooms=rooms))
    event.add("status", "CANCELLED" if occasion.is_cancelled else "CONFIRMED")
    return event
