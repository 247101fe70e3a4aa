"""Opinion slips over HTTP; papers and signatures are for pages."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from flask import Response
from pydantic import Field

from meetings import operations
from meetings.api.blueprint import ByItem, actor, bp
from meetings.models import OpinionSlip, SlipAnswer, SlipState
from meetings.policy.slips import CanSlip
from meetings.queries import slips as queries
from office.api import ByUid, Closed, Moment, Paging, shown
from office.permissions import allowed
from office.ui import paging
from office.units import queries as units


class SlipLine(Closed):
    """A slip in a list."""

    uid: UUID
    state: str
    question: str
    due_at: datetime
    sent_at: datetime | None
    closed_at: datetime | None


class SlipList(Closed):
    """A page of slips."""

    items: list[SlipLine]
    next: str | None


class MemberOut(Closed):
    """Who is asked; the answer is told once they were counted, and to the desk that asks."""

    uid: UUID
    name: str
    title: str
    is_chair: bool
    answer: str | None
    text: str


class SlipOut(SlipLine):
    """A slip with its members, papers and result."""

    background: str
    members: list[MemberOut]
    papers: list[str]
    result: dict[str, Any]
    result_hash: str
    sha256: str


class SlipIn(Closed):
    """What is asked; members and chair are desks."""

    question: str = Field(max_length=4000)
    background: str = Field("", max_length=20_000)
    due_at: Moment
    members: list[UUID] = Field(max_length=300)
    chair: UUID


class SlipMoveIn(Closed):
    """What the asking desk does; a withdrawal has its reason."""

    move: Literal["send", "remind", "close", "withdraw"]
    reason: str = Field("", max_length=500)


class SlipAnswerIn(Closed):
    """An answer; all but agreement say why."""

    answer: Literal["agree", "change", "disagree"]
    text: str = Field("", max_length=4000)


def line_of(slip: OpinionSlip) -> dict[str, Any]:
    """The values of a line."""
    named = ("uid", "question", "due_at", "sent_at", "closed_at")
    return {name: getattr(slip, name) for name in named} | {"state": slip.state.value}


def slip_out(slip: OpinionSlip) -> SlipOut:
    """The schema of a slip."""
    is_told = slip.state in (SlipState.CLOSED, SlipState.SIGNED)
    is_told = is_told or allowed(actor(), CanSlip.KEEP, slip)
    members = [
        MemberOut(
            uid=one.uid,
            name=one.name,
            title=one.title,
            is_chair=one.is_chair,
            answer=one.answer.value if one.answer and is_told else None,
            text=one.text if is_told else "",
        )
        for one in queries.slip_members(slip)
    ]
    return SlipOut(
        **line_of(slip),
        background=slip.background,
        members=members,
        papers=[one.sha256 for one in queries.slip_papers(slip)],
        result=slip.result,
        result_hash=slip.result_hash,
        sha256=slip.sha256,
    )


@bp.get("/slips", responses={200: SlipList})
def slips(query: Paging) -> Response:
    """Slips that the actor asks or is asked by, the latest first."""
    after = paging.decode(query.cursor, int)
    found = queries.listed_slips(actor(), before=after[0] if after else 0, size=query.limit)
    page = paging.page_of(found, key=lambda one: (one.id,), size=query.limit)
    return shown(SlipList(items=[SlipLine(**line_of(one)) for one in page.rows], next=page.after))


@bp.get("/slips/<uuid:uid>", responses={200: SlipOut})
def slip(path: ByUid) -> Response:
    """One slip."""
    return shown(slip_out(queries.visible_slip(path.uid, actor())))


def words_of(body: SlipIn) -> operations.SlipWords:
    """The slip as the verbs take it."""
    return operations.SlipWords(
        question=body.question,
        background=body.background,
        due_at=body.due_at,
        members=[units.desk_by_uid(one).id for one in body.members],
        chair=units.desk_by_uid(body.chair).id,
    )


@bp.post("/slips", responses={201: SlipOut})
def draft_slip(body: SlipIn) -> Response:
    """Write a slip."""
    return shown(slip_out(operations.draft_slip(words_of(body), by=actor())), status=201)


@bp.put("/slips/<uuid:uid>", responses={200: SlipOut})
def change_slip(path: ByUid, body: SlipIn) -> Response:
    """Change a slip before it is sent."""
    found = queries.visible_slip(path.uid, actor())
    operations.change_slip(found, words_of(body), by=actor())
    return shown(slip_out(found))


MOVES: Mapping[str, Callable[..., None]] = {
    "send": lambda slip, _reason, by: operations.send_slip(slip, by=by),
    "remind": lambda slip, _reason, by: operations.remind_members(slip, by=by),
    "close": lambda slip, _reason, by: operations.close_slip(slip, by=by),
    "withdraw": lambda slip, reason, by: operations.withdraw_slip(slip, reason, by=by),
}


@bp.post("/slips/<uuid:uid>/course", responses={200: SlipOut})
def slip_course(path: ByUid, body: SlipMoveIn) -> Response:
    """Send a slip, remind its members, count it, withdraw it."""
    found = queries.visible_slip(path.uid, actor())
    MOVES[body.move](found, body.reason, by=actor())
    return shown(slip_out(found))


@bp.post("/slips/<uuid:uid>/answer", responses={200: SlipOut})
def answer_slip(path: ByUid, body: SlipAnswerIn) -> Response:
    """Answer a slip."""
    found = queries.visible_slip(path.uid, actor())
    operations.answer_slip(found, SlipAnswer(body.answer), body.text, by=actor())
    return shown(slip_out(found))


@bp.delete("/slips/<uuid:uid>/papers/<uuid:item_uid>", responses={200: SlipOut})
def take_slip_paper_away(path: ByItem) -> Response:
    """Take a paper away before the slip is sent."""
    found = queries.visible_slip(path.uid, actor())
    operations.take_slip_paper_away(found, queries.slip_paper(found, path.item_uid), by=actor())
    return shown(slip_out(found))
