"""In the room: voices and pictures of the meeting, where it has a conference engine."""

from meetings.engines.port import CALLED, LED, Kind
from meetings.policy.media import Can
from meetings.queries import media
from meetings.views.media import shown_media
from meetings.views.room.panels import Facts, Room, Side, panel
from office.permissions import allowed

TOLD = {"engine", "engine_fell", "engine_back", "engine_not_recording"}
MOVED = {"engine", "media_joined", "media_left", "media_put_out", "media_room_ended"}


@panel("conference", side=Side.FLOOR, place=5, kinds=TOLD)
def conference(room: Room) -> Facts | None:
    """The conference room; while somebody is in it, the page leaves it alone."""
    if media.kind_of(room.meeting) is Kind.NONE or not room.meeting.is_live:
        return None
    return {"meeting": room.meeting, "media": shown_media(room.meeting)}


@panel("connections", side=Side.FLOOR, place=6, kinds=MOVED)
def connections(room: Room) -> Facts | None:
    """Who is in a conference room of others, as its server reports, with what the chair may do."""
    kind = media.kind_of(room.meeting)
    if kind not in CALLED or not room.meeting.is_live or room.own is None:
        return None
    leads = kind in LED and allowed(room.actor, Can.MODERATE, room.meeting)
    return {"connections": media.connections(room.meeting), "leads": leads}
