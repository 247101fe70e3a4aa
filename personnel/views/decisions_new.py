"""A new decision: its kind, whom it concerns, what it changes; all of it without a script."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office import clock
from office.db import db
from office.errors import Invalid, NotFound, Refusal
from office.i18n import _
from office.permissions import require
from office.ui import menu
from office.ui.filled import Words
from office.units import queries as units
from office.units.models import Unit
from personnel import operations
from personnel.forms import decisions as forms
from personnel.forms.decisions_places import agencies, own_units, places
from personnel.models import Dossier
from personnel.policy import Can
from personnel.queries.decision_lists import chosen, decidable
from personnel.queries.preparing import Prepared, prepared
from personnel.queries.timeline import timeline
from personnel.record.decisions import DecisionKind, kind, kinds
from personnel.record.groups import GROUPS
from personnel.record.timeline import Row, state
from personnel.views.blueprint import actor, bp
from personnel.views.decisions import kind_name

ABOUT_OTHERS = ("correct", "cancel")
OWN_PAGES = {"evaluation": "personnel.evaluation_form", "raise": "personnel.raises_form"}
WITH_ENDS = {"dismiss_post", "contract_end", "allowance"}
FOUND, LONGEST = 60, 4_000


@bp.get("/decisions/new")
def new_decision() -> str:
    """Which kind it is."""
    _prepare()
    rows = [one for code, one in kinds().items() if code not in ABOUT_OTHERS]
    about = [UUID(one) for one in request.args.getlist("official") if _is_uid(one)]
    officials = chosen(actor(), about, None, [])[0] if about else []
    return render_template(
        "personnel/decision_kinds.html",
        officials=officials,
        kinds=[(one.code, kind_name(one.code), _hint(one)) for one in rows],
        lists=[(_list_words()[code], url_for(page)) for code, page in OWN_PAGES.items()],
    )


def _list_words() -> Mapping[str, str]:
    return {
        "evaluation": _("Evaluate a whole unit on one page"),
        "raise": _("Periodic raises of a quarter"),
    }


def _hint(one: DecisionKind) -> str:
    return ", ".join(str(GROUPS[name].label) for name in one.groups)


def _prepare() -> None:
    menu.mark_current("personnel.decisions")
    require(actor(), Can.PREPARE, None)


def new_kind(code: str) -> DecisionKind:
    """A kind that begins by itself; corrections begin at what they correct."""
    found = kind(code)
    if code in ABOUT_OTHERS:
        raise NotFound(_("There is no such kind of decision."))
    return found


@bp.get("/decisions/new/<code>")
def choose_officials(code: str) -> str:
    """Whom it concerns: found by name or number, a whole unit, or pasted numbers."""
    _prepare()
    return _choosing(new_kind(code), "")


def _choosing(found: DecisionKind, problem: str) -> str:
    words = request.args.get("q", "").strip()[:100]
    unit = _unit(request.args.get("in", ""))
    wanted = decidable(actor(), words, unit.id if unit else None).limit(FOUND)
    rows = db.session.scalars(wanted).all() if words or unit else []
    return render_template(
        "personnel/decision_officials.html",
        kind=found,
        name=kind_name(found.code),
        rows=rows,
        unit_name=_unit_name,
        words=words,
        unit=str(unit.uid) if unit else "",
        is_cut=len(rows) == FOUND,
        units=[("", _("Any unit")), *own_units(actor())],
        chosen=request.args.getlist("official"),
        numbers=request.args.get("numbers", "")[:LONGEST],
        problem=problem,
    )


def _unit_name(dossier: Dossier) -> str:
    return units.name_of(dossier.unit_id) if dossier.unit_id else ""


def _unit(text: str) -> Unit | None:
    try:
        return units.unit_by_uid(UUID(text)) if text else None
    except ValueError:
        return None


@bp.get("/decisions/new/<code>/form")
def decision_form(code: str) -> Response:
    """What it changes, with what the law proposes."""
    _prepare()
    found = new_kind(code)
    try:
        officials = _officials(found)
    except Refusal as refusal:
        return make_response(_choosing(found, str(refusal.message)), 422)
    return make_response(_form(found, officials, _proposed(found, officials), Words()))


@bp.post("/decisions/new/<code>/form")
def draft_decision(code: str) -> Response:
    """Begin the decision; its page shows what changes before anything is drafted."""
    _prepare()
    found = new_kind(code)
    officials = _officials(found)
    try:
        made = operations.draft_decision(_outline(found), _wishes(found, officials), by=actor())
    except Invalid as refusal:
        errors = {_field(found, name): text for name, text in refusal.fields.items()}
        errors = errors or {"effective_on": refusal.message}
        return make_response(
            _form(found, officials, Words(request.form.to_dict()), Words(errors)), refusal.status
        )
    return redirect(url_for("personnel.decision", uid=made.uid), code=303)


def _field(found: DecisionKind, name: str) -> str:
    """A refusal names the place of a change; all officials of this form share the fields."""
    return f"{found.groups[0]}.first" if name.isdigit() else name


def _outline(found: DecisionKind) -> operations.Outline:
    typed = request.form
    return operations.Outline(
        found.code,
        forms.effective_day(typed),
        typed.get("subject", ""),
        typed.get("reason", ""),
    )


def _wishes(found: DecisionKind, officials: Sequence[Dossier]) -> list[operations.Wish]:
    on = forms.effective_day(request.form)
    changes = forms.changes_of(found, request.form, on, places(actor(), _agency()))
    return [operations.Wish(one, change) for one in officials for change in changes]


def _officials(found: DecisionKind) -> list[Dossier]:
    """Everybody who was chosen; raises `Invalid` where somebody cannot be found."""
    numbers = list(forms.lines_in(request.values.get("numbers", "")[:LONGEST]))
    unit = _unit(request.values.get("unit", ""))
    uids = [UUID(one) for one in request.values.getlist("official") if _is_uid(one)]
    officials, unknown = chosen(actor(), uids, unit.id if unit else None, numbers)
    if unknown:
        raise Invalid(_("Nobody here has these numbers: %(numbers)s", numbers=", ".join(unknown)))
    if not officials:
        raise Invalid(_("Choose whom the decision concerns."))
    if len(officials) > 1 and not found.for_many:
        raise Invalid(_("A decision of this kind concerns one official."))
    return officials


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _agency() -> str:
    return request.values.get("agency", "")


def _proposed(found: DecisionKind, officials: Sequence[Dossier]) -> Mapping[str, Any]:
    """A form that opens with what the law proposes, or with what holds now."""
    shown: dict[str, Any] = {"effective_on": clock.today().isoformat()}
    if len(officials) != 1:
        return Words(shown)
    proposal, _problem = _proposal(found, officials)
    return Words(shown | (forms.filled_of(proposal.on, proposal.change) if proposal else {}))


def _proposal(found: DecisionKind, officials: Sequence[Dossier]) -> tuple[Prepared | None, str]:
    """What the law proposes for one official, or why nothing can be reckoned."""
    if len(officials) != 1:
        return None, ""
    try:
        return prepared(found.code, officials[0]), ""
    except Refusal as refusal:
        return None, str(refusal.message)


def _form(
    found: DecisionKind,
    officials: Sequence[Dossier],
    shown: Mapping[str, Any],
    errors: Mapping[str, object],
) -> str:
    on = clock.read_day(shown.get("effective_on", "")) or clock.today()
    proposal, unclear = _proposal(found, officials)
    return render_template(
        "personnel/decision_form.html",
        kind=found,
        name=kind_name(found.code),
        officials=officials,
        unit_name=_unit_name,
        parts=forms.parts_of(found, shown, on, places(actor(), _agency())),
        agencies=agencies() if "assignment" in found.groups else [],
        agency=_agency(),
        has_last_day=found.code in forms.WITH_LAST_DAY,
        explained=proposal.steps if proposal else (),
        unclear=unclear,
        ending=_ending(found, officials),
        shown=shown,
        errors=errors,
        carried=_carried(),
    )


def _carried() -> list[tuple[str, str]]:
    """What names the officials, from step to step."""
    names = ("official", "unit", "numbers")
    return [(name, value) for name in names for value in request.values.getlist(name) if value]


def _ending(found: DecisionKind, officials: Sequence[Dossier]) -> list[tuple[str, str]]:
    """The lines in force of one official that such a decision may end."""
    if found.code not in WITH_ENDS or len(officials) != 1:
        return []
    held = state(timeline(officials[0], found.groups), clock.today())
    return [
        (f"{row.group}:{row.slot}", _said(row))
        for group in found.groups
        for row in held.get(group, [])
        if row.slot and row.slot != "primary"
    ]


def _said(row: Row) -> str:
    told = [forms.typed_of(row.values.get(name)) for name in ("title", "kind", "number", "value")]
    return f"{GROUPS[row.group].label}: {' '.join(filter(None, told))}"
