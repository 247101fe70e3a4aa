"""In the room: everybody sees that it is recorded; chair and secretary have the recorder."""

from flask import request

from meetings.models import RecordingPolicy
from meetings.policy import Can
from meetings.policy import recording as rules
from meetings.queries import recordings
from meetings.views.room.panels import Facts, Room, Side, panel
from office.permissions import allowed

TOLD = {"recording_begun", "recording_ended"}


@panel("recorded", side=Side.HEAD, place=20, kinds=TOLD)
def recorded(room: Room) -> Facts | None:
    """The sign that recording is on, for all."""
    return _sign(room)


@panel("hall_recorded", side=Side.HALL, place=5, kinds=TOLD)
def hall_recorded(room: Room) -> Facts | None:
    """The same on the screen of the hall."""
    return _sign(room)


def _sign(room: Room) -> Facts | None:
    found = [one for one in recordings.orders(room.meeting) if one.ended_at is None]
    return {"order": found[0]} if found else None


@panel("recorder", side=Side.FLOOR, place=30, kinds=TOLD)
def recorder(room: Room) -> Facts | None:
    """The recorder of this device, and the chair's order."""
    may = {
        "lead": allowed(room.actor, Can.LEAD, room.meeting),
        "record": allowed(room.actor, rules.Can.RECORD, room.meeting),
    }
    is_off = room.meeting.recording == RecordingPolicy.OFF
    if is_off or not room.meeting.is_live or not any(may.values()):
        return None
    return {
        "begins": "begin" in request.args,
        "may": may,
        "is_on": recordings.is_recorded_now(room.meeting),
        "takes_picture": room.meeting.recording == RecordingPolicy.VIDEO,
    }
