"""What comes for officials over HTTP."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from flask import Response, g
from pydantic import Field

from office.api import ByUid, Closed, Paging, shown
from office.db import db
from office.permissions import Actor, require
from office.ui import paging
from personnel import operations, queries
from personnel.api.blueprint import bp
from personnel.api.decisions import Moved, moved
from personnel.law.ahead import HORIZON
from personnel.law.forecast import Coming
from personnel.law.of_record import NEEDED
from personnel.law.told import Told
from personnel.models import Dossier, ForecastRun, Foreseen
from personnel.policy import Can
from personnel.queries import looking
from personnel.queries.preparing import RETIRING, Progress, preparable, progress_of
from personnel.record.decisions import kind
from personnel.rows.coming import answers_to

Family = Literal[
    "",
    "raise",
    "retirement",
    "term",
    "contract",
    "secondment",
    "probation",
    "discipline",
    "evaluation",
    "placement",
    "unclear",
]


class ComingQuery(Paging):
    """How far to look, and what of it."""

    months: int = Field(6, ge=1, le=HORIZON)
    kind: Family = ""
    unit: UUID | None = None


class ComingOut(Closed):
    """One thing that comes; step, coefficient and over-grade percentage of a raise to propose.

    `answers` are the kinds of decision that may be prepared from it, `decision` the one that is on
    its way; `noticed_on` and `leaves_from` say how far a retirement has come.
    """

    dossier: UUID
    name: str
    kind: str
    due_on: date
    step: int
    coefficient: str
    over_grade: int
    problem: str
    answers: list[str]
    decision: UUID | None
    noticed_on: date | None
    leaves_from: date | None


class PreparedIn(Closed):
    """The kind of decision that is drafted as the law proposes it."""

    kind: str = Field(max_length=40)


class ComingList(Closed):
    """What comes, the earliest first."""

    items: list[ComingOut]
    cursor: str


class StepOut(Closed):
    """One step of a reckoning: its rule, what it says, its legal basis, the days it counts with."""

    rule: str
    text: str
    basis: str
    dates: list[date]
    note: str


class ToldOut(Closed):
    """One thing that comes for an official, and how it was reckoned."""

    kind: str
    due_on: date
    is_late: bool
    problem: str
    steps: list[StepOut]


class ToldList(Closed):
    """What comes for an official within a year."""

    items: list[ToldOut]


class RunOut(Closed):
    """A run of the forecast: when, how many people, what was unclear or unreadable."""

    uid: UUID
    started_at: datetime
    ended_at: datetime | None
    people: int
    found: int
    unclear: int
    failed: int


class RunState(Closed):
    """The last run that ended, whether it is too old, and whether one is under way."""

    last: RunOut | None
    is_old: bool
    is_running: bool


def _actor() -> Actor:
    found: Actor = g.actor
    return found


def _line(found: Foreseen, dossier: Dossier, progress: Progress, keeps: set[int]) -> ComingOut:
    answers = answers_to(Coming(found.kind), dossier, progress)
    retires = Coming(found.kind) in RETIRING
    return ComingOut(
        answers=list(answers) if dossier.id in keeps else [],
        decision=progress.draft_of(dossier, answers),
        noticed_on=progress.noticed.get(dossier.id) if retires else None,
        leaves_from=progress.decided.get(dossier.id) if retires else None,
        dossier=dossier.uid,
        name=dossier.full_name,
        kind=found.kind,
        due_on=found.due_on,
        step=found.step,
        coefficient=str(found.coefficient or ""),
        over_grade=found.over_grade,
        problem=found.problem,
    )


def _told(one: Told) -> ToldOut:
    return ToldOut(
        kind=one.item.kind.value,
        due_on=one.item.on,
        is_late=one.item.is_late,
        problem=one.item.problem,
        steps=[
            StepOut(
                rule=step.rule,
                text=str(step.text),
                basis=step.basis,
                dates=list(step.dates),
                note=str(step.note),
            )
            for step in one.steps
        ],
    )


def _run(run: ForecastRun) -> RunOut:
    return RunOut(**{name: getattr(run, name) for name in RunOut.model_fields})


@bp.get("/personnel/coming", responses={200: ComingList})
def coming(query: ComingQuery) -> Response:
    """Raises, retirements, ends of terms, contracts and secondments, what is missing or unclear."""
    require(_actor(), Can.LIST, None)
    wanted = queries.Wanted(query.months, query.kind, query.unit)
    found = queries.coming(_actor(), wanted)
    place = paging.decode(query.cursor, date, int)
    if place:
        found = found.where(queries.after_place(place))
    rows = db.session.execute(found.limit(query.limit + 1)).all()
    page = paging.page_of(rows, key=lambda row: (row[0].due_on, row[0].id), size=query.limit)
    people = {dossier.id for _found, dossier in page.rows}
    progress, keeps = progress_of(people), preparable(_actor(), people)
    items = [_line(*row, progress, keeps) for row in page.rows]
    return shown(ComingList(items=items, cursor=page.after or ""))


@bp.get("/personnel/dossiers/<uuid:uid>/coming", responses={200: ToldList})
def coming_of(path: ByUid) -> Response:
    """What comes for one official, with the rules that say so."""
    dossier = queries.visible_dossier(path.uid, _actor())
    read = NEEDED & queries.readable_groups(_actor(), dossier)
    operations.note_access(dossier, looking.READ, sorted(read), by=_actor())
    return shown(ToldList(items=[_told(one) for one in queries.told_of(dossier, _actor())]))


@bp.post("/personnel/dossiers/<uuid:uid>/coming", responses={201: Moved})
def prepare_coming(path: ByUid, body: PreparedIn) -> Response:
    """Draft the decision that answers what comes, with the day and values of the law."""
    require(_actor(), Can.PREPARE, None)
    dossier = queries.visible_dossier(path.uid, _actor())
    made = operations.draft_prepared(kind(body.kind).code, dossier, by=_actor())
    return shown(moved(made), status=201)


@bp.get("/personnel/forecast", responses={200: RunState})
def forecast() -> Response:
    """When the officials of one's own body were last reckoned."""
    require(_actor(), Can.LIST, None)
    agency_id = _actor().agency_id
    run = queries.last_run(agency_id)
    state = RunState(
        last=_run(run) if run else None,
        is_old=queries.is_old(run),
        is_running=queries.running(agency_id) is not None,
    )
    return shown(state)


@bp.post("/personnel/forecast", responses={201: RunOut})
def ask_forecast() -> Response:
    """Reckon the officials of one's own body anew."""
    return shown(_run(operations.ask_forecast(by=_actor())), status=201)
