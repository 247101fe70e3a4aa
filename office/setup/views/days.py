"""The working calendar of a year, with the days that the authorities exchanged or gave."""

from datetime import date
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from office import clock, i18n, law
from office.accounts import forms
from office.i18n import _
from office.setup import calendar, operations, queries
from office.setup.views.blueprint import NOTHING, Filled, actor, answer, bp, shown
from office.ui.toasts import toast

FIRST_YEAR, LAST_YEAR = 2020, 2100


@bp.get("/days")
def days() -> str:
    return _page(NOTHING)


def _page(filled: Filled) -> str:
    year = _year()
    own = {row.on: row for row in calendar.days_of(year)}
    public = {row.on: row.name(i18n.language()) for row in law.holidays_of(year)}
    return shown(
        "days",
        year=year,
        rows=[(on, own.get(on), public.get(on, "")) for on in sorted({*own, *public})],
        is_listed=bool(public),
        working=_working_days(year),
        filled=filled,
    )


def _year() -> int:
    year = request.args.get("year", type=int) or clock.today().year
    return min(max(year, FIRST_YEAR), LAST_YEAR)


def _working_days(year: int) -> int:
    return clock.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))


@bp.post("/days")
def declare_day() -> Response:
    return answer(_declare, _page, name="declare")


def _declare() -> str:
    on = forms.day("on")
    operations.declare_day(
        on,
        is_working=request.form.get("kind") == "working",
        name=forms.text("name", longest=200),
        basis=forms.text("basis", longest=300),
        by=actor(),
    )
    toast(_("The calendar has been changed. Deadlines count with it from now."))
    return url_for("setup.days", year=on.year)


@bp.post("/days/<uuid:uid>/withdrawal")
def withdraw_day(uid: UUID) -> Response:
    row = queries.day_by_uid(uid)
    year = row.on.year
    operations.withdraw_day(row, by=actor())
    toast(_("The day is again what the calendar says."))
    return redirect(url_for("setup.days", year=year), code=303)
