"""Outgoing mail for programs of the administrator; addresses and states, no content."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask import Response, g
from pydantic import Field

from mail import operations, queries
from mail.api.blueprint import bp
from mail.models import MailState, OutgoingMail
from mail.policy import Can
from mail.queries import queue
from mail.queries.queue import Sought
from office.api import ByUid, Closed, Paging, scope, shown
from office.db import db
from office.permissions import require
from office.ui import paging
from office.units.models import Unit


class Asked(Paging):
    """Which messages are wanted: of a state, to a domain, from the address of a box, to words.

    `frozen` is an address of a frozen box: what its freeze keeps in the house.
    """

    state: MailState | None = None
    domain: str = Field("", max_length=254)
    box: str = Field("", max_length=254)
    frozen: str = Field("", max_length=254)
    words: str = Field("", max_length=254)


class MailItem(Closed):
    """A message on its way out."""

    uid: UUID
    to: str
    state: str
    problem: str
    attempts: int
    made_at: datetime
    sent_at: datetime | None


class Mails(Closed):
    """Messages, newest first."""

    is_open: bool
    items: list[MailItem]
    next: str | None


class Place(Closed):
    """How what has not left stands at one destination."""

    domain: str
    waiting: int
    held: int
    failed: int
    oldest: datetime | None


class Queue(Closed):
    """How many messages stand where."""

    states: dict[str, int]
    places: list[Place]


class MailAct(StrEnum):
    """What is done with chosen messages."""

    NOW = "now"
    HOLD = "hold"
    END = "end"


class Chosen(Closed):
    """Messages, and what is done with them."""

    act: MailAct
    messages: list[UUID] = Field(min_length=1, max_length=500)


class Done(Closed):
    """With how many it was done."""

    count: int


class Door(Closed):
    """Whether mail may leave."""

    is_open: bool


@bp.get("/outgoing-mail", responses={200: Mails})
@scope("admin")
def list_outgoing(query: Asked) -> Response:
    """What leaves, and what is held."""
    require(g.actor, Can.KEEP_DOOR)
    states = (query.state,) if query.state else ()
    asked = Sought(states, query.domain, query.box, query.frozen, query.words)
    wanted = queue.sought(g.actor, asked)
    found = paging.latest(wanted, OutgoingMail.id, query.cursor, size=query.limit)
    items = [_item(row) for row in found.rows]
    return shown(Mails(is_open=queries.is_open(g.actor.agency_id), items=items, next=found.after))


@bp.get("/outgoing-mail/counts", responses={200: Queue})
@scope("admin")
def count_outgoing() -> Response:
    """How many messages stand in each state, and where most of what has not left wants to go."""
    require(g.actor, Can.KEEP_DOOR)
    states = {state.value: count for state, count in queue.counts(g.actor).items()}
    return shown(Queue(states=states, places=[Place(**vars(one)) for one in queue.places(g.actor)]))


@bp.post("/outgoing-mail/acts", responses={200: Done})
@scope("admin")
def act_on_outgoing(body: Chosen) -> Response:
    """Try chosen messages now, hold them back, or give them up with a report to their senders."""
    require(g.actor, Can.KEEP_DOOR)
    acts = {
        MailAct.NOW: operations.try_now,
        MailAct.HOLD: operations.hold_back,
        MailAct.END: operations.end_tries,
    }
    mails = queue.chosen(g.actor, set(body.messages))
    return shown(Done(count=acts[body.act](mails, by=g.actor)))


@bp.post("/outgoing-mail/door", responses={200: Door})
@scope("admin")
def move_door(body: Door) -> Response:
    """Open or close the door; asks for a fresh proof."""
    agency = db.session.get_one(Unit, g.actor.agency_id)
    move = operations.open_door if body.is_open else operations.close_door
    move(agency, by=g.actor)
    return shown(Door(is_open=queries.is_open(agency.id)))


@bp.post("/outgoing-mail/<uuid:uid>/sending", responses={200: MailItem})
@scope("admin")
def send_again(path: ByUid) -> Response:
    """Try a held or failed message once more."""
    mail = queries.mail_by_uid(path.uid, g.actor)
    operations.send_again(mail, by=g.actor)
    return shown(_item(mail))


@bp.post("/outgoing-mail/<uuid:uid>/withdrawal", responses={200: MailItem})
@scope("admin")
def drop(path: ByUid) -> Response:
    """Withdraw a message that has not left."""
    mail = queries.mail_by_uid(path.uid, g.actor)
    operations.drop(mail, by=g.actor)
    return shown(_item(mail))


def _item(mail: OutgoingMail) -> MailItem:
    return MailItem(
        uid=mail.uid,
        to=mail.to,
        state=mail.state.value,
        problem=mail.problem,
        attempts=mail.attempts,
        made_at=mail.made_at,
        sent_at=mail.sent_at,
    )
