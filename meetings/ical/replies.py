"""What invited people answer by mail (REPLY, COUNTER), from what the reader of foreign files told.

The file itself was read in a limited child; nothing here counts days or follows a rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meetings.ical.values import Answer, Method

LONGEST_COMMENT = 1_000
MOST_PEOPLE = 10


@dataclass(frozen=True)
class Said:
    """One person of a reply with his answer; `delegated_to` is the address of who comes instead."""

    address: str
    answer: Answer
    name: str = ""
    delegated_to: str = ""
    delegated_from: str = ""


@dataclass(frozen=True)
class Proposal:
    """Another time that somebody would like (COUNTER); the secretary decides."""

    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer to an invitation; `stamp` is when it was written, where it says so."""

    uid: str
    sequence: int
    occurrence: str
    said: tuple[Said, ...]
    stamp: datetime | None = None
    comment: str = ""
    proposal: Proposal | None = None

    def of(self, address: str) -> Said | None:
        """What it says of the person under an address."""
        wanted = address.lower()
        return next((one for one in self.said if one.address.lower() == wanted), None)

    def is_older_than(self, sequence: int, *, answered: datetime | None = None) -> bool:
        """Whether it answers a former state, or was written before the answer that stands."""
        if self.sequence != sequence:
            return self.sequence < sequence
        return answered is not None and self.stamp is not None and self.stamp < answered


def reply_in(facts: Mapping[str, Any]) -> Reply | None:
    """The answer of a letter; None where it holds none that names a meeting and a person."""
    events = facts.get("events") or ()
    method = facts.get("method")
    if method not in (Method.REPLY, Method.COUNTER) or not events:
        return None
    event = events[0]
    said = tuple(found for one in event["attendees"][:MOST_PEOPLE] if (found := _said(one)))
    if not event["uid"] or not said:
        return None
    return Reply(
        uid=event["uid"],
        sequence=int(event["sequence"]),
        occurrence=event["recurrence_id"],
        said=said,
        stamp=_moment(event.get("stamp", "")),
        comment=str(event.get("comment", ""))[:LONGEST_COMMENT],
        proposal=_proposal(event) if method == Method.COUNTER else None,
    )


def _said(person: Mapping[str, Any]) -> Said | None:
    """An answer in a word that the standard does not know is not one."""
    given = person["answer"] or Answer.NEEDS_ACTION
    if "@" not in person["address"] or given not in list(Answer):
        return None
    return Said(
        person["address"],
        Answer(given),
        person["name"],
        person.get("delegated_to", ""),
        person.get("delegated_from", ""),
    )


def _proposal(event: Mapping[str, Any]) -> Proposal | None:
    """Only with a whole moment in a zone that is known; all-day wishes are words, not times."""
    begin, end = _moment(event["start"]), _moment(event["end"])
    if begin is None or (end is not None and end <= begin):
        return None
    return Proposal(begin, end)


def _moment(text: str) -> datetime | None:
    if "T" not in text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
