"""How good the register is over HTTP: points, findings with their answers, doubles."""

from datetime import date
from uuid import UUID

from flask import Response
from pydantic import Field

from office.api import ByUid, Closed, Paging, shown
from office.permissions import require
from office.ui import paging
from personnel import operations, queries
from personnel.api.blueprint import actor, bp, visible
from personnel.forms import quality as forms
from personnel.models import FindingState, Plan, QualityFinding, TwinCase, TwinVerdict
from personnel.policy.quality import Can
from personnel.quality.shapes import ErrorGroup, Measure
from personnel.rows.quality import FindingLine, finding_lines, unit_lines

LONGEST = 2000


class FindingQuery(Paging):
    """What the list is narrowed to."""

    q: str = Field("", max_length=100)
    state: FindingState | None = None
    severity: str = Field("", pattern="^(|error|warning)$")
    measure: Measure | None = None
    kind: ErrorGroup | None = None
    unit: UUID | None = None
    mine: bool = False
    overdue: bool = False

    def asked(self) -> dict[str, str]:
        """The same words as the page takes."""
        found = self.model_dump(mode="json", exclude={"cursor", "limit"})
        return {name: str(value) if value else "" for name, value in found.items()}


class FindingOut(Closed):
    """One finding."""

    uid: UUID
    dossier: UUID | None
    about: str
    rule: str
    text: str
    place: str
    fix: str
    owner: str
    is_error: bool
    state: FindingState
    found_on: date
    due_on: date
    note: str
    answered_by: str


class FindingList(Closed):
    """A page of the list."""

    items: list[FindingOut]
    next: str | None = None


class AnswerIn(Closed):
    """Cause and plan."""

    note: str = Field(min_length=1, max_length=LONGEST)
    plan: Plan = Plan.SOURCE


class UnitOut(Closed):
    """The points of a unit; without a uid those of posts outside the house."""

    unit: str
    name: str
    records: int
    points: int
    identity: int
    faultless: int
    errors: int
    warnings: int


class QualityOut(Closed):
    """How good the dossiers are that the reader may read."""

    records: int
    points: int
    measures: dict[str, int]
    error_groups: dict[str, int]
    units: list[UnitOut]


class TwinOut(Closed):
    """Two dossiers that may be of one person."""

    first: UUID
    second: UUID
    names: list[str]
    same: list[str]
    is_decided: bool


class TwinList(Closed):
    """A page of the queue."""

    items: list[TwinOut]
    next: str | None


class TwinIn(Closed):
    """What the two are: of one person when it is said which dossier stays."""

    first: UUID
    second: UUID
    verdict: str = Field(pattern="^(two|first|second)$")
    reason: str = Field(min_length=1, max_length=LONGEST)


class CaseOut(Closed):
    """What was decided."""

    uid: UUID
    verdict: TwinVerdict
    reason: str
    decided_by: str


def _out(line: FindingLine) -> FindingOut:
    own = {name: getattr(line, name) for name in FindingOut.model_fields if name != "about"}
    return FindingOut(about=line.name, **own)


def _one(found: QualityFinding, status: int = 200) -> Response:
    (line,) = finding_lines([found])
    return shown(_out(line), status=status, record=found)


@bp.get("/personnel-quality", responses={200: QualityOut})
def quality() -> Response:
    """Points by measure and unit, findings by group of errors."""
    require(actor(), Can.SEE_QUALITY)
    parts = queries.points_by_unit(actor())
    whole = queries.together(parts)
    kinds = queries.by_error_group(actor())
    return shown(
        QualityOut(
            records=whole.records,
            points=whole.total,
            measures={str(one): points for one, points in whole.measures.items()},
            error_groups={one.name.lower(): count for one, count in kinds.items()},
            units=[
                UnitOut(
                    unit=line.uid,
                    name=line.name,
                    records=line.points.records,
                    points=line.points.total,
                    identity=line.points.identity,
                    faultless=line.points.faultless,
                    errors=line.points.errors,
                    warnings=line.points.warnings,
                )
                for line in unit_lines(parts)
            ],
        )
    )


@bp.get("/personnel-findings", responses={200: FindingList})
def findings(query: FindingQuery) -> Response:
    """The findings that the reader may know of, the most pressing first."""
    require(actor(), Can.SEE_QUALITY)
    after = paging.decode(query.cursor, date, int)
    narrow = forms.narrow_of(query.asked())
    found = queries.listed_findings(actor(), narrow, after=after, size=query.limit)
    page = paging.page_of(found, key=lambda row: (row.due_on, row.id), size=query.limit)
    items = [_out(line) for line in finding_lines(page.rows)]
    return shown(FindingList(items=items, next=page.after))


@bp.get("/personnel-findings/<uuid:uid>", responses={200: FindingOut})
def finding(path: ByUid) -> Response:
    return _one(queries.visible_finding(path.uid, actor()))


@bp.put("/personnel-findings/<uuid:uid>/answer", responses={200: FindingOut})
def answer_finding(path: ByUid, body: AnswerIn) -> Response:
    """Say cause and plan."""
    found = queries.visible_finding(path.uid, actor())
    operations.answer_finding(found, body.note, body.plan, by=actor())
    return _one(found)


@bp.get("/dossiers/<uuid:uid>/findings", responses={200: FindingList})
def dossier_findings(path: ByUid) -> Response:
    """What the reader may know of the faults of one dossier."""
    found = queries.findings_of(visible(path.uid), actor())
    return shown(FindingList(items=[_out(line) for line in finding_lines(found)]))


@bp.get("/personnel-twins", responses={200: TwinList})
def twins(query: Paging) -> Response:
    """Dossiers that may be of one person, waiting for a decision."""
    require(actor(), Can.SEE_QUALITY)
    after = paging.decode(query.cursor, int, int)
    found = queries.twin_pairs(actor(), after=after, size=query.limit)
    page = paging.page_of(found, key=lambda pair: (pair.first.id, pair.second.id), size=query.limit)
    items = [
        TwinOut(
            first=pair.first.uid,
            second=pair.second.uid,
            names=[pair.first.full_name, pair.second.full_name],
            same=sorted(pair.same),
            is_decided=pair.case is not None,
        )
        for pair in page.rows
    ]
    return shown(TwinList(items=items, next=page.after))


@bp.post("/personnel-twins", responses={200: CaseOut})
def settle_twins(body: TwinIn) -> Response:
    """Decide of one pair."""
    pair = queries.twin_pair(body.first, body.second, actor())
    stays = forms.stays_of(body.verdict, pair)
    made = operations.settle_twins(pair, body.reason, by=actor(), stays=stays)
    return shown(_case(made))


def _case(made: TwinCase) -> CaseOut:
    return CaseOut(**{name: getattr(made, name) for name in CaseOut.model_fields})
