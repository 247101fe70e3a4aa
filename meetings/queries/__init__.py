"""Finding meetings and what belongs to them."""

from meetings.queries.listing import PAGE, VIEWS, listed, live_now
from meetings.queries.seeing import (
    agenda_of,
    events_of,
    papers_of,
    participant_of,
    people_of,
    visible_item,
    visible_meeting,
    visible_to,
)

__all__ = [
    "PAGE",
    "VIEWS",
    "agenda_of",
    "events_of",
    "listed",
    "live_now",
    "papers_of",
    "participant_of",
    "people_of",
    "visible_item",
    "visible_meeting",
    "visible_to",
]
