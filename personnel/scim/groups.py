"""Units as SCIM groups: people with a post in them, and the units directly below."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from scim2_models import Meta
from sqlalchemy import Row, Select, and_, exists, func, or_, select

from office import clock
from office.accounts.models import Account
from office.db import db
from office.permissions import Actor
from office.units.models import Tenure, Unit, UnitVersion
from office.units.queries import held_at, tree
from personnel.scim import schemas
from personnel.scim.filters import Condition, Field, Uid, Words
from personnel.scim.models import ScimName
from personnel.scim.people import EXTERNAL
from personnel.scim.reach import branch
from personnel.scim.versions import versioned

Found = Row[Unit, str, str]


def _has_member(uid: UUID) -> Condition:
    """A person with a post in it, or a unit below it."""
    person = (
        exists()
        .where(Tenure.unit_id == Unit.id, held_at(Tenure, clock.now()))
        .where(Tenure.person_id == Account.person_id, Account.uid == uid, _is_known())
    )
    below = db.session.scalar(select(Unit.id).where(Unit.uid == uid))
    node = tree().nodes.get(below or 0)
    return or_(person, Unit.id == (node.parent_id if node else None))


def _is_known() -> Condition:
    gone = select(ScimName.record).where(ScimName.withdrawn_at.is_not(None))
    return Account.uid.not_in(gone)


FIELDS: Mapping[str, Field] = {
    "id": Uid(lambda uid: Unit.uid == uid),
    "externalid": Words(EXTERNAL),
    "displayname": Words(func.lower(UnitVersion.name), str.lower),
    "members": Uid(_has_member),
    "members.value": Uid(_has_member),
}


def found(by: Actor) -> Select[Unit, str, str]:
    """The open units an identity system may see, by today's names, the newest first."""
    today, named = clock.today(), UnitVersion
    wanted = (
        select(Unit, named.name, EXTERNAL.label("external_id"))
        .join(
            named,
            and_(
                named.unit_id == Unit.id,
                named.valid_from <= today,
                or_(named.valid_to.is_(None), named.valid_to > today),
            ),
        )
        .outerjoin(ScimName, ScimName.record == Unit.uid)
        .order_by(Unit.id.desc())
    )
    within = branch(by)
    return wanted if within is None else wanted.where(Unit.id.in_(within))


def shown(rows: Sequence[Found], _by: Actor) -> list[schemas.Group]:
    """These units with all that is in them, in two statements for all."""
    ids = [unit.id for unit, *_ in rows]
    people, below = _people_in(ids), _units_in(ids)
    return [
        versioned(
            schemas.Group(
                id=str(unit.uid),
                external_id=external_id or None,
                display_name=name,
                members=[*people[unit.id], *below[unit.id]] or None,
                meta=Meta(resource_type="Group", created=clock.local_midnight(unit.opened_on)),
            )
        )
        for unit, name, external_id in rows
    ]


def _people_in(unit_ids: Sequence[int]) -> dict[int, list[schemas.Member]]:
    rows = db.session.execute(
        select(Tenure.unit_id, Account.uid)
        .join(Account, Account.person_id == Tenure.person_id)
        .where(Tenure.unit_id.in_(unit_ids), held_at(Tenure, clock.now()), _is_known())
        .order_by(Tenure.valid_from, Tenure.id)
    )
    kept: dict[int, list[schemas.Member]] = defaultdict(list)
    for unit_id, uid in dict.fromkeys((unit_id, str(uid)) for unit_id, uid in rows):
        kept[unit_id].append(_member("User", uid))
    return kept


def _member(kind: str, uid: str) -> schemas.Member:
    return schemas.Member(value=uid, ref=schemas.address(f"{kind}s", uid), type=kind)


def _units_in(unit_ids: Sequence[int]) -> dict[int, list[schemas.Member]]:
    below = {unit_id: tree().children(unit_id) for unit_id in unit_ids}
    wanted = [child for children in below.values() for child in children]
    named = select(Unit.id, Unit.uid).where(Unit.id.in_(wanted))
    uids = {unit_id: str(uid) for unit_id, uid in db.session.execute(named)}
    return {
        unit_id: [_member("Group", uids[child]) for child in children]
        for unit_id, children in below.items()
    }
