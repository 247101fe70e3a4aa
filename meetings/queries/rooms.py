"""Rooms of an agency, what holds them, and who or what is busy at a time."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from meetings.ical.busy import Span
from meetings.models import (
    HELD,
    Booking,
    Meeting,
    MeetingState,
    OutsideCalendar,
    Participant,
    Room,
    Rsvp,
)
from meetings.queries.outside import outside_spans
from meetings.queries.seeing import visible_to
from office import clock
from office.accounts.models import Absence, Person
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units

OVER = (*HELD, MeetingState.CANCELLED, MeetingState.POSTPONED)


@dataclass(frozen=True)
class Clash:
    """Who or what is not free, from when to when; the meeting is named to whoever sees it."""

    name: str
    starts_at: datetime
    ends_at: datetime
    meeting: Meeting | None = None
    is_away: bool = False
    is_outside: bool = False


@dataclass(frozen=True)
class Offer:
    """A room that can be chosen, with what speaks against it at a time."""

    room: Room
    is_taken: bool
    is_closed: bool
    is_small: bool


def rooms_of(agency_id: int) -> list[Room]:
    """What an agency offers, rooms first."""
    wanted = select(Room).where(
        Room.agency_id.in_(units.lineage(agency_id)), Room.ended_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(Room.kind.desc(), Room.folded, Room.id)))


def room_of(uid: UUID, actor: Actor) -> Room:
    """A room of the actor's agency, or 404."""
    lineage = units.lineage(actor.agency_id) if actor.agency_id else []
    wanted = select(Room).where(Room.uid == uid, Room.agency_id.in_(lineage))
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("There is no such room in your agency."))
    return found


def bookings_of(room: Room, since: datetime, until: datetime) -> list[tuple[Booking, Meeting]]:
    """For what a room is held."""
    wanted = (
        select(Booking, Meeting)
        .join(Meeting, Meeting.id == Booking.meeting_id)
        .where(Booking.room_id == room.id, Booking.released_at.is_(None))
        .where(Booking.starts_at < until, Booking.ends_at > since)
        .order_by(Booking.starts_at)
    )
    return [(row[0], row[1]) for row in db.session.execute(wanted)]


def rooms_held_for(meeting: Meeting) -> list[Room]:
    """The rooms and devices of a meeting."""
    wanted = (
        select(Room)
        .join(Booking, Booking.room_id == Room.id)
        .where(Booking.meeting_id == meeting.id, Booking.released_at.is_(None))
    )
    return list(db.session.scalars(wanted.order_by(Room.kind.desc(), Room.folded)))


def rooms_held_for_each(meetings: Collection[int]) -> dict[int, list[Room]]:
    """The same of many meetings, by their keys."""
    wanted = (
        select(Booking.meeting_id, Room)
        .join(Room, Room.id == Booking.room_id)
        .where(Booking.meeting_id.in_(meetings), Booking.released_at.is_(None))
    )
    found: dict[int, list[Room]] = {}
    for meeting_id, room in db.session.execute(wanted.order_by(Room.kind.desc(), Room.folded)):
        found.setdefault(meeting_id, []).append(room)
    return found


def offers(
    agency_id: int, starts_at: datetime, ends_at: datetime, *, people: int = 0, but: int = 0
) -> list[Offer]:
    """Every room with what speaks against it: taken, closed then, too small."""
    rooms = rooms_of(agency_id)
    taken = set(
        db.session.scalars(
            select(Booking.room_id).where(
                Booking.room_id.in_([room.id for room in rooms]),
                Booking.released_at.is_(None),
                Booking.meeting_id != but,
                Booking.starts_at < ends_at,
                Booking.ends_at > starts_at,
            )
        )
    )
    return [
        Offer(
            room,
            is_taken=room.id in taken,
            is_closed=not is_open(room, starts_at, ends_at),
            is_small=room.capacity is not None and room.capacity < people,
        )
        for room in rooms
    ]


def is_open(room: Room, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a meeting lies within the opening hours of one day."""
    begins, ends = clock.to_local(starts_at), clock.to_local(ends_at)
    within = begins.time() >= room.opens_at and ends.time() <= room.closes_at
    return within and begins.date() == ends.date() and str(begins.isoweekday()) in room.days


# ------------------------------------------------------------------------------- people


def busy_people(
    actor: Actor,
    person_ids: Collection[int],
    starts_at: datetime,
    ends_at: datetime,
    *,
    but: int = 0,
) -> list[Clash]:
    """Who of these is away, busy or at another meeting; which one only for who sees it."""
    if not person_ids:
        return []
    found = [*_at_meetings(actor, person_ids, starts_at, ends_at, but)]
    found += _away(person_ids, starts_at, ends_at)
    found += _elsewhere(person_ids, Span(starts_at, ends_at))
    return sorted(found, key=lambda one: (one.name, one.starts_at))


def _at_meetings(
    actor: Actor, person_ids: Collection[int], starts_at: datetime, ends_at: datetime, but: int
) -> Iterator[Clash]:
    wanted = (
        select(Participant.name, Meeting)
        .join(Meeting, Meeting.id == Participant.meeting_id)
        .where(
            Participant.person_id.in_(person_ids),
            Participant.removed_at.is_(None),
            Participant.rsvp.not_in([Rsvp.DECLINED, Rsvp.DELEGATED]),
            Meeting.id != but,
            Meeting.state.not_in(OVER),
            Meeting.starts_at < ends_at,
            Meeting.ends_at > starts_at,
        )
        .limit(200)
    )
    rows = db.session.execute(wanted).all()
    seen = set(
        db.session.scalars(
            select(Meeting.id).where(Meeting.id.in_([row[1].id for row in rows]), visible_to(actor))
        )
    )
    for name, meeting in rows:
        known = meeting if meeting.id in seen else None
        yield Clash(name, meeting.starts_at, meeting.ends_at, known)


def _away(person_ids: Collection[int], starts_at: datetime, ends_at: datetime) -> Sequence[Clash]:
    wanted = (
        select(Person.full_name, Absence.valid_from, Absence.valid_to)
        .join(Person, Person.id == Absence.person_id)
        .where(
            Absence.person_id.in_(person_ids),
            Absence.valid_from < ends_at,
            Absence.valid_to > starts_at,
        )
        .limit(200)
    )
    return [Clash(row[0], row[1], row[2], is_away=True) for row in db.session.execute(wanted)]


def _elsewhere(person_ids: Collection[int], frame: Span) -> list[Clash]:
    rows = outside_spans(person_ids, frame).add_columns(Person.full_name)
    named = rows.join(Person, Person.id == OutsideCalendar.person_id).limit(200)
    return [
        Clash(name, span.starts_at, span.ends_at, is_outside=True)
        for _person, span, name in db.session.execute(named)
    ]
