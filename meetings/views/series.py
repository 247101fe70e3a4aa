"""Meetings that come again: the series, one with its meetings, the rule by which they come."""

from functools import partial
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from meetings import operations, queries
from meetings.forms import series as forms
from meetings.forms.planning import options
from meetings.models import Meeting, MeetingSeries, Shift
from meetings.policy import Can
from meetings.policy.calling import Can as CallingCan
from meetings.views.blueprint import actor, bp, page_of, visible
from office import clock
from office.i18n import _, ngettext
from office.permissions import allowed, require
from office.ui.filled import Filled, Words, answer
from office.ui.toasts import toast


@bp.get("/series")
def all_series() -> str:
    """The series that the reader sees."""
    rows = queries.listed_series(actor())
    return render_template("meetings/all_series.html", rows=rows, said=forms.said)


@bp.get("/series/<uuid:uid>")
def series(uid: UUID) -> str:
    """Its rule and its meetings."""
    found = queries.visible_series(uid, actor())
    return _page(found, Filled(Words(forms.values_of(found))))


@bp.post("/series/<uuid:uid>")
def change_series(uid: UUID) -> Response:
    """Let the meetings that are still being planned come by another rule."""
    found = _kept(uid)

    def change() -> str:
        operations.change_series(found, forms.wish_of(request.form), by=actor())
        toast(_("The series is kept; meetings that were called stand."))
        return url_for("meetings.series", uid=found.uid)

    return answer(change, partial(_page, found), name="rrule")


@bp.post("/series/<uuid:uid>/end")
def end_series(uid: UUID) -> Response:
    """No more of them."""
    found = _kept(uid)
    operations.end_series(found, by=actor())
    toast(_("The series has ended; meetings still being planned are called off."))
    return redirect(url_for("meetings.series", uid=found.uid), code=303)


@bp.get("/<uuid:uid>/series")
def repeating(uid: UUID) -> str:
    """How a single meeting is to come again."""
    meeting = visible(uid)
    require(actor(), Can.PREPARE, meeting)
    return _begin_page(meeting, Filled(Words(shift=Shift.AFTER.value)))


@bp.post("/<uuid:uid>/series")
def begin_series(uid: UUID) -> Response:
    """Begin the series."""
    meeting = visible(uid)
    require(actor(), Can.PREPARE, meeting)

    def begin() -> str:
        made = operations.begin_series(meeting, forms.wish_of(request.form), by=actor())
        toast(_("The meetings of the next sixty days are laid out."))
        return url_for("meetings.series", uid=made.uid)

    return answer(begin, partial(_begin_page, meeting), name="rrule")


@bp.post("/<uuid:uid>/following")
def follow_meeting(uid: UUID) -> Response:
    """Make the later ones like this one."""
    meeting = visible(uid)
    changed = operations.follow_meeting(meeting, by=actor())
    words = ngettext(
        "%(num)d later meeting is like this one now.",
        "%(num)d later meetings are like this one now.",
        changed,
    )
    toast(words)
    return redirect(page_of(meeting), code=303)


def _kept(uid: UUID) -> MeetingSeries:
    found = queries.visible_series(uid, actor())
    require(actor(), CallingCan.KEEP_SERIES, found)
    return found


def _page(found: MeetingSeries, filled: Filled) -> str:
    return render_template(
        "meetings/series.html",
        series=found,
        said=forms.said(found.rrule),
        meetings=queries.meetings_of(found, actor()),
        keeps=found.ended_at is None and allowed(actor(), CallingCan.KEEP_SERIES, found),
        filled=filled.values,
        errors=filled.errors,
        patterns=forms.patterns(found.starts_on),
        shifts=options(Shift),
    )


def _begin_page(meeting: Meeting, filled: Filled) -> str:
    return render_template(
        "meetings/repeating.html",
        meeting=meeting,
        filled=filled.values,
        errors=filled.errors,
        patterns=forms.patterns(clock.to_local(meeting.starts_at).date()),
        shifts=options(Shift),
    )
