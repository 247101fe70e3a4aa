"""A meeting as it stands in calendars: who calls it, who is asked, when it is and where."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Method(StrEnum):
    """What a calendar part wants of its reader (RFC 5546 1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    REPLY = "REPLY"
    COUNTER = "COUNTER"


class Answer(StrEnum):
    """What an invited person has said so far (RFC 5545 3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"
    DELEGATED = "DELEGATED"


class Part(StrEnum):
    """How somebody takes part (RFC 5545 3.2.16)."""

    CHAIR = "CHAIR"
    REQUIRED = "REQ-PARTICIPANT"
    OPTIONAL = "OPT-PARTICIPANT"
    NONE = "NON-PARTICIPANT"


@dataclass(frozen=True)
class Caller:
    """The mailbox that calls a meeting; `sent_by` is the address of the secretary who wrote."""

    address: str
    name: str = ""
    sent_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """One invited person; `delegated_to` and `delegated_from` are addresses."""

    address: str
    name: str = ""
    part: Part = Part.REQUIRED
    answer: Answer = Answer.NEEDS_ACTION
    delegated_to: str = ""
    delegated_from: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether an answer is awaited from this person."""
        return self.answer is Answer.NEEDS_ACTION


@dataclass(frozen=True)
class Room:
    """A room that is booked for a meeting; without an address it is a place only."""

    name: str
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """A meeting in a calendar; moments are aware, shown in `zone`.

    Each meeting of a series stands for itself, under a name of its own.
    """

    uid: str
    sequence: int
    made_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    title: str
    caller: Caller
    text: str = ""
    place: str = ""
    url: str = ""
    attendees: tuple[Attendee, ...] = ()
    rooms: tuple[Room, ...] = ()
    is_private: bool = False
    is_cancelled: bool = False

    def only_for(self, address: str) -> "Occasion":
        """The same meeting for one reader, who does not see whom else it asks."""
        mine = tuple(one for one in self.attendees if one.address.lower() == address.lower())
        return replace(self, attendees=mine)
