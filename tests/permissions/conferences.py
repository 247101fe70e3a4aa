"""Conference rooms in the table of permissions: one with its chair in it."""

from meetings.engines.janus.engine import Seat
from meetings.operations import media
from tests.meetings import house

NONE = {"engine": "none"}
MUTE = {"feed": "p1-0a1b2c3d", "act": "mute"}
FORMS = {
    "meetings.choose_engine": lambda *_: NONE,
    "meetings.lead_connection": lambda *_: MUTE,
    "meetings.set_agency_engine": lambda *_: NONE,
}
CALLS = {
    "api_meetings.choose_engine": lambda *_: NONE,
    "api_meetings.lead_connection": lambda *_: MUTE,
    "api_meetings.usual_engine": lambda *_: NONE,
}
WHERE = "meeting in a conference room"


def built(world, snv):
    """A meeting whose chair sits in the conference room."""
    room = house.opened(snv, title="Họp trực tuyến", engine="janus")
    world.records[WHERE] = str(room.uid)
    taken = media.take_seat(room, Seat("p1-0a1b2c3d", 1, 2, mid="0"), by=snv.leader)
    world.items[WHERE] = str(taken.uid)
