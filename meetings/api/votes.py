"""Votes over HTTP: what is asked, casting, and the result; PINs are typed by people on a page."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from pydantic import BeforeValidator, Field

from meetings import operations
from meetings.api.blueprint import Acted, ByItem, actor, bp, visible
from meetings.models import BallotBox, BoxMode, Meeting
from meetings.policy.votes import CanVote
from meetings.queries import agenda_of, participant_of
from meetings.queries import votes as queries
from office.api import ByUid, Closed, forgets_body, shown
from office.errors import NotFound
from office.i18n import _
from office.permissions import require


def _listed(given: object) -> object:
    return [given] if isinstance(given, str) else given


class TellerOut(Closed):
    """A member of the counting board; `goes_on` is who seals or opens once both PINs are given."""

    place: UUID
    name: str
    has_given: bool
    goes_on: bool


class BoxOut(Closed):
    """A vote; `keys` are the words of a paper, `result` the numbers once it was counted.

    While `waits_for_halves` the board of a secret vote has PINs to give, on its page.
    """

    uid: UUID
    question: str
    mode: str
    state: str
    options: list[str]
    keys: list[str]
    seats: int
    rule: str
    entitled: int
    papers: int
    present_opening: int | None
    present_closing: int | None
    opened_at: datetime | None
    closed_at: datetime | None
    counted_at: datetime | None
    result: dict[str, Any]
    result_hash: str
    board: list[TellerOut]
    waits_for_halves: bool


class BoxList(Closed):
    """The votes of a meeting."""

    items: list[BoxOut]


class QuestionIn(Closed):
    """What is put to the vote; without a mode an item about a person is voted on in secret."""

    question: str = Field(max_length=4000)
    mode: Literal["open", "named", "secret"] | None = None
    item: UUID | None = None
    options: list[str] = Field(default_factory=list, max_length=100)
    seats: int = Field(1, ge=1, le=100)
    rule: str = Field("", max_length=40)


class BoxMoveIn(Acted):
    """What chair or secretary do with a vote; a void one has its reason."""

    move: Literal["open", "close", "void"]
    reason: str = Field("", max_length=500)


class BoardIn(Acted):
    """The two members, by their places on the list; each chooses his PIN on a page."""

    first: UUID
    second: UUID


class PaperIn(Acted):
    """A filled-in paper; an empty one is blank. A page sends the word of its button alone."""

    choice: Annotated[list[str], BeforeValidator(_listed)] = Field(max_length=100)


class PaperOut(Closed):
    """Whether this paper counts, or an earlier one of the same voter in a secret vote."""

    counts: bool


def box_out(box: BallotBox) -> BoxOut:
    """The schema of a vote."""
    own = {"keys", "entitled", "papers", "mode", "state", "board"}
    same = {name: getattr(box, name) for name in BoxOut.model_fields if name not in own}
    return BoxOut(
        **same,
        mode=box.mode.value,
        state=box.state.value,
        keys=list(queries.keys_of(box)),
        entitled=len(box.entitled),
        papers=queries.cast_count(box),
        board=[
            TellerOut(
                place=one.place.uid,
                name=one.place.name,
                has_given=one.has_given,
                goes_on=one.goes_on,
            )
            for one in queries.board_of(box)
        ],
    )


@bp.get("/meetings/<uuid:uid>/votes", responses={200: BoxList})
def votes(path: ByUid) -> Response:
    """The votes of a meeting in their order; a prepared one for those who hold it alone."""
    found = visible(path.uid)
    return shown(BoxList(items=[box_out(box) for box in queries.boxes_for(found, actor())]))


@bp.post("/meetings/<uuid:uid>/votes", responses={201: BoxOut})
def prepare_vote(path: ByUid, body: QuestionIn) -> Response:
    """Prepare a vote; a secret one then gets its counting board on the page of votes."""
    found = visible(path.uid)
    question = operations.Question(
        text=body.question,
        mode=BoxMode(body.mode) if body.mode else None,
        item=_item(found, body.item),
        options=body.options,
        seats=body.seats,
        rule=body.rule,
    )
    return shown(box_out(operations.prepare_box(found, question, by=actor())), status=201)


def _item(meeting: Meeting, uid: UUID | None) -> Any:
    if uid is None:
        return None
    for item in agenda_of(meeting):
        if item.uid == uid:
            return item
    raise NotFound(_("There is no such item on an agenda of yours."))


@bp.get("/meetings/<uuid:uid>/votes/<uuid:item_uid>", responses={200: BoxOut})
def vote(path: ByItem) -> Response:
    """One vote."""
    _meeting, box = queries.visible_box(path.uid, path.item_uid, actor())
    return shown(box_out(box))


MOVES: Mapping[str, Callable[..., None]] = {
    "open": lambda box, _reason, by: operations.open_box(box, by=by),
    "close": lambda box, _reason, by: operations.close_box(box, by=by),
    "void": lambda box, reason, by: operations.declare_void(box, reason, by=by),
}


@bp.post("/meetings/<uuid:uid>/votes/<uuid:item_uid>/course", responses={200: BoxOut})
def vote_course(path: ByItem, body: BoxMoveIn) -> Response:
    """Open a vote, close it, declare it void."""
    _meeting, box = queries.visible_box(path.uid, path.item_uid, actor())
    MOVES[body.move](box, body.reason, by=actor())
    return shown(box_out(box))


@bp.post("/meetings/<uuid:uid>/votes/<uuid:item_uid>/board", responses={200: BoxOut})
def name_board(path: ByItem, body: BoardIn) -> Response:
    """Name the counting board of a secret vote, or another one before the vote is opened."""
    meeting, box = queries.visible_box(path.uid, path.item_uid, actor())
    require(actor(), CanVote.HOLD, box)
    members = [participant_of(meeting, one) for one in (body.first, body.second)]
    operations.name_board(box, *members, by=actor())
    return shown(box_out(box))


@bp.post("/meetings/<uuid:uid>/votes/<uuid:item_uid>/paper", responses={200: PaperOut})
@forgets_body
def vote_paper(path: ByItem, body: PaperIn) -> Response:
    """Lay the own paper into the box."""
    _meeting, box = queries.visible_box(path.uid, path.item_uid, actor())
    return shown(PaperOut(counts=operations.cast(box, body.choice, by=actor())))
