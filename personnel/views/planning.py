"""Staff beside allotted posts, and planning lists."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office import clock
from office.errors import Invalid
from office.i18n import _, language
from office.permissions import allowed, require
from office.ui import menu
from office.ui.parts import Link
from office.units import queries as units
from personnel import operations, queries
from personnel.policy import Can
from personnel.record import codes
from personnel.views.blueprint import actor, bp


def planning_tabs(here: str) -> list[Link]:
    """The pages of staff planning."""
    pages = {
        "personnel.coming": _("What comes"),
        "personnel.staffing": _("Allotted posts"),
        "personnel.planned": _("Planning lists"),
        "personnel.statistics": _("Statistics"),
    }
    menu.mark_current("personnel.coming")
    return [
        Link(label, url_for(endpoint), None, is_current=endpoint == here)
        for endpoint, label in pages.items()
    ]


@bp.get("/staffing")
def staffing() -> str:
    """Allotted posts, staff, vacancies and what is beyond them, unit by unit."""
    return _page({}, {})


@bp.post("/staffing")
def allot() -> Response | tuple[str, int]:
    """Enter what a decision allots to a unit."""
    typed = request.form
    try:
        wish = _wish(typed)
        operations.allot(units.unit_by_uid(_uid(typed.get("unit", ""))), wish, by=actor())
    except Invalid as refusal:
        return _page(typed, refusal.fields), refusal.status
    flash(_("The allotment is entered."))
    return redirect(url_for("personnel.staffing"), 303)


@bp.post("/allotments/<uuid:uid>/withdrawal")
def withdraw_allotment(uid: UUID) -> Response:
    """Take back what was entered by mistake."""
    operations.withdraw_allotment(queries.visible_allotment(uid, actor()), by=actor())
    flash(_("The allotment is withdrawn; the former one holds again."))
    return redirect(url_for("personnel.staffing"), 303)


@bp.get("/planned")
def planned() -> str:
    """Who is on a planning list, by title."""
    require(actor(), Can.LIST, None)
    return render_template(
        "personnel/planned.html",
        tabs=planning_tabs("personnel.planned"),
        rows=queries.planned(actor()),
    )


def _page(typed: Mapping[str, str], errors: Mapping[str, object]) -> str:
    require(actor(), Can.LIST, None)
    rows = queries.staffing(actor())
    shown = {one.unit_id for one in rows}
    return render_template(
        "personnel/staffing.html",
        tabs=planning_tabs("personnel.staffing"),
        rows=rows,
        count=len(shown),
        entered=queries.allotments(actor()),
        unit_name=units.name_of,
        category=category_name,
        categories=[(row.code, row.name(language())) for row in _categories()],
        units=queries.units_to_staff(actor()),
        may_allot=allowed(actor(), Can.ALLOT, actor().agency_id),
        typed=typed,
        errors=errors,
        today=clock.today(),
    )


def _categories() -> tuple[codes.Code, ...]:
    return codes.codes_of("category", clock.today())


def category_name(code: str) -> str:
    """The category of officials in the reader's language."""
    return codes.name("category", code, language()) if code else _("Not on record")


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        message = _("Choose a unit.")
        raise Invalid(message, fields={"unit": message}) from None


def _wish(typed: Mapping[str, str]) -> operations.Allotted:
    day = clock.read_day(typed.get("valid_from", ""))
    if day is None:
        message = _("Enter the day from which it holds.")
        raise Invalid(message, fields={"valid_from": message})
    return operations.Allotted(
        category=typed.get("category", ""),
        posts=_number(typed.get("posts", "")),
        deputies=_number(typed["deputies"]) if typed.get("deputies", "").strip() else None,
        decision_no=typed.get("decision_no", ""),
        valid_from=day,
    )


def _number(text: str) -> int:
    """What is no number of at most six digits is refused with the field."""
    said = text.strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) <= len("100000") else -1
