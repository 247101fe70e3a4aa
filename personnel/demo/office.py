"""The staff office of the demo and those who sign and seal for it."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from office import clock
from office.accounts.models import Account
from office.db import db
from office.demo import Demo
from office.permissions import Actor, Role
from office.units.models import Desk, Tenure
from personnel.record.slots import slot_of
from personnel.record.timeline import Change
from personnel.record.values import read

KEEPER, SIGNER, CLERK = "nguyen.hs", "khang.th", "lan.pn"


def change_of(group: str, raw: dict[str, Any], since: date) -> Change:
    """What was typed for one line, as it is stored."""
    values, problems = read(group, raw, clock.today())
    if problems:
        raise ValueError(f"{group}: {problems}")
    return Change(group, slot_of(group, values), since, values=values)


def keeper(demo: Demo) -> Actor:
    """Who keeps the dossiers, in his post in the staff office."""
    account = _account(KEEPER)
    held = select(Tenure).where(
        Tenure.person_id == account.person_id,
        Tenure.function == Role.HR,
        Tenure.valid_to.is_(None),
    )
    return _actor(demo, KEEPER, db.session.scalars(held).one())


def official(demo: Demo, login: str) -> Actor:
    """Somebody in his main post."""
    named = UUID(demo.account(login).tenure)
    return _actor(demo, login, db.session.scalars(select(Tenure).where(Tenure.uid == named)).one())


def _account(login: str) -> Account:
    return db.session.scalars(select(Account).where(Account.login == login)).one()


def _actor(demo: Demo, login: str, tenure: Tenure) -> Actor:
    account, one = _account(login), demo.account(login)
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
