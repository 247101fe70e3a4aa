"""The panels of the room that are always there."""

from meetings import queries
from meetings.lifecycle import MEETING
from meetings.models import MeetingState, SpeechState
from meetings.operations.hall import SHOWABLE
from meetings.queries.hall import KINDS as HALL
from meetings.views.room.pages import qr_of
from meetings.views.room.panels import Facts, Room, Side, panel
from office import clock

ITEMS = {"item_begun", "item_ended", "agenda"}
PRESENCE = {"came", "left"}
FLOOR = {"speech_asked", "speech_begun", "speech_ended", "speech_withdrawn"}
SESSION_MOVES = {"open", "pause", "resume", "close"}
CODE_EVERY = 10.0


@panel("quorum", side=Side.HEAD, place=10, kinds=PRESENCE, pace=3)
def quorum(room: Room) -> Facts:
    """How many are there and whether that is enough."""
    return {"quorum": queries.quorum(room.meeting)}


@panel("moves", side=Side.HEAD, place=90)
def moves(room: Room) -> Facts:
    """What the chair and the secretary may do with the session, and the way to the hall's view."""
    found = [one for one in MEETING.moves(room.meeting, room.actor) if one.name in SESSION_MOVES]
    return {"moves": found}


@panel("agenda", side=Side.AGENDA, place=10, kinds=ITEMS | {"paper"})
def agenda(room: Room) -> Facts:
    """The items with their times: planned, spent, running."""
    papers = queries.papers_of(room.meeting)
    planned = sum(one.planned_minutes for one in room.agenda)
    return {"papers": papers, "planned": planned, "spent": _spent(room)}


def _spent(room: Room) -> dict[int, float]:
    return {
        one.id: ((one.ended_at or room.now) - one.started_at).total_seconds()
        for one in room.agenda
        if one.started_at
    }


@panel("papers", side=Side.AGENDA, place=20, kinds=ITEMS | HALL | {"paper"})
def papers(room: Room) -> Facts | None:
    """The papers of the item with version and hash; who runs the session shows them in the hall."""
    if room.item is None:
        return None
    shows = room.runs and room.meeting.state == MeetingState.OPEN and room.item is room.current
    return {
        "item": room.item,
        "papers": queries.papers_of(room.meeting).get(room.item.id, []),
        "shows": SHOWABLE if shows else (),
        "page": queries.hall_page(room.meeting, room.current) if shows else None,
    }


@panel("item", side=Side.CENTRE, place=10, kinds=ITEMS | {"conclusion"})
def item(room: Room) -> Facts | None:
    """What the reader looks at: the item, its presenter, what was concluded."""
    return {"item": room.item}


@panel("opinions", side=Side.CENTRE, place=60, kinds={"opinion", *ITEMS}, pace=2)
def opinions(room: Room) -> Facts | None:
    """What the people at the table think of the item, and the reader's own word."""
    if room.item is None:
        return None
    found = queries.opinions_on(room.meeting).get(room.item.id, [])
    mine = next((one for one, who in found if room.own and who.id == room.own.id), None)
    return {"item": room.item, "opinions": found, "mine": mine}


@panel("note", side=Side.CENTRE, place=70)
def note(room: Room) -> Facts | None:
    """The reader's own note at the item."""
    if room.item is None or room.own is None:
        return None
    return {"item": room.item, "text": queries.notes_of(room.meeting, room.actor).get(room.item.id)}


@panel("arrive", side=Side.FLOOR, place=10, kinds=PRESENCE, pace=1)
def arrive(room: Room) -> Facts | None:
    """The reader's own presence: check in, or leave."""
    if room.own is None:
        return None
    return {"span": queries.open_span(room.own)}


@panel("queue", side=Side.FLOOR, place=40, kinds=FLOOR | ITEMS)
def queue(room: Room) -> Facts:
    """Who speaks and who waits."""
    found = queries.queue_of(room.meeting)
    return {"queue": found, "times": queries.speaking_times(room.meeting)}


@panel("people", side=Side.FLOOR, place=60, kinds=PRESENCE | {"speech_ended"}, pace=5)
def people(room: Room) -> Facts:
    """Who is there and who is not, and how long each has spoken."""
    there = {one.id for one in queries.present_at(room.meeting)}
    return {
        "present": [one for one in room.people if one.id in there],
        "absent": [one for one in room.people if one.id not in there],
        "times": queries.speaking_times(room.meeting),
    }


# ---------------------------------------------------------------------------------- in the hall


@panel("hall_item", side=Side.HALL, place=10, kinds=ITEMS)
def hall_item(room: Room) -> Facts:
    """The item that the room is at, and its time."""
    return {"item": room.current, "spent": _spent(room)}


@panel("hall_page", side=Side.HALL, place=12, kinds=ITEMS | HALL | {"paper"})
def hall_page(room: Room) -> Facts | None:
    """The page of a paper that the chair or the secretary put there."""
    found = queries.hall_page(room.meeting, room.current)
    return {"page": found} if found else None


@panel("hall_speaker", side=Side.HALL, place=20, kinds=FLOOR | ITEMS)
def hall_speaker(room: Room) -> Facts:
    """Who has the floor and who is next."""
    found = queries.queue_of(room.meeting)
    speaking = next((row for row in found if row[0].state == SpeechState.SPEAKING), None)
    waiting = [row for row in found if row[0].state == SpeechState.WAITING]
    return {"speaking": speaking, "waiting": waiting[:4]}


@panel("hall_code", side=Side.HALL, place=30, kinds=PRESENCE, pace=3, every=CODE_EVERY)
def hall_code(room: Room) -> Facts:
    """How many are there, and the code by which the others check in."""
    code = queries.code_at(room.meeting, clock.now())
    return {
        "quorum": queries.quorum(room.meeting),
        "code": code,
        "qr": qr_of(room.meeting, code),
    }
