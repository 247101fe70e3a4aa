"""Following up what was assigned: the lines, urging, more time, taking back, another lead."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices, picking, uploads
from documents.forms.answers import Filled, answer
from documents.forms.phrases import phrases_for
from documents.lifecycle import INCOMING
from documents.models import Document, Duty, Routing, Urging, UrgingKind
from documents.operations.assigning import NewLead
from documents.operations.urging import UrgingWords
from documents.policy import Can as Core
from documents.policy import may_urge_line
from documents.policy.directing import Can
from documents.views.blueprint import actor, bp, desk_id, page_of, visible
from documents.views.sheet import beside_pages
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import require
from office.ui.toasts import toast
from office.units import queries as units

UNTIL, LATER = _l("New deadline in working days"), _l("Why it is later than the level above")


@dataclass(frozen=True)
class LineAct:
    """One act on one line: its words, what the form asks, and the verb behind it."""

    name: str
    title: object
    label: object
    button: object
    done: object
    can: StrEnum
    do: Callable[[Document, Routing | None], None]
    line: Callable[[Document], Routing | None]
    use: str = ""
    hint: object = ""
    kind: str = "go-on"
    icon: str = "check"
    asks: tuple[str, ...] = ()
    legend: object = UNTIL


@bp.get("/<uuid:uid>/assignments")
def assignments(uid: UUID) -> Response:
    """Everybody who was given something, until when, and what can be done about it."""
    document = visible(uid)
    require(actor(), Can.FOLLOW, document)
    routings = queries.routing_of(document)
    urgings = queries.urgings_on(document)
    lines = queries.assignment_lines(document, actor(), routings, urgings)
    return beside_pages(
        "documents/assignments.html",
        document,
        lines=lines,
        labels=units.desk_labels([row.routing.desk_id for row in lines]),
        extensions=queries.extensions_on(document),
        counts=queries.urging_counts(Urging.document_id == document.id),
        enclosed=queries.enclosures_of("urging", [row.uid for row in urgings]),
        may_recall=may_recall(document),
    )


def may_recall(document: Document) -> bool:
    """Whether the whole direction can be taken back by the reader now."""
    return any(row.name == "recall_direction" for row in INCOMING.moves(document, actor()))


# ------------------------------------------------------------------------ which line


def _named() -> UUID | None:
    try:
        return UUID(request.values.get("line", ""))
    except ValueError:
        return None


def _line_or(document: Document, usual: Callable[[], Routing | None]) -> Routing | None:
    uid = _named()
    return queries.line_on(document, uid) if uid else usual()


def _urged(document: Document) -> Routing | None:
    def usual() -> Routing | None:
        rows = [row for row in queries.routing_of(document) if row.state in queries.AT_WORK]
        may = (row for row in rows if may_urge_line(row, document, actor()))
        return next(may, None)

    return _line_or(document, usual)


def _recalled(document: Document) -> Routing | None:
    return _line_or(document, lambda: None)


def _led(document: Document) -> Routing | None:
    def usual() -> Routing | None:
        rows = queries.lines_from(document, actor())
        return next((row for row in rows if row.duty is Duty.LEAD), None)

    return _line_or(document, usual)


def _own(document: Document) -> Routing | None:
    return _line_or(document, lambda: queries.own_line(document, actor()))


def _there(line: Routing | None) -> Routing:
    if line is None:
        raise Refusal(_("There is nothing of this kind to be done here now."))
    return line


# ------------------------------------------------------------------------- the verbs


def _urge(document: Document, line: Routing | None) -> None:
    kind = request.form.get("kind", "")
    words = UrgingWords(
        text=request.form.get("text", ""),
        kind=UrgingKind(kind) if kind in set(UrgingKind) else UrgingKind.REMIND,
        files=uploads.enclosed(request.files),
    )
    operations.urge(document, _there(line), words, by=actor())


def _recall(document: Document, line: Routing | None) -> None:
    reason = request.form.get("text", "")
    if line is None:
        operations.recall_direction(document, reason, by=actor())
    else:
        operations.recall_assignment(document, line, reason, by=actor())


def _change_lead(document: Document, line: Routing | None) -> None:
    offered = {value: desk for value, _label, desk in leads_for(_there(line))}
    chosen = offered.get(request.form.get("desk", ""))
    if chosen is None:
        raise Invalid(_("Nobody is chosen."), fields={"desk": _("Choose who leads from now on.")})
    lead = NewLead(chosen, choices.deadline_of(request.form), request.form.get("beyond", ""))
    reason = request.form.get("text", "")
    operations.change_lead(document, _there(line), lead, reason, by=actor())


def _ask_extension(document: Document, line: Routing | None) -> None:
    due_at = choices.deadline_of(request.form, after=_there(line).due_at)
    reason = request.form.get("text", "")
    operations.ask_more_time(document, _there(line), reason, due_at=due_at, by=actor())


def leads_for(line: Routing) -> list[tuple[str, str, int]]:
    """Who may lead instead: the other units, or the officials of the own unit below it."""
    rows = picking.offered_rows(actor().agency_id or 0)
    if line.parent_id is None:
        found = [row for row in rows if row.is_unit]
    else:
        inside = set(units.subtree_ids(actor().unit_id))
        found = [row for row in rows if row.unit_id in inside]
    return [
        (str(row.desk_uid), " · ".join(filter(None, (row.label, row.holder))), row.desk_id)
        for row in found
        if row.holder and row.desk_id not in (line.desk_id, desk_id())
    ]


URGING = LineAct(
    "urging",
    _l("Urge"),
    _l("What you say"),
    _l("Urge"),
    _l("The urging stands in the progress log; the desk is told."),
    Core.URGE,
    _urge,
    _urged,
    "urging",
    _l("It bears the next number of this line and can never be changed."),
    icon="bell",
    asks=("kind", "files"),
)
RECALL = LineAct(
    "recall",
    _l("Take the assignment back"),
    _l("Reason"),
    _l("Take back"),
    _l("The assignment was taken back."),
    Can.RECALL,
    _recall,
    _recalled,
    "return",
    _l("Whoever has read it keeps what he read and sees nothing new."),
    kind="harm",
    icon="undo",
)
NEW_LEAD = LineAct(
    "new-lead",
    _l("Change the lead"),
    _l("Reason"),
    _l("Change the lead"),
    _l("The lead was changed; the former one stays on record."),
    Can.RECALL,
    _change_lead,
    _led,
    hint=_l("Without a choice the deadline stays as it is."),
    icon="hand",
    asks=("desk", "due", "beyond"),
)
EXTENSION = LineAct(
    "extension",
    _l("Ask for more time"),
    _l("Reason"),
    _l("Ask for more time"),
    _l("Your request lies before the one who assigned this."),
    Can.ASK_EXTENSION,
    _ask_extension,
    _own,
    "extension",
    _l("The first deadline stays on record whatever is decided."),
    icon="due-later",
    asks=("due",),
    legend=_l("Working days after the present deadline"),
)


# -------------------------------------------------------------------------- the pages


def show_act(uid: UUID, act: LineAct) -> Response:
    """The empty form."""
    document = visible(uid)
    require(actor(), act.can, document)
    return _page(document, act, Filled({"due": "3" if act is EXTENSION else ""}))


def do_act(uid: UUID, act: LineAct) -> Response:
    """Do it and go back to where it is followed up."""
    document = visible(uid)
    require(actor(), act.can, document)

    def act_on_it() -> Response:
        act.do(document, act.line(document))
        operations.note_phrases_used(act.use, request.form.get("text", ""), by=actor())
        toast(str(act.done))
        return redirect(_onward(document, act), code=303)

    return answer(act_on_it, partial(_page, document, act), request.form, act.use)


def _onward(document: Document, act: LineAct) -> str:
    follows = act is not EXTENSION and queries.visible_documents([document.uid], actor())
    return url_for("documents.assignments", uid=document.uid) if follows else page_of(document)


def _page(document: Document, act: LineAct, filled: Filled) -> Response:
    line = act.line(document)
    if line is None and act is not RECALL:
        _there(line)
    return beside_pages(
        "documents/line_act.html",
        document,
        act=act,
        line=line,
        name=units.desk_label(line.desk_id) if line else "",
        filled=filled,
        phrases=phrases_for(act.use, actor()),
        here_url=request.path,
        days=choices.deadline_options(line.due_at if act is EXTENSION and line else None),
        kinds=[(kind.value, kind.label) for kind in UrgingKind],
        leads=[("", "")] + [row[:2] for row in leads_for(line)]
        if line and "desk" in act.asks
        else [],
        later=LATER,
    )


@bp.get("/<uuid:uid>/urging")
def urging(uid: UUID) -> Response:
    return show_act(uid, URGING)


@bp.post("/<uuid:uid>/urging")
def urge(uid: UUID) -> Response:
    return do_act(uid, URGING)


@bp.get("/<uuid:uid>/assignment-recall")
def recalling(uid: UUID) -> Response:
    return show_act(uid, RECALL)


@bp.post("/<uuid:uid>/assignment-recall")
def recall_assignment(uid: UUID) -> Response:
    return do_act(uid, RECALL)


@bp.get("/<uuid:uid>/new-lead")
def new_lead(uid: UUID) -> Response:
    return show_act(uid, NEW_LEAD)


@bp.post("/<uuid:uid>/new-lead")
def change_lead(uid: UUID) -> Response:
    return do_act(uid, NEW_LEAD)


@bp.get("/<uuid:uid>/extension")
def extension(uid: UUID) -> Response:
    return show_act(uid, EXTENSION)


@bp.post("/<uuid:uid>/extension")
def ask_extension(uid: UUID) -> Response:
    return do_act(uid, EXTENSION)


# ----------------------------------------------------------------- deciding on more time


@bp.get("/<uuid:uid>/extension/decision")
def extension_decision(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.EXTEND, document)
    return _decision_page(document, Filled({}))


@bp.post("/<uuid:uid>/extension/decision")
def decide_extension(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.EXTEND, document)
    page = partial(_decision_page, document)
    return answer(lambda: _decide(document), page, request.form, "extension_answer")


def _decide(document: Document) -> Response:
    asked = queries.extension_for(document, actor())
    typed = request.form
    if asked is None:
        raise Refusal(_("This request was decided meanwhile."), fix=_("Reload the page."))
    if typed.get("decision") == "refuse":
        operations.refuse_more_time(asked, typed.get("text", ""), by=actor())
        toast(_("The deadline stays as it is; the desk is told why."))
    else:
        due_at = choices.deadline_of(typed, after=asked.former_due_at)
        operations.grant_more_time(
            asked, typed.get("text", ""), due_at=due_at, beyond=typed.get("beyond", ""), by=actor()
        )
        toast(_("The deadline was moved; the first one stays on record."))
    return redirect(page_of(document), code=303)


def _decision_page(document: Document, filled: Filled) -> Response:
    asked = queries.extension_for(document, actor())
    if asked is None:
        raise Refusal(_("This request was decided meanwhile."), fix=_("Reload the page."))
    return beside_pages(
        "documents/extension_decision.html",
        document,
        asked=asked,
        name=units.desk_label(asked.from_desk_id),
        filled=filled,
        phrases=phrases_for("extension_answer", actor()),
        here_url=request.path,
        days=choices.deadline_options(asked.former_due_at),
        later=LATER,
    )
