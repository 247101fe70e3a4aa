"""What an identity system changes, by the operations of the house and with its caller's rights."""

from dataclasses import replace

from scim2_models import InvalidValueException, MutabilityException, UniquenessException
from sqlalchemy import select

from office import clock
from office.accounts import operations as accounts
from office.accounts.models import Account, Person
from office.accounts.queries import account_by_login
from office.db import db
from office.i18n import _
from office.permissions import Actor, Role
from office.search import fold
from office.typed import UNSEEN
from office.units import operations as units
from office.units.models import Tenure, Unit, UnitKind, UnitVersion
from office.units.operations.tree import Naming, naming_of
from office.units.queries import held_at
from personnel.models import Dossier
from personnel.scim import groups, operations, people, schemas
from personnel.scim.models import ScimName
from personnel.scim.reach import as_uid

LONGEST = 200


def admit(wanted: schemas.Person, *, by: Actor) -> Account:
    """An account for somebody new, or again for the same person the identity system gave up."""
    login = _plain(wanted.user_name)
    name = _plain(wanted.name.formatted if wanted.name else None)
    account = account_by_login(login) if login else None
    if account is None:
        person = accounts.add_person(name, by=by)
        account = accounts.open_account(person, login=login, by=by)
    elif _was_given_up(account, name):
        operations.take_back(account, by=by)
    else:
        raise UniquenessException(detail=_("This login is taken. Choose another one."))
    change_account(account, wanted, external_id="", by=by)
    return account


def _was_given_up(account: Account, name: str) -> bool:
    """A login is never given to another person: whoever comes back has the same name."""
    person = db.session.get_one(Person, account.person_id)
    given_up = select(ScimName.id).where(
        ScimName.record == account.uid, ScimName.withdrawn_at.is_not(None)
    )
    return person.folded_name == fold(name) and db.session.scalar(given_up) is not None


def change_account(
    account: Account, wanted: schemas.Person, *, external_id: str, by: Actor
) -> None:
    """Address, name in the identity system, and whether the account is open."""
    email = _email(wanted.emails or [])
    if email != account.email:
        accounts.change_email(account, email, by=by)
    _keep_external_id(account, wanted.external_id, external_id, by=by)
    is_open = account.disabled_at is None
    if is_open and wanted.active is False:
        accounts.close_account(account, by=by)
    elif not is_open and wanted.active:
        accounts.reopen_account(account, by=by)


def _keep_external_id(
    record: Account | Unit, wanted: str | None, present: str, *, by: Actor
) -> None:
    external_id = _plain(wanted)
    if external_id != present:
        operations.keep_external_id(record, external_id, by=by)


def _email(emails: list[schemas.Email]) -> str:
    given = {_plain(one.value) for one in emails if one.value}
    others = [one for one in emails if one.type and one.type.casefold() != "work"]
    if len(given) > 1 or others:
        raise InvalidValueException(
            detail=_("An account has one official address, of the type “work”.")
        )
    return given.pop() if given else ""


def _plain(text: str | None) -> str:
    said = (text or "").strip()
    if len(said) > LONGEST or UNSEEN.search(said):
        raise InvalidValueException(
            detail=_("A text holds signs that no paper can bear, or is too long.")
        )
    return said


def open_room(wanted: schemas.Group, *, by: Actor) -> Unit:
    """A room of the caller's own agency; put among the members of another unit it stands there."""
    agency = db.session.get_one(Unit, by.agency_id)
    naming = Naming(name=_called(wanted))
    room = units.open_unit(UnitKind.ROOM, naming, parent=agency, on=clock.today(), by=by)
    db.session.flush()
    bare = schemas.Group(display_name=naming.name)
    change_unit(room, wanted, bare, by=by)
    return room


def close_room(unit: Unit, *, by: Actor) -> None:
    """As on its page: refused while people, work or units are in it (giải thể)."""
    units.close_unit(unit, on=clock.today(), by=by)


def change_unit(unit: Unit, wanted: schemas.Group, present: schemas.Group, *, by: Actor) -> None:
    """What the unit is called, who has a post in it, and which units stand under it."""
    _keep_external_id(unit, wanted.external_id, present.external_id or "", by=by)
    _name(unit, _called(wanted), present.display_name or "", by=by)
    before, after = _members(present), _members(wanted)
    gone, come = before.keys() - after.keys(), after.keys() - before.keys()
    if any(before[uid] == "Group" for uid in gone):
        raise MutabilityException(
            detail=_("A unit leaves the one above it by being put under another one.")
        )
    for uid in come:
        _bring(uid, unit, by=by)
    for uid in gone:
        _unseat(uid, unit, by=by)


def _called(wanted: schemas.Group) -> str:
    name = _plain(wanted.display_name)
    if not name:
        raise InvalidValueException(detail=_("Give the unit a name."))
    return name


def _name(unit: Unit, wanted: str, present: str, *, by: Actor) -> None:
    if wanted == present:
        return
    named = select(UnitVersion).where(
        UnitVersion.unit_id == unit.id, UnitVersion.valid_to.is_(None)
    )
    naming = naming_of(db.session.scalars(named).one())
    units.rename(unit, replace(naming, name=wanted), on=clock.today(), by=by)


def _bring(uid: str, unit: Unit, *, by: Actor) -> None:
    """A person takes a post, a unit goes under this one."""
    below = db.session.scalar(groups.found(by).where(Unit.uid == as_uid(uid)))
    if below is None:
        _appoint(uid, unit, by=by)
    else:
        units.move(below, under=unit, on=clock.today(), by=by)


def _members(group: schemas.Group) -> dict[str, str]:
    return {one.value: one.type or "User" for one in group.members or [] if one.value}


def _appoint(uid: str, unit: Unit, *, by: Actor) -> None:
    """An official's post; what else a post is takes a decision."""
    account = _account(uid, by)
    _refuse_official(account)
    person = db.session.get_one(Person, account.person_id)
    units.appoint(person, unit, function=Role.OFFICIAL, title="", by=by)


def _unseat(uid: str, unit: Unit, *, by: Actor) -> None:
    account = _account(uid, by)
    _refuse_official(account)
    held = select(Tenure).where(
        Tenure.person_id == account.person_id,
        Tenure.unit_id == unit.id,
        held_at(Tenure, clock.now()),
    )
    for tenure in db.session.scalars(held).all():
        units.unseat(tenure, by=by)


def _refuse_official(account: Account) -> None:
    """Whose dossier is kept here has his posts by signed decisions and by nothing else."""
    if db.session.scalar(select(Dossier.id).where(Dossier.person_id == account.person_id)):
        raise MutabilityException(
            detail=_("The posts of an official whose dossier is kept here change by decision.")
        )


def _account(uid: str, by: Actor) -> Account:
    record = as_uid(uid)
    found = db.session.execute(people.found(by).where(Account.uid == record)).first()
    if found is not None:
        account: Account = found[0]
        return account
    raise InvalidValueException(detail=_("There is no such account."))
