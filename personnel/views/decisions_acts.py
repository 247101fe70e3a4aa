"""What is done to a decision that is there: changed, corrected, cancelled, confirmed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import queries as documents
from office import clock
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import require
from office.ui.filled import NOTHING, Filled, Words, answer
from office.ui.toasts import toast
from personnel import operations
from personnel.forms import decisions as forms
from personnel.forms import decisions_lines as lines
from personnel.forms.decisions_places import places
from personnel.models import DecisionState, PersonnelDecision
from personnel.operations import Outline, Wish
from personnel.operations.decisions import written_by
from personnel.operations.drafting import wishes_of
from personnel.policy.decisions import CanDecide
from personnel.record.timeline import Change
from personnel.views.blueprint import actor, bp
from personnel.views.decisions import kind_name, seen

CORRECT = "correct"


def _kept(uid: UUID, state: DecisionState) -> PersonnelDecision:
    found = seen(uid)
    require(actor(), CanDecide.PREPARE, found)
    if found.state is not state:
        raise Refusal(
            _("This can be done to a decision in the state “%(state)s” alone.", state=state.label),
            fix=_("Reload the page to see what is possible now."),
        )
    return found


@bp.get("/decisions/<uuid:uid>/change")
def change_form(uid: UUID) -> str:
    """The draft line by line."""
    found = _kept(uid, DecisionState.DRAFT)
    return _lines_page(found, wishes_of(found), _as_it_is(found), Words(), found.kind)


@bp.post("/decisions/<uuid:uid>/change")
def change_decision(uid: UUID) -> Response:
    """Keep what was typed."""
    found = _kept(uid, DecisionState.DRAFT)
    wishes = wishes_of(found)

    def keep() -> PersonnelDecision:
        made = lines.changed(wishes, found.kind, request.form, places(actor(), ""))
        operations.change_decision(found, _outline(found.kind), made, by=actor())
        return found

    return _kept_or_back(keep, found, wishes, found.kind)


@bp.get("/decisions/<uuid:uid>/correct")
def correct_form(uid: UUID) -> str:
    """The lines that it wrote, to be put right."""
    found = _kept(uid, DecisionState.RECORDED)
    shown = Words(effective_on=clock.today().isoformat())
    return _lines_page(found, _written(found), shown, Words(), CORRECT)


@bp.post("/decisions/<uuid:uid>/correct")
def draft_correction(uid: UUID) -> Response:
    """Begin the decision that corrects the ticked lines."""
    found = _kept(uid, DecisionState.RECORDED)
    wishes = _written(found)

    def draft() -> PersonnelDecision:
        made = lines.changed(wishes, CORRECT, request.form, places(actor(), ""))
        wanted = [one for place, one in enumerate(made) if str(place) in _ticked()]
        if not wanted:
            raise Invalid(_("Tick the lines that are to be corrected."))
        return operations.draft_decision(_outline(CORRECT, found), wanted, by=actor())

    return _kept_or_back(draft, found, wishes, CORRECT)


def _ticked() -> set[str]:
    return set(request.form.getlist("chosen"))


def _written(found: PersonnelDecision) -> list[Wish]:
    return [
        Wish(
            dossier,
            Change(
                row.group,
                row.slot,
                row.valid_from,
                row.valid_to,
                row.values,
                ends=row.ends,
                line=row.line,
            ),
        )
        for dossier, row in written_by(found)
    ]


def _outline(code: str, corrects: PersonnelDecision | None = None) -> Outline:
    typed = request.form
    on = forms.effective_day(typed)
    return Outline(code, on, typed.get("subject", ""), typed.get("reason", ""), corrects)


def _kept_or_back(
    act: Any, found: PersonnelDecision, wishes: Sequence[Wish], code: str
) -> Response:
    try:
        made = act()
    except Invalid as refusal:
        errors = {_place(name): text for name, text in refusal.fields.items()}
        errors = errors or {"effective_on": refusal.message}
        page = _lines_page(found, wishes, Words(request.form.to_dict()), Words(errors), code)
        return make_response(page, refusal.status)
    return redirect(url_for("personnel.decision", uid=made.uid), code=303)


def _place(name: str) -> str:
    return f"line-{name}" if name.isdigit() else name


def _as_it_is(found: PersonnelDecision) -> Mapping[str, Any]:
    day = found.effective_on.isoformat()
    return Words(effective_on=day, subject=found.subject, reason=found.reason)


def _lines_page(
    found: PersonnelDecision,
    wishes: Sequence[Wish],
    shown: Mapping[str, Any],
    errors: Mapping[str, object],
    code: str,
) -> str:
    if len(wishes) > lines.MOST:
        raise Refusal(
            _("This list is too long to be changed on one page."),
            fix=_("Drop it and draft it anew, or change it by the interface for programs."),
        )
    is_correction = code == CORRECT
    return render_template(
        "personnel/decision_lines.html",
        decision=found,
        is_correction=is_correction,
        name=kind_name(code),
        rows=lines.lines_of(wishes, code, shown, places(actor(), "")),
        chosen=_ticked() if request.method == "POST" else set(),
        shown=shown,
        errors=errors,
        action=url_for(
            "personnel.draft_correction" if is_correction else "personnel.change_decision",
            uid=found.uid,
        ),
    )


# --------------------------------------------------------------------------- cancellation


@bp.get("/decisions/<uuid:uid>/cancel")
def cancel_form(uid: UUID) -> str:
    """Why it is cancelled, and from which day."""
    return _cancel_page(
        _kept(uid, DecisionState.RECORDED), Filled(Words(effective_on=clock.today().isoformat()))
    )


@bp.post("/decisions/<uuid:uid>/cancel")
def cancel_decision(uid: UUID) -> Response:
    """Begin the decision that takes all its lines away."""
    found = _kept(uid, DecisionState.RECORDED)

    def cancel() -> str:
        reason = request.form.get("reason", "").strip()
        if not reason:
            raise Invalid(_("Say why."), fields={"reason": _("Say why.")})
        on = forms.effective_day(request.form)
        made = operations.cancel_decision(found, reason=reason, effective_on=on, by=actor())
        return url_for("personnel.decision", uid=made.uid)

    return answer(cancel, lambda filled: _cancel_page(found, filled), name="reason")


def _cancel_page(found: PersonnelDecision, filled: Filled) -> str:
    return render_template(
        "personnel/decision_cancel.html",
        decision=found,
        shown=filled.values,
        errors=filled.errors,
    )


# ------------------------------------------------------------------- of another body


@bp.get("/decisions/<uuid:uid>/paper")
def paper_form(uid: UUID) -> str:
    """Find the paper that came, compare, confirm."""
    found = seen(uid)
    require(actor(), CanDecide.CONFIRM, found)
    return _paper_page(found, NOTHING)


@bp.post("/decisions/<uuid:uid>/paper")
def bring_decision(uid: UUID) -> Response:
    """Confirm the decision of another body by its paper."""
    found = seen(uid)

    def bring() -> str:
        operations.bring_decision(found, _chosen_paper(), by=actor())
        toast(_("The signature of the paper is being checked."))
        return url_for("personnel.decision", uid=found.uid)

    return answer(bring, lambda filled: _paper_page(found, filled), name="symbol")


def _chosen_paper() -> UUID:
    try:
        return UUID(request.form.get("document", ""))
    except ValueError:
        message = _("Choose the document that came.")
        raise Invalid(message, fields={"symbol": message}) from None


def _paper_page(found: PersonnelDecision, filled: Filled) -> str:
    symbol = request.values.get("symbol", "").strip()[:100]
    return render_template(
        "personnel/decision_paper.html",
        decision=found,
        symbol=symbol,
        rows=documents.papers_named(symbol, actor()) if symbol else [],
        errors=filled.errors,
    )
