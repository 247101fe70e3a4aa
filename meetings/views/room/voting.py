"""Votes in the room: those at work, else the last one that was counted."""

from meetings.models import BoxState
from meetings.rows import votes as rows
from meetings.views.room.panels import Facts, Room, Side, panel

MOVES = frozenset(
    {
        "vote_prepared",
        "vote_board",
        "vote_half",
        "vote_opened",
        "vote_closed",
        "vote_counted",
        "vote_void",
    }
)
COUNT_EVERY = 4.0


@panel("votes", side=Side.FLOOR, place=20, kinds=MOVES)
def votes(room: Room) -> Facts | None:
    """What is asked, the reader's paper, what came of the last one."""
    found = rows.shown(room.meeting, room.actor)
    at_work = [one for one in found if one.is_moving]
    counted = [one for one in found if one.box.state == BoxState.COUNTED]
    return {"votes": at_work or counted[:1]}


@panel("vote_count", side=Side.FLOOR, place=21, kinds=MOVES, every=COUNT_EVERY)
def vote_count(room: Room) -> Facts | None:
    """How many have voted so far: no event tells it, for it would tell when somebody voted."""
    found = rows.shown(room.meeting, room.actor)
    return {"votes": [one for one in found if one.box.state == BoxState.OPEN]}


@panel("hall_vote", side=Side.HALL, place=15, kinds=MOVES, every=COUNT_EVERY)
def hall_vote(room: Room) -> Facts | None:
    """The question that is being voted on, for everybody in the hall."""
    return vote_count(room)
