"""Conference engines over HTTP: the choice, and what the chair does with who is in the room."""

from typing import Literal

from flask import Response
from pydantic import Field

from meetings.api.blueprint import Done, actor, bp, done, visible
from meetings.engines.port import Kind
from meetings.operations import media as operations
from meetings.operations.moderating import put_out, take_voice
from meetings.policy.media import Can
from meetings.queries import media
from office.api import ByUid, Closed, shown
from office.permissions import require


class EngineIn(Closed):
    """The engine of a meeting; `link` for a platform of others."""

    engine: Literal["none", "link", "janus", "livekit", "jitsi"]
    link: str = Field("", max_length=500)


class UsualIn(Closed):
    """The engine of new meetings of an agency."""

    engine: Literal["none", "janus", "livekit", "jitsi"]


class LeadIn(Closed):
    """A connection by the name that its server has for it, and what the chair does with it."""

    feed: str = Field(min_length=1, max_length=64)
    act: Literal["mute", "out"]


class Usual(Closed):
    """The engine that new meetings have."""

    engine: str


class ConnectionOut(Closed):
    """Somebody in the room with a device."""

    feed: str
    name: str


class Connections(Closed):
    """Who is in the room."""

    items: list[ConnectionOut]


@bp.post("/meetings/<uuid:uid>/engine", responses={200: Done})
def choose_engine(path: ByUid, body: EngineIn) -> Response:
    """Choose what carries voices and pictures of a meeting."""
    found = visible(path.uid)
    operations.choose_engine(found, Kind(body.engine), link=body.link, by=actor())
    return shown(done(found))


@bp.post("/conference-engine", responses={200: Usual})
def usual_engine(body: UsualIn) -> Response:
    """Set the engine that new meetings of the agency have."""
    kept = operations.set_agency_engine(Kind(body.engine), by=actor())
    return shown(Usual(engine=kept.engine))


@bp.post("/meetings/<uuid:uid>/connections", responses={200: Done})
def lead_connection(path: ByUid, body: LeadIn) -> Response:
    """Take the voice of a connection away, or put somebody out with all his devices."""
    found = visible(path.uid)
    require(actor(), Can.MODERATE, found)
    seat, _participant = media.seat_by_feed(found, body.feed)
    {"mute": take_voice, "out": put_out}[body.act](seat, by=actor())
    return shown(done(found))


@bp.get("/meetings/<uuid:uid>/connections", responses={200: Connections})
def connections(path: ByUid) -> Response:
    """Who is in the conference room at this moment."""
    found = visible(path.uid)
    media.entrance(found, actor())
    rows = [ConnectionOut(feed=row.feed, name=name) for row, name in media.connections(found)]
    return shown(Connections(items=rows))
