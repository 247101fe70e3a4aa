"""Who keeps, approves or sees more in the register than his post alone allows."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office.i18n import _
from office.permissions import require
from office.ui import menu
from office.ui.filled import NOTHING, Filled, answer
from office.ui.toasts import toast
from office.units import queries as units
from office.units.picker import picker_rows
from personnel import operations
from personnel.forms.decisions_grants import scope_of, uid_of
from personnel.forms.decisions_places import own_units
from personnel.models import RegisterGrant, Scope
from personnel.policy import Can
from personnel.queries.grants import grant_by_uid, standing_grants
from personnel.views.blueprint import actor, bp
from personnel.views.official_forms import administration_tabs


@bp.get("/grants")
def grants() -> str:
    """The namings that stand, and one more."""
    _named_by_admin()
    return _page(NOTHING)


@bp.post("/grants")
def grant_scope() -> Response:
    """Name a desk."""
    _named_by_admin()

    def grant() -> str:
        desk = units.desk_by_uid(uid_of(request.form, "desk"))
        unit = units.unit_by_uid(uid_of(request.form, "unit"))
        operations.grant_scope(desk, unit, scope_of(request.form), by=actor())
        toast(_("The desk is named, and told."))
        return url_for("personnel.grants")

    return answer(grant, _page, name="desk")


@bp.post("/grants/<uuid:uid>/end")
def end_grant(uid: UUID) -> Response:
    """Take a naming back."""
    operations.end_grant(grant_by_uid(uid, actor()), by=actor())
    toast(_("The naming has ended."))
    return redirect(url_for("personnel.grants"), code=303)


def _named_by_admin() -> None:
    menu.mark_current("personnel.data_key")
    require(actor(), Can.GRANT, None)


def _page(filled: Filled) -> str:
    desks = [
        (str(row.desk_uid), f"{'– ' * row.depth}{row.label}")
        for row in picker_rows(actor().agency_id or 0)
    ]
    return render_template(
        "personnel/decision_grants.html",
        tabs=administration_tabs("personnel.grants"),
        rows=[(one, *_named(one)) for one in standing_grants(actor())],
        desks=[("", _("Choose")), *desks],
        units=own_units(actor()),
        scopes=[(one.value, one.label) for one in Scope],
        shown=filled.values,
        errors=filled.errors,
    )


def _named(grant: RegisterGrant) -> tuple[str, str]:
    return units.desk_label(grant.desk_id), units.name_of(grant.unit_id)
