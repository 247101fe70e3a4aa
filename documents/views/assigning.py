"""The leader's direction, the office head's proposal, and the hand-down inside a unit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import assigning, choices
from documents.forms.answers import Filled, answer
from documents.forms.phrases import phrases_for
from documents.models import DirectiveKind, Document
from documents.policy import Can
from documents.views.blueprint import actor, bp, desk_id, page_of, visible
from documents.views.facts import is_late_for_sender
from documents.views.sheet import beside_pages, mark_list
from office.errors import Invalid
from office.i18n import _, _l, ngettext
from office.permissions import require
from office.ui.parts import Link
from office.ui.toasts import toast
from office.units import queries as units
from office.units.models import DeskKind
from office.units.queries import PickRow

Typed = MultiDict[str, str]


@dataclass(frozen=True)
class Assigning:
    """The two acts that use the picker: their words and whether they need a text."""

    use: str
    heading: object
    label: object
    button: object
    needs_text: bool
    is_proposal: bool


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
)


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
    assignments = assigning.assignments_of(request.form, _rows())
    operations.direct(document, request.form.get("text", ""), assignments, by=actor())
    toast(ngettext("Assigned to %(num)d desk", "Assigned to %(num)d desks", len(assignments)))
    return redirect(page_of(document), code=303)


def _propose(document: Document) -> Response:
    typed, rows = request.form, _rows()
    leaders = choices.leaders(document.agency_id)
    leader = choices.chosen_desk(typed.get("leader", ""), leaders, field="leader")
    assignments = assigning.assignments_of(typed, rows, needs_lead=False)
    operations.propose(
        document, typed.get("text", ""), assignments, leader_desk_id=leader, by=actor()
    )
    toast(_("The proposal lies before the leader."))
    return redirect(page_of(document), code=303)


def _answer(document: Document, act: Assigning, do: Callable[[], Response]) -> Response:
    typed = request.form
    return answer(do, lambda filled: _page(document, act, typed, filled), typed, act.use)


def _rows() -> list[PickRow]:
    return assigning.offered_rows(actor().agency_id or 0)


def _start(document: Document, act: Assigning) -> Typed:
    """What the address brings (a recent set), else the proposal before us."""
    typed = MultiDict(request.args)
    if not assigning.choice_of(typed).values() and not act.is_proposal:
        typed = _proposed(document, typed)
    typed.setdefault("due", "3")
    return typed


def _proposed(document: Document, typed: Typed) -> Typed:
    """The office head's proposal as the ticks to begin with."""
    proposals = [
        row for row in queries.directives_of(document) if row.kind is DirectiveKind.PROPOSAL
    ]
    if not proposals:
        return typed
    values = {row.desk_id: str(row.desk_uid) for row in _rows()}
    for row in proposals[0].receivers.get("rows", ()):
        if row.get("desk_id") in values:
            typed.add(row["duty"], values[row["desk_id"]])
    return typed


def _page(
    document: Document, act: Assigning, typed: Typed, filled: Filled | None = None
) -> Response:
    rows, choice = _rows(), assigning.choice_of(typed)
    wanted = typed.get("search", "")
    late = assigning.late_loads(document.agency_id)
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
        tree=assigning.pick_tree(rows, choice, late, wanted),
        wanted=wanted,
        recent=_recent(rows),
        names=assigning.chosen_names(rows, choice),
        filled=filled or Filled(typed),
        days=choices.deadline_options(),
        phrases=phrases_for(act.use),
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


# -------------------------------------------------------------------- inside the unit


@bp.get("/<uuid:uid>/handing-on")
def handing_on(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.HAND_ON, document)
    return _hand_on_page(document, Filled({}))


@bp.post("/<uuid:uid>/handing-on")
def hand_on(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.HAND_ON, document)
    typed = request.form
    page = partial(_hand_on_page, document)
    return answer(lambda: _hand_on(document), page, typed, "hand_down")


def _hand_on(document: Document) -> Response:
    typed = request.form
    officials = {str(row.desk_uid): row for row in _officials()}
    chosen = officials.get(typed.get("desk", ""))
    if chosen is None:
        raise Invalid(_("Nobody is chosen."), fields={"desk": _("Choose an official.")})
    due_at = choices.deadline_of(typed)
    operations.hand_on(document, chosen.desk_id, typed.get("text", ""), due_at=due_at, by=actor())
    toast(_("Handed on to %(name)s.", name=chosen.label))
    return redirect(page_of(document), code=303)


def _officials() -> list[PickRow]:
    """The officials of the head's unit and of the units below it."""
    inside = set(units.subtree_ids(actor().unit_id))
    return [
        row
        for row in _rows()
        if row.unit_id in inside and row.desk_id != desk_id() and _is_somebody(row)
    ]


def _is_somebody(row: PickRow) -> bool:
    return row.kind is DeskKind.PERSON or bool(row.holder)


def _hand_on_page(document: Document, filled: Filled) -> Response:
    return beside_pages(
        "documents/hand_on.html",
        document,
        filled=filled,
        officials=[
            (str(row.desk_uid), row.label, ngettext("%(num)d open", "%(num)d open", row.load))
            for row in _officials()
        ],
        days=choices.deadline_options(),
        phrases=phrases_for("hand_down"),
        here_url=url_for("documents.handing_on", uid=document.uid),
    )
