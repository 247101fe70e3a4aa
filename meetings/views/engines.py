"""Which engine carries a meeting, and which one the meetings of an agency usually have."""

from collections.abc import Mapping
from uuid import UUID

from flask import Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from meetings.engines.choice import offered
from meetings.engines.port import Kind
from meetings.models import Meeting
from meetings.operations import media as operations
from meetings.policy.media import Can
from meetings.queries import media
from meetings.views.blueprint import actor, bp, page_of, visible
from office.config import current_settings
from office.errors import Invalid
from office.i18n import _, _l
from office.permissions import allowed, require
from office.ui import menu
from office.ui.toasts import toast

LABELS = {
    Kind.NONE: _l("Everybody is in the hall"),
    Kind.LINK: _l("A platform of others, by its address"),
    Kind.JANUS: _l("The conference room of this suite"),
    Kind.LIVEKIT: _l("The LiveKit server of the operator"),
    Kind.JITSI: _l("The Jitsi server of the operator"),
}


def register(app: Flask) -> None:
    """The entry of the administrator."""
    entry = menu.Entry(
        "meetings.agency_engine",
        _l("Conference engine"),
        "meet",
        menu.Section.OPERATION,
        60,
        visible=lambda reader: allowed(reader, Can.SET_ENGINE, reader),
    )
    menu.register(app, entry)


@bp.get("/<uuid:uid>/engine")
def engine(uid: UUID) -> str:
    """Choose what carries voices and pictures of a meeting."""
    meeting = visible(uid)
    require(actor(), Can.CHOOSE_ENGINE, meeting)
    return _shown(meeting, value=meeting.engine, link=meeting.engine_room)


@bp.post("/<uuid:uid>/engine")
def choose_engine(uid: UUID) -> Response | str | tuple[str, int]:
    """Keep the choice."""
    meeting = visible(uid)
    value, link = request.form.get("engine", ""), request.form.get("link", "")
    try:
        operations.choose_engine(meeting, _kind(value), link=link, by=actor())
    except Invalid as fault:
        return _shown(meeting, value=value, link=link, errors=fault.fields), 422
    toast(_("The conference engine is chosen."))
    return redirect(page_of(meeting), 303)


def _shown(
    meeting: Meeting, *, value: str, link: str, errors: Mapping[str, object] | None = None
) -> str:
    return render_template(
        "meetings/engine.html",
        meeting=meeting,
        options=options(),
        value=value,
        link=link,
        errors=errors or {},
    )


@bp.get("/engine")
def agency_engine() -> str:
    """The engine that new meetings of the agency have."""
    require(actor(), Can.SET_ENGINE, actor())
    kinds = [(kind, label) for kind, label in options() if kind != Kind.LINK.value]
    usual = media.usual_engine(actor().agency_id or 0).value
    return render_template("meetings/agency_engine.html", options=kinds, value=usual)


@bp.post("/engine")
def set_agency_engine() -> Response:
    """Keep it."""
    operations.set_agency_engine(_kind(request.form.get("engine", "")), by=actor())
    toast(_("New meetings have this conference engine."))
    return redirect(url_for("meetings.agency_engine"), 303)


def options() -> list[tuple[str, object]]:
    """What there is to choose from here."""
    return [(kind.value, LABELS[kind]) for kind in offered(current_settings())]


def _kind(value: str) -> Kind:
    if value not in set(Kind):
        raise Invalid(_("Choose one of these."), fields={"engine": _("Choose one of these.")})
    return Kind(value)
