"""Accounts as SCIM users."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from scim2_models import Meta
from sqlalchemy import Row, Select, func, select

from office import clock
from office.accounts.models import Account, Person
from office.db import db
from office.permissions import Actor, Role
from office.units import queries as units
from office.units.models import Tenure, Unit
from office.units.queries import held_at
from personnel.scim import operations, record, schemas
from personnel.scim.filters import Field, Flag, Moment, Uid, Words
from personnel.scim.models import ScimName
from personnel.scim.reach import branch
from personnel.scim.versions import versioned

EXTERNAL = func.coalesce(ScimName.external_id, "")
Found = Row[Account, str, str]

FIELDS: Mapping[str, Field] = {
    "id": Uid(lambda uid: Account.uid == uid),
    "externalid": Words(EXTERNAL),
    "username": Words(Account.login, str.casefold),
    "active": Flag(Account.disabled_at.is_(None)),
    "emails": Words(func.lower(Account.email), str.lower),
    "emails.value": Words(func.lower(Account.email), str.lower),
    "meta.created": Moment(Account.created_at),
}


@dataclass(frozen=True)
class Post:
    """A post somebody holds now."""

    tenure: Tenure
    unit: units.Node
    unit_uid: str


def found(by: Actor) -> Select[Account, str, str]:
    """The accounts an identity system may see, the newest first; not those it gave up."""
    wanted = (
        select(Account, Person.full_name, EXTERNAL.label("external_id"))
        .join(Person, Person.id == Account.person_id)
        .outerjoin(ScimName, ScimName.record == Account.uid)
        .where(ScimName.withdrawn_at.is_(None))
        .order_by(Account.id.desc())
    )
    within = branch(by)
    if within is None:
        return wanted
    now = held_at(Tenure, clock.now())
    held = select(Tenure.person_id).where(Tenure.unit_id.in_(within), now)
    return wanted.where(Account.person_id.in_(held))


def shown(rows: Sequence[Found], by: Actor) -> list[schemas.Person]:
    """These accounts with their posts, in a few statements for all."""
    ids = [account.person_id for account, *_ in rows]
    posts = _posts_of(ids)
    heads = _heads_of([held[0].tenure.unit_id for held in posts.values()])
    files = record.facts_of(ids, by=by)
    made = []
    for account, name, external_id in rows:
        held = posts.get(account.person_id, [])
        user = _user(account, name, external_id, held)
        user[schemas.EnterpriseUser] = _enterprise(account, held, heads)
        _add_file(user, files.get(account.person_id, record.FromRecord()), held)
        made.append(versioned(user))
    return made


def tell_number(user: schemas.Person, *, by: Actor) -> None:
    """Add the citizen number that was asked for; it is no part of the version."""
    if number := operations.tell_citizen_number(UUID(user.id), by=by):
        known = user[schemas.CivilServant] or schemas.CivilServant()
        known.citizen_id = number
        user[schemas.CivilServant] = known


def _posts_of(person_ids: Sequence[int]) -> dict[int, list[Post]]:
    rows = db.session.execute(
        select(Tenure, Unit.uid)
        .join(Unit, Unit.id == Tenure.unit_id)
        .where(Tenure.person_id.in_(person_ids), held_at(Tenure, clock.now()))
        .order_by(Tenure.valid_from, Tenure.id)
    )
    nodes = units.tree().nodes
    held: dict[int, list[Post]] = defaultdict(list)
    for tenure, uid in rows:
        if tenure.person_id and tenure.unit_id in nodes:
            held[tenure.person_id].append(Post(tenure, nodes[tenure.unit_id], str(uid)))
    return held


def _heads_of(unit_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The account and the name of who heads these units."""
    rows = db.session.execute(
        select(Tenure.unit_id, Account.uid, Person.full_name)
        .join(Person, Person.id == Tenure.person_id)
        .join(Account, Account.person_id == Person.id)
        .where(
            Tenure.unit_id.in_(unit_ids),
            Tenure.function == Role.UNIT_HEAD,
            held_at(Tenure, clock.now()),
        )
        .order_by(Tenure.valid_from.desc(), Tenure.id.desc())
    )
    return {unit_id: (str(uid), name) for unit_id, uid, name in rows}


def _user(account: Account, name: str, external_id: str, held: Sequence[Post]) -> schemas.Person:
    email = [schemas.Email(value=account.email, type="work")] if account.email else None
    in_units = {post.unit_uid: post.unit.name for post in held}
    return schemas.Person(
        id=str(account.uid),
        external_id=external_id or None,
        user_name=account.login,
        name=schemas.Name(formatted=name),
        title=held[0].tenure.title or None if held else None,
        active=account.disabled_at is None,
        emails=email,
        groups=[
            schemas.OfGroup(value=uid, ref=schemas.address("Groups", uid), display=unit)
            for uid, unit in in_units.items()
        ]
        or None,
        meta=Meta(resource_type="User", created=account.created_at),
    )


def _enterprise(
    account: Account, held: Sequence[Post], heads: Mapping[int, tuple[str, str]]
) -> schemas.EnterpriseUser | None:
    if not held:
        return None
    first = held[0]
    head = heads.get(first.tenure.unit_id)
    return schemas.EnterpriseUser(
        organization=units.name_of(first.unit.agency_id),
        department=first.unit.name,
        manager=_manager(*head) if head and head[0] != str(account.uid) else None,
    )


def _manager(uid: str, name: str) -> schemas.Manager:
    return schemas.Manager(value=uid, ref=schemas.address("Users", uid), display_name=name)


def _add_file(user: schemas.Person, file: record.FromRecord, held: Sequence[Post]) -> None:
    if file.staff_no:
        known = user[schemas.EnterpriseUser] or schemas.EnterpriseUser()
        known.employee_number = file.staff_no
        user[schemas.EnterpriseUser] = known
    if not held and file == record.FromRecord():
        return
    user[schemas.CivilServant] = schemas.CivilServant(
        category=file.category or None,
        unit_code=units.organ_id(held[0].unit.agency_id) or None if held else None,
        job_position=file.job_position or None,
        grade=_grade(file),
        assignments=[_assignment(post, held[0]) for post in held] or None,
    )


def _grade(file: record.FromRecord) -> schemas.Grade | None:
    if not file.grade:
        return None
    return schemas.Grade(
        code=file.grade, step=file.step or None, coefficient=file.coefficient or None
    )


def _assignment(post: Post, first: Post) -> schemas.Assignment:
    tenure = post.tenure
    return schemas.Assignment(
        unit=post.unit_uid,
        unit_name=post.unit.name,
        title=tenure.title or None,
        function=tenure.function.value if tenure.function else None,
        since=clock.to_local(tenure.valid_from).date().isoformat(),
        is_primary=post is first,
    )
