"""The blueprint of this package and what its pages share."""

from uuid import UUID

from flask import Blueprint, g, request, url_for

from meetings.forms.seen import keep_to_entry, seen
from meetings.models import Meeting
from office.permissions import Actor
from office.ui import menu

bp = Blueprint("meetings", "meetings", url_prefix="/meetings", template_folder="templates")


ENTRY = {
    *("show", "plan_form", "change_plan", "call"),
    *("postponement", "postpone", "cancellation", "cancel"),
    *("people", "invite", "change_seat", "move_person", "remove_person"),
}


@bp.before_request
def _keep_to_entry() -> None:
    """Of a classified meeting the entry with its chair, and the moves of the plan, stand alone."""
    keep_to_entry(g.actor, ENTRY)


@bp.before_request
def _mark() -> None:
    """All pages of a meeting are below "Meetings" in the navigation, slips have their own entry."""
    is_slip = request.path.startswith("/meetings/slips")
    menu.mark_current("meetings.slips" if is_slip else "meetings.listed")


def actor() -> Actor:
    """Who asks; a gate before every page has seen to it that there is somebody in a post."""
    found: Actor = g.actor
    return found


def visible(uid: UUID) -> Meeting:
    """The meeting of the address, or 404."""
    return seen(uid, actor())


def page_of(meeting: Meeting) -> str:
    """The address of a meeting's page."""
    return url_for("meetings.show", uid=meeting.uid)
