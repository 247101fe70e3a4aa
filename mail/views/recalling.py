"""The page that takes a sent letter back: what will come of it is said before."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.views.blueprint import webmail as bp
from office.i18n import ngettext
from office.ui.toasts import toast


@bp.get("/items/<uuid:uid>/recall")
def ask_recall(uid: UUID) -> str:
    """What a recall can do, and what it cannot."""
    found = queries.open_item(uid, g.actor)
    outside = queries.handed_over(found.message.id, found.opened.box.id)
    return render_template("compose/recall.html", found=found, outside=outside)


@bp.post("/items/<uuid:uid>/recall")
def recall(uid: UUID) -> Response:
    """Take it back from everybody who has not read it."""
    tells = request.form.get("outside") == "1"
    reach = operations.Reach.OUTSIDE if tells else operations.Reach.INSIDE
    made = operations.recall(queries.open_item(uid, g.actor), reach=reach, by=g.actor)
    taken, read = len(made.taken) + len(made.held), len(made.read) + len(made.gone)
    first = ngettext("Taken back from %(num)d.", "Taken back from %(num)d.", taken)
    rest = ngettext("%(num)d has it already.", "%(num)d have it already.", read) if read else ""
    told = len(made.told)
    last = ngettext("%(num)d outside is told.", "%(num)d outside are told.", told) if told else ""
    toast(" ".join(filter(None, (first, rest, last))))
    return redirect(url_for("webmail.item", uid=uid), code=303)
