"""Senders whose pictures are always shown, for programs that show mail."""

from datetime import datetime
from uuid import UUID

from flask import Response, g

from mail import operations, queries
from mail.api.blueprint import bp
from mail.api.settings import Done, OfBox
from office.api import ByUid, Closed, scope, shown


class TrustedSender(Closed):
    """A sender whose pictures the owner of the token always sees in a box."""

    uid: UUID
    address: str
    chosen_at: datetime


class TrustedSenders(Closed):
    """All of them."""

    items: list[TrustedSender]


@bp.get("/mailboxes/<uuid:uid>/trusted-senders", responses={200: TrustedSenders})
@scope("read")
def list_trusted_senders(path: ByUid) -> Response:
    """Whose pictures are always shown."""
    rows = queries.trusted_senders(queries.open_box(path.uid, g.actor), g.actor)
    items = [
        TrustedSender(uid=row.uid, address=row.address, chosen_at=row.chosen_at) for row in rows
    ]
    return shown(TrustedSenders(items=items))


@bp.post("/mail/items/<uuid:uid>/trust", responses={200: Done})
@scope("act")
def trust_sender(path: ByUid) -> Response:
    """Always show the pictures of who wrote this message."""
    row = operations.trust_sender(queries.open_item(path.uid, g.actor), by=g.actor)
    return shown(Done(uid=row.uid))


@bp.post("/mailboxes/<uuid:uid>/trusted-senders/<uuid:item_uid>/ending", responses={200: Done})
@scope("act")
def end_trust(path: OfBox) -> Response:
    """Ask again before pictures of this sender are shown."""
    opened = queries.open_box(path.uid, g.actor)
    row = queries.trusted_sender_by_uid(opened, path.item_uid, g.actor)
    operations.end_trust(opened, row, by=g.actor)
    return shown(Done(uid=row.uid))
