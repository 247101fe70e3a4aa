"""The first steps of a demo folder: its agencies, its people, who sits where and signs what."""

from datetime import date, datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from sqlalchemy import select

from office import audit, clock, demo_data
from office.accounts import operations as accounts
from office.accounts.models import Account, Person
from office.actor import FACTOR_ROLES
from office.db import db, transaction
from office.demo import Demo, DemoAccount, demo_step
from office.demo.sheet import new_password, new_pin, write_accounts
from office.demo_data import DemoAgency, DemoDelegation, DemoPerson, DemoPost, DemoSigning, DemoUnit
from office.i18n import _l
from office.permissions import SYSTEM, Actor, Role
from office.units import operations
from office.units.models import CodeScheme, Desk, DeskKind, Tenure, Unit, UnitKind, UnitVersion
from office.units.operations.authority import Grant
from office.units.operations.tree import Naming
from office.units.queries import clerk_desk, desk_of_unit

DESKS = {
    Role.CLERK: DeskKind.CLERK,
    Role.UNIT_HEAD: DeskKind.UNIT,
    Role.LEADER: DeskKind.POST,
    Role.OFFICE_HEAD: DeskKind.POST,
}
QUICK = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
ABBREVIATED = {"TM": "TM.", "KT": "KT.", "TL": "TL.", "TUQ": "TUQ.", "Q": "Q."}


def register() -> None:
    """Put the steps on the list."""
    demo_step(10, "units", label=_l("Agencies and rooms"))(build_units)
    demo_step(20, "people", label=_l("Officials and their accounts"))(build_people)
    demo_step(30, "authority", label=_l("Who signs what"))(build_authority)


# -------------------------------------------------------------------------------- units


def build_units(_demo: Demo) -> None:
    """The province with its departments and communes, on the first day of the two-tier model."""
    since = demo_data.in_force_from()
    units: dict[str, Unit] = {}
    with transaction():
        for order, row in enumerate(demo_data.agencies()):
            units[row.key] = _agency(row, units.get(row.parent or ""), order, since)
        for room in demo_data.units():
            units[room.key] = _room(room, units[room.parent], since)


def _agency(row: DemoAgency, parent: Unit | None, order: int, since: date) -> Unit:
    naming = Naming(
        name=row.vi,
        short_name=row.short,
        symbol=row.symbol,
        place=row.place,
        address=row.address,
        heading="\n".join(demo_data.printed_heading(row)),
        order=order,
    )
    unit = operations.open_unit(UnitKind.AGENCY, naming, parent=parent, on=since, by=SYSTEM)
    codes = {CodeScheme.ORGAN_ID: row.organ_id, CodeScheme.ORGAN_ID_OLD: row.old_organ_id}
    for scheme, code in codes.items():
        operations.add_code(unit, scheme, code, on=since, by=SYSTEM)
    return unit


def _room(row: DemoUnit, parent: Unit, since: date) -> Unit:
    naming = Naming(name=row.vi, symbol=row.symbol, order=row.position)
    return operations.open_unit(UnitKind.ROOM, naming, parent=parent, on=since, by=SYSTEM)


def unit_of(key: str) -> Unit:
    """The unit that a key of the demo data means."""
    name, parent = _place(key)
    statement = (
        select(Unit)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(UnitVersion.name == name)
    )
    if parent:
        statement = statement.where(UnitVersion.parent_id == unit_of(parent).id)
    return db.session.scalars(statement).one()


@cache
def _place(key: str) -> tuple[str, str]:
    rooms = {row.key: (row.vi, row.parent) for row in demo_data.units()}
    return rooms.get(key) or (demo_data.agency(key).vi, "")


# ------------------------------------------------------------------------------- people


def build_people(demo: Demo) -> None:
    """Every official with account, factor, PIN and posts; all of them or nobody."""
    with transaction():
        made = [_official(row, new_password()) for row in demo_data.people()]
        write_accounts(demo.folder, made)


def _official(row: DemoPerson, password: str) -> DemoAccount:
    person = accounts.add_person(row.name, by=SYSTEM)
    account = _account(person, row.login, password)
    seats = [(post, _seat(person, post, Role(role))) for post in row.posts for role in post.roles]
    post, tenure = seats[0]
    functions = {Role(role) for one in row.posts for role in one.roles}
    totp = accounts.give_factor(account, by=SYSTEM) if functions & FACTOR_ROLES else ""
    return DemoAccount(
        login=account.login,
        password=password,
        pin=new_pin(),
        totp=totp,
        name=row.name,
        role=post.roles[0],
        unit=_place(post.unit)[0],
        title=post.title_vi,
        tenure=str(tenure.uid),
    )


