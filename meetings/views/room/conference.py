"""In the room: voices and pictures of the meeting, where it has a conference engine."""

from meetings.engines.port import Kind
from meetings.queries import media
from meetings.views.media import shown_media
from meetings.views.room.panels import Facts, Room, Side, panel

TOLD = {"engine", "engine_fell", "engine_back", "engine_not_recording"}


@panel("conference", side=Side.FLOOR, place=5, kinds=TOLD)
def conference(room: Room) -> Facts | None:
    """The conference room; while somebody is in it, the page leaves it alone."""
    if media.kind_of(room.meeting) is Kind.NONE or not room.meeting.is_live:
        return None
    return {"meeting": room.meeting, "media": shown_media(room.meeting)}
