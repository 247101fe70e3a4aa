"""Outgoing mail for programs of the administrator; addresses and states, no content."""

from datetime import datetime
from uuid import UUID

from flask import Response, g

from mail import operations, queries
from mail.api.blueprint import bp
from mail.models import OutgoingMail
from mail.policy import Can
from office.api import ByUid, Closed, Paging, scope, shown
from office.db import db
from office.permissions import require
from office.ui import paging
from office.units.models import Unit


class MailItem(Closed):
    """A message on its way out."""

    uid: UUID
    to: str
    state: str
    problem: str
    made_at: datetime
    sent_at: datetime | None


class Mails(Closed):
    """Messages, newest first."""

    is_open: bool
    items: list[MailItem]
    next: str | None


class Door(Closed):
    """Whether mail may leave."""

    is_open: bool


@bp.get("/outgoing-mail", responses={200: Mails})
@scope("admin")
def list_outgoing(query: Paging) -> Response:
    """What leaves, and what is held."""
    require(g.actor, Can.KEEP_DOOR)
    wanted = queries.outgoing(g.actor).limit(query.limit + 1)
    place = paging.decode(query.cursor, int)
    if place:
        wanted = wanted.where(OutgoingMail.id < place[0])
    rows = db.session.scalars(wanted).all()
    found = paging.page_of(rows, key=lambda row: (row.id,), size=query.limit)
    items = [_item(row) for row in found.rows]
    return shown(Mails(is_open=queries.is_open(g.actor.agency_id), items=items, next=found.after))


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
        made_at=mail.made_at,
        sent_at=mail.sent_at,
    )
