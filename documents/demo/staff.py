"""The people of the demo agencies as actors, found by what they are."""

from dataclasses import dataclass, field

from sqlalchemy import select

from office.accounts.models import Account, Person
from office.clock import now
from office.db import db
from office.permissions import Actor, Role
from office.units.models import Desk, Tenure
from office.units.queries import held_at


@dataclass
class Staff:
    """Who works in one agency; rooms by unit id."""

    agency_id: int
    clerk: Actor
    leaders: list[Actor]
    office_heads: list[Actor] = field(default_factory=list)
    heads: dict[int, Actor] = field(default_factory=dict)
    officials: dict[int, list[Actor]] = field(default_factory=dict)

    def rooms(self) -> list[int]:
        """The rooms with a head, whose officials do the work."""
        return sorted(self.heads)


def all_actors() -> list[Actor]:
    """Everybody in each of his posts."""
    statement = (
        select(Tenure, Person.full_name, Account.id, Desk.agency_id)
        .join(Person, Person.id == Tenure.person_id)
        .join(Account, Account.person_id == Person.id)
        .join(Desk, Desk.id == Tenure.desk_id)
        .where(held_at(Tenure, now()))
        .order_by(Tenure.id)
    )
    return [_actor(*row) for row in db.session.execute(statement)]


def _actor(tenure: Tenure, name: str, account_id: int, agency_id: int) -> Actor:
    return Actor(
        account_id=account_id,
        person_id=tenure.person_id,
        tenure_id=tenure.id,
        desk_id=tenure.desk_id,
        unit_id=tenure.unit_id,
        agency_id=agency_id,
        name=name,
        title=tenure.title,
        roles=frozenset({tenure.function} if tenure.function else ()),
    )


def working_agencies() -> list[Staff]:
    """The agencies that have a clerk and a leader, the best staffed first."""
    by_agency: dict[int, list[Actor]] = {}
    for actor in all_actors():
        by_agency.setdefault(actor.agency_id or 0, []).append(actor)
    found = [_staff(agency_id, people) for agency_id, people in by_agency.items()]
    return sorted((one for one in found if one), key=lambda one: -len(one.heads))


def _staff(agency_id: int, people: list[Actor]) -> Staff | None:
    clerks = _with(people, Role.CLERK)
    leaders = _with(people, Role.LEADER)
    if not clerks or not leaders:
        return None
    staff = Staff(agency_id, clerks[0], leaders, _with(people, Role.OFFICE_HEAD))
    staff.heads = {one.unit_id or 0: one for one in _with(people, Role.UNIT_HEAD)}
    for one in _with(people, Role.OFFICIAL):
        staff.officials.setdefault(one.unit_id or 0, []).append(one)
    return staff


def _with(people: list[Actor], role: Role) -> list[Actor]:
    return [one for one in people if role in one.roles]
