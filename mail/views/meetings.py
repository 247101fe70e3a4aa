"""The three buttons under an invitation."""

from uuid import UUID

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.letters.calendar import Answer
from mail.views import frame
from mail.views.blueprint import webmail as bp
from mail.views.frame import actor
from office.i18n import _
from office.ui.toasts import toast


@bp.post("/items/<uuid:uid>/invitation")
def answer_invitation(uid: UUID) -> Response:
    """Come, perhaps, or not."""
    found = queries.open_item(uid, actor())
    given = request.form.get("answer", "")
    if given not in list(Answer):
        abort(404)
    operations.answer_invitation(found, Answer(given), by=actor())
    toast(_("Your answer goes to the organiser."))
    return redirect(frame.came_from(url_for("webmail.item", uid=uid)), code=303)
