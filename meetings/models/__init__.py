"""Tables: meetings, who takes part, agenda and papers, the course of events."""

from meetings.models.event import MeetingChain, MeetingEvent
from meetings.models.meeting import (
    AHEAD,
    HELD,
    LIVE,
    ZONE,
    AgendaItem,
    AgendaPaper,
    Form,
    ItemKind,
    Kind,
    Meeting,
    MeetingCounter,
    MeetingState,
    Part,
    Participant,
    RecordingPolicy,
    Rsvp,
    Secrecy,
)

__all__ = [
    "AHEAD",
    "HELD",
    "LIVE",
    "ZONE",
    "AgendaItem",
    "AgendaPaper",
    "Form",
    "ItemKind",
    "Kind",
    "Meeting",
    "MeetingChain",
    "MeetingCounter",
    "MeetingEvent",
    "MeetingState",
    "Part",
    "Participant",
    "RecordingPolicy",
    "Rsvp",
    "Secrecy",
]
