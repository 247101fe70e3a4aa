"""Rooms and devices: kept by the office, held for a meeting, never for two at once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import select

from meetings.models import WORK_DAYS, Booking, Meeting, Room, RoomKind
from meetings.policy.calling import Can
from office import audit, clock, search
from office.db import db, operation
from office.errors import Conflict, Invalid, NotFound
from office.i18n import _, moment
from office.permissions import Actor, require
from office.units import queries as units

LONGEST = {"name": 200, "place": 300, "equipment": 1000}
MOST_SEATS = 100_000
MOST_HELD = 20


@dataclass(frozen=True, kw_only=True)
class RoomFacts:
    """What is filled in about a room or a device."""

    name: str
    kind: RoomKind = RoomKind.ROOM
    place: str = ""
    capacity: int | None = None
    equipment: str = ""
    opens: str = "07:00"
    closes: str = "18:00"
    days: str = WORK_DAYS
    unit_id: int | None = None


@operation
def add_room(facts: RoomFacts, *, by: Actor) -> Room:
    """Enter a room or device (phòng họp, thiết bị) of the acting agency."""
    require(by, Can.KEEP_ROOMS, by)
    room = Room(agency_id=by.agency_id)
    _fill(room, facts)
    db.session.add(room)
    db.session.flush()
    audit.record("room.add", room, by=by, name=room.name)
    return room


@operation
def change_room(room: Room, facts: RoomFacts, *, by: Actor) -> None:
    """Describe it anew; what was booked stays booked."""
    require(by, Can.CHANGE_ROOM, room)
    _fill(room, facts)
    audit.record("room.change", room, by=by, name=room.name)


@operation
def end_room(room: Room, *, by: Actor) -> None:
    """Offer it no longer; meetings that hold it keep it."""
    require(by, Can.CHANGE_ROOM, room)
    room.ended_at = room.ended_at or clock.now()
    audit.record("room.end", room, by=by, name=room.name)


def _fill(room: Room, facts: RoomFacts) -> None:
    _check(facts)
    for name in ("kind", "capacity", "opens", "closes", "unit_id"):
        setattr(room, name, getattr(facts, name))
    for name in LONGEST:
        setattr(room, name, getattr(facts, name).strip())
    room.days = "".join(sorted(set(facts.days)))
    room.folded = search.fold(room.name)


def _check(facts: RoomFacts) -> None:
    wrong: dict[str, object] = {}
    if not facts.name.strip():
        wrong["name"] = _("Fill this in.")
    for name, longest in LONGEST.items():
        if len(getattr(facts, name)) > longest:
            wrong[name] = _("At most %(count)s characters.", count=longest)
    if facts.capacity is not None and not 1 <= facts.capacity <= MOST_SEATS:
        wrong["capacity"] = _("A number of seats, or nothing.")
    if not facts.days or set(facts.days) - set("1234567"):
        wrong["days"] = _("Choose the days on which it is open.")
    opens, closes = _hour(facts.opens), _hour(facts.closes)
    if opens is None or closes is None or opens >= closes:
        wrong["closes"] = _("It closes after it opens, on the same day.")
    if wrong:
        raise Invalid(_("The room cannot be kept like this."), fields=wrong)


def _hour(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


# ------------------------------------------------------------------------- being held


def hold_rooms(meeting: Meeting, wanted: Collection[UUID], *, by: Actor) -> None:
    """Hold these rooms for the meeting and no others; part of planning it.

    The rows of the rooms are locked in the order of their ids until the commit: of two who want
    one room at once the second waits, and is then refused.
    """
    if len(set(wanted)) > MOST_HELD:
        raise Invalid(_("At most %(count)s rooms and devices are held.", count=MOST_HELD))
    rooms = _locked(wanted, units.successor_of(meeting.agency_id), held_rooms(meeting))
    busy = {room.name: taken for room in rooms if (taken := _taken(room, meeting))}
    if busy:
        raise Conflict(
            _("Taken at this time: %(rooms)s.", rooms=", ".join(map(_said, busy.items()))),
            fix=_("Choose another room or another time."),
        )
    release_rooms(meeting)
    for room in rooms:
        db.session.add(
            Booking(
                room_id=room.id,
                meeting_id=meeting.id,
                starts_at=meeting.starts_at,
                ends_at=meeting.ends_at,
                booked_at=clock.now(),
                booked_by=by.name,
            )
        )
    db.session.flush()


def held_rooms(meeting: Meeting) -> set[int]:
    """The rooms that are held for a meeting now."""
    held = select(Booking.room_id).where(
        Booking.meeting_id == meeting.id, Booking.released_at.is_(None)
    )
    return set(db.session.scalars(held))


def release_rooms(meeting: Meeting) -> None:
    """Let others have the rooms; part of putting off, calling off and planning anew."""
    held = select(Booking).where(Booking.meeting_id == meeting.id, Booking.released_at.is_(None))
    for booking in db.session.scalars(held):
        booking.released_at = clock.now()
    db.session.flush()


def _locked(wanted: Collection[UUID], agency_id: int, held: Collection[int]) -> list[Room]:
    """The rooms of the agency by their names; one that was given up only where it is held."""
    if not wanted:
        return []
    found = db.session.scalars(
        select(Room)
        .where(Room.uid.in_(wanted), Room.agency_id.in_(units.lineage(agency_id)))
        .order_by(Room.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    offered = [room for room in found if room.ended_at is None or room.id in held]
    if len(offered) != len(set(wanted)):
        raise NotFound(_("One of the rooms is not offered any more."))
    return offered


def _taken(room: Room, meeting: Meeting) -> datetime | None:
    """Until when another meeting has the room, if it has it within this one's time."""
    other = select(Booking.ends_at).where(
        Booking.room_id == room.id,
        Booking.meeting_id != meeting.id,
        Booking.released_at.is_(None),
        Booking.starts_at < meeting.ends_at,
        Booking.ends_at > meeting.starts_at,
    )
    return db.session.scalar(other.order_by(Booking.ends_at.desc()).limit(1))


def _said(taken: tuple[str, datetime]) -> str:
    return _("%(room)s (until %(moment)s)", room=taken[0], moment=moment(taken[1]))


def uids_of(room_ids: Iterable[int]) -> list[UUID]:
    """The public names of rooms that are still offered."""
    offered = select(Room.uid).where(Room.id.in_(list(room_ids)), Room.ended_at.is_(None))
    return list(db.session.scalars(offered.order_by(Room.id)))
