"""One's own calendar by week and month, the busy times of people, the feed for one's devices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from babel.dates import format_date
from flask import Flask, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from meetings import operations, queries
from meetings.forms import answering as forms
from meetings.forms.outside import sent_times
from meetings.ical.busy import Span
from meetings.models import Meeting, Participant
from meetings.policy.answering import Can
from meetings.queries import Busy, Entry, Reason
from meetings.views.blueprint import actor, bp, visible
from office import clock, notices
from office.errors import Invalid
from office.i18n import _, _l, day, language, ngettext
from office.permissions import allowed, require
from office.ui import menu
from office.ui.parts import Link
from office.ui.toasts import toast

VIEWS = {"week": _l("Week"), "month": _l("Month")}


def register(app: Flask) -> None:
    """The feed is found from one's account; notices name their meetings to who may see them."""
    menu.add_own_page(app, "meetings.feed", _l("Your calendar on your devices"))
    notices.name_things("meetings", queries.titles_of)


@dataclass(frozen=True)
class Day:
    """A day of the calendar with what lies on it."""

    on: date
    entries: list[Entry]
    away: list[Busy]

    @property
    def rows(self) -> list[Entry | Busy]:
        """Meetings and busy times by their beginnings."""
        return sorted([*self.away, *self.entries], key=_begins)

    @property
    def heading(self) -> str:
        """The day of the week and the date."""
        return f"{format_date(self.on, 'EEEE', locale=language()).capitalize()}, {day(self.on)}"


def _begins(one: Entry | Busy) -> datetime:
    """A classified meeting stands first: its hour is not to be guessed from its neighbours."""
    if isinstance(one, Busy):
        return one.span.starts_at
    begins = one.meeting.starts_at
    is_told = not one.meeting.is_classified
    return begins if is_told else clock.local_midnight(clock.to_local(begins).date())


@dataclass(frozen=True)
class Taken:
    """What of the day of a meeting somebody has given away already."""

    person: Participant
    busy: list[Busy]
    meeting: Meeting

    @property
    def clashes(self) -> bool:
        """Whether he has no time for this meeting."""
        wanted = Span(self.meeting.starts_at, self.meeting.ends_at)
        return any(one.span.meets(wanted) for one in self.busy)


@bp.get("/calendar")
def calendar() -> str:
    """The meetings of a week or a month, day by day."""
    view = request.args.get("view", "week")
    view = view if view in VIEWS else "week"
    at = forms.day_of(request.args.get("day", ""))
    begin, end = forms.week_of(at) if view == "week" else forms.month_of(at)
    return render_template(
        "meetings/calendar.html",
        tabs=[Link(str(word), _url(name, at), None, is_current=name == view) for name, word in
              VIEWS.items()],
        days=_days(begin, end, all_days=view == "week"),
        span=_("%(first)s – %(last)s", first=day(begin), last=day(end - timedelta(days=1))),
        before=_url(view, clock.to_local(begin).date() - timedelta(days=1)),
        after=_url(view, clock.to_local(end).date()),
        today=clock.today(),
    )  # fmt: skip


def _url(view: str, at: date) -> str:
    return url_for("meetings.calendar", view=view, day=at.isoformat())


def _days(begin: datetime, end: datetime, *, all_days: bool) -> list[Day]:
    person = actor().person_id or 0
    entries = queries.entries_of(person, begin, end)
    away = [
        one
        for one in queries.free_busy([person], begin, end)[person]
        if one.reason is not Reason.MEETING
    ]
    found, at = [], clock.to_local(begin).date()
    while clock.local_midnight(at) < end:
        first, last = clock.local_midnight(at), clock.local_midnight(at + timedelta(days=1))
        here = [e for e in entries if e.meeting.starts_at < last and e.meeting.ends_at > first]
        cut = ((b, b.span.within(Span(first, last))) for b in away)
        gone = [Busy(span, b.reason) for b, span in cut if span is not None]
        if all_days or here or gone:
            found.append(Day(at, here, gone))
        at += timedelta(days=1)
    return found


@bp.get("/calendar/outside")
def outside() -> str:
    """What busy times one brought from other calendars."""
    return _outside_page({})


def _outside_page(errors: Mapping[str, object]) -> str:
    require(actor(), Can.KEEP_OUTSIDE, actor().person_id)
    kept = queries.outside_calendar(actor().person_id or 0)
    return render_template("meetings/outside.html", kept=kept, errors=errors)


@bp.post("/calendar/outside")
def keep_outside() -> BaseResponse | tuple[str, int]:
    """Bring them from a file, in place of those that were."""
    require(actor(), Can.KEEP_OUTSIDE, actor().person_id)
    try:
        kept = operations.keep_outside_busy(sent_times(), by=actor())
    except Invalid as refusal:
        return _outside_page(refusal.fields), refusal.status
    toast(ngettext("%(num)d busy time is kept.", "%(num)d busy times are kept.", kept.spans))
    return redirect(url_for("meetings.outside"), code=303)


@bp.post("/calendar/outside/removal")
def drop_outside() -> BaseResponse:
    """Take them away."""
    operations.drop_outside_busy(by=actor())
    toast(_("Your busy times from other calendars are deleted."))
    return redirect(url_for("meetings.outside"), code=303)


@bp.get("/<uuid:uid>/busy")
def busy(uid: UUID) -> str:
    """Who of the invited has no time on the day of a meeting; what fills it is not told."""
    meeting = visible(uid)
    begin = clock.local_midnight(clock.to_local(meeting.starts_at).date())
    end = max(clock.midnight_after(clock.to_local(meeting.starts_at).date()), meeting.ends_at)
    people = [one for one in queries.people_of(meeting) if one.person_id is not None]
    ids = [one.person_id or 0 for one in people]
    found = queries.free_busy(ids, begin, end, but=meeting)
    return render_template(
        "meetings/busy.html",
        meeting=meeting,
        rows=[Taken(one, found[one.person_id or 0], meeting) for one in people],
    )


# ---------------------------------------------------------------------------- the feed


@bp.get("/calendar/feed")
def feed() -> str:
    """Whether programs fetch the calendar, and how that is begun and ended."""
    return _feed_page()


def _feed_page(address: str = "", busy_address: str = "") -> str:
    require(actor(), Can.KEEP_FEED, actor().person_id)
    return render_template(
        "meetings/feed.html",
        feeds=queries.live_feeds(actor().person_id or 0),
        address=address,
        busy_address=busy_address,
        may_keep=allowed(actor(), Can.KEEP_FEED, actor().person_id),
    )


@bp.post("/calendar/feed")
def make_feed() -> BaseResponse:
    """Make the secret address, or a new one; it is shown this once."""
    secret = operations.make_feed(by=actor())
    places = [
        url_for(f"calendarfeeds.{name}", word=secret, _external=True)
        for name in ("meetings_of", "busy_of")
    ]
    shown = Response(_feed_page(*places), mimetype="text/html")
    shown.headers["Cache-Control"] = "no-store"
    return shown


@bp.post("/calendar/feed/withdrawal")
def withdraw_feed() -> BaseResponse:
    """Shut the secret address."""
    operations.withdraw_feed(by=actor())
    toast(_("Programs fetch your calendar no more."))
    return redirect(url_for("meetings.feed"), code=303)
