"""Receivers before the issue, sets of receivers, and what is followed after it."""

from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.frame import DocumentOut, api, desk_id_of, document_out
from documents.models import Dispatch, Document, RecipientGroup
from documents.policy import Can, after_issue
from documents.queries import following
from office.api import ByUid, Closed, Paging, shown
from office.db import db
from office.permissions import require
from office.ui import paging


class ReceiversIn(Closed):
    """Codes: an OrganId, mailto:address?name, post:name?address, desk:number."""

    receivers: list[str] = Field(max_length=500)


class GroupIn(Closed):
    """A set of receivers; without a desk it is the agency's."""

    name: str = Field(min_length=1, max_length=200)
    members: list[str] = Field(max_length=500)
    desk: UUID | None = None


class GroupChange(Closed):
    """The new name and members."""

    name: str = Field(min_length=1, max_length=200)
    members: list[str] = Field(max_length=500)


class GroupOut(Closed):
    """A set of receivers."""

    uid: UUID
    name: str
    members: list[str]
    is_shared: bool


class GroupList(Closed):
    """All sets that may be used."""

    items: list[GroupOut]


class DeliveryQuery(Paging):
    """Which of them, as the tabs of the page."""

    view: str = Field("waiting", max_length=20)
    q: str = Field("", max_length=100)


class DeliveryOut(Closed):
    """One receiver of an issued document."""

    uid: UUID
    document: UUID
    symbol: str
    receiver_code: str
    receiver_name: str
    channel: str
    address: str
    state: str
    problem: str
    due_at: datetime | None
    sent_at: datetime | None
    asked: str
    answered: str
    answer: str


class Deliveries(Closed):
    """A page of receivers."""

    items: list[DeliveryOut]
    next: str | None


class PostingIn(Closed):
    """The letters given to the post, with the number of the consignment."""

    rows: list[UUID] = Field(min_length=1, max_length=200)
    note: str = Field("", max_length=200)


class PostingOut(Closed):
    """How many were entered."""

    posted: int


@api.put("/documents/<uuid:uid>/receivers", responses={200: DocumentOut})
def receivers(path: ByUid, body: ReceiversIn) -> Response:
    """Say who will receive a document that is not issued yet."""
    document = queries.visible_document(path.uid, g.actor)
    operations.choose_receivers(document, body.receivers, by=g.actor)
    return shown(document_out(document), record=document)


@api.get("/recipient-groups", responses={200: GroupList})
def groups() -> Response:
    """The sets of the acting desk and of the agency."""
    require(g.actor, after_issue.Can.USE_GROUPS, None)
    return shown(GroupList(items=[_group(row) for row in queries.groups_for(g.actor)]))


@api.post("/recipient-groups", responses={201: GroupOut})
def make_group(body: GroupIn) -> Response:
    """Keep a set of receivers."""
    desk = desk_id_of(body.desk) if body.desk else None
    made = operations.make_group(body.name, body.members, desk_id=desk, by=g.actor)
    return shown(_group(made), status=201, record=made)


@api.put("/recipient-groups/<uuid:uid>", responses={200: GroupOut})
def change_group(path: ByUid, body: GroupChange) -> Response:
    """Rename a set, or change who belongs to it."""
    group = queries.group_by_uid(path.uid, g.actor)
    operations.change_group(group, body.name, body.members, by=g.actor)
    return shown(_group(group), record=group)


@api.delete("/recipient-groups/<uuid:uid>", responses={204: None})
def drop_group(path: ByUid) -> tuple[str, int]:
    """Forget a set."""
    operations.drop_group(queries.group_by_uid(path.uid, g.actor), by=g.actor)
    return "", 204


@api.get("/deliveries", responses={200: Deliveries})
def deliveries(query: DeliveryQuery) -> Response:
    """The receivers of what the agency issued."""
    require(g.actor, Can.FOLLOW_DELIVERIES, None)
    wanted = queries.followed(g.actor, query.view, query.q).limit(query.limit + 1)
    place = paging.decode(query.cursor, datetime, int)
    if place:
        wanted = wanted.where(following.after_row(query.view, *place))
    pairs = [(pair[0], pair[1]) for pair in db.session.execute(wanted)]
    page = paging.page_of(pairs, key=lambda pair: following.place_of(pair[0]), size=query.limit)
    return shown(Deliveries(items=[_delivery(*pair) for pair in page.rows], next=page.after))


@api.post("/deliveries/posting", responses={200: PostingOut})
def posting(body: PostingIn) -> Response:
    """Enter that letters were given to the post."""
    rows = queries.dispatches_by_uid(g.actor, body.rows)
    return shown(PostingOut(posted=operations.mark_posted(rows, body.note, by=g.actor)))


def _group(row: RecipientGroup) -> GroupOut:
    return GroupOut(uid=row.uid, name=row.name, members=row.members, is_shared=row.desk_id is None)


def _delivery(row: Dispatch, document: Document) -> DeliveryOut:
    plain = set(DeliveryOut.model_fields) - {"document", "symbol"}
    facts = {name: getattr(row, name) for name in plain}
    return DeliveryOut(**facts, document=document.uid, symbol=document.symbol)
