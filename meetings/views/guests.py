"""Pages for people without an account: a guest's invitation, the calendar of a secret address."""

import hmac
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from meetings import operations, queries
from meetings.forms import answering as forms
from meetings.ical.busy import Span, busy_sheet
from meetings.ical.feed import feed
from meetings.ical.values import Caller
from meetings.models import CalendarFeed, GuestLink, Meeting, Participant, Rsvp
from meetings.policy.answering import Can
from meetings.queries.calendars import nobody, place_of
from office import blobs, clock, vault
from office.accounts import throttle
from office.accounts.entrance import network
from office.accounts.models import Person
from office.config import current_settings
from office.db import db
from office.errors import Invalid, NotFound
from office.i18n import _
from office.permissions import SYSTEM, allowed
from office.web import public

guests = Blueprint(
    "meetingguests", __name__, template_folder="../templates", url_prefix="/meeting-guests"
)
feeds = Blueprint("calendarfeeds", __name__, url_prefix="/calendar")
MANY = throttle.Limit(free=20, first=timedelta(seconds=5), longest=timedelta(minutes=5))
BUSY_FOR = timedelta(days=60)
BROWSER = "browser of a guest"
CALENDAR = "text/calendar; charset=utf-8"
ANSWERS = (Rsvp.ACCEPTED, Rsvp.TENTATIVE, Rsvp.DECLINED)
Found = TypeVar("Found")


def register(app: Flask) -> None:
    """Stand beside the pages of meetings: who opens these has no account here."""
    app.register_blueprint(guests)
    app.register_blueprint(feeds)


def _known(find: Callable[[str], Found], secret: str) -> Found:
    """Wrong secrets are counted, by the network from which they come; right ones are not."""
    try:
        return find(secret)
    except NotFound:
        key = throttle.key_of("secret address", network(request.remote_addr or ""))
        throttle.take(key, limit=MANY)
        raise


# ------------------------------------------------------------------------------ guests


def invited(word: str) -> GuestLink:
    """The link behind a word, in the browser that opened it; any other is sent to the door."""
    link = _known(queries.link_behind, word)
    if not _is_here(link):
        abort(redirect(url_for("meetingguests.show", word=word), code=303))
    return link


@guests.get("/<word>")
@public
def show(word: str) -> BaseResponse:
    """The invitation, in the browser that opened the link; others see how to get one."""
    link = _known(queries.link_behind, word)
    return _unlisted(_page(link, word)) if _is_here(link) else _door(link, word)


@guests.post("/<word>/opening")
@public
def open_link(word: str) -> BaseResponse:
    """The first browser keeps the link; programs that look at links on their own send no form."""
    link = _known(queries.link_behind, word)
    if link.opened_at is not None:
        return _door(link, word)
    operations.open_link(link, visitor=request.remote_addr or "", by=SYSTEM)
    answer = redirect(url_for("meetingguests.show", word=word), code=303)
    answer.set_cookie(
        _cookie(link),
        _proof(link),
        expires=link.expires_at,
        secure=current_settings().secure_cookies,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return _private(answer)


def _cookie(link: GuestLink) -> str:
    prefix = "__Host-" if current_settings().secure_cookies else ""
    return f"{prefix}guest-{link.uid.hex}"


def _proof(link: GuestLink) -> str:
    """What only the browser has that opened the link first."""
    return vault.mark(str(link.uid), purpose=BROWSER)


def _is_here(link: GuestLink) -> bool:
    given = request.cookies.get(_cookie(link), "")
    return link.opened_at is not None and hmac.compare_digest(given.encode(), _proof(link).encode())


def _door(link: GuestLink, word: str) -> BaseResponse:
    """Before the link is opened, and for a browser that did not open it."""
    page = render_template("guests/door.html", word=word, is_taken=link.opened_at is not None)
    return _unlisted(page, 200 if link.opened_at is None else 403)


def _page(link: GuestLink, word: str, **facts: object) -> str:
    meeting = db.session.get_one(Meeting, link.meeting_id)
    guest = db.session.get_one(Participant, link.participant_id)
    if not allowed(SYSTEM, Can.COME_AS_GUEST, guest):
        raise NotFound(_("This link opens nothing, or not any more."))
    may_answer = allowed(SYSTEM, Can.ANSWER_AS_GUEST, guest)
    reads = allowed(SYSTEM, Can.READ_AS_GUEST, guest)
    return render_template(
        "guests/page.html",
        meeting=meeting,
        guest=guest,
        place=place_of(meeting),
        word=word,
        agenda=queries.agenda_of(meeting) if reads else [],
        papers=queries.guest_papers(meeting) if reads else {},
        choices=[(one.value, one.label) for one in ANSWERS] if may_answer else [],
        may_enter=allowed(SYSTEM, Can.ENTER_AS_GUEST, guest),
        **{"errors": {}, "values": {}} | facts,
    )


@guests.post("/<word>")
@public
def answer(word: str) -> BaseResponse:
    """A guest says whether he comes."""
    link = _known(queries.link_behind, word)
    if not _is_here(link):
        return _door(link, word)
    throttle.take(throttle.key_of("guest answer", word), limit=MANY)
    guest = db.session.get_one(Participant, link.participant_id)
    reason = request.form.get("reason", "")
    try:
        operations.answer_as_guest(guest, forms.rsvp(request.form), reason=reason, by=SYSTEM)
    except Invalid as refusal:
        page = _page(link, word, errors=refusal.fields, values=request.form)
        return _unlisted(page, refusal.status)
    flash(_("Your answer was kept."))
    return redirect(url_for("meetingguests.show", word=word), code=303)


@guests.post("/<word>/papers/<uuid:uid>")
@public
def paper(word: str, uid: UUID) -> BaseResponse:
    """A paper of the meeting, saved under its name."""
    link = _known(queries.link_behind, word)
    if not _is_here(link):
        return _door(link, word)
    found = operations.take_paper(link, uid, visitor=request.remote_addr or "", by=SYSTEM)
    answer = send_file(
        blobs.path_of(found.sha256),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=found.name,
    )
    return _private(answer)


def _unlisted(text: str, status: int = 200) -> BaseResponse:
    page = make_response(text, status)
    page.headers["X-Robots-Tag"] = "noindex, nofollow"
    return _private(page)


def _private(answer: BaseResponse) -> BaseResponse:
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


# ------------------------------------------------------------------------------- feeds


@feeds.get("/<word>.ics")
@public
def meetings_of(word: str) -> BaseResponse:
    """The meetings of the person whose secret address this is."""
    found = _known(queries.feed_behind, word)
    name = db.session.get_one(Person, found.person_id).full_name
    told = feed(_("Meetings of %(name)s", name=name), queries.feed_of(found.person_id))
    return _calendar(found, told)


@feeds.get("/<word>.ifb")
@public
def busy_of(word: str) -> BaseResponse:
    """When the person is busy in the next weeks, without a word of what fills the time."""
    found = _known(queries.feed_behind, word)
    begin = clock.local_midnight(clock.today())
    frame = Span(begin, begin + BUSY_FOR)
    spans = queries.busy_spans(found.person_id, frame.starts_at, frame.ends_at)
    owner = Caller(queries.own_address(found.person_id) or nobody())
    told = busy_sheet(owner, spans, frame=frame, uid=f"busy-{found.uid}", at=begin)
    return _calendar(found, told)


def _calendar(found: CalendarFeed, text: str) -> BaseResponse:
    operations.note_fetch(found, by=SYSTEM)
    answer = Response(text, content_type=CALENDAR)
    answer.add_etag()
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer.make_conditional(request)
