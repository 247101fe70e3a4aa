"""Decisions on whole lists: the evaluation of a unit, the raises of a quarter."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office import clock
from office.db import db
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import allowed, require
from office.typed import whole
from office.ui import menu
from office.ui.filled import Words
from office.units import queries as units
from office.units.models import Unit
from personnel import operations
from personnel.forms import decisions as forms
from personnel.forms import decisions_rating as rating
from personnel.forms.decisions_places import own_units
from personnel.law.evaluation import day_of, last_closed_year
from personnel.models import Dossier
from personnel.policy import Can
from personnel.queries.decision_lists import chosen, decidable
from personnel.queries.raising import due_raises
from personnel.views.blueprint import actor, bp

QUARTER = 3
EARLIEST, LAST_QUARTER = 2000, 9


@bp.get("/decisions/evaluation")
def evaluation_form() -> str:
    """A unit and its year, then everybody of it on one page."""
    _prepare()
    return _evaluation(Words(effective_on=clock.today().isoformat()), Words())


@bp.post("/decisions/evaluation")
def draft_evaluation() -> Response:
    """Begin the decision; what breaks a quota is said at once, with what to do."""
    _prepare()
    try:
        listed = rating.listed_of(_people(), request.form, _year())
        on = forms.effective_day(request.form)
        made = operations.draft_evaluation(listed, effective_on=on, by=actor())
    except Refusal as refusal:
        fields = getattr(refusal, "fields", {}) or {"effective_on": refusal.message}
        errors = rating.by_people(fields, _people())
        return make_response(
            _evaluation(Words(request.form.to_dict()), Words(errors)), refusal.status
        )
    return redirect(url_for("personnel.decision", uid=made.uid), code=303)


def _prepare() -> None:
    menu.mark_current("personnel.decisions")
    require(actor(), Can.PREPARE, None)


def _year() -> int:
    said, today_is = whole(request.values.get("year", "")), clock.today()
    if said is not None and EARLIEST <= said <= today_is.year:
        return said
    return today_is.year if today_is.month > LAST_QUARTER else last_closed_year(today_is)


def _unit() -> Unit | None:
    try:
        return units.unit_by_uid(UUID(request.values.get("unit", "")))
    except ValueError:
        return None


def _people() -> list[Dossier]:
    unit = _unit()
    if unit is None:
        return []
    found = db.session.scalars(decidable(actor(), "", unit.id))
    return [one for one in found if allowed(actor(), Can.PREPARE, one)]


def _evaluation(shown: Mapping[str, Any], errors: Mapping[str, object]) -> str:
    unit, year = _unit(), _year()
    people = _people()
    return render_template(
        "personnel/evaluation_list.html",
        unit=str(unit.uid) if unit else "",
        units=[("", _("Choose")), *own_units(actor())],
        year=year,
        people=people,
        is_chosen=unit is not None,
        levels=rating.level_options(day_of(year)),
        shown=shown,
        errors=errors,
    )


# --------------------------------------------------------------------------------- raises


@bp.get("/decisions/raises")
def raises_form() -> str:
    """Who is due by the end of a quarter, and why."""
    _prepare()
    return _raises(Words())


@bp.post("/decisions/raises")
def draft_raises() -> Response:
    """Begin one decision for all who were ticked."""
    _prepare()
    try:
        uids = [UUID(one) for one in request.form.getlist("official")]
        people = chosen(actor(), uids, None, [])[0]
        on = forms.effective_day(request.form)
        made = operations.draft_raises(people, effective_on=on, by=actor())
    except Invalid as refusal:
        errors = Words(refusal.fields or {"effective_on": refusal.message})
        return make_response(_raises(errors), refusal.status)
    except ValueError:
        return make_response(_raises(Words()), 422)
    return redirect(url_for("personnel.decision", uid=made.uid), code=303)


def _raises(errors: Mapping[str, object]) -> str:
    quarters = _quarters()
    wanted = request.values.get("quarter", quarters[0][0])
    last = {name: day for name, _label, day in quarters}.get(wanted, quarters[0][2])
    rows, unclear = due_raises(actor(), last)
    return render_template(
        "personnel/raise_list.html",
        quarters=[(name, label) for name, label, _day in quarters],
        quarter=wanted,
        rows=rows,
        unclear=unclear,
        unit_name=lambda one: units.name_of(one.unit_id) if one.unit_id else "",
        effective_on=request.form.get("effective_on", clock.today().isoformat()),
        ticked=set(request.form.getlist("official")),
        is_new=request.method == "GET",
        errors=errors,
    )


def _quarters() -> Sequence[tuple[str, str, date]]:
    """This quarter and the next three, each with its last day."""
    now = clock.today()
    first = now.year * 4 + (now.month - 1) // QUARTER
    return [_quarter(first + ahead) for ahead in range(4)]


def _quarter(number: int) -> tuple[str, str, date]:
    year, place = divmod(number, 4)
    after, month = divmod(place + 1, 4)
    last = date.fromordinal(date(year + after, month * QUARTER + 1, 1).toordinal() - 1)
    label = _("Quarter %(number)d of %(year)d", number=place + 1, year=year)
    return f"{year}-Q{place + 1}", label, last
