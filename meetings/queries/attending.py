"""Who is at a meeting at this moment and has a vote there."""

from sqlalchemy import select

from meetings.models import Meeting, Participant
from meetings.queries.presence import members_of, open_span, present_at
from meetings.queries.seeing import people_of
from office import clock
from office.db import db
from office.units import queries as units
from office.units.models import Tenure


def voters_of(meeting: Meeting) -> list[Participant]:
    """Officials of the list that have a vote; whoever is stood for has none beside his stand-in."""
    return [one for one in members_of(people_of(meeting)) if one.person_id is not None]


def present_voters(meeting: Meeting) -> set[int]:
    """The voters that are there now, by their places on the list."""
    return {one.id for one in present_at(meeting)} & {one.id for one in voters_of(meeting)}


def is_present(place: Participant) -> bool:
    """Whether one of them is there now."""
    return open_span(place) is not None


def holds_post(place: Participant) -> bool:
    """Whether he still holds the post for which he is on the list: mandates end."""
    return holds_desk(place.desk_id, place.person_id)


def holds_desk(desk_id: int | None, person_id: int | None) -> bool:
    """Whether somebody holds a desk at this moment."""
    held = select(Tenure.id).where(
        Tenure.desk_id == desk_id,
        Tenure.person_id == person_id,
        units.held_at(Tenure, clock.now()),
    )
    return db.session.scalar(held.limit(1)) is not None
