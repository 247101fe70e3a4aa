"""Who takes part: the list in the order of the seats, desks to choose from, guests."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from meetings import operations, queries
from meetings.forms import people as forms
from meetings.forms.planning import choice, options
from meetings.models import Meeting, Part, Participant
from meetings.policy import Can
from meetings.views.blueprint import actor, bp, visible
from office.i18n import _, ngettext
from office.permissions import require
from office.ui.filled import NOTHING, Filled, answer
from office.ui.toasts import toast
from office.units import queries as units
from office.units.picker import PickRow


@bp.get("/<uuid:uid>/people")
def people(uid: UUID) -> str:
    """The list and the picker."""
    return _page(_prepared(uid), NOTHING)


@bp.post("/<uuid:uid>/people")
def invite(uid: UUID) -> Response | str:
    """Put the ticked desks on the list; a search only shows the page again."""
    meeting = _prepared(uid)
    if "again" in request.form:
        return _page(meeting, NOTHING)

    def put() -> str:
        ticked = forms.ticked(request.form, _offered(meeting))
        made = operations.invite_desks(meeting, ticked, by=actor())
        toast(
            ngettext(
                "%(num)d person was put on the list.",
                "%(num)d people were put on the list.",
                len(made),
            )
        )
        return _here(meeting)

    return answer(put, lambda filled: _page(meeting, filled), name="desks")


@bp.post("/<uuid:uid>/people/guests")
def invite_guest(uid: UUID) -> Response:
    """Put somebody from elsewhere on the list."""
    meeting = _prepared(uid)

    def put() -> str:
        made = operations.invite_person(meeting, forms.guest_of(request.form), by=actor())
        toast(_("%(name)s was put on the list.", name=made.name))
        return _here(meeting)

    return answer(put, lambda filled: _page(meeting, filled), name="guest")


@bp.post("/<uuid:uid>/people/<uuid:item_uid>/part")
def change_seat(uid: UUID, item_uid: UUID) -> Response:
    """Another part, or a vote."""
    meeting, one = _seated(uid, item_uid)
    part = choice(Part, request.form.get("part", ""), one.part)
    operations.change_seat(one, part, votes=bool(request.form.get("votes")), by=actor())
    toast(_("The list is kept."))
    return redirect(_here(meeting), code=303)


@bp.post("/<uuid:uid>/people/<uuid:item_uid>/place")
def move_person(uid: UUID, item_uid: UUID) -> Response:
    """One seat up or down."""
    meeting, one = _seated(uid, item_uid)
    operations.move_person(one, up=request.form.get("to") == "up", by=actor())
    return redirect(_here(meeting, f"p-{one.uid}"), code=303)


@bp.post("/<uuid:uid>/people/<uuid:item_uid>/removal")
def remove_person(uid: UUID, item_uid: UUID) -> Response:
    """Off the list."""
    meeting, one = _seated(uid, item_uid)
    operations.remove_person(one, by=actor())
    toast(_("%(name)s is no longer on the list.", name=one.name))
    return redirect(_here(meeting), code=303)


def _prepared(uid: UUID) -> Meeting:
    meeting = visible(uid)
    require(actor(), Can.PREPARE, meeting)
    return meeting


def _seated(uid: UUID, item_uid: UUID) -> tuple[Meeting, Participant]:
    meeting = _prepared(uid)
    return meeting, queries.participant_of(meeting, item_uid)


def _here(meeting: Meeting, mark: str = "") -> str:
    return url_for("meetings.people", uid=meeting.uid, _anchor=mark or None)


def _offered(meeting: Meeting) -> list[PickRow]:
    listed = {one.desk_id for one in queries.people_of(meeting) if one.desk_id}
    return forms.offered(units.successor_of(meeting.agency_id), listed)


def _own_desk(listed: list[Participant], offered: list[PickRow]) -> str:
    """The desk of who plans, while nobody keeps the minutes and he is not on the list."""
    taken = any(one.part == Part.SECRETARY or one.person_id == actor().person_id for one in listed)
    own = (str(row.desk_uid) for row in offered if row.desk_id == actor().desk_id)
    return "" if taken else next(own, "")


def _page(meeting: Meeting, filled: Filled) -> str:
    listed = queries.people_of(meeting)
    guest = filled.of("guest")
    typed: MultiDict[str, str] = request.form
    ids = {one.person_id for one in listed if one.person_id}
    offered = _offered(meeting)
    return render_template(
        "meetings/people.html",
        meeting=meeting,
        people=listed,
        tree=forms.tree(typed, offered),
        own_desk=_own_desk(listed, offered),
        search=typed.get("search", ""),
        has_chair=any(one.part == Part.CHAIR for one in listed),
        parts=options(Part),
        guest_parts=[(one.value, one.label) for one in (Part.INVITED, Part.OBSERVER, Part.MEMBER)],
        guest=guest.values,
        errors=guest.errors,
        busy=queries.busy_people(actor(), ids, meeting.starts_at, meeting.ends_at, but=meeting.id),
    )
