"""Refused senders, for programs of the administrator."""

from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from mail import operations
from mail.api.blueprint import bp
from mail.models import MailRefusal, SenderKind
from mail.operations import Stand
from mail.policy import Can
from mail.queries import refusals
from office.api import ByUid, Closed, Paging, scope, shown
from office.permissions import require
from office.ui import paging


class Sought(Paging):
    """Which entries are wanted."""

    words: str = Field("", max_length=254)
    is_over: bool = False


class Refused(Closed):
    """A sender who is refused, or let in before every refusal."""

    uid: UUID
    kind: SenderKind
    sender: str
    is_allowed: bool
    reason: str
    made_by: str
    made_at: datetime
    valid_to: datetime | None
    ended_at: datetime | None


class Refusals(Closed):
    """Entries, the latest first."""

    items: list[Refused]
    next: str | None


class NewRefusal(Closed):
    """An address, a domain or a network, and why."""

    sender: str = Field(max_length=254)
    reason: str = Field(max_length=500)
    is_allowed: bool = False
    until: datetime | None = None


def _guard() -> None:
    require(g.actor, Can.KEEP_DOOR, g.actor.agency_id)


def _shown(row: MailRefusal) -> Refused:
    return Refused(
        uid=row.uid,
        kind=row.kind,
        sender=row.sender,
        is_allowed=row.is_allowed,
        reason=row.reason,
        made_by=row.made_by,
        made_at=row.made_at,
        valid_to=row.valid_to,
        ended_at=row.ended_at,
    )


@bp.get("/mail-refusals", responses={200: Refusals})
@scope("admin")
def list_refusals(query: Sought) -> Response:
    """Who is refused and who is let in."""
    _guard()
    wanted = refusals.refusals_of(g.actor, words=query.words, is_over=query.is_over)
    found = paging.latest(wanted, MailRefusal.id, query.cursor, size=query.limit)
    return shown(Refusals(items=[_shown(row) for row in found.rows], next=found.after))


@bp.post("/mail-refusals", responses={200: Refused})
@scope("admin")
def refuse_sender(body: NewRefusal) -> Response:
    """Refuse a sender, or let him in, from now on."""
    _guard()
    stand = Stand(body.sender, body.reason, is_allowed=body.is_allowed, until=body.until)
    return shown(_shown(operations.refuse_sender(stand, by=g.actor)))


@bp.post("/mail-refusals/<uuid:uid>/ending", responses={200: Refused})
@scope("admin")
def end_refusal(path: ByUid) -> Response:
    """Let an entry hold no longer."""
    _guard()
    row = refusals.refusal_by_uid(path.uid, g.actor)
    operations.end_refusal(row, by=g.actor)
    return shown(_shown(row))
