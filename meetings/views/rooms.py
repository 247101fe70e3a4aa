"""Rooms and devices of the agency: who holds them this week, and their keeping."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from meetings import operations, queries
from meetings.forms import rooms as forms
from meetings.forms.planning import options
from meetings.forms.shown import Shown
from meetings.models import Room, RoomKind
from meetings.policy.calling import Can
from meetings.views.blueprint import actor, bp
from office import clock
from office.i18n import _
from office.permissions import allowed, require
from office.ui.filled import Filled, answer
from office.ui.toasts import toast
from office.units import queries as units
from office.units.picker import PickRow, picker_rows

AHEAD = timedelta(days=31)


@bp.get("/rooms")
def rooms() -> str:
    """What the agency offers."""
    return render_template(
        "meetings/rooms.html",
        rooms=queries.rooms_of(actor().agency_id or 0),
        unit_name=lambda unit_id: units.name_of(unit_id) if unit_id else "",
        weekdays=dict(forms.WEEKDAYS),
        keeps=allowed(actor(), Can.KEEP_ROOMS, actor()),
    )


@bp.get("/rooms/new")
def new_room() -> str:
    """An empty form."""
    require(actor(), Can.KEEP_ROOMS, actor())
    return _page(None, Filled(forms.new_values()))


@bp.post("/rooms/new")
def add_room() -> Response:
    """Enter it."""
    require(actor(), Can.KEEP_ROOMS, actor())

    def add() -> str:
        facts = forms.facts_of(request.form, _units())
        room = operations.add_room(facts, by=actor())
        toast(_("%(name)s is entered.", name=room.name))
        return url_for("meetings.rooms")

    return answer(add, partial(_page, None))


@bp.get("/rooms/<uuid:uid>")
def room_card(uid: UUID) -> str:
    """For what it is held in the coming month; a meeting is named to who sees it."""
    found = queries.room_of(uid, actor())
    now = clock.now()
    bookings = queries.bookings_of(found, now, now + AHEAD)
    return render_template(
        "meetings/room.html",
        room=found,
        bookings=bookings,
        seen=queries.seen_of([meeting.id for _booking, meeting in bookings], actor()),
        weekdays=dict(forms.WEEKDAYS),
        unit=units.name_of(found.unit_id) if found.unit_id else "",
        keeps=allowed(actor(), Can.CHANGE_ROOM, found),
    )


@bp.get("/rooms/<uuid:uid>/description")
def room_form(uid: UUID) -> str:
    """The room as it stands."""
    found = _kept(uid)
    return _page(found, Filled(forms.values_of(found, _units())))


@bp.post("/rooms/<uuid:uid>/description")
def change_room(uid: UUID) -> Response:
    """Describe it anew."""
    found = _kept(uid)

    def change() -> str:
        operations.change_room(found, forms.facts_of(request.form, _units()), by=actor())
        toast(_("%(name)s is kept.", name=found.name))
        return url_for("meetings.room_card", uid=found.uid)

    return answer(change, partial(_page, found))


@bp.post("/rooms/<uuid:uid>/end")
def end_room(uid: UUID) -> Response:
    """Offer it no longer."""
    found = _kept(uid)
    operations.end_room(found, by=actor())
    toast(_("%(name)s is no longer offered.", name=found.name))
    return redirect(url_for("meetings.rooms"), code=303)


def _kept(uid: UUID) -> Room:
    found = queries.room_of(uid, actor())
    require(actor(), Can.CHANGE_ROOM, found)
    return found


def _units() -> list[PickRow]:
    return [row for row in picker_rows(actor().agency_id or 0) if row.is_unit]


def _page(found: Room | None, filled: Filled) -> str:
    shown = filled.values if isinstance(filled.values, Shown) else Shown(request.form)
    return render_template(
        "meetings/room_form.html",
        room=found,
        filled=shown,
        days=shown.getlist("days"),
        errors=filled.errors,
        kinds=options(RoomKind),
        weekdays=forms.WEEKDAYS,
        units=[("", _("The whole agency")), *((str(row.desk_uid), row.label) for row in _units())],
        action=url_for("meetings.change_room", uid=found.uid)
        if found
        else url_for("meetings.add_room"),
    )
