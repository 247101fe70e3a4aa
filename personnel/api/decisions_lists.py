"""Whole lists over HTTP: evaluations of a unit, raises of a quarter; and who may do more."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Response
from pydantic import Field

from office.api import ByUid, Closed, Day, shown
from office.errors import Invalid
from office.i18n import _
from office.permissions import require
from office.units import queries as units
from personnel import operations, queries
from personnel.api.blueprint import bp
from personnel.api.decisions import Moved, actor, moved
from personnel.forms.decisions_rating import scored
from personnel.law.evaluation import day_of
from personnel.models import Dossier, RegisterGrant, Scope
from personnel.operations import Mark, RatingList
from personnel.policy import Can
from personnel.queries.grants import grant_by_uid, standing_grants
from personnel.queries.raising import due_raises
from personnel.record.values import read

MOST = 2_000


class MarkIn(Closed):
    """What one official of the list got; points make the level where none is said."""

    official: UUID
    general: str | None = Field(None, max_length=10)
    results: str | None = Field(None, max_length=10)
    level: str | None = Field(None, max_length=20)
    duty_group: str | None = Field(None, max_length=200)
    comments: str | None = Field(None, max_length=20_000)


class EvaluationIn(Closed):
    """The list of a unit for a year, with the level of the unit itself."""

    year: int = Field(ge=2000, le=2200)
    unit_level: str = Field("", max_length=20)
    effective_on: Day
    marks: list[MarkIn] = Field(min_length=1, max_length=MOST)


class RaiseQuery(Closed):
    """Due by which day."""

    by: Day


class StepOut(Closed):
    """One step of how it was reckoned."""

    text: str
    basis: str


class RaiseOut(Closed):
    """A raise that the law proposes."""

    official: UUID
    name: str
    due: date
    step: int
    coefficient: Decimal
    over_grade: int
    steps: list[StepOut]


class RaiseList(Closed):
    """Who is due, and of whom the record does not say enough."""

    items: list[RaiseOut]
    unclear: list[str]


class RaisesIn(Closed):
    """Whom one decision raises."""

    effective_on: Day
    officials: list[UUID] = Field(min_length=1, max_length=MOST)


class GrantOut(Closed):
    """A desk that may do more."""

    uid: UUID
    desk: str
    unit: str
    scope: str


class GrantList(Closed):
    """The namings that stand."""

    items: list[GrantOut]


class GrantIn(Closed):
    """Name a desk for a unit and all that stands under it."""

    desk: UUID
    unit: UUID
    scope: Scope


class Done(Closed):
    """What was changed."""

    uid: UUID


@bp.post("/personnel/evaluations", responses={201: Moved})
def draft_evaluation(body: EvaluationIn) -> Response:
    """Prepare the decision on the evaluation of a unit; quotas are kept."""
    require(actor(), Can.PREPARE, None)
    marks = [
        Mark(_dossier(one.official), _values(place, one, body.year))
        for place, one in enumerate(body.marks)
    ]
    listed = RatingList(body.year, body.unit_level, marks)
    made = operations.draft_evaluation(listed, effective_on=body.effective_on, by=actor())
    return shown(moved(made), status=201)


def _dossier(uid: UUID) -> Dossier:
    return queries.visible_dossier(uid, actor())


def _values(place: int, one: MarkIn, year: int) -> dict[str, Any]:
    said = one.model_dump(exclude={"official"}, exclude_none=True) | {"period": str(year)}
    values, problems = read("evaluation", said, day_of(year))
    if problems:
        wrong = {f"marks.{place}.{name}": text for name, text in problems.items()}
        raise Invalid(_("Some lines cannot be taken."), fields=wrong)
    return scored(values, day_of(year))


@bp.get("/personnel/raises", responses={200: RaiseList})
def raises(query: RaiseQuery) -> Response:
    """Who is due for a periodic raise by a day, with the rules that led to it."""
    require(actor(), Can.PREPARE, None)
    rows, unclear = due_raises(actor(), query.by)
    items = [
        RaiseOut(
            official=one.dossier.uid,
            name=one.dossier.full_name,
            due=one.raised.due,
            step=one.raised.step,
            coefficient=one.raised.coefficient,
            over_grade=one.raised.over_grade,
            steps=[StepOut(text=str(step.text), basis=step.basis) for step in one.explained.steps],
        )
        for one in rows
    ]
    return shown(RaiseList(items=items, unclear=unclear))


@bp.post("/personnel/raises", responses={201: Moved})
def draft_raises(body: RaisesIn) -> Response:
    """Prepare one decision that gives each his periodic raise from the day it is due."""
    require(actor(), Can.PREPARE, None)
    people = [_dossier(one) for one in body.officials]
    made = operations.draft_raises(people, effective_on=body.effective_on, by=actor())
    return shown(moved(made), status=201)


@bp.get("/personnel/grants", responses={200: GrantList})
def grants() -> Response:
    """The desks of the agency that may do more in the register."""
    require(actor(), Can.GRANT, None)
    return shown(GrantList(items=[_grant(one) for one in standing_grants(actor())]))


def _grant(one: RegisterGrant) -> GrantOut:
    desk, unit = units.desk_label(one.desk_id), units.name_of(one.unit_id)
    return GrantOut(uid=one.uid, desk=desk, unit=unit, scope=one.scope.value)


@bp.post("/personnel/grants", responses={201: GrantOut})
def grant_scope(body: GrantIn) -> Response:
    """Name a desk."""
    require(actor(), Can.GRANT, None)
    desk, unit = units.desk_by_uid(body.desk), units.unit_by_uid(body.unit)
    return shown(_grant(operations.grant_scope(desk, unit, body.scope, by=actor())), status=201)


@bp.delete("/personnel/grants/<uuid:uid>", responses={200: Done})
def end_grant(path: ByUid) -> Response:
    """Take a naming back."""
    found = grant_by_uid(path.uid, actor())
    operations.end_grant(found, by=actor())
    return shown(Done(uid=found.uid))
