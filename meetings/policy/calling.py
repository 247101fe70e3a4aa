"""Who keeps rooms and series, publishes the week, and reads what lies before a meeting."""

from enum import StrEnum

from meetings.models import Meeting, MeetingSeries, Room
from meetings.policy import admitted, not_classified, prepares
from office.permissions import Actor, Role, rule
from office.units import queries as units

ROOM_KEEPERS = {Role.ADMIN, Role.OFFICE_HEAD, Role.CLERK}
OFFICE = {Role.OFFICE_HEAD, Role.CLERK, Role.LEADER}


class Can(StrEnum):
    """What is done around meetings, and with their papers."""

    KEEP_ROOMS = "keep_rooms"
    CHANGE_ROOM = "change_room"
    KEEP_SERIES = "keep_series"
    PLAN_WEEK = "plan_week"
    READ_PAPERS = "read_papers"
    LAY_PAPERS = "lay_papers"
    WRITE_LETTER = "write_letter"


@rule(Can.KEEP_ROOMS)
def may_keep_rooms(actor: Actor, _: object) -> bool:
    """Rooms and devices are kept by the administrator, the office head and the clerks."""
    return bool(actor.roles & ROOM_KEEPERS) and actor.delegation_id is None


@rule(Can.CHANGE_ROOM)
def may_change_room(actor: Actor, room: Room) -> bool:
    """A room is changed by those who keep the rooms of its agency."""
    return may_keep_rooms(actor, room) and actor.agency_id == units.successor_of(room.agency_id)


@rule(Can.KEEP_SERIES)
def may_keep_series(actor: Actor, series: MeetingSeries) -> bool:
    """A series is kept by the desk that plans it and by the heads of the office and the agency."""
    if actor.is_machine:
        return True
    agency_id = units.successor_of(series.agency_id)
    heads = {Role.LEADER, Role.OFFICE_HEAD}
    return actor.desk_id == series.desk_id or any(
        actor.holds(role, agency_id=agency_id) for role in heads
    )


@rule(Can.PLAN_WEEK)
def may_plan_week(actor: Actor, _: object) -> bool:
    """The schedule of the week is published by the office: its head, the clerks, the leaders."""
    return bool(actor.roles & OFFICE) and actor.delegation_id is None


@rule(Can.READ_PAPERS)
def may_read_papers(actor: Actor, meeting: Meeting) -> bool:
    """Papers are for those who take part or prepare, and a classified meeting has none here."""
    return not_classified(meeting) and (
        admitted(actor, meeting) is not None or prepares(actor, meeting)
    )


@rule(Can.LAY_PAPERS)
def may_lay_papers(actor: Actor, meeting: Meeting) -> bool:
    """Papers are laid by those who prepare the meeting; a classified meeting has none here."""
    return not_classified(meeting) and prepares(actor, meeting)


@rule(Can.WRITE_LETTER)
def may_write_letter(actor: Actor, meeting: Meeting) -> bool:
    """A letter of invitation is drafted by those who prepare a meeting that is not classified."""
    return not_classified(meeting) and prepares(actor, meeting)
