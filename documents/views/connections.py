"""The connections to the axis and how each calls documents back; for the administrator."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.operations import RecallWay
from documents.policy import Can
from documents.views.blueprint import actor, bp
from office.errors import Invalid
from office.i18n import _
from office.permissions import require
from office.ui.toasts import toast
from office.units import queries as units


@bp.get("/connections")
def connections() -> str:
    """Every agency's line to the axis."""
    require(actor(), Can.MANAGE_CONNECTIONS, None)
    rows = queries.connections()
    names = {row.agency_id: units.name_of(row.agency_id) for row in rows}
    return render_template("documents/connections.html", rows=rows, names=names)


@bp.post("/connections/<uuid:uid>")
def recall_way(uid: UUID) -> Response:
    require(actor(), Can.MANAGE_CONNECTIONS, None)
    try:
        way = RecallWay(request.form.get("way", ""))
    except ValueError as error:
        words = _("Choose one of the two ways.")
        raise Invalid(words, fields={"way": words}) from error
    operations.choose_recall_way(queries.connection_of(uid), way, by=actor())
    toast(_("Kept."))
    return redirect(url_for("documents.connections"), code=303)
