"""Opening, raising, switching and ending sessions."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select, update

from office import audit, clock
from office.accounts.models import Account, AuthLevel, Person, SessionRow
from office.accounts.policy import Can
from office.accounts.queries import Post, open_tenures, posts_of
from office.actor import ABSOLUTE, hash_token
from office.db import db, operation
from office.errors import Forbidden, Refusal
from office.i18n import _
from office.permissions import SYSTEM, Actor, require
from office.units.models import Tenure


@dataclass(frozen=True)
class Opened:
    """A new session and the token that only the browser keeps."""

    row: SessionRow
    token: str


def new_token() -> str:
    """256 random bits (ASVS 7.2.3 asks for 128)."""
    return secrets.token_urlsafe(32)


@operation
def open_session(
    account: Account,
    *,
    level: AuthLevel,
    tenure: Tenure | None = None,
    client: str = "",
    by: Actor = SYSTEM,
) -> Opened:
    """Sign an account in, in the post named or the one held longest."""
    if account.disabled_at is not None:
        raise Forbidden(_("This account is closed."))
    tenure = tenure or next(iter(open_tenures(account.person_id)), None)
    now, token = clock.now(), new_token()
    row = SessionRow(
        token_hash=hash_token(token),
        account_id=account.id,
        tenure_id=tenure.id if tenure else None,
        level=level,
        stepped_up_at=now if level is AuthLevel.SECOND_FACTOR else None,
        created_at=now,
        seen_at=now,
        expires_at=now + ABSOLUTE,
        client=client[:200],
    )
    db.session.add(row)
    db.session.flush()
    audit.record("account.sign_in", account, by=_owner(account, by), level=level)
    return Opened(row, token)


def _owner(account: Account, by: Actor) -> Actor:
    if not by.is_machine:
        return by
    name = db.session.scalar(select(Person.full_name).where(Person.id == account.person_id))
    return Actor(account_id=account.id, person_id=account.person_id, name=name or account.login)


def session_of(by: Actor) -> SessionRow:
    """The live session of the actor."""
    row = db.session.get(SessionRow, by.session_id) if by.session_id else None
    if row is None or row.ended_at is not None:
        raise Forbidden(_("This asks for a signed-in session."))
    return row


@operation
def raise_session(*, by: Actor) -> str:
    """Mark the session as freshly proved by the second factor; its old token dies (ASVS 7.2.4)."""
    row = session_of(by)
    account = db.session.get_one(Account, row.account_id)
    require(by, Can.OWN_ACCOUNT, account)
    token = new_token()
    row.token_hash = hash_token(token)
    row.stepped_up_at = clock.now()
    if account.totp_secret:
        row.level = AuthLevel.SECOND_FACTOR
    audit.record("account.prove", account, by=by)
    return token


@operation
def end_session(row: SessionRow, *, by: Actor) -> None:
    """Sign out here, or end another session of one's own, or as administrator anybody's."""
    account = db.session.get_one(Account, row.account_id)
    own = by.account_id == account.id
    require(by, Can.OWN_ACCOUNT if own else Can.MANAGE_ACCOUNT, account)
    if row.ended_at is None:
        row.ended_at = clock.now()
        audit.record("account.sign_out", account, by=by)


@operation
def end_other_sessions(*, by: Actor) -> int:
    """Sign out everywhere but here."""
    account = db.session.get_one(Account, by.account_id)
    require(by, Can.OWN_ACCOUNT, account)
    count = end_sessions(account, keep=by.session_id)
    audit.record("account.end_others", account, by=by, count=count)
    return count


def end_sessions(account: Account, *, keep: int | None = None) -> int:
    """End the live sessions of an account; a part of larger acts."""
    live = SessionRow.account_id == account.id, SessionRow.ended_at.is_(None)
    others = SessionRow.id != keep if keep else SessionRow.id.is_not(None)
    result = db.session.execute(
        update(SessionRow).where(*live, others).values(ended_at=clock.now())
    )
    return int(result.rowcount)  # type: ignore[attr-defined]  # an update counts its rows


@operation
def choose_post(post: Post, *, by: Actor) -> None:
    """Act from now on in another own post, or at the desk of who delegated to one."""
    row = session_of(by)
    account = db.session.get_one(Account, row.account_id)
    require(by, Can.OWN_ACCOUNT, account)
    chosen = next((p for p in posts_of(account.person_id) if p.value == post.value), None)
    if chosen is None:
        raise Refusal(
            _("This post is not yours any more."), fix=_("Choose one of the posts shown.")
        )
    given = chosen.delegation
    row.tenure_id = given.deputy_tenure_id if given else chosen.tenure.id
    row.delegation_id = given.id if given else None
    audit.record("account.choose_post", account, by=by, post=chosen.value)
