"""Administration of accounts; a token needs the scope `admin` besides its owner's post."""

from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field
from sqlalchemy import select

from office.accounts import operations, queries
from office.accounts.api.own import Sessions, session_item
from office.accounts.mobile import masked
from office.accounts.models import Account, SessionRow
from office.accounts.policy import Can
from office.api import ByUid, Closed, Paging, api_blueprint, scope, shown, tells_secret
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import require
from office.ui import paging

bp = api_blueprint("administration")


class AccountItem(Closed):
    """An account in the administrator's list."""

    uid: UUID
    login: str
    name: str
    mobile: str = Field(description="Of a mobile number its beginning and end.")
    has_second_factor: bool
    created_at: datetime
    disabled_at: datetime | None


class Accounts(Closed):
    """Accounts by the names of their owners."""

    items: list[AccountItem]
    next: str | None


class WantedAccount(Closed):
    """A new person and the login."""

    full_name: str
    login: str


class MobileIn(Closed):
    """A mobile number as dialled or with its country; empty takes it away."""

    mobile: str = Field(max_length=40)


class Slip(Closed):
    """The one-time password to hand over; it is never shown again."""

    uid: UUID
    login: str
    password: str


class OfAccount(ByUid):
    """A session of an account."""

    session_uid: UUID


@bp.get("/accounts", responses={200: Accounts})
@scope("admin")
def list_accounts(query: Paging) -> Response:
    """All accounts."""
    require(g.actor, Can.MANAGE_ACCOUNT)
    wanted = queries.accounts().limit(query.limit + 1)
    place = paging.decode(query.cursor, str, int)
    if place:
        wanted = wanted.where(queries.after_account(*place))
    rows = db.session.execute(wanted).all()
    page = paging.page_of(rows, key=lambda row: (row.folded_name, row.Account.id), size=query.limit)
    items = [_item(account, name) for account, name, _folded in page.rows]
    return shown(Accounts(items=items, next=page.after))


def _item(account: Account, name: str) -> AccountItem:
    return AccountItem(
        uid=account.uid,
        login=account.login,
        name=name,
        mobile=masked(account.mobile),
        has_second_factor=account.totp_secret is not None,
        created_at=account.created_at,
        disabled_at=account.disabled_at,
    )


@bp.post("/accounts", responses={201: Slip})
@scope("admin")
@tells_secret
def admit(body: WantedAccount) -> Response:
    """Open an account for a new person; asks for a fresh proof."""
    account, slip = operations.admit(body.full_name, login=body.login, by=g.actor)
    return shown(Slip(uid=account.uid, login=account.login, password=slip), status=201)


@bp.post("/accounts/<uuid:uid>/slip", responses={200: Slip})
@scope("admin")
@tells_secret
def give_slip(path: ByUid) -> Response:
    """A new one-time password; asks for a fresh proof."""
    account = queries.account_by_uid(path.uid)
    slip = operations.give_slip(account, by=g.actor)
    return shown(Slip(uid=account.uid, login=account.login, password=slip))


@bp.put("/accounts/<uuid:uid>/mobile", responses={204: None})
@scope("admin")
def change_mobile(path: ByUid, body: MobileIn) -> tuple[str, int]:
    """Enter the mobile number of an account, or take it away."""
    operations.change_mobile(queries.account_by_uid(path.uid), body.mobile, by=g.actor)
    return "", 204


@bp.post("/accounts/<uuid:uid>/closing", responses={204: None})
@scope("admin")
def close_account(path: ByUid) -> tuple[str, int]:
    """Close an account with its sessions and tokens; asks for a fresh proof."""
    operations.close_account(queries.account_by_uid(path.uid), by=g.actor)
    return "", 204


@bp.post("/accounts/<uuid:uid>/reopening", responses={204: None})
@scope("admin")
def reopen_account(path: ByUid) -> tuple[str, int]:
    """Let the same person sign in again; asks for a fresh proof."""
    operations.reopen_account(queries.account_by_uid(path.uid), by=g.actor)
    return "", 204


@bp.post("/accounts/<uuid:uid>/second-factor/removal", responses={204: None})
@scope("admin")
def remove_factor(path: ByUid) -> tuple[str, int]:
    """A lost phone; asks for a fresh proof."""
    operations.remove_factor(queries.account_by_uid(path.uid), by=g.actor)
    return "", 204


@bp.get("/accounts/<uuid:uid>/sessions", responses={200: Sessions})
@scope("admin")
def sessions(path: ByUid) -> Response:
    """Where an account is signed in."""
    require(g.actor, Can.MANAGE_ACCOUNT)
    account = queries.account_by_uid(path.uid)
    rows = queries.live_sessions(account.id)
    return shown(Sessions(items=[session_item(row) for row in rows]))


@bp.post("/accounts/<uuid:uid>/sessions/<uuid:session_uid>/ending", responses={204: None})
@scope("admin")
def end_session(path: OfAccount) -> tuple[str, int]:
    """End a session of somebody."""
    account = queries.account_by_uid(path.uid)
    row = db.session.scalar(
        select(SessionRow).where(
            SessionRow.uid == path.session_uid, SessionRow.account_id == account.id
        )
    )
    if row is None:
        raise NotFound(_("There is no such session."))
    operations.end_session(row, by=g.actor)
    return "", 204
