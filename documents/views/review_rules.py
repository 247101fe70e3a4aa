"""Set-up: which checks drafts pass before the signature, for which types, at which desk."""

from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices
from documents.forms.answers import Filled, answer
from documents.models import CHECKS, ReviewRule, StepKind
from documents.operations.review_rules import StepWords
from documents.policy.reviewing import Can
from documents.views.blueprint import actor, bp
from office import clock, i18n, law
from office.errors import Invalid
from office.i18n import _
from office.permissions import require
from office.ui import menu
from office.ui.toasts import toast
from office.units import queries as units
from office.units.versions import unit_uids


@bp.get("/review-rules")
def review_rules() -> Response:
    require(actor(), Can.SET_STEPS)
    return _page(Filled({"on": clock.today().isoformat(), "kind": StepKind.CONTENT.value}))


@bp.post("/review-rules")
def set_review_rule() -> Response:
    require(actor(), Can.SET_STEPS)
    return answer(_set, _page, request.form)


def _set() -> Response:
    kind = request.form.get("kind", "")
    if kind not in CHECKS:
        raise Invalid(_("Choose one of the list."), fields={"kind": _("Choose one of the list.")})
    words = StepWords(
        kind=StepKind(kind),
        desk_id=_desk(),
        type_codes=list(dict.fromkeys(request.form.getlist("types"))),
        valid_from=choices.day_of(request.form.get("on", ""), field="on"),
    )
    operations.set_review_rule(_agency_id(), words, by=actor())
    toast(_("Drafts pass this check from that day on."))
    return redirect(url_for("documents.review_rules", uid=request.args.get("uid")), code=303)


def _desk() -> int | None:
    value = request.form.get("desk", "")
    return choices.chosen_desk(value, _desks(), field="desk") if value else None


@bp.post("/review-rules/<uuid:uid>/ending")
def end_review_rule(uid: UUID) -> Response:
    row = queries.rule_by(uid)
    on = choices.day_of(request.form.get("on", ""), field="on")
    operations.end_review_rule(row, on=on, by=actor())
    toast(_("The check ends on that day."))
    agency = unit_uids([row.agency_id])[row.agency_id]
    return redirect(url_for("documents.review_rules", uid=agency), code=303)


def _agency_id() -> int:
    """The agency that the address names, else that of the acting post."""
    asked = request.args.get("uid", type=UUID)
    return units.unit_by_uid(asked).id if asked else actor().agency_id or 0


def _desks() -> list[choices.DeskChoice]:
    return choices.desks_of_agency(_agency_id())


def _page(filled: Filled) -> Response:
    menu.mark_current("setup.guide")
    agency_id = _agency_id()
    names = {row.code: row.name(i18n.language()) for row in law.document_types()}
    text = render_template(
        "documents/review_rules.html",
        filled=filled,
        name=units.name_of(agency_id),
        agency_uid=request.args.get("uid"),
        rows=[_line(row, names) for row in queries.review_rules(agency_id)],
        kinds=[(kind.value, kind.label) for kind in CHECKS],
        desks=[
            ("", _("The head of the drafting unit")),
            *((one.value, one.label) for one in _desks()),
        ],
        types=choices.type_options(),
        chosen=request.form.getlist("types"),
        today=clock.today(),
    )
    return make_response(text)


def _line(row: ReviewRule, names: dict[str, str]) -> tuple[ReviewRule, str, list[str]]:
    desk = units.desk_label(row.desk_id) if row.desk_id else ""
    return row, desk, [names.get(code, code) for code in row.type_codes]