def _account(person: Person, login: str, password: str) -> Account:
    """Eighty random bits need no slow hash, and forty slow ones would keep people waiting."""
    account = Account(
        person_id=person.id,
        login=login,
        password_hash=QUICK.hash(password),
        created_at=clock.now(),
    )
    db.session.add(account)
    db.session.flush()
    audit.record("account.open", account, by=SYSTEM)
    return account


def _seat(person: Person, post: DemoPost, function: Role) -> Tenure:
    desk = _desk(person, post, function)
    return operations.seat(
        desk, person, function=function, title=post.title_vi, at=_since(), by=SYSTEM
    )


def _desk(person: Person, post: DemoPost, function: Role) -> Desk:
    unit = unit_of(post.unit)
    kind = DESKS.get(function, DeskKind.PERSON)
    if kind is DeskKind.CLERK:
        return clerk_desk(unit.agency_id or unit.id)
    if kind is DeskKind.UNIT:
        return desk_of_unit(unit.id)
    label = post.title_vi if kind is DeskKind.POST else ""
    return _own_desk(person) or operations.open_desk(kind, unit=unit, label=label, by=SYSTEM)


def _own_desk(person: Person) -> Desk | None:
    """Somebody with two functions in one room has one desk."""
    mine = (
        select(Desk).join(Tenure).where(Tenure.person_id == person.id, Desk.kind == DeskKind.PERSON)
    )
    return db.session.scalars(mine).first()


def _since() -> datetime:
    return clock.local_midnight(demo_data.in_force_from())


# ---------------------------------------------------------------------------- authority


def build_authority(_demo: Demo) -> None:
    """Signing rights, delegations and absences, counted from the day of the demo."""
    with transaction():
        for row in demo_data.signing_authorities():
            operations.grant_authority(_desk_of(row), _grant(row), by=SYSTEM)
        for absence in demo_data.absences():
            accounts.record_absence(
                _person(absence.login),
                kind="mission",
                valid_from=_day(absence.from_day),
                valid_to=_day(absence.to_day),
                by=SYSTEM,
            )
        for delegation in demo_data.delegations():
            _delegate(delegation)


def _grant(row: DemoSigning) -> Grant:
    today = clock.today()
    begins = demo_data.in_force_from()
    if row.from_day is not None:
        begins = today + timedelta(days=row.from_day)
    return Grant(
        lines=list(row.lines),
        code=" ".join(ABBREVIATED[code] for code in row.codes),
        type_codes=list(row.types),
        basis=row.basis,
        valid_from=begins,
        valid_to=None if row.to_day is None else today + timedelta(days=row.to_day),
    )


def _desk_of(row: DemoSigning) -> Desk:
    """The desk of the signer's first post in the agency that he signs for."""
    agency = unit_of(row.unit)
    statement = (
        select(Desk)
        .join(Tenure, Tenure.desk_id == Desk.id)
        .join(Account, Account.person_id == Tenure.person_id)
        .where(Account.login == row.login, Desk.agency_id == agency.id)
        .order_by(Tenure.id)
    )
    return db.session.scalars(statement).first() or _missing(row.login)


def _missing(login: str) -> Desk:
    raise LookupError(f"{login} has no post there")


def _person(login: str) -> Person:
    statement = select(Person).join(Account).where(Account.login == login)
    return db.session.scalars(statement).one()


def _day(offset: int) -> datetime:
    return clock.local_midnight(clock.today() + timedelta(days=offset))


def _delegate(row: DemoDelegation) -> None:
    principal, deputy = _tenure(row.by, row.role), _tenure(row.to, None)
    accounts.give_delegation(
        deputy,
        valid_from=_day(row.from_day),
        valid_to=_day(row.to_day),
        reason=row.reason,
        by=_as(principal),
    )


def _tenure(login: str, role: str | None) -> Tenure:
    statement = (
        select(Tenure)
        .join(Account, Account.person_id == Tenure.person_id)
        .where(Account.login == login)
        .order_by(Tenure.id)
    )
    if role:
        statement = statement.where(Tenure.function == Role(role))
    found = db.session.scalars(statement).first()
    if found is None:
        raise LookupError(f"{login} has no such post")
    return found


def _as(tenure: Tenure) -> Actor:
    person = db.session.get_one(Person, tenure.person_id)
    return Actor(
        person_id=person.id,
        name=person.full_name,
        title=tenure.title,
        tenure_id=tenure.id,
        desk_id=tenure.desk_id,
        unit_id=tenure.unit_id,
        roles=frozenset({tenure.function} if tenure.function else ()),
    )
