"""Decisions on personnel over HTTP: the list, one of them, drafting, and the moves."""

from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from flask import Response, g
from pydantic import Field

from office.api import ByUid, Closed, Day, Paging, shown
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor
from office.ui import paging
from personnel import operations, queries
from personnel.api.blueprint import bp
from personnel.forms.decisions import completed
from personnel.forms.decisions_shown import ShownChange, shown_officials
from personnel.forms.decisions_weighing import send, warnings_of
from personnel.models import PersonnelDecision
from personnel.operations import Outline, Wish
from personnel.queries.decision_lists import NarrowDecisions, listed_decisions
from personnel.record.groups import GROUPS
from personnel.record.slots import slot_of
from personnel.record.timeline import Change
from personnel.record.values import read

ONE_DAY = timedelta(days=1)


class DecisionQuery(Paging):
    """Which decisions."""

    view: Literal["open", "recorded", "over", ""] = ""
    kind: str = Field("", max_length=40)
    q: str = Field("", max_length=100)


class DecisionLine(Closed):
    """A decision in a list."""

    uid: UUID
    kind: str
    state: str
    subject: str
    number: str
    effective_on: date
    decided_on: date | None


class DecisionList(Closed):
    """A page of decisions."""

    items: list[DecisionLine]
    next: str | None


class FieldOut(Closed):
    """One field before and after, in words."""

    label: str
    before: str
    after: str


class ChangeOut(Closed):
    """One change of one official; `last` is the last day on which it holds."""

    official: UUID
    name: str
    position: int
    group: str
    valid_from: date
    last: date | None
    ends: bool
    is_void: bool
    line: UUID | None
    fields: list[FieldOut]


class WarningOut(Closed):
    """What the law finds unusual: sent back in `confirmed`, it is weighed."""

    rule: str
    text: str


class DecisionOut(DecisionLine):
    """A decision with what it changes."""

    version: int
    reason: str
    corrects: UUID | None
    document: UUID | None
    is_foreign: bool
    issuer: str
    signer: str
    signer_title: str
    problem: str
    warnings: list[WarningOut]
    changes: list[ChangeOut]


class ChangeIn(Closed):
    """A change as it is asked for; `values` are typed or stored values by field name."""

    official: UUID
    group: str = Field(max_length=40)
    valid_from: Day
    last: Day | None = None
    values: dict[str, Any] = Field(default_factory=dict, max_length=40)
    ends: bool = False
    slot: str = Field("", max_length=80)
    line: UUID | None = None


class OutlineIn(Closed):
    """What a decision is about as a whole."""

    effective_on: Day
    subject: str = Field("", max_length=1_000)
    reason: str = Field("", max_length=4_000)
    changes: list[ChangeIn] = Field(min_length=1, max_length=2_000)


class DecisionIn(OutlineIn):
    """A decision to be prepared; a correction names what it corrects."""

    kind: str = Field(max_length=40)
    corrects: UUID | None = None


class SendIn(Closed):
    """The rules whose warnings were weighed."""

    confirmed: list[str] = Field(default_factory=list, max_length=50)


class ReasonIn(Closed):
    """Why."""

    reason: str = Field("", max_length=4_000)


class CancelIn(Closed):
    """Why a recorded decision is cancelled, and from which day."""

    reason: str = Field(min_length=1, max_length=4_000)
    effective_on: Day


class PaperIn(Closed):
    """The document that came."""

    document: UUID


class Moved(Closed):
    """Where a decision stands after an act."""

    uid: UUID
    state: str
    document: UUID | None


def actor() -> Actor:
    """Whose token it is."""
    found: Actor = g.actor
    return found


def seen(uid: UUID) -> PersonnelDecision:
    """The decision of the address, or 404."""
    return queries.visible_decision(uid, actor())


def moved(found: PersonnelDecision) -> Moved:
    """The answer to an act."""
    return Moved(uid=found.uid, state=found.state.value, document=found.document_uid)


@bp.get("/personnel/decisions", responses={200: DecisionList})
def decisions(query: DecisionQuery) -> Response:
    """Decisions that the caller may read, the latest first."""
    narrow = NarrowDecisions(words=query.q, kind=query.kind)
    wanted = listed_decisions(actor(), query.view, narrow)
    page = paging.latest(wanted, PersonnelDecision.id, query.cursor or None, size=query.limit)
    items = [DecisionLine(**_line(one)) for one in page.rows]
    return shown(DecisionList(items=items, next=page.after))


def _line(one: PersonnelDecision) -> dict[str, Any]:
    names = ("uid", "kind", "subject", "number", "effective_on", "decided_on")
    return {"state": one.state.value} | {name: getattr(one, name) for name in names}


@bp.get("/personnel/decisions/<uuid:uid>", responses={200: DecisionOut})
def decision(path: ByUid) -> Response:
    """One decision with what it changes, as far as the caller may read that."""
    return shown(_out(seen(path.uid)))


