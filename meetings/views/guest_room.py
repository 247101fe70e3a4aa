"""The room as a guest finds it behind his link: presence, agenda, papers, the floor, the way in.

He sees nothing else of it: no votes, opinions, minutes or recording, and no list of those present.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import abort, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from meetings import operations, queries
from meetings.engines.port import Kind
from meetings.models import GuestLink, Meeting, Participant, SpeechState
from meetings.operations.presence import DOORS_OPEN
from meetings.policy.answering import Can
from meetings.queries import media
from meetings.views.guests import MANY, guests, invited
from meetings.views.media import ELSEWHERE, way_in
from office import clock
from office.accounts import throttle
from office.db import db
from office.errors import Invalid
from office.permissions import SYSTEM, Actor, allowed, require
from office.web import public

PRESENCE: dict[str, Callable[..., Any]] = {
    "join": operations.come_as_guest,
    "leave": operations.leave_as_guest,
}
FLOOR: dict[str, Callable[..., Any]] = {
    "ask": operations.ask_as_guest,
    "withdraw": operations.give_up_as_guest,
}
TRIES = throttle.Limit(free=5, first=MANY.first, longest=MANY.longest)


@guests.get("/<word>/room")
@public
def room(word: str) -> Response:
    """The room; before the call and after the session the invitation is all there is."""
    link = invited(word)
    if not allowed(SYSTEM, Can.ENTER_AS_GUEST, _guest(link)):
        return redirect(url_for("meetingguests.show", word=word), code=303)
    return _page(link, word)


@guests.get("/<word>/room/state")
@public
def room_state(word: str) -> Response:
    """The same as it is now; the page asks every few seconds."""
    link = invited(word)
    require(SYSTEM, Can.ENTER_AS_GUEST, _guest(link))
    html = render_template("guests/_room.html", **_facts(link, word))
    return _kept_apart(jsonify(now=clock.now().isoformat(), panels={"guest": html}))


@guests.post("/<word>/room/presence")
@public
def be_present(word: str) -> Response:
    """Check in with the code of the hall, join from afar, leave."""
    act = request.form.get("act", "")
    if act != "check_in":
        return _done(word, PRESENCE, act)
    throttle.take(throttle.key_of("guest check-in", word), limit=TRIES)
    link = invited(word)
    guest = _guest(link)
    try:
        operations.come_as_guest(guest, code=request.form.get("code", "") or "-", by=_as(guest))
    except Invalid as refusal:
        return _page(link, word, errors=refusal.fields, status=refusal.status)
    throttle.forget(throttle.key_of("guest check-in", word))
    return _back(word)


@guests.post("/<word>/room/speech")
@public
def ask_for_floor(word: str) -> Response:
    """Ask to speak; give the wish up, or end the speech."""
    return _done(word, FLOOR, request.form.get("act", ""))


@guests.get("/<word>/conference")
@public
def conference(word: str) -> Response:
    """Go to the conference on another server, as a guest."""
    guest = _guest(invited(word))
    require(SYSTEM, Can.ENTER_AS_GUEST, guest)
    meeting = _meeting(guest)
    if media.kind_of(meeting) not in ELSEWHERE or not meeting.is_live:
        abort(404)
    return way_in(meeting, guest)


def _done(word: str, acts: dict[str, Callable[..., Any]], act: str) -> Response:
    if act not in acts:
        abort(404)
    guest = _guest(invited(word))
    throttle.take(throttle.key_of("guest act", word), limit=MANY)
    acts[act](guest, by=_as(guest))
    return _back(word)


def _back(word: str) -> Response:
    return redirect(url_for("meetingguests.room", word=word), code=303)


def _guest(link: GuestLink) -> Participant:
    return db.session.get_one(Participant, link.participant_id)


def _meeting(guest: Participant) -> Meeting:
    return db.session.get_one(Meeting, guest.meeting_id)


def _as(guest: Participant) -> Actor:
    """The house acts for him under his own name: he has no account."""
    return replace(SYSTEM, name=guest.name)


def _page(link: GuestLink, word: str, *, status: int = 200, **more: Any) -> Response:
    facts = _facts(link, word) | more
    page = make_response(render_template("guests/room.html", **facts), status)
    page.headers["X-Robots-Tag"] = "noindex, nofollow"
    return _kept_apart(page)


def _kept_apart(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _facts(link: GuestLink, word: str) -> dict[str, Any]:
    guest = _guest(link)
    meeting = _meeting(guest)
    kind = media.kind_of(meeting)
    agenda = queries.agenda_of(meeting)
    speeches = queries.open_speeches(guest)
    return {
        "meeting": meeting,
        "guest": guest,
        "word": word,
        "now": clock.now(),
        "doors_open": meeting.is_live or clock.now() >= meeting.starts_at - DOORS_OPEN,
        "agenda": agenda,
        "current": next((one for one in agenda if one.started_at and not one.ended_at), None),
        "papers": queries.guest_papers(meeting),
        "span": queries.open_span(guest),
        "speaks": any(one.state == SpeechState.SPEAKING for one in speeches),
        "waits": any(one.state == SpeechState.WAITING for one in speeches),
        "goes_elsewhere": kind in ELSEWHERE and meeting.is_live,
        "is_inside": kind is Kind.JANUS and meeting.is_live,
        "errors": {},
    }
