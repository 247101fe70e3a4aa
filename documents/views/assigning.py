"""The leader's direction, the office head's proposal, and the hand-down inside a unit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import assigning, choices, picking
from documents.forms.answers import Filled, answer
from documents.forms.phrases import phrases_for
from documents.models import DirectiveKind, Document, Duty
from documents.operations.handling import Others
from documents.policy import Can
from documents.policy.directing import Can as Directing
from documents.views.blueprint import actor, bp, desk_id, page_of, visible
from documents.views.facts import is_late_for_sender
from documents.views.sheet import mark_list
from documents.views.work import nearest
from office.i18n import _, _l, ngettext
from office.permissions import require
from office.ui.parts import Link
from office.ui.toasts import toast
from office.units import queries as units
from office.units.picker import PickRow

Typed = MultiDict[str, str]


@dataclass(frozen=True)
class Assigning:
    """The acts that use the picker: their words, what is needed, and whom they offer."""

    use: str
    heading: object
    label: object
    button: object
    needs_text: bool
    is_proposal: bool
    is_inside: bool = False
    legend: object = _l("Lead’s deadline in working days")
    hint: object = _l(
        "Cooperating units answer one working day earlier. Weekends and holidays are left out."
    )
    icon: str = "sign"


DIRECTION = Assigning(
    "direction",
    _l("Direct and assign"),
    _l("Direction"),
    _l("Sign and assign"),
    needs_text=True,
    is_proposal=False,
)
PROPOSAL = Assigning(
    "proposal",
    _l("Propose a direction"),
    _l("Proposal"),
    _l("Put before the leader"),
    needs_text=False,
    is_proposal=True,
    icon="send",
)
INSIDE = _l("Without a choice the unit’s own deadline holds.")
HAND_DOWN = Assigning(
    "hand_down",
    _l("Hand on"),
    _l("Instruction"),
    _l("Hand on"),
    needs_text=False,
    is_proposal=False,
    is_inside=True,
    legend=_l("Deadline in working days"),
    hint=INSIDE,
    icon="next",
)
SHARE_DOWN = replace(HAND_DOWN, heading=_l("Hand the unit’s share on"))


@bp.get("/<uuid:uid>/direction")
def direction(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.DIRECT, document)
    return _page(document, DIRECTION, _start(document, DIRECTION))


@bp.post("/<uuid:uid>/direction")
def direct(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.DIRECT, document)
    return _answer(document, DIRECTION, lambda: _direct(document))


@bp.get("/<uuid:uid>/proposal")
def proposal(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.PROPOSE, document)
    return _page(document, PROPOSAL, _start(document, PROPOSAL))


@bp.post("/<uuid:uid>/proposal")
def propose(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.PROPOSE, document)
    return _answer(document, PROPOSAL, lambda: _propose(document))


def _direct(document: Document) -> Response:
    assignments = assigning.assignments_of(request.form, _rows(DIRECTION))
    text = request.form.get("text", "")
    operations.direct(document, text, assignments, by=actor())
    operations.note_phrases_used("direction", text, by=actor())
    words = ngettext("Assigned to %(num)d desk", "Assigned to %(num)d desks", len(assignments))
    waiting = nearest(desk_id(), (Duty.DIRECT,), None)[:1]
    url = url_for("documents.show", uid=waiting[0].document_uid) if waiting else ""
    toast(words, label=_("Next document") if url else "", url=url)
    return redirect(page_of(document), code=303)


def _propose(document: Document) -> Response:
    typed, rows = request.form, _rows(PROPOSAL)
    leaders = choices.leaders(document.agency_id)
    leader = choices.chosen_desk(typed.get("leader", ""), leaders, field="leader")
    assignments = assigning.assignments_of(typed, rows, needs_lead=False)
    operations.propose(
        document, typed.get("text", ""), assignments, leader_desk_id=leader, by=actor()
    )
    toast(_("The proposal lies before the leader."))
    return redirect(page_of(document), code=303)


def _answer(document: Document, act: Assigning, do: Callable[[], Response]) -> Response:
    """What was asked for beside the act itself only shows the page again."""
    again = request.form.get("again", "")
    typed: Typed = request.form
    if again.startswith("branch:"):
        typed = picking.with_branch(typed, _rows(act))
    if again == "keep-set":
        return _keep_set(document, act)
    return answer(do, partial(_page, document, act, typed), typed, act.use)


def _keep_set(document: Document, act: Assigning) -> Response:
    """Keep the ticks under a name; nothing is sent to anybody."""
    choice = assigning.choice_of(request.form)
    receivers = {"lead": choice.lead, "cooperate": choice.cooperate, "inform": choice.inform}
    name = request.form.get("set_name", "")
    page = partial(_page, document, act, request.form)

    def keep() -> Response:
        operations.keep_set(name, receivers, by=actor())
        toast(_("Kept as “%(name)s”.", name=name.strip()))
        return page(Filled(request.form.to_dict() | {"set_name": ""}))

    return answer(keep, page, _without_again())


def _without_again() -> Typed:
    """The form as if only its named button had been pressed."""
    typed = MultiDict(request.form)
    typed.poplist("again")
    return typed


def _rows(act: Assigning) -> list[PickRow]:
    """The desks of the agency; those of the own unit and below for what is handed on inside it."""
    rows = picking.offered_rows(actor().agency_id or 0)
    if not act.is_inside:
        return rows
    inside = set(units.subtree_ids(actor().unit_id))
    return [row for row in rows if row.unit_id in inside and row.desk_id != desk_id()]


def _start(document: Document, act: Assigning) -> Typed:
    """What the address brings (a recent set), else the proposal before us."""
    typed = MultiDict(request.args)
    if not assigning.choice_of(typed).values() and act is DIRECTION:
        typed = _proposed(document, typed)
    typed.setdefault("due", "" if act.is_inside else "3")
    return typed


def _proposed(document: Document, typed: Typed) -> Typed:
    """The office head's proposal as the ticks to begin with."""
    proposals = [
        row for row in queries.directives_of(document) if row.kind is DirectiveKind.PROPOSAL
    ]
    if not proposals:
        return typed
    values = {row.desk_id: str(row.desk_uid) for row in _rows(PROPOSAL)}
    for row in proposals[0].receivers.get("rows", ()):
        if row.get("desk_id") in values:
            typed.add(row["duty"], values[row["desk_id"]])
    return typed


