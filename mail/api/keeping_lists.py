"""Distribution lists and holds for programs of the administrator."""

from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from mail import operations, queries
from mail.api.blueprint import bp
from mail.api.keeping_frame import guard
from mail.forms import keeping as forms
from mail.models import (
    ListKind,
    MailHold,
    MailList,
    Posting,
)
from mail.policy import Can
from mail.queries import keeper, keeping
from office.api import ByUid, Closed, scope, shown
from office.db import db
from office.permissions import Role, require
from office.units.queries import unit_by_uid


class ListBody(Closed):
    """What a list is."""

    name: str = Field(max_length=120)
    kind: ListKind
    posting: Posting = Posting.AGENCY
    unit: UUID | None = None
    function: Role | None = None
    chosen: list[str] = Field([], max_length=500)


class NewList(ListBody):
    """A list and its address."""

    domain: UUID
    local: str = Field(max_length=64)


class ListItem(Closed):
    """A distribution list."""

    uid: UUID
    name: str
    kind: str
    posting: str
    address: str
    is_closed: bool
    failing: dict[str, str]


class Lists(Closed):
    """The lists of the agency."""

    items: list[ListItem]


class Why(Closed):
    """A reason."""

    reason: str = Field(max_length=500)


class NewHold(Closed):
    """A hold by the address of a mailbox or of an official, by a Message-ID, or by a search."""

    address: str = ""
    message: str = ""
    person: str = ""
    search: str = Field("", max_length=500)
    reason: str = Field(max_length=500)
    decision: str = Field(max_length=100)


class Hold(Closed):
    """A hold on mail."""

    uid: UUID
    search: str
    reason: str
    decision: str
    placed_at: datetime
    released_at: datetime | None


class Holds(Closed):
    """The holds of the agency."""

    items: list[Hold]


def _list(row: MailList) -> ListItem:
    return ListItem(
        uid=row.uid,
        name=row.name,
        kind=row.kind.value,
        posting=row.posting.value,
        address=keeper.list_addresses([row.id]).get(row.id, ""),
        is_closed=row.closed_at is not None,
        failing={address: str(told["why"]) for address, told in row.failing.items()},
    )


def _words(body: ListBody) -> operations.ListWords:
    return operations.ListWords(
        name=body.name,
        kind=body.kind,
        posting=body.posting,
        unit=unit_by_uid(body.unit) if body.unit else None,
        function=body.function,
        chosen=tuple(body.chosen),
    )


@bp.get("/mailing-lists", responses={200: Lists})
@scope("admin")
def list_lists() -> Response:
    """The distribution lists of the agency."""
    guard()
    return shown(Lists(items=[_list(row) for row in keeper.lists_of(g.actor)]))


@bp.post("/mailing-lists", responses={200: ListItem})
@scope("admin")
def open_list(body: NewList) -> Response:
    """Open a distribution list."""
    guard()
    domain = queries.kept_domain(body.domain, g.actor)
    return shown(_list(operations.open_list(domain, body.local, _words(body), by=g.actor)))


@bp.post("/mailing-lists/<uuid:uid>", responses={200: ListItem})
@scope("admin")
def change_list(path: ByUid, body: ListBody) -> Response:
    """Change a distribution list."""
    guard()
    row = keeper.list_by_uid(path.uid, g.actor)
    operations.change_list(row, _words(body), by=g.actor)
    return shown(_list(row))


@bp.post("/mailing-lists/<uuid:uid>/ending", responses={200: ListItem})
@scope("admin")
def close_list(path: ByUid, body: Why) -> Response:
    """Close a distribution list."""
    guard()
    row = keeper.list_by_uid(path.uid, g.actor)
    operations.close_list(row, reason=body.reason, by=g.actor)
    return shown(_list(row))


def _hold(row: MailHold) -> Hold:
    return Hold(
        uid=row.uid,
        search=row.question,
        reason=row.reason,
        decision=row.decision,
        placed_at=row.placed_at,
        released_at=row.released_at,
    )


@bp.get("/mail-holds", responses={200: Holds})
@scope("admin")
def list_holds() -> Response:
    """The holds of the agency, those in force first."""
    require(g.actor, Can.HOLD, g.actor.agency_id)
    rows = db.session.scalars(keeping.holds(g.actor).limit(200))
    return shown(Holds(items=[_hold(row) for row in rows]))


@bp.post("/mail-holds", responses={200: Hold})
@scope("admin")
def place_hold(body: NewHold) -> Response:
    """Hold a mailbox, a conversation, an official's mail, or what a search finds."""
    require(g.actor, Can.HOLD, g.actor.agency_id)
    facts = {"reason": body.reason, "decision": body.decision}
    four = ("address", "message", "person", "search")
    field, given = forms.only_given({name: getattr(body, name) or "" for name in four})
    if field == "message":
        made = operations.hold_thread(keeper.item_of(given, g.actor), **facts, by=g.actor)
    elif field == "search":
        made = operations.hold_found(given, **facts, by=g.actor)[0]
    elif field == "person":
        made = operations.hold_person(keeper.box_of_person(given, g.actor), **facts, by=g.actor)
    else:
        made = operations.place_hold(keeper.box_at(given, g.actor), **facts, by=g.actor)
    return shown(_hold(made))


@bp.post("/mail-holds/<uuid:uid>/release", responses={200: Hold})
@scope("admin")
def release_hold(path: ByUid, body: Why) -> Response:
    """Release a hold."""
    hold = keeping.hold_by_uid(path.uid, g.actor)
    operations.release_hold(hold, reason=body.reason, by=g.actor)
    return shown(_hold(hold))
