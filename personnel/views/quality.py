"""How good the register is: the dashboard, the findings, those of one dossier, doubles."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from flask import Flask, render_template, request, url_for
from werkzeug.wrappers import Response

from office.i18n import _, _l
from office.permissions import allowed, require
from office.ui import menu, paging
from office.ui.filled import Filled, answer
from office.ui.parts import Link
from office.ui.toasts import toast
from office.units import queries as units
from personnel import operations, queries
from personnel.forms import quality as forms
from personnel.forms.listing import unit_options
from personnel.models import Dossier, FindingState, Plan, QualityFinding
from personnel.policy import Can as Register
from personnel.policy import lists_by_post
from personnel.policy.quality import Can
from personnel.quality.words import ERROR_GROUPS, MEASURES
from personnel.rows.quality import bars_of, finding_lines, unit_lines
from personnel.views.blueprint import actor, bp
from personnel.views.head import head


def register(app: Flask) -> None:
    """The entry of the navigation."""
    entry = menu.Entry(
        "personnel.quality",
        _l("Data quality"),
        "check",
        menu.Section.ORGANISATION,
        14,
        visible=lists_by_post,
    )
    menu.register(app, entry)


@bp.get("/quality")
def quality() -> str:
    """Points by unit and measure, the eight groups of errors, the trend."""
    require(actor(), Can.SEE_QUALITY)
    parts = queries.points_by_unit(actor())
    whole = queries.together(parts)
    kinds = queries.by_error_group(actor())
    return render_template(
        "personnel/quality.html",
        whole=whole,
        units=unit_lines(parts),
        measures=bars_of(whole.measures, MEASURES, _links("measure", MEASURES)),
        kinds=bars_of(kinds, ERROR_GROUPS, _links("kind", ERROR_GROUPS)),
        days=queries.trend_of(actor().agency_id),
        overdue=queries.overdue_count(actor()),
        tabs=_tabs("quality"),
    )


@bp.get("/quality/findings")
def findings() -> str:
    """The findings that the reader may know of, the most pressing first."""
    require(actor(), Can.SEE_QUALITY)
    menu.mark_current("personnel.quality")
    asked = forms.asked_of(request.args)
    after = paging.decode(request.args.get("after"), date, int)
    size = paging.size_wanted()
    found = queries.listed_findings(actor(), forms.narrow_of(asked), after=after, size=size)
    page = paging.page_of(found, key=lambda row: (row.due_on, row.id), size=size)
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return render_template(
        "personnel/quality_findings.html",
        rows=finding_lines(page.rows),
        asked=asked,
        is_narrowed=bool(kept),
        severities=forms.severity_options(),
        states=forms.state_options(),
        measures=forms.measure_options(),
        kinds=forms.kind_options(),
        units=[("", _("Every unit")), *unit_options(actor())],
        tabs=_tabs("findings"),
        next_url=url_for("personnel.findings", after=page.after, **kept) if page.after else "",
        first_url=url_for("personnel.findings", **kept) if after else "",
    )


@bp.get("/quality/findings/<uuid:uid>")
def finding(uid: UUID) -> str:
    """One finding: what is wrong, what to do, whose task it is and until when."""
    return _finding(queries.visible_finding(uid, actor()), Filled())


@bp.post("/quality/findings/<uuid:uid>/answer")
def answer_finding(uid: UUID) -> Response:
    """Say cause and plan."""
    found = queries.visible_finding(uid, actor())
    require(actor(), Can.ANSWER, found)

    def act() -> str:
        said = request.form.get("plan", "")
        plan = Plan(said) if said in set(Plan) else Plan.SOURCE
        operations.answer_finding(found, request.form.get("note", ""), plan, by=actor())
        toast(_("Cause and plan are kept."))
        return url_for("personnel.finding", uid=uid)

    return answer(act, partial(_finding, found))


def _finding(found: QualityFinding, filled: Filled) -> str:
    menu.mark_current("personnel.quality")
    (line,) = finding_lines([found])
    return render_template(
        "personnel/quality_finding.html",
        line=line,
        filled=filled,
        plans=[(str(one), one.label) for one in Plan],
        may_answer=found.state is not FindingState.RESOLVED and allowed(actor(), Can.ANSWER, found),
        sees_all=allowed(actor(), Can.SEE_QUALITY),
    )


@bp.get("/<uuid:uid>/quality")
def dossier_quality(uid: UUID) -> str:
    """The findings of one dossier."""
    found = queries.visible_dossier(uid, actor())
    rows = finding_lines(queries.findings_of(found, actor()))
    return render_template(
        "personnel/quality_of_dossier.html",
        **head(found, "quality"),
        rows=[row for row in rows if row.state is not FindingState.RESOLVED],
        mended=[row for row in rows if row.state is FindingState.RESOLVED],
        double=_double(found),
    )


def _double(found: Dossier) -> dict[str, Any] | None:
    case = queries.double_of(found)
    if case is None:
        return None
    return {"reason": case.reason, "by": case.decided_by, "at": case.decided_at}


@bp.get("/quality/twins")
def twins() -> str:
    """Dossiers that may be of one person, waiting for somebody to decide."""
    require(actor(), Can.SEE_QUALITY)
    return _twins(Filled())


@bp.post("/quality/twins")
def settle_twins() -> Response:
    """Decide of one pair."""
    pair = queries.twin_pair(_uid("first"), _uid("second"), actor())

    def act() -> str:
        stays = forms.stays_of(request.form.get("verdict", ""), pair)
        operations.settle_twins(pair, request.form.get("reason", ""), by=actor(), stays=stays)
        toast(_("What you decided is kept."))
        return url_for("personnel.twins")

    return answer(act, _twins, name="reason")


def _uid(name: str) -> UUID:
    try:
        return UUID(request.form.get(name, ""))
    except ValueError:
        return UUID(int=0)


def _twins(filled: Filled) -> str:
    menu.mark_current("personnel.quality")
    after = paging.decode(request.args.get("after"), int, int)
    found = queries.twin_pairs(actor(), after=after, size=paging.SIZE)
    page = paging.page_of(found, key=lambda pair: (pair.first.id, pair.second.id))
    return render_template(
        "personnel/quality_twins.html",
        pairs=page.rows,
        filled_of=lambda pair: filled if _is_of(filled, pair) else Filled(),
        body_of=lambda dossier: units.name_of(dossier.agency_id),
        is_seen=_reads,
        tabs=_tabs("twins"),
        next_url=url_for("personnel.twins", after=page.after) if page.after else "",
        first_url=url_for("personnel.twins") if after else "",
    )


def _is_of(filled: Filled, pair: queries.Pair) -> bool:
    said = {filled.values["first"], filled.values["second"]}
    return said == {str(pair.first.uid), str(pair.second.uid)}


def _reads(dossier: Dossier) -> bool:
    return allowed(actor(), Register.READ, dossier)


def _links(name: str, words: Any) -> dict[Any, str]:
    address = url_for("personnel.findings")
    return {one: f"{address}?{name}={one.value}" for one in words}


def _tabs(here: str) -> list[Link]:
    pages = {
        "quality": (_("Overview"), url_for("personnel.quality")),
        "findings": (_("Findings"), url_for("personnel.findings")),
        "twins": (_("Doubles"), url_for("personnel.twins")),
    }
    return [Link(label, url, is_current=name == here) for name, (label, url) in pages.items()]