def _page(
    document: Document, act: Assigning, typed: Typed, filled: Filled | None = None
) -> Response:
    rows, choice = _rows(act), assigning.choice_of(typed)
    wanted = typed.get("search", "")
    late = picking.late_loads(document.agency_id)
    leaders = choices.leaders(document.agency_id) if act.is_proposal else []
    mark_list(document)
    text = render_template(
        "documents/assign.html",
        document=document,
        heading=act.heading,
        label=act.label,
        button_words=act.button,
        needs_text=act.needs_text,
        here_url=request.path,
        autosave=f"{act.use}:{document.uid}",
        tree=picking.pick_tree(rows, choice, late, wanted),
        wanted=wanted,
        remote=url_for("documents.desks", use=act.use) if picking.is_large(rows) else "",
        recent=[] if act.is_inside else [*_kept_sets(rows), *_recent(rows)],
        legend=act.legend,
        hint=act.hint,
        button_icon=act.icon,
        names=picking.chosen_names(rows, choice),
        filled=filled or Filled(typed),
        days=choices.deadline_options(),
        phrases=phrases_for(act.use, actor()),
        leaders=[(one.value, one.label) for one in leaders],
        is_late=is_late_for_sender(document),
    )
    return make_response(text)


def _recent(rows: Sequence[PickRow]) -> list[Link]:
    return [
        Link(
            one.label,
            f"{request.path}?"
            + url_query(
                lead=one.choice.lead, cooperate=one.choice.cooperate, inform=one.choice.inform
            ),
        )
        for one in assigning.recent_sets(desk_id(), rows)
    ]


def url_query(**values: object) -> str:
    """An address' question; several values repeat their name."""
    return urlencode(values, doseq=True)


def _kept_sets(rows: Sequence[PickRow]) -> list[Link]:
    """My named sets, as far as their desks are still there."""
    there = {str(row.desk_uid) for row in rows}
    found = []
    for kept in queries.receiver_sets(actor()):
        values = {
            share: [value for value in _listed(kept.receivers.get(share)) if value in there]
            for share in ("lead", "cooperate", "inform")
        }
        found.append(Link(kept.name, f"{request.path}?{url_query(**values)}"))
    return found


def _listed(value: object) -> list[str]:
    """A lead is one word, the others are several."""
    if isinstance(value, str):
        return [value] if value else []
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else []


@bp.get("/desks")
def desks() -> Response:
    """The rows that fit a search, for the picker of a page that does not show all desks."""
    act = HAND_DOWN if request.args.get("use") == "hand_down" else DIRECTION
    rows, choice = _rows(act), assigning.choice_of(request.args)
    late = picking.late_loads(actor().agency_id or 0)
    text = render_template(
        "documents/_desks.html",
        tree=picking.pick_tree(rows, choice, late, request.args.get("search", "")),
        is_asking=request.args.get("use") == "opinions",
    )
    return make_response(text)


# -------------------------------------------------------------------- inside the unit


@bp.get("/<uuid:uid>/handing-on")
def handing_on(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.HAND_ON, document)
    return _page(document, HAND_DOWN, _start(document, HAND_DOWN))


@bp.post("/<uuid:uid>/handing-on")
def hand_on(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.HAND_ON, document)
    return _answer(document, HAND_DOWN, lambda: _hand_on(document, operations.hand_on))


@bp.get("/<uuid:uid>/sharing-on")
def sharing_on(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Directing.HAND_SHARE_ON, document)
    return _page(document, SHARE_DOWN, _start(document, SHARE_DOWN))


@bp.post("/<uuid:uid>/sharing-on")
def share_on(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Directing.HAND_SHARE_ON, document)
    return _answer(document, SHARE_DOWN, lambda: _hand_on(document, operations.hand_share_on))


def _hand_on(document: Document, act: Callable[..., None]) -> Response:
    """Exactly one desk answers for what is handed on; the others help or are told."""
    typed, rows = request.form, _rows(HAND_DOWN)
    chosen, *others = sorted(
        assigning.assignments_of(typed, rows), key=lambda row: row.duty is not Duty.LEAD
    )
    act(
        document,
        chosen.desk_id,
        typed.get("text", ""),
        due_at=chosen.due_at,
        others=Others(others, typed.get("beyond", "")),
        by=actor(),
    )
    operations.note_phrases_used("hand_down", typed.get("text", ""), by=actor())
    names = {row.desk_id: row.label for row in rows}
    toast(_("Handed on to %(name)s.", name=names[chosen.desk_id]))
    return redirect(page_of(document), code=303)
