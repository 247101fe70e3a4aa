"""The list of files of a year (danh mục hồ sơ): drawn up as text, approved, printed."""

from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import workfiles as forms
from documents.forms.answers import Filled, answer
from documents.forms.uploads import uids_of
from documents.models import FilePlan, PlanState
from documents.policy.workfiles import Can
from documents.views.blueprint import actor, files
from office import clock
from office.db import db
from office.errors import Invalid
from office.i18n import _
from office.permissions import allowed, require
from office.typed import whole
from office.ui.toasts import toast
from office.units import queries as units
from office.units.models import Unit


@files.get("/plans")
def plans() -> Response:
    """The plans of the agency."""
    return _plans_page(Filled({"year": str(clock.today().year)}))


@files.post("/plans")
def start_plan() -> Response:
    """Begin a plan; it starts with the lines of the year before."""
    require(actor(), Can.DRAW_UP_PLAN, None)
    return answer(_start, _plans_page, request.form)


def _start() -> Response:
    named = next(iter(uids_of([request.form.get("unit", "")])), None)
    if named is None:
        raise Invalid(_("Choose a unit."), fields={"unit": _("Choose a unit.")})
    year = whole(request.form.get("year", "")) or 0
    plan = operations.start_plan(units.unit_by_uid(named), year, by=actor())
    return redirect(_page_of(plan), code=303)


def _plans_page(filled: Filled) -> Response:
    may_start = allowed(actor(), Can.DRAW_UP_PLAN, None)
    text = render_template(
        "documents/file_plans.html",
        filled=filled,
        rows=[(plan, units.name_of(plan.unit_id)) for plan in queries.plans_of(actor())],
        may_start=may_start,
        units=_units() if may_start else [],
    )
    return make_response(text)


def _units() -> list[tuple[str, str]]:
    """The units whose plan he may draw up, the agency's own first."""
    ids = units.subtree_ids(actor().agency_id)
    rows = db.session.execute(select(Unit.id, Unit.uid).where(Unit.id.in_(ids)))
    found: dict[int, UUID] = {row.id: row.uid for row in rows}
    return [(str(found[one]), units.name_of(one)) for one in ids]


def _page_of(plan: FilePlan) -> str:
    return url_for("workfiles.plan", uid=plan.uid)


def _seen(uid: UUID) -> FilePlan:
    return queries.visible_plan(uid, actor())


@files.get("/plans/<uuid:uid>")
def plan(uid: UUID) -> Response:
    """One plan: its lines, and as text while it is being drawn up."""
    found = _seen(uid)
    return _plan_page(found, Filled({"lines": forms.plan_text(queries.plan_lines_of(found))}))


@files.post("/plans/<uuid:uid>")
def write_plan(uid: UUID) -> Response:
    """Keep the lines, and submit them when that is asked."""
    found = _seen(uid)

    def keep() -> Response:
        lines = forms.plan_lines(request.form.get("lines", ""))
        operations.write_plan(found, lines, by=actor())
        toast(_("The plan is kept."))
        return redirect(_page_of(found), code=303)

    return answer(keep, lambda filled: _plan_page(found, filled), request.form)


def _plan_page(found: FilePlan, filled: Filled) -> Response:
    writes = found.state is PlanState.DRAFT and allowed(actor(), Can.DRAW_UP_PLAN, found)
    text = render_template(
        "documents/file_plan.html",
        plan=found,
        filled=filled,
        unit=units.name_of(found.unit_id),
        lines=queries.plan_lines_of(found),
        writes=writes,
        decides=found.state is PlanState.SUBMITTED and allowed(actor(), Can.APPROVE_PLAN, found),
        retention_name=forms.retention_name,
    )
    return make_response(text)


@files.post("/plans/<uuid:uid>/submission")
def submit_plan(uid: UUID) -> Response:
    """Give it to the head of the agency."""
    found = _seen(uid)
    operations.submit_plan(found, by=actor())
    toast(_("The plan waits for approval."))
    return redirect(_page_of(found), code=303)


@files.post("/plans/<uuid:uid>/approval")
def approve_plan(uid: UUID) -> Response:
    """The plan is in force."""
    found = _seen(uid)
    operations.approve_plan(found, by=actor())
    toast(_("The plan is in force: files are opened from it."))
    return redirect(_page_of(found), code=303)


@files.post("/plans/<uuid:uid>/return")
def return_plan(uid: UUID) -> Response:
    """Back to be changed."""
    found = _seen(uid)

    def act() -> Response:
        operations.send_plan_back(found, request.form.get("text", ""), by=actor())
        toast(_("The plan is back with its drafter."))
        return redirect(_page_of(found), code=303)

    return answer(act, lambda filled: _plan_page(found, filled), request.form)
