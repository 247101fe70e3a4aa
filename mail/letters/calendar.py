"""Meetings that come by mail (iMIP): what the reader of foreign files found, and our answer."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from icalendar import Calendar, Event, vCalAddress

from mail.letters.compose import Invitation
from mail.letters.heading import Person, checked, path

PRODUCT = "-//congvu//mail//VI"


class Answer(StrEnum):
    """What an invited person says (RFC 5545 3.2.12)."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"


@dataclass(frozen=True)
class Invited:
    """One person of a meeting."""

    address: str
    name: str = ""
    answer: str = ""
    role: str = ""
    is_asked: bool = False
    delegated_to: str = ""
    delegated_from: str = ""


@dataclass(frozen=True)
class Meeting:
    """One event of a mail; moments as ISO text, `rule` as the text that it is."""

    uid: str
    sequence: int
    recurrence_id: str
    status: str
    summary: str
    location: str
    description: str
    start: str
    end: str
    zone: str
    all_day: bool
    rule: str
    organizer: Invited
    attendees: tuple[Invited, ...]

    def invited(self, address: str) -> Invited | None:
        """The person under this address, if the meeting asks for it."""
        wanted = address.lower()
        return next((one for one in self.attendees if one.address.lower() == wanted), None)


def meetings_of(facts: Mapping[str, Any]) -> tuple[str, tuple[Meeting, ...]]:
    """The method and the events that the task `invitation` of the child told."""
    return facts["method"], tuple(_meeting(one) for one in facts["events"])


def _meeting(told: Mapping[str, Any]) -> Meeting:
    values: dict[str, Any] = {one.name: told[one.name] for one in fields(Meeting)}
    values["organizer"] = Invited(**told["organizer"])
    values["attendees"] = tuple(Invited(**one) for one in told["attendees"])
    return Meeting(**values)


def answer_to(meeting: Meeting, who: Person, answer: Answer, *, at: datetime) -> Invitation:
    """The reply to an invitation: the same event with nobody in it but us (RFC 5546 3.2.3)."""
    event = Event()
    event.add("uid", checked(meeting.uid))
    event.add("dtstamp", at)
    event.add("sequence", meeting.sequence)
    event.add("summary", checked(meeting.summary))
    for name, moment in (("dtstart", meeting.start), ("recurrence-id", meeting.recurrence_id)):
        if moment:
            event.add(name, _moment(moment))
    event.add("organizer", _address(meeting.organizer.address), encode=False)
    ours = _address(who.address)
    ours.params["CN"] = checked(who.name)
    ours.params["PARTSTAT"] = answer.value
    event.add("attendee", ours, encode=False)
    return Invitation("REPLY", _calendar(event))


def _address(address: str) -> vCalAddress:
    return vCalAddress(f"mailto:{path(address)}")


def _moment(text: str) -> datetime | date:
    """In UTC where the zone was known: no table of zones needs to travel along."""
    found = datetime.fromisoformat(text)
    if "T" not in text:
        return found.date()
    return found.astimezone(UTC) if found.tzinfo else found


def _calendar(event: Event) -> str:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "REPLY")
    made.add_component(event)
    written: bytes = made.to_ical()
    return written.decode()
