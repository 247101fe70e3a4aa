"""Who asks: one statement from the session cookie or the bearer token to the actor in his post."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from flask import Request
from sqlalchemy import Date, Select, and_, bindparam, case, func, or_, select, update
from sqlalchemy.orm import aliased

from office import clock
from office.accounts.models import (
    Account,
    ApiToken,
    AuthLevel,
    Delegation,
    Notice,
    Person,
    SessionRow,
)
from office.config import current_settings
from office.db import UTCDateTime, db, shared_alias, transaction
from office.permissions import Actor, Role
from office.units.models import Desk, Tenure, UnitVersion

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
WRITE_SEEN = timedelta(minutes=1)
FRESH = timedelta(minutes=5)
MOST_UNREAD = 100
FACTOR_ROLES = frozenset(
    {Role.CLERK, Role.LEADER, Role.OFFICE_HEAD, Role.HR, Role.ADMIN, Role.SECURITY}
)


@dataclass(frozen=True)
class SignedIn:
    """A live session or token with all that gates and the shell ask of it."""

    actor: Actor
    uid: UUID
    login: str
    level: AuthLevel
    stepped_up_at: datetime | None
    has_factor: bool
    must_change_password: bool
    unit_name: str
    own_tenure_id: int | None
    post_count: int
    unread_count: int
    is_token: bool = False
    is_authenticated: bool = True

    @property
    def lacks_second_step(self) -> bool:
        """The password was right; the code of the second factor is still to come."""
        return self.has_factor and self.level < AuthLevel.SECOND_FACTOR

    @property
    def lacks_factor(self) -> bool:
        """The post asks for a second factor and none is set up."""
        return not self.has_factor and bool(self.actor.roles & FACTOR_ROLES)

    @property
    def is_fresh(self) -> bool:
        """Proved again within the last five minutes."""
        return self.stepped_up_at is not None and self.stepped_up_at > clock.now() - FRESH

    def get_id(self) -> str:
        """The name of the session, for flask-login."""
        return str(self.uid)


NOW = bindparam("now", type_=UTCDateTime())
DAY = bindparam("day", type_=Date())
acting = shared_alias(Tenure, name="acting")
deputy = shared_alias(Tenure, name="deputy")
principal = shared_alias(Person, name="principal")


def cookie_name() -> str:
    """The prefix binds the cookie to this host over TLS; loopback without TLS cannot have it."""
    return "__Host-sid" if current_settings().secure_cookies else "sid"


def hash_token(token: str) -> str:
    """What is stored of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def load(request: Request) -> SignedIn | None:
    """The request loader of flask-login: a bearer token on the API, else the session cookie."""
    if request.path.startswith("/api/") and request.authorization:
        return _load_token(request)
    token = request.cookies.get(cookie_name(), "")
    return _load_session(token) if token else None


def open_at(tenure: Any, at: Any) -> Any:
    """The condition that a tenure is held at an instant."""
    return and_(tenure.valid_from <= at, or_(tenure.valid_to.is_(None), tenure.valid_to > at))


def valid_at(delegation: Any, at: Any) -> Any:
    """The condition that a delegation holds at an instant."""
    return and_(
        delegation.revoked_at.is_(None), delegation.valid_from <= at, delegation.valid_to > at
    )


def by_token(token: str) -> SignedIn:
    """The session that was opened or raised in this very request."""
    found = _load_session(token)
    if found is None:
        raise LookupError("the session has ended")
    return found


def _load_session(token: str) -> SignedIn | None:
    now = clock.now()
    given = {"token_hash": hash_token(token), "seen_after": now - IDLE}
    row = db.session.connection().execute(_session_query(), given | _moment(now)).one_or_none()
    if row is None:
        return None
    if now - row.seen_at >= WRITE_SEEN:
        _write_seen(row.session_id, now)
    return _signed_in(row, level=AuthLevel(row.level), stepped_up_at=row.stepped_up_at)


def _write_seen(session_id: int, now: datetime) -> None:
    with transaction():
        change = update(SessionRow).where(SessionRow.id == session_id).values(seen_at=now)
        db.session.execute(change.execution_options(synchronize_session=False))


def _moment(now: datetime) -> dict[str, Any]:
    return {"now": now, "day": clock.to_local(now).date()}


