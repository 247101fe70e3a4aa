"""Signing in without the pages: an official in a post, and a client that acts as him."""

from datetime import timedelta
from itertools import count

from sqlalchemy import select

from office import clock, csrf
from office.accounts import operations
from office.accounts.models import Account, AuthLevel
from office.actor import by_token, cookie_name
from office.db import db, new_uid, transaction
from office.permissions import SYSTEM, Role
from office.units.models import Desk, DeskKind, Tenure, Unit, UnitKind, UnitVersion

PASSWORD = "bốn con ngựa ăn chuối"
_numbers = count(1)


def agency(name="Ủy ban nhân dân xã Thử"):
    """A legal body with a name, open since long ago."""
    opened_on = clock.today().replace(year=2020, month=1, day=1)
    with transaction():
        unit = Unit(kind=UnitKind.AGENCY, agency_id=None, opened_on=opened_on, closed_on=None)
        db.session.add(unit)
        db.session.flush()
        unit.agency_id = unit.id
        db.session.add(
            UnitVersion(unit_id=unit.id, parent_id=None, name=name, valid_from=opened_on)
        )
    return unit


def post(account, unit, role=Role.OFFICIAL, title="Chuyên viên", kind=DeskKind.PERSON):
    """A desk in a unit, held by the account's owner since an hour ago."""
    with transaction():
        desk = Desk(agency_id=unit.agency_id or unit.id, kind=kind)
        db.session.add(desk)
        db.session.flush()
        tenure = Tenure(
            desk_id=desk.id,
            unit_id=unit.id,
            person_id=account.person_id,
            function=role,
            title=title,
            valid_from=clock.now() - timedelta(hours=1),
            valid_to=None,
            operation_uid=new_uid(),
        )
        db.session.add(tenure)
    return tenure


def official(role=Role.OFFICIAL, *, unit=None, name="Lê Thu Hà", login=None, title="Chuyên viên"):
    """An account whose owner holds one post; the password is `PASSWORD`."""
    person = operations.add_person(name, by=SYSTEM)
    account = operations.open_account(
        person, login=login or f"official{next(_numbers)}", password=PASSWORD, by=SYSTEM
    )
    post(account, unit or agency(), role, title)
    return account


def sign_in(client, account, *, tenure=None, level=AuthLevel.SECOND_FACTOR):
    """Let the client act as the account from now on; its posts carry the form token by themselves.

    A post that asks for a second factor gets one, so that no gate stands in the way.
    """
    with transaction():
        found = db.session.get_one(Account, account.id)
        if found.totp_secret is None and level is AuthLevel.SECOND_FACTOR:
            operations.give_factor(found)
    opened = operations.open_session(found, tenure=tenure, level=level, client="test")
    client.set_cookie(cookie_name(), opened.token)
    client.environ_base["HTTP_X_CSRF_TOKEN"] = csrf.token_for(str(opened.row.uid))
    return opened


def actor_of(account, *, tenure=None):
    """The actor that a request of this account would have."""
    opened = operations.open_session(account, tenure=tenure, level=AuthLevel.SECOND_FACTOR)
    return by_token(opened.token).actor


def tenure_of(account):
    """The first post of an account's owner."""
    return db.session.scalars(
        select(Tenure).where(Tenure.person_id == account.person_id).order_by(Tenure.id)
    ).first()
