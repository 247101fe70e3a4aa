"""Comparisons of both ends: when, how many dossiers, what differed and what came of it."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office.i18n import _
from office.permissions import require
from office.ui import menu, paging
from office.ui.toasts import toast
from personnel import operations, queries
from personnel.models import Comparison, Difference
from personnel.policy.national import CanTell
from personnel.queries import hearing
from personnel.record.groups import GROUPS
from personnel.views.blueprint import actor, bp
from personnel.views.national_head import national_tabs


@bp.get("/national/comparisons")
def comparisons() -> str:
    """The comparisons that were made, newest first."""
    require(actor(), CanTell.SEE, None)
    page = paging.latest(hearing.comparisons(), Comparison.id, request.args.get("after"))
    return render_template(
        "personnel/national_comparisons.html",
        rows=page.rows,
        tabs=national_tabs("personnel.comparisons"),
        next_url=url_for("personnel.comparisons", after=page.after) if page.after else "",
    )


@bp.post("/national/comparisons")
def begin_comparison() -> Response:
    """Compare now."""
    made = operations.begin_comparison(by=actor())
    toast(_("Both ends are being compared."))
    return redirect(url_for("personnel.comparison", uid=made.uid), code=303)


@bp.get("/national/comparisons/<uuid:uid>")
def comparison(uid: UUID) -> str:
    """The report: what differed, and whether it was sent again or is asked."""
    require(actor(), CanTell.SEE, None)
    menu.mark_current("personnel.national")
    found = hearing.comparison_by(uid)
    rows = paging.eldest(
        hearing.differences_of(found, actor()), Difference.id, request.args.get("after")
    )
    return render_template(
        "personnel/national_comparison.html",
        found=found,
        rows=[(one, queries.dossier_of(one)) for one in rows.rows],
        names=group_names,
        next_url=url_for("personnel.comparison", uid=uid, after=rows.after) if rows.after else "",
    )


def group_names(difference: Difference) -> str:
    """Which groups differed, in words."""
    return ", ".join(str(GROUPS[one].label) for one in difference.groups.split() if one in GROUPS)
