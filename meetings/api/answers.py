"""Invitations over HTTP: one's own answer, stand-ins, doubtful answers, links of guests."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Literal
from uuid import UUID

from flask import Response, url_for
from pydantic import Field

from meetings import operations, queries
from meetings.api.blueprint import ByItem, actor, bp, visible
from meetings.api.meetings import PersonOut, person_out
from meetings.forms.answering import stand_in
from meetings.models import MeetingAnswer, Participant, Rsvp
from meetings.policy.answering import Can
from office.api import ByUid, Closed, scope, shown
from office.db import db
from office.permissions import require


class AnswerIn(Closed):
    """Whether one comes; who does not come says why."""

    rsvp: Literal["accepted", "tentative", "declined"]
    reason: str = Field("", max_length=500)


class StandInIn(Closed):
    """Who comes instead, by the public name of his post."""

    stand_in: UUID
    reason: str = Field(min_length=1, max_length=500)


class ConsentIn(Closed):
    """What the chair says to a stand-in; a refusal has a reason."""

    verdict: Literal["admit", "refuse"]
    reason: str = Field("", max_length=500)


class VerdictIn(Closed):
    """Whether a doubtful answer counts."""

    verdict: Literal["count", "aside"]


class AnswerOut(Closed):
    """An answer that waits for a person."""

    uid: UUID
    participant: UUID
    name: str
    rsvp: str
    via: str
    comment: str
    sender: str
    is_verified: bool
    problem: str
    proposed_from: datetime | None
    proposed_until: datetime | None
    came_at: datetime


class AnswerList(Closed):
    """Answers that nobody vouches for, or that propose another time."""

    items: list[AnswerOut]


class LinkOut(Closed):
    """The link of a guest, told this once."""

    url: str


class LinksShut(Closed):
    """How many links opened until now."""

    count: int


@bp.post("/meetings/<uuid:uid>/answer", responses={200: PersonOut})
@scope("act")
def answer(path: ByUid, body: AnswerIn) -> Response:
    """Answer one's own invitation."""
    own = queries.own_place(visible(path.uid), actor())
    operations.answer(own, Rsvp(body.rsvp), reason=body.reason, by=actor())
    return shown(person_out(own))


@bp.post("/meetings/<uuid:uid>/stand-in", responses={200: PersonOut})
@scope("act")
def send_stand_in(path: ByUid, body: StandInIn) -> Response:
    """Send another person; he takes part once the chair has consented."""
    own = queries.own_place(visible(path.uid), actor())
    other = stand_in({"stand_in": str(body.stand_in)})
    return shown(person_out(operations.send_stand_in(own, other, reason=body.reason, by=actor())))


@bp.post("/meetings/<uuid:uid>/people/<uuid:item_uid>/consent", responses={200: PersonOut})
@scope("act")
def decide_stand_in(path: ByItem, body: ConsentIn) -> Response:
    """The chair consents to a stand-in, or insists on who was invited."""
    found = queries.participant_of(visible(path.uid), path.item_uid)
    if body.verdict == "admit":
        operations.admit_stand_in(found, by=actor())
    else:
        operations.refuse_stand_in(found, reason=body.reason, by=actor())
    return shown(person_out(found))


@bp.get("/meetings/<uuid:uid>/answers", responses={200: AnswerList})
def unsettled(path: ByUid) -> Response:
    """Answers to the invitation that wait for whoever prepares the meeting."""
    meeting = visible(path.uid)
    require(actor(), Can.SETTLE, meeting)
    return shown(AnswerList(items=[_out(one) for one in queries.unsettled(meeting)]))


def _out(row: MeetingAnswer) -> AnswerOut:
    person = db.session.get_one(Participant, row.participant_id)
    names = set(AnswerOut.model_fields) - {"participant", "name"}
    facts = {name: getattr(row, name) for name in names}
    return AnswerOut(**facts, participant=person.uid, name=person.name)


@bp.post("/meetings/<uuid:uid>/answers/<uuid:item_uid>", responses={200: AnswerOut})
@scope("act")
def settle_answer(path: ByItem, body: VerdictIn) -> Response:
    """Let a doubtful answer count, or set it aside."""
    found = queries.answer_named(visible(path.uid), path.item_uid)
    acts: Mapping[str, Callable[[], None]] = {
        "count": partial(operations.accept_answer, found, by=actor()),
        "aside": partial(operations.set_answer_aside, found, by=actor()),
    }
    acts[body.verdict]()
    return shown(_out(found))


@bp.post("/meetings/<uuid:uid>/people/<uuid:item_uid>/link", responses={201: LinkOut})
@scope("act")
def make_link(path: ByItem) -> Response:
    """Make a link for a guest; it is told this once."""
    guest = queries.participant_of(visible(path.uid), path.item_uid)
    secret = operations.make_link(guest, by=actor())
    place = url_for("meetingguests.show", word=secret, _external=True)
    return shown(LinkOut(url=place), status=201)


@bp.post("/meetings/<uuid:uid>/people/<uuid:item_uid>/link/withdrawal", responses={200: LinksShut})
@scope("act")
def withdraw_links(path: ByItem) -> Response:
    """Shut every link of a guest."""
    guest = queries.participant_of(visible(path.uid), path.item_uid)
    return shown(LinksShut(count=operations.withdraw_links(guest, by=actor())))
