"""The way of a draft over the API: the checks that are set, its steps and marks, the sheet."""

from datetime import date, datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.acting import _after, _seen
from documents.api.frame import DocumentOut, api, desk_id_of
from documents.models import Document, DraftMark, ReviewRule, ReviewStep, StepKind
from documents.operations.review_rules import StepWords
from documents.operations.reviewing import Mark
from documents.operations.sheets import SheetWords
from documents.policy.reviewing import Can
from office import clock
from office.api import ByUid, Closed, Day, scope, shown
from office.permissions import require
from office.units import queries as units


class ByMark(ByUid):
    """A mark of a draft."""

    item_uid: UUID


class RuleIn(Closed):
    """A check: without a desk the head of the drafting unit, without types all types."""

    kind: StepKind
    desk: UUID | None = None
    types: list[str] = Field([], max_length=60)
    valid_from: Day | None = None


class EndIn(Closed):
    """The first day on which a check is not asked for any more."""

    on: Day


class RuleOut(Closed):
    """A check as it is set."""

    uid: UUID
    kind: StepKind
    desk: str
    types: list[str]
    valid_from: date
    valid_to: date | None


class RulesOut(Closed):
    """The checks of the acting agency, those in force first."""

    items: list[RuleOut]


class SignersIn(Closed):
    """Who signs, and who signs before him in this order."""

    signer: UUID
    others: list[UUID] = Field([], max_length=3)


class SheetIn(Closed):
    """What the drafter puts before who decides."""

    summary: str = Field("", max_length=8000)
    basis: str = Field("", max_length=8000)
    options: str = Field("", max_length=8000)
    proposal: str = Field("", max_length=8000)


class CheckIn(Closed):
    """The opinion with which a draft passes."""

    opinion: str = Field("", max_length=4000)


class MarkIn(Closed):
    """A place of the draft and what is to be mended there."""

    words: str = Field(min_length=1, max_length=4000)
    page: int | None = Field(None, ge=1, le=9999)
    passage: str = Field("", max_length=2000)


class FaultIn(Closed):
    """Why a draft goes back, and the marked places."""

    reason: str = Field(min_length=1, max_length=4000)
    marks: list[MarkIn] = Field([], max_length=50)


class MarkAnswerIn(Closed):
    """How a mark was settled, or why the text stays."""

    answer: str = Field(min_length=1, max_length=4000)


class StepOut(Closed):
    """A step of a submission."""

    uid: UUID
    round: int
    position: int
    kind: StepKind
    state: str
    desk: str
    opinion: str
    decided_by: str
    on_behalf_of: str
    decided_at: datetime | None


class MarkOut(Closed):
    """A mark, and whether it is settled."""

    uid: UUID
    page: int | None
    passage: str
    words: str
    answer: str
    made_by: str
    made_at: datetime
    settled_revision: int | None


class WayOut(Closed):
    """Every step of every submission, and the marks, those that wait first."""

    steps: list[StepOut]
    marks: list[MarkOut]
    sheet: SheetIn | None


@api.get("/review-rules", responses={200: RulesOut})
@scope("admin")
def review_rules() -> Response:
    """The checks before the signature."""
    require(g.actor, Can.SET_STEPS)
    rows = queries.review_rules(g.actor.agency_id)
    return shown(RulesOut(items=[_rule_out(row) for row in rows]))


@api.post("/review-rules", responses={201: RuleOut})
@scope("admin")
def set_review_rule(body: RuleIn) -> Response:
    """Let drafts pass a check before they are signed."""
    words = StepWords(
        kind=body.kind,
        desk_id=desk_id_of(body.desk) if body.desk else None,
        type_codes=body.types,
        valid_from=body.valid_from or clock.today(),
    )
    row = operations.set_review_rule(g.actor.agency_id, words, by=g.actor)
    return shown(_rule_out(row), status=201)


@api.post("/review-rules/<uuid:uid>/ending", responses={200: RuleOut})
@scope("admin")
def end_review_rule(path: ByUid, body: EndIn) -> Response:
    """Let a check end on a day."""
    row = queries.rule_by(path.uid)
    operations.end_review_rule(row, on=body.on, by=g.actor)
    return shown(_rule_out(row))


def _rule_out(row: ReviewRule) -> RuleOut:
    return RuleOut(
        uid=row.uid,
        kind=row.kind,
        desk=units.desk_label(row.desk_id) if row.desk_id else "",
        types=row.type_codes,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


@api.get("/documents/<uuid:uid>/way", responses={200: WayOut})
def way(path: ByUid) -> Response:
    """Where a draft stands on its way to the signature."""
    document = _seen(path)
    if not queries.hears_all(document, g.actor):
        return shown(WayOut(steps=[], marks=[], sheet=None))
    sheet, names = queries.sheet_of(document), SheetIn.model_fields
    return shown(
        WayOut(
            steps=[_step_out(step) for step in queries.steps_of(document)],
            marks=[_mark_out(mark) for mark in queries.marks_of(document)],
            sheet=SheetIn(**{name: getattr(sheet, name) for name in names}) if sheet else None,
        )
    )


def _step_out(step: ReviewStep) -> StepOut:
    names = set(StepOut.model_fields) - {"desk"}
    return StepOut(
        **{name: getattr(step, name) for name in names}, desk=units.desk_label(step.desk_id)
    )


def _mark_out(mark: DraftMark) -> MarkOut:
    return MarkOut(**{name: getattr(mark, name) for name in MarkOut.model_fields})


@api.put("/documents/<uuid:uid>/signers", responses={200: DocumentOut})
def signers(path: ByUid, body: SignersIn) -> Response:
    """Say who signs, in order; the pages are made anew."""
    document = _seen(path)
    others = [desk_id_of(uid) for uid in body.others]
    operations.choose_signers(document, desk_id_of(body.signer), others, by=g.actor)
    return _after(document)


@api.put("/documents/<uuid:uid>/submission-sheet", responses={200: DocumentOut})
def submission_sheet(path: ByUid, body: SheetIn) -> Response:
    """Write the submission sheet of a draft."""
    document = _seen(path)
    operations.write_sheet(document, SheetWords(**body.model_dump()), by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/check", responses={200: DocumentOut})
def check(path: ByUid, body: CheckIn) -> Response:
    """Say that a draft is in order."""
    document = _seen(path)
    operations.pass_check(document, body.opinion, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/sending-back", responses={200: DocumentOut})
def sending_back(path: ByUid, body: FaultIn) -> Response:
    """Send a draft that is checked or waits for the signature back, with marks."""
    document = _seen(path)
    marks = [Mark(one.words, one.page, one.passage) for one in body.marks]
    operations.send_back(document, body.reason, marks=marks, by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/marks/<uuid:item_uid>/answer", responses={200: DocumentOut})
def mark_answer(path: ByMark, body: MarkAnswerIn) -> Response:
    """Answer a mark."""
    document: Document = _seen(ByUid(uid=path.uid))
    mark = queries.mark_on(document, path.item_uid)
    operations.answer_mark(document, mark, body.answer, by=g.actor)
    return _after(document)
