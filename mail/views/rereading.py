"""Having a letter read in another charset."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.views import frame
from mail.views.blueprint import webmail as bp
from mail.views.frame import actor
from office.i18n import _
from office.ui.toasts import toast


@bp.post("/items/<uuid:uid>/charset")
def ask_reread(uid: UUID) -> Response:
    """Read it once more as it was meant."""
    found = queries.open_item(uid, actor())
    operations.ask_reread(found, request.form.get("charset", ""), by=actor())
    url = url_for("webmail.item", uid=uid)
    toast(_("The letter is being read anew."), label=_("Show it again"), url=url)
    return redirect(frame.came_from(url), code=303)
