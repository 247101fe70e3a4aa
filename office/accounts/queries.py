"""Finding accounts, sessions, posts, delegations, absences and tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select, tuple_
from sqlalchemy.orm import aliased

from office import clock
from office.accounts.models import (
    Absence,
    Account,
    ApiToken,
    Delegation,
    Person,
    RecoveryCode,
    SessionRow,
)
from office.actor import IDLE, hash_token, open_at, valid_at
from office.db import db, shared_alias
from office.errors import Forbidden, NotFound
from office.i18n import _
from office.permissions import Actor
from office.units.models import Desk, Tenure, UnitVersion

holder = shared_alias(Tenure, name="holder")
helper = shared_alias(Tenure, name="helper")
lender = shared_alias(Person, name="lender")


@dataclass(frozen=True)
class Post:
    """A post somebody may act in: an own tenure, or another's by delegation."""

    tenure: Tenure
    unit_name: str
    delegation: Delegation | None = None
    principal: str = ""
    agency_id: int = 0

    @property
    def value(self) -> str:
        """What a form that switches to it sends."""
        return str((self.delegation or self.tenure).uid)


@dataclass(frozen=True)
class DelegationRow:
    """A delegation with the names that go with it."""

    delegation: Delegation
    principal: str
    title: str
    deputy: str


def own_account(actor: Actor) -> Account:
    """The account of who is signed in."""
    return db.session.get_one(Account, actor.account_id)


def account_by_uid(uid: UUID) -> Account:
    """One account, or nothing that tells whether it exists."""
    found = db.session.scalar(select(Account).where(Account.uid == uid))
    if found is None:
        raise NotFound(_("There is no such account."))
    return found


def account_by_login(login: str) -> Account | None:
    """An account by its login; capitals do not matter."""
    return db.session.scalar(select(Account).where(Account.login == login.strip().casefold()))


def accounts() -> Select[Account, str, str]:
    """All accounts with the names of their owners, by name."""
    return (
        select(Account, Person.full_name, Person.folded_name)
        .join(Person, Person.id == Account.person_id)
        .order_by(Person.folded_name, Account.id)
    )


def after_account(folded_name: str, account_id: int) -> ColumnElement[bool]:
    """The accounts behind one in the order of `accounts`."""
    return tuple_(Person.folded_name, Account.id) > tuple_(literal(folded_name), account_id)


def session_by_token(token: str) -> SessionRow | None:
    """A session by its token, whether or not it is still alive."""
    return db.session.scalar(select(SessionRow).where(SessionRow.token_hash == hash_token(token)))


def live_sessions(account_id: int) -> Sequence[SessionRow]:
    """Where this account is signed in now, the latest first."""
    now = clock.now()
    return db.session.scalars(
        select(SessionRow)
        .where(
            SessionRow.account_id == account_id,
            SessionRow.ended_at.is_(None),
            SessionRow.expires_at > now,
            SessionRow.seen_at > now - IDLE,
        )
        .order_by(SessionRow.seen_at.desc(), SessionRow.id.desc())
    ).all()


def open_tenures(person_id: int, *, at: datetime | None = None) -> Sequence[Tenure]:
    """The posts a person holds at an instant, the longest held first."""
    return db.session.scalars(
        select(Tenure)
        .where(Tenure.person_id == person_id, open_at(Tenure, at or clock.now()))
        .order_by(Tenure.valid_from, Tenure.id)
    ).all()


def present_post(actor: Actor) -> Tenure:
    """The post in which somebody acts; refused to who holds none."""
    if actor.tenure_id is None:
        raise Forbidden(
            _("You act in no post at present."),
            fix=_("Ask your administrator for a post, then sign in again."),
        )
    return db.session.get_one(Tenure, actor.tenure_id)


def posts_of(person_id: int) -> list[Post]:
    """Every post this person may act in now: own ones first, then lent ones."""
    now = clock.now()
    own = db.session.execute(
        select(Tenure, UnitVersion.name, Desk.agency_id)
        .join(Desk, Desk.id == Tenure.desk_id)
        .outerjoin(UnitVersion, _named_on(Tenure, now))
        .where(Tenure.person_id == person_id, open_at(Tenure, now))
        .order_by(Tenure.valid_from, Tenure.id)
    )
    lent = db.session.execute(
        select(holder, UnitVersion.name, Delegation, lender.full_name)
        .select_from(Delegation)
        .join(holder, and_(holder.id == Delegation.tenure_id, open_at(holder, now)))
        .join(helper, and_(helper.id == Delegation.deputy_tenure_id, open_at(helper, now)))
        .join(lender, lender.id == holder.person_id)
        .outerjoin(UnitVersion, _named_on(holder, now))
        .where(Delegation.deputy_id == person_id, valid_at(Delegation, now))
        .order_by(Delegation.valid_to, Delegation.id)
    )
    return [
        *(Post(tenure, name or "", agency_id=agency) for tenure, name, agency in own),
        *(Post(tenure, name or "", given, who) for tenure, name, given, who in lent),
    ]


def _named_on(tenure: type[Tenure], at: datetime) -> ColumnElement[bool]:
    day = clock.to_local(at).date()
    return and_(
        UnitVersion.unit_id == tenure.unit_id,
        UnitVersion.valid_from <= day,
        or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > day),
    )


def delegations_of(person_id: int) -> list[DelegationRow]:
    """All that this person gave or was given, the latest first."""
    deputy = aliased(Person)
    rows = db.session.execute(
        select(Delegation, lender.full_name, holder.title, deputy.full_name)
        .join(holder, holder.id == Delegation.tenure_id)
        .join(lender, lender.id == holder.person_id)
        .join(deputy, deputy.id == Delegation.deputy_id)
        .where(or_(Delegation.deputy_id == person_id, holder.person_id == person_id))
        .order_by(Delegation.valid_from.desc(), Delegation.id.desc())
    )
    return [DelegationRow(*row) for row in rows]


def delegation_by_uid(uid: UUID) -> Delegation:
    """One delegation."""
    found = db.session.scalar(select(Delegation).where(Delegation.uid == uid))
    if found is None:
        raise NotFound(_("There is no such delegation."))
    return found


def possible_deputies(actor: Actor) -> Select[Tenure, str]:
    """The posts of the same agency whose holders can be made deputy, by name."""
    return (
        select(Tenure, Person.full_name)
        .join(Person, Person.id == Tenure.person_id)
        .join(Desk, Desk.id == Tenure.desk_id)
        .where(
            Desk.agency_id == actor.agency_id,
            Tenure.person_id != actor.person_id,
            open_at(Tenure, clock.now()),
        )
        .order_by(Person.folded_name, Tenure.id)
    )


def absences_of(person_id: int) -> Sequence[Absence]:
    """When a person is or was away, the latest first."""
    return db.session.scalars(
        select(Absence).where(Absence.person_id == person_id).order_by(Absence.valid_from.desc())
    ).all()


def tokens_of(account_id: int) -> Sequence[ApiToken]:
    """The API tokens of an account, the latest first."""
    return db.session.scalars(
        select(ApiToken).where(ApiToken.account_id == account_id).order_by(ApiToken.id.desc())
    ).all()


def recovery_codes_left(account_id: int) -> int:
    """How many printed codes are not used yet."""
    unused = select(RecoveryCode.id).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return len(db.session.scalars(unused).all())
