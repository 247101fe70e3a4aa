"""The key under which sensitive values lie: since when, what is written anew, a new one."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from office.i18n import _
from office.permissions import require
from office.ui.toasts import toast
from personnel import operations, queries
from personnel.policy import Can
from personnel.views.blueprint import actor, bp
from personnel.views.official_forms import administration_tabs


@bp.get("/key")
def data_key() -> str:
    """Since when it holds, and how much still lies under a former one."""
    require(actor(), Can.CHANGE_KEY)
    every, former = queries.sealed_counts()
    return render_template(
        "personnel/data_key.html",
        tabs=administration_tabs("personnel.data_key"),
        key=queries.present_key(),
        every=every,
        former=former,
    )


@bp.post("/key")
def change_key() -> Response:
    """Let a new one take over; asks for a fresh proof."""
    operations.change_key(by=actor())
    toast(_("A new key holds. What lies under the former one is written anew now."))
    return redirect(url_for("personnel.data_key"), code=303)
