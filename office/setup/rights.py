"""Groups of rights and who has them; rights that one person should not hold together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from office import clock
from office.accounts.models import Delegation, Person
from office.db import db
from office.i18n import _l
from office.permissions import Role
from office.units.models import Desk, Tenure
from office.units.queries import held_at, lineage

MAY: Mapping[Role, object] = {
    Role.CLERK: _l("Registers, numbers, seals, issues and keeps the registers."),
    Role.LEADER: _l("Directs, signs, approves plans and destruction, freezes sets."),
    Role.OFFICE_HEAD: _l("Proposes directions, reads the whole agency, freezes sets."),
    Role.UNIT_HEAD: _l("Hands work down, confirms access to files of the unit, gives tasks."),
    Role.OFFICIAL: _l("Drafts, handles what was assigned, keeps work files."),
    Role.HR: _l("Keeps personnel records and absences."),
    Role.ADMIN: _l("Sets up agencies, people, posts and accounts; reads no content."),
    Role.SECURITY: _l("Hears of refused secrets and watches over security; reads no content."),
}
APART: Mapping[frozenset[Role], object] = {
    frozenset({Role.LEADER, Role.CLERK}): _l("One person signs and seals the same document."),
    frozenset({Role.OFFICIAL, Role.CLERK}): _l("One person drafts and seals the same document."),
    frozenset({Role.UNIT_HEAD, Role.CLERK}): _l("One person checks and seals the same document."),
    frozenset({Role.OFFICE_HEAD, Role.CLERK}): _l("One person checks and seals the same document."),
    frozenset({Role.ADMIN, Role.SECURITY}): _l("One person administers and audits the system."),
    frozenset({Role.ADMIN, Role.LEADER}): _l("Who gives the rights also decides on documents."),
    frozenset({Role.ADMIN, Role.CLERK}): _l("Who gives the rights also keeps the registers."),
    frozenset({Role.ADMIN, Role.OFFICE_HEAD}): _l("Who gives the rights also reads the agency."),
}


@dataclass(frozen=True)
class Holding:
    """That a person has a group of rights, by a post of his own or as a deputy."""

    person_id: int
    name: str
    role: Role
    title: str
    since: datetime
    is_deputy: bool


@dataclass(frozen=True)
class Conflict:
    """Two groups of rights in one hand, and why they belong apart."""

    person_id: int
    name: str
    holdings: tuple[Holding, Holding]
    why: object


def holdings_in(agency_id: int) -> list[Holding]:
    """Who has which group of rights in an agency now, deputies too."""
    return [*_own(agency_id), *_lent(agency_id)]


def _own(agency_id: int) -> Iterable[Holding]:
    rows = db.session.execute(
        select(Person.id, Person.full_name, Tenure.function, Tenure.title, Tenure.valid_from)
        .join(Tenure, Tenure.person_id == Person.id)
        .join(Desk, Desk.id == Tenure.desk_id)
        .where(
            Desk.agency_id.in_(lineage(agency_id)),
            Tenure.function.is_not(None),
            held_at(Tenure, clock.now()),
        )
        .order_by(Person.folded_name, Tenure.id)
    )
    return [Holding(*facts, is_deputy=False) for facts in _held(rows)]


def _lent(agency_id: int) -> Iterable[Holding]:
    now, helper = clock.now(), aliased(Tenure)
    rows = db.session.execute(
        select(Person.id, Person.full_name, Tenure.function, Tenure.title, Delegation.valid_from)
        .join(Delegation, Delegation.deputy_id == Person.id)
        .join(Tenure, and_(Tenure.id == Delegation.tenure_id, held_at(Tenure, now)))
        .join(helper, and_(helper.id == Delegation.deputy_tenure_id, held_at(helper, now)))
        .join(Desk, Desk.id == Tenure.desk_id)
        .where(
            Desk.agency_id.in_(lineage(agency_id)),
            Tenure.function.is_not(None),
            Delegation.revoked_at.is_(None),
            Delegation.valid_from <= now,
            Delegation.valid_to > now,
        )
        .order_by(Person.folded_name, Delegation.id)
    )
    return [Holding(*facts, is_deputy=True) for facts in _held(rows)]


def _held(rows: Iterable[Any]) -> Iterable[tuple[int, str, Role, str, datetime]]:
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def conflicts_in(holdings: Sequence[Holding]) -> list[Conflict]:
    """Every pair in one hand that belongs apart."""
    by_person: dict[int, list[Holding]] = defaultdict(list)
    for one in holdings:
        by_person[one.person_id].append(one)
    return [found for held in by_person.values() for found in _of_person(held)]


def conflicts_of(agency_id: int, person_id: int) -> list[Conflict]:
    """Those of one person: what is said when a post is given."""
    return conflicts_in([one for one in holdings_in(agency_id) if one.person_id == person_id])


def _of_person(held: Sequence[Holding]) -> Iterable[Conflict]:
    by_role = {one.role: one for one in reversed(held)}
    for pair, why in APART.items():
        if pair <= by_role.keys():
            first, second = sorted((by_role[role] for role in pair), key=lambda one: one.role)
            yield Conflict(first.person_id, first.name, (first, second), why)


def groups_of(holdings: Sequence[Holding]) -> list[tuple[Role, list[Holding]]]:
    """Each group with those who are in it."""
    return [(role, [one for one in holdings if one.role is role]) for role in Role]
