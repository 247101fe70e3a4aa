"""The officials of the demo's meetings, as their accounts have them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from office import demo_data
from office.accounts.models import Account
from office.db import db
from office.demo import Demo
from office.permissions import Actor
from office.units.models import Desk, Tenure, UnitVersion


@dataclass(frozen=True)
class People:
    """Everybody by login; PINs are those of the sheet."""

    demo: Demo

    def actor(self, login: str) -> Actor:
        """The official of an account in his main post."""
        one = self.demo.account(login)
        account = db.session.scalars(select(Account).where(Account.login == login)).one()
        tenure = db.session.scalars(select(Tenure).where(Tenure.uid == UUID(one.tenure))).one()
        return Actor(
            account_id=account.id,
            person_id=account.person_id,
            tenure_id=tenure.id,
            desk_id=tenure.desk_id,
            unit_id=tenure.unit_id,
            agency_id=db.session.get_one(Desk, tenure.desk_id).agency_id,
            name=one.name,
            title=one.title,
            roles=frozenset({tenure.function} if tenure.function else ()),
        )

    def pin(self, login: str) -> str:
        """What opens the demo key of somebody."""
        return self.demo.account(login).pin


def unit_of(key: str) -> int:
    """The unit that the demo data name by a key."""
    name = next(row.vi for row in demo_data.units() if row.key == key)
    found = select(UnitVersion.unit_id).where(
        UnitVersion.name == name, UnitVersion.valid_to.is_(None)
    )
    return db.session.scalars(found.order_by(UnitVersion.unit_id)).first() or 0
