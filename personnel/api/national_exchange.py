"""The exchange with the national database for programs: questions, comparisons, hand-overs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Response
from pydantic import Field

from office.api import ByUid, Closed, Paging, shown
from office.errors import Invalid
from office.i18n import _
from office.permissions import require
from office.ui import paging
from personnel import operations, queries
from personnel.api.blueprint import actor, bp, visible
from personnel.api.declarations import LineIn
from personnel.forms import declaring as forms
from personnel.models import (
    Comparison,
    Difference,
    HandOver,
    HandOverState,
    NationalConflict,
    Outcome,
)
from personnel.national.codes import AGENCY_CODE, Choice
from personnel.policy.national import CanTell
from personnel.queries import hearing
from personnel.queries.looking import READ
from personnel.queries.national import conflict_by, open_conflicts
from personnel.queries.national_compare import recommended
from personnel.rows.questions import claimant, sides


class FieldOut(Closed):
    """One field of one line as both ends have it; what is sensitive is hidden till opened."""

    line: UUID
    label: str
    ours: str
    theirs: str


class QuestionOut(Closed):
    """Something that both ends say differently; `advice` is who wins by the rule of the group."""

    uid: UUID
    dossier: UUID
    kind: str
    group: str
    advice: Choice
    claimant: str
    fields: list[FieldOut]
    found_at: datetime
    choice: str
    note: str
    decided_by: str
    settled_at: datetime | None
    problem: str


class QuestionList(Closed):
    """A page of what is not settled, without the fields."""

    items: list[QuestionOut]
    next: str | None = None


class WrittenIn(LineIn):
    """The line as the papers say; `line` names the one that it takes the place of."""

    line: UUID | None = None


class DecisionIn(Closed):
    """Whose word holds; a line with the choice to edit only."""

    choice: Choice
    note: str = Field("", max_length=1000)
    written: WrittenIn | None = None


class ComparisonOut(Closed):
    """A comparison of both ends."""

    uid: UUID
    begun_at: datetime
    by: str
    compared: int
    waiting: int
    unknown: int
    done_at: datetime | None
    problem: str


class ComparisonList(Closed):
    """A page of them, newest first."""

    items: list[ComparisonOut]
    next: str | None = None


class DifferenceOut(Closed):
    """A dossier in which both ends did not say the same, and what came of it."""

    dossier: UUID
    ours: int
    theirs: int
    groups: list[str]
    outcome: Outcome


class DifferenceList(Closed):
    """A page of them."""

    items: list[DifferenceOut]
    next: str | None = None


class HandOverOut(Closed):
    """An official who goes to another body or comes from one."""

    uid: UUID
    comes: bool
    name: str
    sender: str
    receiver: str
    state: HandOverState
    effective_from: date
    reason: str
    answer: str
    problem: str
    dossier: UUID | None


class HandOverList(Closed):
    """A page of them, newest first."""

    items: list[HandOverOut]
    next: str | None = None


class ProposalIn(Closed):
    """To whom an official goes, and by which decision."""

    receiver: str = Field(max_length=20, pattern=AGENCY_CODE)
    reason: str = Field(min_length=1, max_length=1000)


class AcceptanceIn(Closed):
    """The number under which the receiving body keeps him."""

    staff_no: str = Field(min_length=1, max_length=50)


class RefusalIn(Closed):
    """Why he stays with the other body."""

    answer: str = Field(min_length=1, max_length=1000)


# ------------------------------------------------------------------------------ questions


@bp.get("/national-questions", responses={200: QuestionList})
def questions(query: Paging) -> Response:
    """What is not settled yet, eldest first."""
    require(actor(), CanTell.SEE, None)
    found = open_conflicts(actor())
    page = paging.eldest(found, NationalConflict.id, query.cursor, size=query.limit)
    return shown(QuestionList(items=[_question(one) for one in page.rows], next=page.after))


@bp.get("/national-questions/<uuid:uid>", responses={200: QuestionOut})
def question(path: ByUid) -> Response:
    """Both sides of one question; the official sees that it was read."""
    found = conflict_by(path.uid, actor())
    dossier = queries.dossier_of(found)
    readable = queries.readable_groups(actor(), dossier)
    if found.group not in readable:
        return shown(_question(found))
    operations.note_access(dossier, READ, [found.group], by=actor())
    lines = sides(dossier, found, opened=queries.opened_groups(actor(), dossier))
    fields = [
        FieldOut(line=one.line, label=one.label, ours=one.ours, theirs=one.theirs)
        for line in lines
        for one in line
    ]
    return shown(_question(found, fields))


@bp.post("/national-questions/<uuid:uid>/decision", responses={200: QuestionOut})
def decide_conflict(path: ByUid, body: DecisionIn) -> Response:
    """Keep ours, take theirs, or write the line as the papers say."""
    found = conflict_by(path.uid, actor())
    require(actor(), CanTell.SETTLE, queries.dossier_of(found))
    operations.decide_conflict(found, _answer(found, body), by=actor())
    return shown(_question(found))


def _answer(found: NationalConflict, body: DecisionIn) -> operations.Answer:
    if body.written is None:
        return operations.Answer(body.choice, body.note)
    written = body.written
    if written.group != found.group:
        raise Invalid(_("There is no such group."), fields={"group": written.group})
    values = written.read()
    line = forms.line_of(queries.dossier_of(found), found.group, str(written.line or ""))
    change = forms.made(found.group, values, written.valid_from, written.valid_to, line)
    return operations.Answer(body.choice, body.note, change)


def _question(found: NationalConflict, fields: list[FieldOut] | None = None) -> QuestionOut:
    return QuestionOut(
        uid=found.uid,
        dossier=queries.dossier_of(found).uid,
        kind=found.kind,
        group=found.group,
        advice=recommended(found),
        claimant="" if found.group else claimant(found),
        fields=fields or [],
        found_at=found.found_at,
        choice=found.choice,
        note=found.note,
        decided_by=found.by,
        settled_at=found.settled_at,
        problem=found.problem,
    )


# ---------------------------------------------------------------------------- comparisons


@bp.get("/national-comparisons", responses={200: ComparisonList})
def comparisons(query: Paging) -> Response:
    """The comparisons that were made, newest first."""
    require(actor(), CanTell.SEE, None)
    page = paging.latest(hearing.comparisons(), Comparison.id, query.cursor, size=query.limit)
    return shown(ComparisonList(items=[_comparison(one) for one in page.rows], next=page.after))


@bp.post("/national-comparisons", responses={202: ComparisonOut})
def begin_comparison() -> Response:
    """Have both ends compared; while one comparison is under way it is that one."""
    return shown(_comparison(operations.begin_comparison(by=actor())), status=202)


@bp.get("/national-comparisons/<uuid:uid>", responses={200: ComparisonOut})
def comparison(path: ByUid) -> Response:
    """How far a comparison is."""
    require(actor(), CanTell.SEE, None)
    return shown(_comparison(hearing.comparison_by(path.uid)))


@bp.get("/national-comparisons/<uuid:uid>/differences", responses={200: DifferenceList})
def differences(path: ByUid, query: Paging) -> Response:
    """In which of the dossiers that the actor sees both ends did not say the same."""
    require(actor(), CanTell.SEE, None)
    found = hearing.differences_of(hearing.comparison_by(path.uid), actor())
    page = paging.eldest(found, Difference.id, query.cursor, size=query.limit)
    return shown(DifferenceList(items=[_difference(one) for one in page.rows], next=page.after))


def _comparison(found: Comparison) -> ComparisonOut:
    own: dict[str, Any] = {name: getattr(found, name) for name in ComparisonOut.model_fields}
    return ComparisonOut(**own)


def _difference(found: Difference) -> DifferenceOut:
    return DifferenceOut(
        dossier=queries.dossier_of(found).uid,
        ours=found.ours,
        theirs=found.theirs,
        groups=found.groups.split(),
        outcome=found.outcome,
    )


# ----------------------------------------------------------------------------- hand-overs


@bp.get("/national-hand-overs", responses={200: HandOverList})
def hand_overs(query: Paging) -> Response:
    """Who comes and who goes, newest first."""
    require(actor(), CanTell.SEE, None)
    found = hearing.hand_overs(actor())
    page = paging.latest(found, HandOver.id, query.cursor, size=query.limit)
    return shown(HandOverList(items=[_hand_over(one) for one in page.rows], next=page.after))


@bp.get("/national-hand-overs/<uuid:uid>", responses={200: HandOverOut})
def hand_over(path: ByUid) -> Response:
    """One hand-over."""
    return shown(_hand_over(hearing.hand_over_by(path.uid, actor())))


@bp.post("/personnel/<uuid:uid>/hand-over", responses={201: HandOverOut})
def propose_hand_over(path: ByUid, body: ProposalIn) -> Response:
    """Offer an official who leaves by a decision to the body where he goes."""
    wanted = operations.Proposal(body.receiver, body.reason)
    made = operations.propose_hand_over(visible(path.uid), wanted, by=actor())
    return shown(_hand_over(made), status=201)


@bp.post("/national-hand-overs/<uuid:uid>/acceptance", responses={200: HandOverOut})
def accept_hand_over(path: ByUid, body: AcceptanceIn) -> Response:
    """Take an official over."""
    found = hearing.hand_over_by(path.uid, actor())
    operations.accept_hand_over(found, body.staff_no, by=actor())
    return shown(_hand_over(found))


@bp.post("/national-hand-overs/<uuid:uid>/refusal", responses={200: HandOverOut})
def reject_hand_over(path: ByUid, body: RefusalIn) -> Response:
    """Leave an official with the other body."""
    found = hearing.hand_over_by(path.uid, actor())
    operations.reject_hand_over(found, body.answer, by=actor())
    return shown(_hand_over(found))


def _hand_over(found: HandOver) -> HandOverOut:
    dossier = hearing.dossier_of_hand(found, actor())
    own: dict[str, Any] = {
        name: getattr(found, name) for name in HandOverOut.model_fields if name != "dossier"
    }
    return HandOverOut(dossier=dossier.uid if dossier else None, **own)
