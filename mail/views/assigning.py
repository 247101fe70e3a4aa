"""Who handles a conversation of a shared box."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.models import AssignmentState
from mail.views import frame
from mail.views.blueprint import webmail as bp
from mail.views.frame import actor
from office import clock
from office.errors import Invalid, Refusal
from office.i18n import _
from office.ui.toasts import toast


@bp.post("/items/<uuid:uid>/assignment")
def assign(uid: UUID) -> Response:
    """Give it to a member, with or without a day."""
    found = queries.open_item(uid, actor())
    day = request.form.get("due", "").strip()
    due_on = clock.read_day(day) if day else None
    if day and due_on is None:
        message = _("“%(day)s” is no day.", day=day[:20])
        raise Invalid(message, fields={"due": message})
    person = queries.member_by_uid(found.opened, request.form.get("person", ""))
    note = request.form.get("note", "")
    operations.assign(found.opened, found.item, person, due_on=due_on, note=note, by=actor())
    toast(_("%(name)s handles this conversation.", name=person.full_name))
    return _back(uid)


@bp.post("/items/<uuid:uid>/assignment/state")
def note_assignment(uid: UUID) -> Response:
    """To do, being done, done."""
    found = queries.open_item(uid, actor())
    asked = request.form.get("state", "")
    if asked not in list(AssignmentState):
        raise Refusal(_("There is no such state."))
    operations.note_assignment(found.opened, found.item, AssignmentState(asked), by=actor())
    return _back(uid)


@bp.post("/items/<uuid:uid>/assignment/end")
def end_assignment(uid: UUID) -> Response:
    """Nobody in particular handles it any more."""
    found = queries.open_item(uid, actor())
    operations.end_assignment(found.opened, found.item, by=actor())
    toast(_("Nobody in particular handles this conversation now."))
    return _back(uid)


def _back(uid: UUID) -> Response:
    """Where it stood: in the pane beside its list, or on its page."""
    listed = frame.list_before(uid)
    return redirect(frame.came_from(listed or url_for("webmail.item", uid=uid)), code=303)
