"""Decisions on personnel: the list, one of them with its changes, and its moves."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from office.errors import Invalid, NotFound
from office.i18n import _, _l, language
from office.permissions import allowed
from office.ui import menu, paging
from office.ui.filled import Words
from office.ui.parts import Act, Link
from office.ui.toasts import toast
from personnel import operations, queries
from personnel.forms.decisions_shown import shown_officials
from personnel.forms.decisions_weighing import send, warnings_of
from personnel.lifecycle import DECISION
from personnel.models import OPEN, DecisionState, PersonnelDecision
from personnel.operations.wording import content_of
from personnel.policy import Can, lists_by_post
from personnel.policy.decisions import CanDecide, dossiers_of
from personnel.queries.decision_lists import NarrowDecisions, listed_decisions
from personnel.queries.handing import LEAVING, handover_of, leaving_of, open_items
from personnel.record.decisions import kind, kinds
from personnel.views.blueprint import actor, bp
from signing import queries as signing

VIEWS: Mapping[str, object] = {
    "open": _l("On the way"),
    "recorded": _l("Recorded in the dossiers"),
    "over": _l("Dropped or cancelled"),
}
LONGEST = 100
MOST_SHOWN = 100
MOVES = {"send": "go-on", "drop": "", "take_back": "", "check_again": "go-on"}


def register(app: Flask) -> None:
    """The entry of the navigation."""
    entry = menu.Entry(
        "personnel.decisions",
        _l("Decisions on personnel"),
        "seal",
        menu.Section.ORGANISATION,
        41,
        visible=lists_by_post,
    )
    menu.register(app, entry)


def kind_name(code: str) -> str:
    """What a kind is called in the language of the reader."""
    return kind(code).name(language())


@bp.get("/decisions")
def decisions() -> str:
    """Those that are on their way first; then what stands in the register."""
    asked = {key: request.args.get(key, "").strip()[:LONGEST] for key in ("q", "kind")}
    view = request.args.get("view", "open")
    view = view if view in VIEWS else "open"
    wanted = listed_decisions(actor(), view, NarrowDecisions(words=asked["q"], kind=asked["kind"]))
    after = request.args.get("after")
    page = paging.latest(wanted, PersonnelDecision.id, after)
    kept: dict[str, Any] = {"view": view} | {key: one for key, one in asked.items() if one}
    return render_template(
        "personnel/decisions.html",
        rows=page.rows,
        view=view,
        asked=asked,
        kind_name=kind_name,
        kinds=[("", _("Every kind")), *((code, kind_name(code)) for code in kinds())],
        tabs=[_tab(name, str(label), view) for name, label in VIEWS.items()],
        may_prepare=allowed(actor(), Can.PREPARE, None),
        may_grant=allowed(actor(), Can.GRANT, None),
        next_url=url_for("personnel.decisions", after=page.after, **kept) if page.after else "",
        first_url=url_for("personnel.decisions", **kept) if after else "",
    )


def _tab(name: str, label: str, here: str) -> Link:
    return Link(label, url_for("personnel.decisions", view=name), None, is_current=name == here)


@bp.get("/decisions/<uuid:uid>")
def decision(uid: UUID) -> str:
    """What it changes, how far it has come, and what can be done now."""
    return page_of(seen(uid), Words())


def seen(uid: UUID) -> PersonnelDecision:
    """The decision of the address, or 404; its pages lie below the list."""
    menu.mark_current("personnel.decisions")
    return queries.visible_decision(uid, actor())


def page_of(found: PersonnelDecision, errors: Mapping[str, Any]) -> str:
    """The page of a decision, with what could not be done."""
    officials = shown_officials(found, actor())
    is_draft = found.state is DecisionState.DRAFT
    return render_template(
        "personnel/decision.html",
        decision=found,
        kind=kind_name(found.kind),
        officials=officials[:MOST_SHOWN],
        left_out=max(0, len(officials) - MOST_SHOWN),
        text=content_of(found)["body"] if is_draft else "",
        warnings=warnings_of(found),
        document_url=_document_url(found),
        verdict=_verdict(found),
        corrected=_corrected(found),
        handover=_handover(found),
        acts=_acts(found),
        may_send=_may(found, "send"),
        errors=errors,
    )


def _handover(found: PersonnelDecision) -> tuple[str, int] | None:
    """The page of what the official still holds and how much that is, before he leaves."""
    if found.kind not in LEAVING or found.state not in OPEN:
        return None
    people = dossiers_of(found)
    leaving = leaving_of(people[0]) if len(people) == 1 else None
    if leaving is None or not allowed(actor(), Can.READ, people[0]):
        return None
    left = len(open_items(handover_of(people[0], leaving)))
    return (url_for("personnel.handover", uid=people[0].uid), left) if left else None


def _may(found: PersonnelDecision, move: str) -> bool:
    return move in {one.name for one in DECISION.moves(found, actor())}


def _acts(found: PersonnelDecision) -> list[Act]:
    links = {
        "change": (_("Change the decision"), url_for("personnel.change_form", uid=found.uid)),
        "correct": (_("Correct it"), url_for("personnel.correct_form", uid=found.uid)),
        "cancel": (_("Cancel it"), url_for("personnel.cancel_form", uid=found.uid)),
    }
    keeps = allowed(actor(), CanDecide.PREPARE, found)
    offered = {DecisionState.DRAFT: ["change"], DecisionState.RECORDED: ["correct", "cancel"]}
    names = offered.get(found.state, []) if keeps else []
    acts = [Act(links[one][0], links[one][1], method="get") for one in names]
    if _may(found, "bring"):
        paper = url_for("personnel.paper_form", uid=found.uid)
        acts.append(Act(_("Confirm by the paper that came"), paper, method="get"))
    moves = [one for one in DECISION.moves(found, actor()) if one.name in MOVES]
    return acts + [
        Act(str(one.label), _move_url(found, one.name), MOVES[one.name])
        for one in moves
        if one.name != "send"
    ]


def _move_url(found: PersonnelDecision, move: str) -> str:
    return url_for("personnel.move_decision", uid=found.uid, move=move.replace("_", "-"))


def _document_url(found: PersonnelDecision) -> str:
    if found.document_uid is None:
        return ""
    try:
        paper = queries.document_for(found, actor())
    except NotFound:
        return ""
    return url_for("documents.draft" if paper.state == "draft" else "documents.show", uid=paper.uid)


def _verdict(found: PersonnelDecision) -> Any:
    stored = signing.verdict_of(found.file_sha256) if found.file_sha256 else None
    return signing.panel(stored) if stored else None


def _corrected(found: PersonnelDecision) -> PersonnelDecision | None:
    return queries.corrected_by(found)


@bp.post("/decisions/<uuid:uid>/<move>")
def move_decision(uid: UUID, move: str) -> Response | tuple[str, int]:
    """Draft the document, take it back, have it checked again, drop it."""
    found = seen(uid)
    if move == "send":
        return _send(found)
    acts = {
        "take-back": (operations.take_back_decision, _("The decision is in preparation again.")),
        "check-again": (operations.check_again, _("The signed file is being checked again.")),
        "drop": (operations.drop_decision, _("The decision is dropped; it stays readable.")),
    }
    if move not in acts:
        raise NotFound(_("There is no such move."))
    act, told = acts[move]
    act(found, by=actor())
    toast(told)
    return redirect(url_for("personnel.decision", uid=found.uid), code=303)


def _send(found: PersonnelDecision) -> Response | tuple[str, int]:
    confirmed = request.form.getlist("confirmed")
    try:
        document = send(found, confirmed, actor())
    except Invalid as refusal:
        return page_of(found, Words(refusal.fields or {"form": refusal.message})), refusal.status
    toast(_("The document is drafted; it is signed on the way of every paper."))
    return redirect(url_for("documents.draft", uid=document), code=303)
