"""What is done in the room, as plain forms; the page's script sends the same to the API."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from meetings import operations, queries
from meetings.forms.room import checked_in, choice
from meetings.models import AgendaItem, Meeting, SpeechKind, Stance
from meetings.policy.media import Can
from meetings.queries import media
from meetings.views.blueprint import actor, bp, visible
from office.errors import NotFound
from office.i18n import _
from office.permissions import require
from office.typed import whole

SESSION: Mapping[str, Callable[..., None]] = {
    "open": operations.open_session,
    "pause": operations.pause_session,
    "resume": operations.resume_session,
    "close": operations.close_session,
}
COURSE: Mapping[str, Callable[..., None]] = {
    "begin": operations.begin_item,
    "end": operations.end_item,
}
PRESENCE: Mapping[str, Callable[..., Any]] = {
    "join": operations.join_online,
    "leave": operations.leave,
}
OF_OTHERS: Mapping[str, Callable[..., Any]] = {
    "came": operations.mark_present,
    "left": operations.mark_left,
}
CONFERENCE: Mapping[str, Callable[..., None]] = {
    "mute": operations.take_voice,
    "out": operations.put_out,
}
FLOOR: Mapping[str, Callable[..., None]] = {
    "give": operations.give_floor,
    "end": operations.end_speech,
    "withdraw": operations.withdraw_speech,
}


def _back(meeting: Meeting, **more: Any) -> Response:
    return redirect(url_for("meetings.room", uid=meeting.uid, **more), code=303)


def _item(uid: UUID, item_uid: UUID) -> tuple[Meeting, AgendaItem]:
    meeting, item = queries.visible_item(item_uid, actor())
    if meeting.uid != uid:
        raise NotFound(_("There is no such item on an agenda of yours."))
    return meeting, item


@bp.post("/<uuid:uid>/room/session")
def move_session(uid: UUID) -> Response:
    """Open the session, pause it, go on, close it."""
    meeting = visible(uid)
    SESSION[choice("move", SESSION)](meeting, by=actor())
    return _back(meeting)


@bp.post("/<uuid:uid>/room/agenda/<uuid:item_uid>/course")
def move_item(uid: UUID, item_uid: UUID) -> Response:
    """Come to an item, or be done with it."""
    meeting, item = _item(uid, item_uid)
    COURSE[choice("move", COURSE)](item, by=actor())
    return _back(meeting)


@bp.post("/<uuid:uid>/room/papers/<uuid:item_uid>/page")
def show_page(uid: UUID, item_uid: UUID) -> Response:
    """Put a page of a paper on the screen of the hall, or turn it."""
    meeting = visible(uid)
    paper = queries.paper_of(meeting, item_uid)
    operations.show_page(paper, whole(request.form.get("page", "1")) or 0, by=actor())
    return _back(meeting)


@bp.post("/<uuid:uid>/room/hall/clearing")
def hide_page(uid: UUID) -> Response:
    """Take the paper off the screen of the hall."""
    meeting = visible(uid)
    operations.hide_page(meeting, by=actor())
    return _back(meeting)


@bp.post("/<uuid:uid>/room/presence")
def be_present(uid: UUID) -> Response:
    """Check in with the code, join online, leave."""
    meeting = visible(uid)
    act = choice("act", ["check_in", *PRESENCE])
    if act == "check_in":
        checked_in(meeting, request.form.get("code", ""), by=actor())
    else:
        PRESENCE[act](meeting, by=actor())
    return _back(meeting)


@bp.post("/<uuid:uid>/room/people/<uuid:item_uid>/presence")
def note_presence(uid: UUID, item_uid: UUID) -> Response:
    """The secretary notes who came and who left."""
    meeting = visible(uid)
    person = queries.participant_of(meeting, item_uid)
    OF_OTHERS[choice("act", OF_OTHERS)](person, by=actor())
    return _back(meeting)


@bp.post("/<uuid:uid>/room/connections")
def lead_connection(uid: UUID) -> Response:
    """Take a voice away in a conference room, or put somebody out of it."""
    meeting = visible(uid)
    require(actor(), Can.MODERATE, meeting)
    seat, _participant = media.seat_by_feed(meeting, request.form.get("feed", "")[:64])
    CONFERENCE[choice("act", CONFERENCE)](seat, by=actor())
    return _back(meeting)


@bp.post("/<uuid:uid>/room/agenda/<uuid:item_uid>/speech")
def ask_for_floor(uid: UUID, item_uid: UUID) -> Response:
    """Ask to speak, to reply, or for a point of order."""
    meeting, item = _item(uid, item_uid)
    operations.ask_to_speak(item, SpeechKind(choice("kind", list(SpeechKind))), by=actor())
    return _back(meeting)


@bp.post("/<uuid:uid>/room/speeches/<uuid:item_uid>")
def move_speech(uid: UUID, item_uid: UUID) -> Response:
    """Give the floor, end a speech, give a wish up."""
    meeting, speech = queries.visible_speech(item_uid, actor())
    if meeting.uid != uid:
        raise NotFound(_("There is no such wish to speak at a meeting of yours."))
    FLOOR[choice("act", FLOOR)](speech, by=actor())
    return _back(meeting)


@bp.post("/<uuid:uid>/room/agenda/<uuid:item_uid>/opinion")
def say_opinion(uid: UUID, item_uid: UUID) -> Response:
    """Agree, agree with a change, disagree."""
    meeting, item = _item(uid, item_uid)
    stance = Stance(choice("stance", list(Stance)))
    operations.give_opinion(item, stance, request.form.get("text", ""), by=actor())
    return _back(meeting, item=item.uid)


@bp.post("/<uuid:uid>/room/agenda/<uuid:item_uid>/note")
def keep_note(uid: UUID, item_uid: UUID) -> Response:
    """Keep a note for oneself."""
    meeting, item = _item(uid, item_uid)
    operations.write_note(item, request.form.get("text", ""), by=actor())
    return _back(meeting, item=item.uid)