@cache
def _session_query() -> Select[Any]:
    """Built once: putting it together costs more than asking it."""
    row = SessionRow
    acting_id = case(
        (row.delegation_id.is_(None), row.tenure_id),
        (deputy.id.is_not(None), Delegation.tenure_id),
    )
    query = select(
        row.id.label("session_id"),
        row.uid,
        row.level,
        row.stepped_up_at,
        row.seen_at,
        row.tenure_id.label("own_tenure_id"),
        Delegation.id.label("delegation_id"),
        *_columns(),
    )
    return (
        query.join(Account, Account.id == row.account_id)
        .join(Person, Person.id == Account.person_id)
        .outerjoin(Delegation, and_(Delegation.id == row.delegation_id, valid_at(Delegation, NOW)))
        .outerjoin(deputy, and_(deputy.id == Delegation.deputy_tenure_id, open_at(deputy, NOW)))
        .outerjoin(acting, and_(acting.id == acting_id, open_at(acting, NOW)))
        .outerjoin(principal, principal.id == acting.person_id)
        .outerjoin(Desk, Desk.id == acting.desk_id)
        .where(
            row.token_hash == bindparam("token_hash"),
            row.ended_at.is_(None),
            row.expires_at > NOW,
            row.seen_at > bindparam("seen_after", type_=UTCDateTime()),
            Account.disabled_at.is_(None),
        )
    )


def _columns() -> list[Any]:
    return [
        Account.id.label("account_id"),
        Account.login,
        Account.totp_secret.is_not(None).label("has_factor"),
        Account.must_change_password,
        Person.id.label("person_id"),
        Person.full_name,
        principal.full_name.label("principal_name"),
        acting.id.label("tenure_id"),
        acting.desk_id,
        acting.unit_id,
        acting.function,
        acting.title,
        Desk.agency_id,
        _unit_name().label("unit_name"),
        _post_count().label("post_count"),
        _unread_count().label("unread_count"),
    ]


def _unit_name() -> Any:
    version = UnitVersion
    is_current = and_(
        version.valid_from <= DAY, or_(version.valid_to.is_(None), version.valid_to > DAY)
    )
    return (
        select(version.name)
        .where(version.unit_id == acting.unit_id, is_current)
        .order_by(version.id.desc())
        .limit(1)
        .correlate(acting)
        .scalar_subquery()
    )


def _post_count() -> Any:
    own = aliased(Tenure)
    posts = select(func.count()).where(own.person_id == Person.id, open_at(own, NOW))
    lent = aliased(Delegation)
    more = select(func.count()).where(lent.deputy_id == Person.id, valid_at(lent, NOW))
    return posts.correlate(Person).scalar_subquery() + more.correlate(Person).scalar_subquery()


def _unread_count() -> Any:
    few = (
        select(Notice.id)
        .where(Notice.desk_id == acting.desk_id, Notice.read_at.is_(None))
        .limit(MOST_UNREAD)
        .correlate(acting)
        .subquery()
    )
    return select(func.count()).select_from(few).scalar_subquery()


def _load_token(request: Request) -> SignedIn | None:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        return None
    values = {"token_hash": hash_token(given.token)} | _moment(clock.now())
    row = db.session.connection().execute(_token_query(), values).one_or_none()
    if row is None:
        return None
    return _signed_in(row, level=AuthLevel.SECOND_FACTOR, scopes=frozenset(row.scopes))


@cache
def _token_query() -> Select[Any]:
    return (
        select(
            ApiToken.uid,
            ApiToken.scopes,
            ApiToken.tenure_id.label("own_tenure_id"),
            *_columns(),
        )
        .join(Account, Account.id == ApiToken.account_id)
        .join(Person, Person.id == Account.person_id)
        .join(acting, and_(acting.id == ApiToken.tenure_id, open_at(acting, NOW)))
        .join(principal, principal.id == acting.person_id)
        .join(Desk, Desk.id == acting.desk_id)
        .where(
            ApiToken.token_hash == bindparam("token_hash"),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > NOW,
            acting.person_id == Account.person_id,
            Account.disabled_at.is_(None),
        )
    )


def _signed_in(
    row: Any,
    *,
    level: AuthLevel,
    stepped_up_at: datetime | None = None,
    scopes: frozenset[str] | None = None,
) -> SignedIn:
    return SignedIn(
        actor=_actor(row, scopes),
        uid=row.uid,
        login=row.login,
        level=level,
        stepped_up_at=stepped_up_at,
        has_factor=row.has_factor,
        must_change_password=row.must_change_password,
        unit_name=row.unit_name or "",
        own_tenure_id=row.own_tenure_id,
        post_count=row.post_count,
        unread_count=row.unread_count,
        is_token=scopes is not None,
    )


def _actor(row: Any, scopes: frozenset[str] | None) -> Actor:
    delegation_id = None if scopes is not None else row.delegation_id
    return Actor(
        account_id=row.account_id,
        person_id=row.person_id,
        tenure_id=row.tenure_id,
        desk_id=row.desk_id,
        unit_id=row.unit_id,
        agency_id=row.agency_id,
        name=row.full_name,
        title=row.title or "",
        roles=frozenset({row.function} if row.function else ()),
        on_behalf_of=row.principal_name if delegation_id and row.tenure_id else "",
        delegation_id=delegation_id,
        session_id=None if scopes is not None else row.session_id,
        scopes=scopes,
    )
