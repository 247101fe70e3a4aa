"""The conference room in the browser: it talks to these addresses only, never to the server.

Each step is one question and one answer: the browser waits until it knows its ways, so no socket
is needed. The server is asked outside of any transaction; rights are asked before and again after.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from flask import abort, jsonify, make_response, redirect, render_template, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.wrappers import Response

from meetings.engines import choice, ice
from meetings.engines.away import EngineAway
from meetings.engines.janus.engine import JanusEngine, Seat
from meetings.engines.janus.rooms import Heard, Offered
from meetings.engines.port import EngineGone, EngineRefused, Kind
from meetings.engines.tokens import WeakSecret
from meetings.models import MediaSeat, Meeting, Participant
from meetings.operations import media as operations
from meetings.policy import Can as Attending
from meetings.policy.media import Can
from meetings.queries import media
from meetings.views.blueprint import actor, bp, visible
from office import clock
from office.config import Settings, current_settings
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import allowed, require
from office.ui.csp import page_kind

LONGEST_SDP = 64_000
MOST_FEEDS = 60
ELSEWHERE = (Kind.LINK, Kind.LIVEKIT, Kind.JITSI)
Answered = Callable[..., Response]


class Words(BaseModel):
    """What the script of the page sends."""

    model_config = ConfigDict(extra="forbid")


WordsT = TypeVar("WordsT", bound=Words)


class SdpIn(Words):
    """One description of media."""

    sdp: str = Field(min_length=10, max_length=LONGEST_SDP)


class FeedsIn(Words):
    """Whom the page wants to hear, and whom no longer."""

    add: list[str] = Field(default_factory=list, max_length=MOST_FEEDS)
    drop: list[str] = Field(default_factory=list, max_length=MOST_FEEDS)
    sound_only: bool = False
    anew: bool = False


class FeedIn(Words):
    """One connection of somebody."""

    feed: str = Field(min_length=1, max_length=64)


def answers(view: Answered) -> Answered:
    """The script is told refusals in its own language; a server that is away is one of them."""

    @wraps(view)
    def told(*args: Any, **kwargs: Any) -> Response:
        try:
            return view(*args, **kwargs)
        except Refusal as refusal:
            return _problem(refusal)
        except (EngineGone, EngineRefused, WeakSecret):
            return _problem(EngineAway())

    return told


def _problem(refusal: Refusal) -> Response:
    return make_response(jsonify(refusal.problem()), refusal.status)


def _words(schema: type[WordsT]) -> WordsT:
    try:
        return schema.model_validate(request.get_json(silent=True) or {})
    except ValidationError:
        raise Invalid(_("The page sent something that is no part of a conference.")) from None


# ------------------------------------------------------------------------------- pages


@bp.get("/<uuid:uid>/conference")
@page_kind("room")
def conference(uid: UUID) -> str:
    """The conference room alone; the page of the session shows the same part."""
    meeting = visible(uid)
    return render_template("meetings/conference.html", meeting=meeting, media=shown_media(meeting))


@bp.get("/<uuid:uid>/conference/enter")
def enter(uid: UUID) -> Response:
    """Go to the room of another server with a token that is new each time."""
    meeting = visible(uid)
    if media.kind_of(meeting) not in ELSEWHERE:
        abort(404)
    return way_in(meeting, media.entrance(meeting, actor()))


def way_in(meeting: Meeting, own: Participant) -> Response:
    """To the room of another server, as one of those who take part."""
    kind, settings = media.kind_of(meeting), current_settings()
    try:
        found = choice.engine(kind, settings)
        access = found.access(media.room_of(meeting), media.person_of(own), now=clock.now())
    except (EngineGone, WeakSecret):
        raise EngineAway from None
    answer = redirect(_address(access.url, access.token, settings, kind), 303)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _address(url: str, token: str, settings: Settings, kind: Kind) -> str:
    if kind is not Kind.LIVEKIT:
        return url
    if not settings.livekit_page:
        raise EngineAway
    return settings.livekit_page.replace("{url}", url).replace("{token}", token)


def shown_media(meeting: Meeting) -> dict[str, Any]:
    """What the part of the page needs that shows the conference."""
    kind = media.kind_of(meeting)
    return {
        "kind": kind.value,
        "is_open": meeting.is_live and kind is not Kind.NONE,
        "may_enter": allowed(actor(), Attending.ATTEND, meeting),
        "moderates": allowed(actor(), Can.MODERATE, meeting),
    }


# ------------------------------------------------------------------------------- steps


@bp.get("/<uuid:uid>/media")
@answers
def media_access(uid: UUID) -> Response:
    """How to enter: which engine, and the ways that the browser may try."""
    meeting = visible(uid)
    own = media.entrance(meeting, actor())
    settings = current_settings()
    secret = choice.secret_in(settings.turn_secret_file)
    key = media.person_of(own).key
    servers = ice.servers(settings.ice_servers, secret=secret, key=key, now=clock.now())
    kind = media.kind_of(meeting)
    return jsonify(kind=kind.value, ice=servers, kbit=settings.janus_kbit)


@bp.post("/<uuid:uid>/media/publish")
@answers
def media_publish(uid: UUID) -> Response:
    """Take a seat: an offer comes, the answer goes back."""
    meeting = visible(uid)
    own = media.entrance(meeting, actor())
    offer = _words(SdpIn)
    engine, room = _janus(meeting), media.room_of(meeting)
    engine.create_room(room)
    seat, answer = engine.publish(room, media.person_of(own), sdp=offer.sdp)
    try:
        made = operations.take_seat(meeting, seat, by=actor())
    except Refusal:
        engine.leave(seat)
        raise
    return jsonify(seat=str(made.uid), feed=made.feed, sdp=answer)


@bp.post("/<uuid:uid>/media/<uuid:item_uid>/subscribe")
@answers
def media_subscribe(uid: UUID, item_uid: UUID) -> Response:
    """Hear others too, or no longer: an offer goes back, empty when nothing is to be agreed."""
    meeting, found = _seat(uid, item_uid)
    wanted = _words(FeedsIn)
    known = media.known_feeds(meeting)
    add = [
        Heard(feed, known[feed].mid if wanted.sound_only else "")
        for feed in wanted.add
        if feed in known and feed != found.feed
    ]
    engine, seat = _janus(meeting), _numbers(found)
    if found.receives and not wanted.anew:
        return _told(engine.change(seat, add=add, drop=wanted.drop))
    if not add:
        return _told(Offered("", {}))
    seat, offer = engine.subscribe(media.room_of(meeting), seat, feeds=add)
    operations.note_receiving(found, seat.receives, by=actor())
    return _told(offer)


def _told(offer: Offered) -> Response:
    return jsonify(sdp=offer.sdp, parts=dict(offer.parts))


@bp.post("/<uuid:uid>/media/<uuid:item_uid>/answer")
@answers
def media_answer(uid: UUID, item_uid: UUID) -> Response:
    """The browser agreed: let it flow."""
    meeting, found = _seat(uid, item_uid)
    _janus(meeting).start(_numbers(found), sdp=_words(SdpIn).sdp)
    return jsonify({})


@bp.post("/<uuid:uid>/media/<uuid:item_uid>/keep")
@answers
def media_keep(uid: UUID, item_uid: UUID) -> Response:
    """The seat is still taken; who sends now, and who speaks."""
    meeting, found = _seat(uid, item_uid)
    feeds = _janus(meeting).keep(media.room_of(meeting), _numbers(found))
    known = media.known_feeds(meeting)
    rows = [
        {"feed": one.name, "name": one.shown, "talking": one.is_talking}
        for one in feeds
        if one.name in known and one.name != found.feed
    ]
    return jsonify(feeds=rows, is_live=meeting.is_live)


@bp.post("/<uuid:uid>/media/<uuid:item_uid>/leave")
@answers
def media_leave(uid: UUID, item_uid: UUID) -> Response:
    """Give the seat up."""
    meeting, found = _seat(uid, item_uid)
    operations.leave_seat(found, by=actor())
    _janus(meeting).leave(_numbers(found))
    return jsonify({})


@bp.post("/<uuid:uid>/media/mute")
@answers
def media_mute(uid: UUID) -> Response:
    """Take a voice away."""
    meeting = visible(uid)
    require(actor(), Can.MODERATE, meeting)
    seat, participant = media.seat_by_feed(meeting, _words(FeedIn).feed)
    operations.note_muted(meeting, participant, by=actor())
    _janus(meeting).mute(media.room_of(meeting), seat.feed, mid=seat.mid)
    return jsonify({})


@bp.post("/<uuid:uid>/media/kick")
@answers
def media_kick(uid: UUID) -> Response:
    """Put somebody out, with all devices that he has here."""
    meeting = visible(uid)
    require(actor(), Can.MODERATE, meeting)
    feed = _words(FeedIn).feed
    _one, participant = media.seat_by_feed(meeting, feed)
    seats = media.known_feeds(meeting).values()
    feeds = [row.feed for row in seats if row.participant_id == participant.id]
    operations.note_put_out(meeting, participant, by=actor())
    engine, room = _janus(meeting), media.room_of(meeting)
    for one in feeds:
        engine.kick(room, one)
    return jsonify({})


def _seat(uid: UUID, item_uid: UUID) -> tuple[Meeting, MediaSeat]:
    """A connection of the actor himself, in a session that he may still attend."""
    meeting = visible(uid)
    own = media.entrance(meeting, actor())
    found = media.seat_of(meeting, item_uid)
    if found.participant_id != own.id:
        abort(404)
    return meeting, found


def _janus(meeting: Meeting) -> JanusEngine:
    if media.kind_of(meeting) is not Kind.JANUS:
        raise EngineGone(meeting.engine)
    return choice.running_janus(current_settings())


def _numbers(found: MediaSeat) -> Seat:
    return Seat(found.feed, found.session, found.sends, found.receives, found.mid)
