"""Boxes for programs of the administrator: states and addresses, no content."""

from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from mail import operations, queries
from mail.api.blueprint import bp
from mail.api.keeping_frame import ByBoth, agency, guard
from mail.models import (
    AddressKind,
    BoxState,
    Mailbox,
    MailFreeze,
    MailWish,
)
from mail.queries import freezes, keeper
from office.api import ByUid, Closed, Paging, Whole, scope, shown
from office.ui import paging


class Address(Closed):
    """An address and what it does."""

    uid: UUID
    address: str
    kind: str
    reason: str


class Box(Closed):
    """A mailbox without what lies in it."""

    uid: UUID
    name: str
    kind: str
    state: str
    quota: int
    used: int
    addresses: list[Address]
    frozen_at: datetime | None


class BoxAfter(Box):
    """A mailbox after an act; where a `wish` waits for a second person nothing was done yet."""

    wish: UUID | None


class Boxes(Closed):
    """Mailboxes of the agency."""

    items: list[Box]
    next: str | None


class Opened(Closed):
    """How many mailboxes a round has opened."""

    opened: int


class NewState(Closed):
    """Where a mailbox is to stand, and why."""

    state: BoxState
    reason: str = Field(max_length=500)
    decision: str = Field("", max_length=100)


class Freeze(Closed):
    """Why an account is frozen."""

    reason: str = Field(max_length=500)


class NewAddress(Closed):
    """An address for a mailbox."""

    domain: UUID
    local: str = Field(max_length=64)
    is_primary: bool = False
    reason: str = Field("", max_length=500)


class Quota(Closed):
    """How much may lie in a mailbox."""

    mib: Whole


class Receiver(Closed):
    """Who receives the mailbox of a leaver, and why."""

    person: UUID
    reason: str = Field("", max_length=500)


def _box(box: Mailbox) -> Box:
    return _shown(box, freezes.freeze_of(box))


def _after(box: Mailbox, wish: MailWish | None) -> BoxAfter:
    return BoxAfter(**dict(_box(box)), wish=wish.uid if wish else None)


def _shown(box: Mailbox, freeze: MailFreeze | None) -> Box:
    rows = queries.addresses_of(box)
    return Box(
        uid=box.uid,
        name=box.name,
        kind=box.kind.value,
        state=box.state.value,
        quota=box.quota_bytes,
        used=box.used_bytes,
        addresses=[
            Address(uid=one.uid, address=one.shown, kind=one.kind.value, reason=one.reason)
            for one in rows
        ],
        frozen_at=freeze.frozen_at if freeze else None,
    )


@bp.get("/mailboxes", responses={200: Boxes})
@scope("admin")
def list_boxes(query: Paging) -> Response:
    """The mailboxes of the agency."""
    guard()
    wanted = keeper.boxes(g.actor)
    found = paging.eldest(wanted, Mailbox.id, query.cursor, size=query.limit)
    frozen = freezes.freezes_of([row.id for row in found.rows])
    items = [_shown(row, frozen.get(row.id)) for row in found.rows]
    return shown(Boxes(items=items, next=found.after))


@bp.post("/mailboxes/provision", responses={200: Opened})
@scope("admin")
def provide() -> Response:
    """Open the mailboxes that people and functions lack."""
    guard()
    return shown(Opened(opened=operations.provide(agency(), by=g.actor).opened))


@bp.get("/mailboxes/<uuid:uid>", responses={200: Box})
@scope("admin")
def show_box(path: ByUid) -> Response:
    """One mailbox."""
    guard()
    return shown(_box(queries.kept_box(path.uid, g.actor)))


@bp.post("/mailboxes/<uuid:uid>/state", responses={200: BoxAfter})
@scope("admin")
def change_state(path: ByUid, body: NewState) -> Response:
    """Suspend, hand over, close or open a mailbox."""
    guard()
    box = queries.kept_box(path.uid, g.actor)
    facts = {"reason": body.reason, "decision": body.decision}
    wish = None
    if body.state is BoxState.HANDOVER:
        wish = operations.hand_over(box, **facts, by=g.actor)
    else:
        operations.change_state(box, body.state, **facts, by=g.actor)
    return shown(_after(box, wish))


@bp.post("/mailboxes/<uuid:uid>/freeze", responses={200: Box})
@scope("admin")
def freeze(path: ByUid, body: Freeze) -> Response:
    """Freeze the account of who owns a mailbox: nobody signs in, nothing of it leaves."""
    guard()
    box = queries.kept_box(path.uid, g.actor)
    operations.freeze_account(box, reason=body.reason, by=g.actor)
    return shown(_box(box))


@bp.post("/mailboxes/<uuid:uid>/thaw", responses={200: Box})
@scope("admin")
def thaw(path: ByUid) -> Response:
    """Give a frozen account back, to be opened by a slip; asks for a fresh proof."""
    guard()
    box = queries.kept_box(path.uid, g.actor)
    operations.thaw_account(box, by=g.actor)
    return shown(_box(box))


@bp.post("/mailboxes/<uuid:uid>/addresses", responses={200: Box})
@scope("admin")
def give_address(path: ByUid, body: NewAddress) -> Response:
    """Let an address lead to a mailbox."""
    guard()
    box = queries.kept_box(path.uid, g.actor)
    domain = queries.kept_domain(body.domain, g.actor)
    kind = AddressKind.PRIMARY if body.is_primary else AddressKind.ALIAS
    operations.give_address(box, domain, body.local, kind=kind, reason=body.reason, by=g.actor)
    return shown(_box(box))


@bp.post("/mailboxes/<uuid:uid>/addresses/<uuid:item_uid>/ending", responses={200: Box})
@scope("admin")
def end_address(path: ByBoth) -> Response:
    """Let an address lead nowhere; it stays reserved."""
    guard()
    box = queries.kept_box(path.uid, g.actor)
    operations.end_address(keeper.address_in(box, path.item_uid), by=g.actor)
    return shown(_box(box))


@bp.post("/mailboxes/<uuid:uid>/quota", responses={200: Box})
@scope("admin")
def set_quota(path: ByUid, body: Quota) -> Response:
    """Say how much may lie in a mailbox."""
    guard()
    box = queries.kept_box(path.uid, g.actor)
    operations.set_quota(box, body.mib, by=g.actor)
    return shown(_box(box))


@bp.post("/mailboxes/<uuid:uid>/receiver", responses={200: BoxAfter})
@scope("admin")
def name_receiver(path: ByUid, body: Receiver) -> Response:
    """Name who reads on in the mailbox of a leaver."""
    guard()
    box = queries.kept_box(path.uid, g.actor)
    person = keeper.person_by_uid(body.person)
    wish = operations.name_receiver(box, person, reason=body.reason, by=g.actor)
    return shown(_after(box, wish))
