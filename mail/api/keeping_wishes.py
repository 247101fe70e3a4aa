"""What a second person confirms, and the end of domains, for programs of the administrator."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from mail import operations, queries
from mail.api.blueprint import bp
from mail.api.keeping_domains import Domain, domain_of
from mail.api.keeping_frame import guard
from mail.policy import Can
from mail.queries.wishes import Line, wish_by_uid, wishes
from office.api import ByUid, Closed, scope, shown
from office.permissions import require


class Because(Closed):
    """A reason."""

    reason: str = Field(max_length=500)


class WishItem(Closed):
    """What was asked for, by whom, and what became of it.

    `state` is "lapsed" where nobody decided it in time.
    """

    uid: UUID
    kind: str
    about: str
    receiver: str
    reason: str
    decision: str
    state: str
    is_waiting: bool
    asked_by: str
    asked_at: datetime
    settled_by: str
    settled_at: datetime | None


class WishItems(Closed):
    """The wishes of the agency, those that wait first."""

    items: list[WishItem]


class Settled(Closed):
    """A wish and where it stands now."""

    uid: UUID
    state: str


def _item(line: Line) -> WishItem:
    row = line.wish
    return WishItem(
        uid=row.uid,
        kind=row.kind.value,
        about=line.about,
        receiver=line.receiver,
        reason=row.reason,
        decision=row.decision,
        state="lapsed" if line.is_lapsed else row.state.value,
        is_waiting=line.is_waiting,
        asked_by=row.asked_name,
        asked_at=row.asked_at,
        settled_by=row.settled_name,
        settled_at=row.settled_at,
    )


@bp.get("/mail-wishes", responses={200: WishItems})
@scope("admin")
def list_wishes() -> Response:
    """What waits for a second person, and what was decided."""
    require(g.actor, Can.CONFIRM, g.actor.agency_id)
    return shown(WishItems(items=[_item(line) for line in wishes(g.actor)]))


@bp.post("/mail-wishes/<uuid:uid>/confirmation", responses={200: Settled})
@scope("admin")
def confirm_wish(path: ByUid) -> Response:
    """Let it happen; with a fresh proof of the second person only."""
    return _settled(path, operations.confirm_wish)


@bp.post("/mail-wishes/<uuid:uid>/refusal", responses={200: Settled})
@scope("admin")
def refuse_wish(path: ByUid) -> Response:
    """Leave everything as it was."""
    return _settled(path, operations.refuse_wish)


@bp.post("/mail-wishes/<uuid:uid>/withdrawal", responses={200: Settled})
@scope("admin")
def withdraw_wish(path: ByUid) -> Response:
    """Take one's own wish back."""
    return _settled(path, operations.withdraw_wish)


def _settled(path: ByUid, decide: Callable[..., None]) -> Response:
    row = wish_by_uid(path.uid, g.actor)
    decide(row, by=g.actor)
    return shown(Settled(uid=row.uid, state=row.state.value))


@bp.post("/mail-domains/<uuid:uid>/proof", responses={200: Settled})
@scope("admin")
def ask_proof(path: ByUid, body: Because) -> Response:
    """Have a second person answer for a domain of which DNS can say nothing."""
    guard()
    domain = queries.kept_domain(path.uid, g.actor)
    row = operations.ask_proof(domain, reason=body.reason, by=g.actor)
    return shown(Settled(uid=row.uid, state=row.state.value))


@bp.post("/mail-domains/<uuid:uid>/closing", responses={200: Domain})
@scope("admin")
def close_domain(path: ByUid, body: Because) -> Response:
    """Keep a domain no longer; its addresses stay reserved. Asks for a fresh proof."""
    guard()
    domain = queries.kept_domain(path.uid, g.actor)
    operations.close_domain(domain, reason=body.reason, by=g.actor)
    return shown(domain_of(domain))
