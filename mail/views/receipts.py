"""The question whether a receipt is sent, and its two buttons."""

from uuid import UUID

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.operations.receipts import ReceiptAnswer
from mail.views import frame
from mail.views.blueprint import webmail as bp
from mail.views.frame import actor
from office.i18n import _
from office.ui.toasts import toast


@bp.post("/items/<uuid:uid>/receipt")
def answer_receipt(uid: UUID) -> Response:
    """Send it, or do not."""
    found = queries.open_item(uid, actor())
    given = request.form.get("answer", "")
    if given not in list(ReceiptAnswer):
        abort(404)
    operations.answer_receipt(found, ReceiptAnswer(given), by=actor())
    is_sent = given == ReceiptAnswer.SENT
    toast(_("The receipt is sent.") if is_sent else _("No receipt is sent."))
    return redirect(frame.came_from(url_for("webmail.item", uid=uid)), code=303)
