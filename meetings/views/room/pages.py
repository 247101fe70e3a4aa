"""The pages of the room and of the hall, and what they ask for again when they are told."""

from collections.abc import Sequence
from uuid import UUID

import segno
from flask import Response, jsonify, render_template, request, url_for
from markupsafe import Markup

from meetings import queries
from meetings.models import Meeting
from meetings.policy import Can
from meetings.views.blueprint import actor, bp, visible
from meetings.views.room.panels import EVERYTHING, Panel, Room, Side, panels, shown
from office import blobs, clock
from office.permissions import require
from office.ui.csp import page_kind
from office.units import queries as units

IN_ROOM = (Side.HEAD, Side.AGENDA, Side.CENTRE, Side.FLOOR)


@bp.app_template_filter("mmss")
def mmss(seconds: float) -> str:
    """Minutes and seconds, with hours when there are some."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"


def _room(uid: UUID, can: Can = Can.ENTER) -> Room:
    meeting: Meeting = visible(uid)
    require(actor(), can, meeting)
    return Room(meeting, actor(), request.args.get("item", None, UUID))


@bp.get("/<uuid:uid>/room")
@page_kind("room")
def room(uid: UUID) -> str:
    """The room: agenda, papers, opinions, the floor, who is there; other parts add themselves."""
    return _page("meetings/room/room.html", _room(uid), IN_ROOM)


@bp.get("/<uuid:uid>/hall")
@page_kind("room")
def hall(uid: UUID) -> str:
    """What the screen in the hall shows: large, and nothing that is not for everybody there."""
    return _page("meetings/room/hall.html", _room(uid, Can.SHOW_CODE), (Side.HALL,))


@bp.get("/<uuid:uid>/hall/pages/<int:number>")
def hall_picture(uid: UUID, number: int) -> Response:
    """The picture of the page that a line of the course put on the screen; no browser keeps it."""
    here = _room(uid, Can.SHOW_CODE)
    picture = queries.hall_picture(here.meeting, number)
    answer = Response(blobs.read(picture), mimetype="image/webp")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(template: str, here: Room, sides: Sequence[Side]) -> str:
    last = queries.last_event(here.meeting)  # before the rest: what comes between is told again
    return render_template(
        template,
        room=here,
        meeting=here.meeting,
        last=last,
        agency=units.name_of(here.meeting.agency_id),
        everything=sorted(EVERYTHING),
        sides={side.value: shown(here, side) for side in sides},
    )


@bp.get("/<uuid:uid>/state")
def state(uid: UUID) -> Response:
    """Parts of the room as they are now, by their names; all of them when none is named."""
    in_hall = "hall" in request.args
    here = _room(uid, Can.SHOW_CODE if in_hall else Can.ENTER)
    last = queries.last_event(here.meeting)
    wanted = set(request.args.getlist("panel"))
    found: list[Panel] = panels(*((Side.HALL,) if in_hall else IN_ROOM))
    chosen = [one for one in found if not wanted or one.name in wanted]
    return jsonify(
        last=last,
        now=clock.now().isoformat(),
        state=here.meeting.state.value,
        panels={one.name: one.html(here) for one in chosen},
    )


@bp.get("/<uuid:uid>/check-in")
def check_in_page(uid: UUID) -> str:
    """Where the QR sign of the hall leads: the code is filled in, one touch checks in."""
    meeting = visible(uid)
    require(actor(), Can.ATTEND, meeting)
    return render_template(
        "meetings/room/check_in.html", meeting=meeting, code=request.args.get("code", "")[:12]
    )


def qr_of(meeting: Meeting, code: str) -> Markup:
    """The address of the check-in page with the code, as a picture to photograph."""
    address = url_for("meetings.check_in_page", uid=meeting.uid, code=code, _external=True)
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, border=2, light="#fff")
    return Markup(drawn)  # noqa: S704  # drawn by the library from our own address
