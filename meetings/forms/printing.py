"""What is printed for the room, from the list of a meeting."""

from meetings import queries
from meetings.compose.facts import Attendant
from meetings.compose.printing import (
    Occasion,
    attendance_sheet,
    name_cards,
    seat_plan,
    seated,
)
from meetings.models import Meeting, Part
from office import clock
from office.units.headings import heading_of

PRINTED = ("attendance", "cards", "seats")


def printed(meeting: Meeting, what: str, *, across: int) -> bytes:
    """The sheet, the cards or the plan; the chair first."""
    people = sorted(queries.people_of(meeting), key=lambda one: one.part != Part.CHAIR)
    listed = [Attendant(one.name, one.title, one.organisation) for one in people]
    occasion = occasion_of(meeting)
    if what == "attendance":
        return attendance_sheet(occasion, listed)
    if what == "cards":
        return name_cards(occasion, listed)
    return seat_plan(occasion, seated(listed, across=across))


def occasion_of(meeting: Meeting) -> Occasion:
    """What every paper says at its head."""
    parent, own = heading_of(meeting.agency_id)
    return Occasion(own, meeting.title, clock.to_local(meeting.starts_at), meeting.place, parent)
