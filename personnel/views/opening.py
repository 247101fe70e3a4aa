"""Opening a dossier by hand."""

from collections.abc import Mapping
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from office.accounts.models import Person
from office.db import db
from office.errors import Invalid, NotFound
from office.i18n import _
from office.permissions import require
from office.ui import menu
from office.ui.toasts import toast
from personnel import operations
from personnel.forms import opening as forms
from personnel.forms.fields import inputs_of
from personnel.forms.listing import unit_options
from personnel.policy import Can
from personnel.record.groups import GROUPS
from personnel.record.timeline import Change
from personnel.views.blueprint import actor, bp


@bp.get("/new")
def new_dossier() -> str:
    """An empty form."""
    require(actor(), Can.OPEN_DOSSIER, actor().agency_id)
    return _page({}, {})


@bp.post("/new")
def open_dossier() -> Response:
    """Open the dossier; what cannot be taken comes back with its reason at the input."""
    require(actor(), Can.OPEN_DOSSIER, actor().agency_id)
    rows: list[Change] = []
    try:
        rows = forms.rows_in(request.form, unit_options(actor()))
        person = _person(request.form.get("person", ""))
        made = operations.open_dossier(actor().agency_id or 0, rows, by=actor(), person=person)
    except Invalid as refusal:
        wrong = forms.at_inputs(refusal.fields, rows) or {"person": str(refusal.message)}
        return make_response(_page(request.form, wrong), refusal.status)
    toast(_("The dossier of %(name)s is open.", name=made.full_name))
    return redirect(url_for("personnel.record", uid=made.uid), code=303)


def _person(uid: str) -> Person | None:
    if not uid:
        return None
    offered = dict(forms.people_without(actor().agency_id or 0))
    if uid not in offered:
        raise NotFound(_("There is no such official in this body, or he has a dossier."))
    return db.session.scalars(select(Person).where(Person.uid == UUID(uid))).one()


def _page(typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    menu.mark_current("personnel.listed")
    units = unit_options(actor())
    groups = [
        (
            str(GROUPS[group].label),
            group,
            inputs_of(group, typed, errors, units if group == "assignment" else (), only),
        )
        for group, only in forms.SHOWN.items()
    ]
    return render_template(
        "personnel/new.html",
        groups=groups,
        typed=typed,
        errors=errors,
        people=forms.people_without(actor().agency_id or 0),
    )
