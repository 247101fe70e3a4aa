"""Rounds of opinions over the API: the list, all answers together, the asker's acts."""

from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.frame import api
from documents.models import Document, OpinionChoice, OpinionRound, RoundState
from documents.policy.directing import Can
from office.api import ByUid, Closed, Moment, Paging, shown
from office.db import db
from office.permissions import require
from office.ui import paging
from office.units import queries as units


class RoundQuery(Paging):
    """Which rounds."""

    state: RoundState | None = None


class AnswerOut(Closed):
    """What one desk answered."""

    desk: str
    choice: OpinionChoice | None
    answer: str
    answered_by: str
    answered_at: datetime | None
    due_at: datetime | None


class RoundOut(Closed):
    """A round; the answers only where one round is asked for."""

    uid: UUID
    document: UUID
    state: RoundState
    question: str
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    first_due_at: datetime | None
    closed_at: datetime | None
    asked: int
    answered: int
    answers: list[AnswerOut] = []


class RoundList(Closed):
    """A page of rounds, the latest first."""

    items: list[RoundOut]
    next: str | None


class MoreTimeForAll(Closed):
    """The new day for those who have not answered."""

    due_at: Moment = Field()


@api.get("/opinion-rounds", responses={200: RoundList})
def opinion_rounds(query: RoundQuery) -> Response:
    """The rounds that the acting desk asked for."""
    states = (query.state,) if query.state else tuple(RoundState)
    before = paging.decode(query.cursor, int)
    found = queries.rounds_of(
        g.actor, states, before=before[0] if before else None, size=query.limit
    )
    page = paging.page_of(found, key=lambda row: (row.round.id,), size=query.limit)
    rows = [_out(row.round, row.document, row.asked, row.answered) for row in page.rows]
    return shown(RoundList(items=rows, next=page.after))


@api.get("/opinion-rounds/<uuid:uid>", responses={200: RoundOut})
def opinion_round(path: ByUid) -> Response:
    """One round with all its answers."""
    return _whole(queries.round_by(path.uid, g.actor))


@api.post("/opinion-rounds/<uuid:uid>/extension", responses={200: RoundOut})
def extend_round(path: ByUid, body: MoreTimeForAll) -> Response:
    """Give those who have not answered more time."""
    asked = queries.round_by(path.uid, g.actor)
    operations.extend_round(asked, body.due_at, by=g.actor)
    return _whole(asked)


@api.post("/opinion-rounds/<uuid:uid>/reminder", responses={200: RoundOut})
def remind_round(path: ByUid) -> Response:
    """Remind those who have not answered."""
    asked = queries.round_by(path.uid, g.actor)
    operations.remind_round(asked, by=g.actor)
    return _whole(asked)


@api.post("/opinion-rounds/<uuid:uid>/closing", responses={200: RoundOut})
def close_round(path: ByUid) -> Response:
    """Take no more answers."""
    asked = queries.round_by(path.uid, g.actor)
    require(g.actor, Can.RUN_ROUND, asked)
    operations.close_round(asked, by=g.actor)
    return _whole(asked)


def _whole(asked: OpinionRound) -> Response:
    answers = queries.answers_in(asked)
    document = db.session.get_one(Document, asked.document_id)
    names = set(AnswerOut.model_fields) - {"desk"}
    desks = units.desk_labels([row.desk_id for row in answers])
    out = _out(asked, document, len(answers), sum(bool(row.answered_at) for row in answers))
    out.answers = [
        AnswerOut(desk=desks[row.desk_id], **{name: getattr(row, name) for name in names})
        for row in answers
    ]
    return shown(out)


def _out(asked: OpinionRound, document: Document, count: int, answered: int) -> RoundOut:
    names = set(RoundOut.model_fields) - {"document", "asked", "answered", "answers"}
    return RoundOut(
        document=document.uid,
        asked=count,
        answered=answered,
        **{name: getattr(asked, name) for name in names},
    )
