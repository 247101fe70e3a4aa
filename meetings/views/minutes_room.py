"""The minutes and the tasks as panels of the room."""

from meetings import queries
from meetings.forms import minutes as forms
from meetings.models import MinuteSection
from meetings.operations.minutes_writing import WRITABLE
from meetings.policy.minutes import Can
from meetings.views.minutes import SectionLine, task_lines
from meetings.views.room.panels import Facts, Room, Side, panel
from meetings.views.room.shown import ITEMS
from office.permissions import allowed

WRITTEN = {"minutes", "minutes_held", "minutes_released"}


def _writes(room: Room) -> bool:
    return room.meeting.state in WRITABLE and allowed(room.actor, Can.WRITE, room.meeting)


def _section(room: Room) -> MinuteSection | None:
    """The section of the item that the reader looks at."""
    if room.item is None or not allowed(room.actor, Can.READ, room.meeting):
        return None
    own = (one for one in queries.sections_of(room.meeting) if one.item_id == room.item.id)
    return next(own, None)


@panel("script", side=Side.CENTRE, place=30, kinds=ITEMS | WRITTEN, pace=1)
def script(room: Room) -> Facts | None:
    """What the secretary writes, for those who read along; not faster than once a second."""
    section = _section(room)
    return None if section is None or _writes(room) else {"section": section}


@panel("editor", side=Side.CENTRE, place=30, kinds=ITEMS)
def editor(room: Room) -> Facts | None:
    """The same for who writes: his words are not taken from under his hands."""
    section = _section(room)
    if section is None or not _writes(room):
        return None
    held, blocks = queries.is_held(section, room.actor), forms.blocks_of(room.meeting, room.item)
    line = SectionLine(section, room.item, held, list(blocks), ())
    return {"meeting": room.meeting, "line": line, "writes": True, "suggests": False}


@panel("carried", side=Side.CENTRE, place=5, kinds={"item_begun"})
def carried(room: Room) -> Facts | None:
    """What earlier meetings of the series left open: the first thing that the room sees."""
    if room.item is None or room.item.position != 1:
        return None
    lines = queries.carried_over(room.meeting, room.actor)
    return {"lines": lines} if lines else None


@panel("handed", side=Side.CENTRE, place=50, kinds=ITEMS | {"task"}, pace=0.5)
def handed(room: Room) -> Facts | None:
    """The tasks handed out, with the word of the lead unit and of the chair."""
    if not allowed(room.actor, Can.READ, room.meeting):
        return None
    tasks = [one for one in task_lines(room.meeting) if one.task.state != "withdrawn"]
    writes = _writes(room)
    if not tasks and not writes:
        return None
    chairs = room.meeting.state in WRITABLE and allowed(room.actor, Can.CONFIRM, room.meeting)
    return {"tasks": tasks, "writes": writes, "chairs": chairs}
