"""The house as a plan compares with it: units, accounts and posts in a few statements."""

from dataclasses import dataclass, field

from sqlalchemy import select

from office import clock
from office.accounts.models import Account, Person
from office.db import db
from office.permissions import Role
from office.units.models import Tenure, UnitKind
from office.units.queries import held_at
from office.units.tree import Node, tree


def key_of(name: str) -> str:
    """A name as it is compared."""
    return " ".join(name.split()).casefold()


@dataclass(frozen=True)
class Holder:
    """An account with its owner."""

    account_id: int
    person_id: int
    name: str
    email: str


@dataclass
class Known:
    """What is there already."""

    agencies: dict[str, int] = field(default_factory=dict)
    units: dict[tuple[int, str], Node] = field(default_factory=dict)
    nodes: dict[int, Node] = field(default_factory=dict)
    holders: dict[str, Holder] = field(default_factory=dict)
    posts: dict[tuple[int, int, Role | None], Tenure] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def known_now() -> Known:
    """Read once for a whole spreadsheet."""
    found = Known()
    for node in tree().nodes.values():
        found.nodes[node.unit_id] = node
        if node.kind is UnitKind.AGENCY:
            for name in (node.name, node.short_name):
                found.agencies[key_of(name)] = node.unit_id
        else:
            found.units[node.agency_id, key_of(node.name)] = node
    _add_people(found)
    return found


def _add_people(found: Known) -> None:
    people = db.session.execute(
        select(Account.login, Account.id, Account.email, Person.id, Person.full_name)
        .join(Person, Person.id == Account.person_id)
        .order_by(Account.id)
    )
    for login, account_id, email, person_id, name in people:
        found.holders[login] = Holder(account_id, person_id, name, email)
        found.names[key_of(name)] = login
    held = select(Tenure).where(Tenure.person_id.is_not(None), held_at(Tenure, clock.now()))
    for tenure in db.session.scalars(held):
        if tenure.person_id is not None:
            found.posts[tenure.person_id, tenure.unit_id, tenure.function] = tenure
