"""Taking note of what was sent for information."""

from uuid import UUID

from flask import redirect
from werkzeug.wrappers import Response

from documents import operations
from documents.views.blueprint import actor, bp, page_of, visible
from office.i18n import _
from office.ui.toasts import toast


@bp.post("/<uuid:uid>/acknowledgement", endpoint="acknowledgement")
def acknowledge(uid: UUID) -> Response:
    document = visible(uid)
    operations.acknowledge(document, by=actor())
    toast(_("Noted."))
    return redirect(page_of(document), code=303)
