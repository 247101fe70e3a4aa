"""Domains of the demo agencies, a box for everybody and every desk, a password for one device."""

from uuid import UUID

from sqlalchemy import select

from mail import operations
from mail.queries import domains_of, own_box
from office import demo_data
from office.accounts.models import Account
from office.db import db, transaction
from office.demo import Demo, DemoAccount, demo_step
from office.demo.house import unit_of
from office.demo.sheet import note
from office.demo_data import DemoAgency
from office.i18n import _l
from office.permissions import SYSTEM, Actor
from office.units.models import Tenure

DEVICE = "demo.json"
YEAR = 365


def domain_of(agency: DemoAgency) -> str:
    """The domain of a demo agency: `snv@lamgiang.example` keeps `snv.lamgiang.example`."""
    local, _at, domain = agency.email.partition("@")
    return f"{local}.{domain}"


@demo_step(40, "mailboxes", label=_l("Mailboxes"))
def build_boxes(demo: Demo) -> None:
    """Every agency in which somebody works has its domain; people and desks have boxes."""
    posts = [post for person in demo_data.people() for post in person.posts]
    rooms = {room.key: room.agency for room in demo_data.units()}
    keys = {rooms.get(post.unit, post.unit) for post in posts}
    with transaction():
        for agency in demo_data.agencies():
            if agency.key in keys:
                _build(agency)
        note(demo.folder, {one.login: _device(one) for one in demo.accounts})


def _build(agency: DemoAgency) -> None:
    unit = unit_of(agency.key)
    if not domains_of(unit.id):
        operations.open_domain(unit, domain_of(agency), by=SYSTEM)
    operations.provide(unit, by=SYSTEM)


def _device(one: DemoAccount) -> dict[str, str]:
    """Where mail for an account arrives, and a password with which a program reads and sends."""
    account = db.session.scalars(select(Account).where(Account.login == one.login)).one()
    box = own_box(account.person_id)
    if box is None:
        return {}
    _row, secret = operations.make_app_password(
        account, DEVICE, operations.SCOPES, days=YEAR, by=actor_of(one)
    )
    return {"email": account.email, "app_password": secret}


def actor_of(one: DemoAccount) -> Actor:
    """The official of an account in his main post."""
    account = db.session.scalars(select(Account).where(Account.login == one.login)).one()
    tenure = db.session.scalars(select(Tenure).where(Tenure.uid == UUID(one.tenure))).one()
    return Actor(
        account_id=account.id,
        person_id=account.person_id,
        tenure_id=tenure.id,
        desk_id=tenure.desk_id,
        unit_id=tenure.unit_id,
        name=one.name,
        title=one.title,
        roles=frozenset({tenure.function} if tenure.function else ()),
    )
