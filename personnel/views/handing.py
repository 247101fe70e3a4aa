"""What somebody who leaves still holds, and to whom it goes."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office.i18n import _
from office.permissions import allowed
from office.ui.toasts import toast
from personnel import operations, queries
from personnel.policy import is_own
from personnel.policy.handing import CanHandOver
from personnel.queries.handing import handover_of, leaving_of, open_items
from personnel.views.blueprint import actor, bp
from personnel.views.head import head

WAYS = {
    "documents": "work.my_work",
    "papers": "documents.drafts",
    "tasks": "tasks.board",
    "files": "workfiles.list_files",
    "meetings": "meetings.listed",
    "mailboxes": "webmail.home",
    "staff": "personnel.decisions",
    "delegations": "delegations.list_delegations",
    "certificate": "signing.list_certificates",
    "lent": "webmail.home",
}
"""Where the one who leaves hands each kind on himself."""


@bp.get("/<uuid:uid>/handover")
def handover(uid: UUID) -> str:
    """Desk by desk, in one's own name, on paper; done marks with who ticked them."""
    found = queries.visible_dossier(uid, actor())
    leaving = leaving_of(found)
    groups = handover_of(found, leaving) if leaving else []
    return render_template(
        "personnel/handover.html",
        **head(found, "handover"),
        leaving=leaving,
        groups=groups,
        left=len(open_items(groups)),
        ways=WAYS if is_own(actor(), found) else {},
        may_tick=allowed(actor(), CanHandOver.TICK, found),
    )


@bp.post("/<uuid:uid>/handover")
def tick_handover(uid: UUID) -> Response:
    """Tick one line off."""
    found = queries.visible_dossier(uid, actor())
    item, note = request.form.get("item", ""), request.form.get("note", "")
    operations.tick_handover(found, item, note, by=actor())
    toast(_("Ticked off as handed over."))
    return redirect(url_for("personnel.handover", uid=found.uid), 303)


@bp.post("/<uuid:uid>/handover/reopen")
def untick_handover(uid: UUID) -> Response:
    """Take a tick back."""
    found = queries.visible_dossier(uid, actor())
    operations.untick_handover(found, request.form.get("item", ""), by=actor())
    return redirect(url_for("personnel.handover", uid=found.uid), 303)
