"""Calendar parts as text: an invitation, a change, a cancellation (RFC 5546 3.2)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, vCalAddress, vDuration, vText

from meetings.ical.values import Attendee, Caller, Method, Occasion, Part, Room

PRODUCT = "-//congvu//meetings//VI"
LONGEST_LINE, LONGEST_TEXT, LONGEST_ADDRESS = 400, 8_000, 254


class BadAddress(ValueError):
    """No address that a calendar could name."""


def request(occasion: Occasion) -> str:
    """Ask somebody to a meeting, or tell him of its change: the same UID, a higher SEQUENCE."""
    event = event_of(occasion)
    event.add("status", "CONFIRMED")
    return written(Method.REQUEST, [event])


def cancel(occasion: Occasion) -> str:
    """Call a meeting off."""
    event = event_of(_bare(occasion))
    event.add("status", "CANCELLED")
    return written(Method.CANCEL, [event])


def uninvite(occasion: Occasion, address: str) -> str:
    """Tell one person that he is not asked any more; the meeting stands (no STATUS, 3.2.5)."""
    return written(Method.CANCEL, [event_of(_bare(occasion.only_for(address)))])


def written(
    method: Method,
    components: Iterable[Component],
    *,
    name: str = "",
    refreshed: timedelta | None = None,
) -> str:
    """A calendar as text with CRLF, folded, with the zones that it speaks of."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method.value)
    if name:
        made.add("name", line_of(name))
        made.add("x-wr-calname", line_of(name))
    if refreshed is not None:
        made.add("refresh-interval", refreshed, parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", vDuration(refreshed), encode=False)
    for one in components:
        made.add_component(one)
    made.add_missing_timezones()
    told: bytes = made.to_ical(sorted=False)
    return told.decode()


def event_of(occasion: Occasion) -> Event:
    """The event without STATUS: that depends on what is said of it."""
    event, zone = Event(), ZoneInfo(occasion.zone)
    event.add("uid", line_of(occasion.uid))
    event.add("sequence", occasion.sequence)
    event.add("dtstamp", occasion.made_at.astimezone(UTC))
    event.add("dtstart", occasion.starts_at.astimezone(zone))
    event.add("dtend", occasion.ends_at.astimezone(zone))
    _describe(event, occasion)
    event.add("organizer", _caller(occasion.caller), encode=False)
    for one in occasion.attendees:
        event.add("attendee", _attendee(one), encode=False)
    for room in occasion.rooms:
        if room.address:
            event.add("attendee", _room(room), encode=False)
    return event


def _describe(event: Event, occasion: Occasion) -> None:
    place = line_of(occasion.place)
    rooms = [name for room in occasion.rooms if (name := line_of(room.name)) not in place]
    place = ", ".join(part for part in (*rooms, place) if part)
    event.add("summary", line_of(occasion.title))
    for name, value in (("description", text_of(occasion.text)), ("location", place)):
        if value:
            event.add(name, value)
    if occasion.url:
        event.add("url", line_of(occasion.url))
    event.add("class", "CONFIDENTIAL" if occasion.is_private else "PUBLIC")
    event.add("transp", "OPAQUE")


def _bare(occasion: Occasion) -> Occasion:
    """Of what is called off only the time and the name matter."""
    return replace(occasion, text="", url="", rooms=())


def _caller(caller: Caller) -> vCalAddress:
    found = address_of(caller.address)
    if caller.name:
        found.params["CN"] = line_of(caller.name)
    if caller.sent_by:
        found.params["SENT-BY"] = address_of(caller.sent_by)
    return found


def _attendee(one: Attendee) -> vCalAddress:
    found = address_of(one.address)
    found.params["CUTYPE"] = vText("INDIVIDUAL")
    found.params["ROLE"] = vText(one.part.value)
    found.params["PARTSTAT"] = vText(one.answer.value)
    found.params["RSVP"] = vText("TRUE" if one.is_asked else "FALSE")
    if one.name:
        found.params["CN"] = line_of(one.name)
    for name, other in (
        ("DELEGATED-TO", one.delegated_to),
        ("DELEGATED-FROM", one.delegated_from),
    ):
        if other:
            found.params[name] = address_of(other)
    return found


def _room(room: Room) -> vCalAddress:
    found = address_of(room.address)
    found.params["CUTYPE"] = vText("ROOM")
    found.params["ROLE"] = vText(Part.NONE.value)
    found.params["PARTSTAT"] = vText("ACCEPTED")
    found.params["CN"] = line_of(room.name)
    return found


def address_of(address: str) -> vCalAddress:
    """The address as a calendar writes it; refuses what would say more than an address."""
    local, _at, domain = address.rpartition("@")
    is_one = local and domain and len(address) <= LONGEST_ADDRESS
    if not is_one or any(sign in ' "<>,;:\\' or not sign.isprintable() for sign in address):
        raise BadAddress(address[:LONGEST_ADDRESS])
    return vCalAddress(f"mailto:{address}")


def line_of(text: str) -> str:
    """One line without signs that nobody sees."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text[: LONGEST_LINE * 4])
    return " ".join(seen.split())[:LONGEST_LINE]


def text_of(text: str) -> str:
    """Several lines without other signs that nobody sees."""
    lines = text[:LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    plain = ("".join(sign if sign.isprintable() else " " for sign in line) for line in lines)
    return "\n".join(line.rstrip() for line in plain).strip()
