"""Meetings in the table of permissions: one that was called and one in session."""

from meetings import queries
from tests.meetings import house

FORMS = {}
CALLS = {
    "api_meetings.session": lambda *_: {"move": "pause"},
    "api_meetings.item_course": lambda *_: {"move": "begin"},
}


def built(world, snv):
    """A meeting that is to come, and one that is in session with its agenda."""
    world.records["called meeting"] = str(house.called(snv).uid)
    opened = house.opened(snv, title="Họp đang diễn ra")
    world.records["meeting in session"] = str(opened.uid)
    world.items["meeting in session"] = str(queries.agenda_of(opened)[0].uid)