def _out(one: PersonnelDecision) -> DecisionOut:
    corrected = queries.corrected_by(one)
    own = ("version", "reason", "is_foreign", "issuer", "signer", "signer_title", "problem")
    return DecisionOut(
        **_line(one),
        **{name: getattr(one, name) for name in own},
        corrects=corrected.uid if corrected else None,
        document=one.document_uid,
        warnings=[WarningOut(rule=rule, text=text) for rule, text in warnings_of(one).items()],
        changes=[
            _change(official.dossier.uid, official.dossier.full_name, change)
            for official in shown_officials(one, actor())
            for change in official.changes
        ],
    )


def _change(uid: UUID, name: str, change: ShownChange) -> ChangeOut:
    names = ("position", "group", "valid_from", "last", "ends", "is_void", "line")
    return ChangeOut(
        official=uid,
        name=name,
        **{one: getattr(change, one) for one in names},
        fields=[
            FieldOut(label=str(one.label), before=one.before, after=one.after)
            for one in change.fields
        ],
    )


@bp.post("/personnel/decisions", responses={201: DecisionOut})
def draft_decision(body: DecisionIn) -> Response:
    """Prepare a decision; nothing is written before its document is signed."""
    corrects = seen(body.corrects) if body.corrects else None
    outline = Outline(body.kind, body.effective_on, body.subject, body.reason, corrects)
    made = operations.draft_decision(outline, _wishes(body), by=actor())
    return shown(_out(made), status=201)


@bp.put("/personnel/decisions/<uuid:uid>", responses={200: DecisionOut})
def change_decision(path: ByUid, body: OutlineIn) -> Response:
    """Change a decision in preparation."""
    found = seen(path.uid)
    outline = Outline(found.kind, body.effective_on, body.subject, body.reason)
    operations.change_decision(found, outline, _wishes(body), by=actor())
    return shown(_out(found))


def _wishes(body: OutlineIn) -> list[Wish]:
    wishes: list[Wish] = []
    wrong: dict[str, object] = {}
    for place, one in enumerate(body.changes):
        dossier = queries.visible_dossier(one.official, actor())
        try:
            wishes.append(Wish(dossier, _asked(one)))
        except Invalid as refusal:
            fields = refusal.fields or {"values": refusal.message}
            wrong |= {f"changes.{place}.{name}": text for name, text in fields.items()}
    if wrong:
        raise Invalid(_("Some changes cannot be taken."), fields=wrong)
    return wishes


def _asked(one: ChangeIn) -> Change:
    if one.group not in GROUPS:
        raise Invalid(_("There is no such group."), fields={"group": _("There is no such group.")})
    until = one.last + ONE_DAY if one.last else None
    if one.ends:
        return Change(one.group, one.slot, one.valid_from, ends=True, line=one.line)
    values, problems = read(one.group, one.values, one.valid_from)
    if problems:
        raise Invalid(_("Some fields cannot be taken."), fields=problems)
    slot = one.slot or slot_of(one.group, values)
    return completed(Change(one.group, slot, one.valid_from, until, values, line=one.line))


@bp.post("/personnel/decisions/<uuid:uid>/send", responses={200: Moved})
def send_decision(path: ByUid, body: SendIn) -> Response:
    """Draft its document; what the law finds unusual is confirmed rule by rule."""
    found = seen(path.uid)
    send(found, body.confirmed, actor())
    return shown(moved(found))


@bp.post("/personnel/decisions/<uuid:uid>/take-back", responses={200: Moved})
def take_back_decision(path: ByUid) -> Response:
    """Prepare it anew."""
    found = seen(path.uid)
    operations.take_back_decision(found, by=actor())
    return shown(moved(found))


@bp.post("/personnel/decisions/<uuid:uid>/check-again", responses={200: Moved})
def check_decision_again(path: ByUid) -> Response:
    """Have a refused file looked at once more."""
    found = seen(path.uid)
    operations.check_again(found, by=actor())
    return shown(moved(found))


@bp.post("/personnel/decisions/<uuid:uid>/drop", responses={200: Moved})
def drop_decision(path: ByUid, body: ReasonIn) -> Response:
    """Drop what has changed nothing."""
    found = seen(path.uid)
    operations.drop_decision(found, body.reason, by=actor())
    return shown(moved(found))


@bp.post("/personnel/decisions/<uuid:uid>/cancel", responses={201: DecisionOut})
def cancel_decision(path: ByUid, body: CancelIn) -> Response:
    """Prepare the decision that takes all its lines away."""
    found = seen(path.uid)
    made = operations.cancel_decision(
        found, reason=body.reason, effective_on=body.effective_on, by=actor()
    )
    return shown(_out(made), status=201)


@bp.post("/personnel/decisions/<uuid:uid>/paper", responses={200: Moved})
def bring_decision(path: ByUid, body: PaperIn) -> Response:
    """Confirm the decision of another body by its paper, as a second person."""
    found = seen(path.uid)
    operations.bring_decision(found, body.document, by=actor())
    return shown(moved(found))
