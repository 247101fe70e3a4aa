"""The list of officials as a file: the columns to choose, the reason, the file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from office import clock
from office.errors import Invalid
from office.i18n import _
from office.permissions import require
from office.step_up import require_step_up
from office.ui.filled import NOTHING, Filled, Words
from personnel import operations, queries
from personnel.forms import listing
from personnel.forms import taking as forms
from personnel.operations.taking import MOST
from personnel.policy import Can
from personnel.queries.listing import MOST_COUNTED, ids_of
from personnel.record.sheets.taking import sensitive
from personnel.views.blueprint import actor, bp
from personnel.views.files import locked
from personnel.views.listing import VIEWS

SHOWN = 50
FEW = 20


@bp.get("/taking")
def list_export() -> str:
    """The columns to choose and the first officials as they would leave."""
    require(actor(), Can.TAKE_LIST)
    require_step_up(actor())
    return _page(NOTHING)


def _page(filled: Filled) -> str:
    typed = request.values
    asked, view = _asked()
    columns = forms.columns_of(typed.getlist("column"))
    narrow = listing.narrow_of(asked, VIEWS[view])
    found = queries.count(actor(), narrow)
    may_tick = found <= SHOWN
    ids = ids_of(actor(), narrow, most=SHOWN if may_tick else FEW)
    return render_template(
        "personnel/list_export.html",
        filled=filled,
        kept={"view": view, **asked},
        back_url=_list_address(view, asked),
        found=found,
        most=MOST_COUNTED,
        limits=MOST,
        columns=columns,
        choices=forms.choices(columns),
        is_sensitive=bool(sensitive(columns)),
        rows=forms.preview(ids, columns, actor()),
        may_tick=may_tick,
        ticked=set(typed.getlist("official")),
    )


@bp.post("/taking")
def take_list() -> Response:
    """The file; everybody on it reads who took it, and what for."""
    require(actor(), Can.TAKE_LIST)
    try:
        return _taken()
    except Invalid as refusal:
        errors = Words(refusal.fields)
        page = _page(Filled(Words(request.form), errors))
        return make_response(page, refusal.status)


def _taken() -> Response:
    typed = request.form
    asked, view = _asked()
    uids = forms.ticked(typed.getlist("official"))
    if "tick" in typed and not uids:
        raise Invalid(_("Nobody is ticked."), fields={"official": _("Tick at least one official.")})
    narrow = replace(listing.narrow_of(asked, VIEWS[view]), uids=uids)
    question = {"view": view} | {name: value for name, value in asked.items() if value}
    taking = forms.taking_of(
        typed.get("form", ""), typed.getlist("column"), typed.get("purpose", ""), question
    )
    ids = forms.found(actor(), narrow, taking.form)
    operations.take_list(ids, taking, by=actor())
    return list_file(taking, ids)


def list_file(taking: operations.Taking, ids: Sequence[int]) -> Response:
    """The file of a list that was noted; nothing in it runs and no cache keeps it."""
    answer = Response(forms.made(taking, ids, actor()), mimetype=forms.MEDIA[taking.form])
    name = f"danh-sach-{clock.today():%Y%m%d}.{taking.form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return locked(answer)


def _asked() -> tuple[dict[str, str], str]:
    view = request.values.get("view", "serving")
    return listing.asked_of(request.values), view if view in VIEWS else "serving"


def _list_address(view: str, asked: Mapping[str, str]) -> str:
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return url_for("personnel.listed", view=view, **kept)
