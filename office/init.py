"""`office init`: a real data folder with its first agency and administrator."""

import sys
from argparse import Namespace
from pathlib import Path

from sqlalchemy import inspect, select

from office import clock
from office.accounts import operations as accounts
from office.accounts.models import Account, Person
from office.app import create_app
from office.bootstrap import Stop
from office.config import FolderKind, give_birth, read_kind
from office.db import db, transaction
from office.migrations import migrate
from office.permissions import SYSTEM, Role
from office.units import operations as units
from office.units.models import CodeScheme, DeskKind, UnitKind
from office.units.operations.tree import Naming


def init(options: Namespace) -> int:
    """Make the folder, the tables, the agency and the one account that can make others."""
    if _is_lived_in(options.data_dir):
        raise Stop(f"{options.data_dir} is a data folder already")
    give_birth(options.data_dir, FolderKind.REAL)
    app = create_app(data_dir=options.data_dir)
    migrate(app)
    with app.app_context():
        password = first_administrator(options)
        db.session.remove()
    sys.stdout.write(
        f"{options.data_dir} is ready. The administrator signs in as {options.login}\n"
        f"with the password {password} and chooses another one at once.\n"
    )
    return 0


def _is_lived_in(folder: Path) -> bool:
    """A demo, or somebody can sign in; where an `init` broke off the next one goes on."""
    if (kind := read_kind(folder)) is not FolderKind.REAL:
        return kind is FolderKind.DEMO
    with create_app(data_dir=folder).app_context():
        has_tables = inspect(db.engine).has_table(Account.__tablename__)
        return has_tables and db.session.scalars(select(Account.id).limit(1)).first() is not None


def first_administrator(options: Namespace) -> str:
    """The agency, its administrator's desk, and the one-time password for the slip."""
    today = clock.today()
    naming = Naming(name=options.agency, symbol=options.symbol, place=options.place)
    with transaction():
        agency = units.open_unit(UnitKind.AGENCY, naming, parent=None, on=today, by=SYSTEM)
        units.add_code(agency, CodeScheme.ORGAN_ID, options.code, on=today, by=SYSTEM)
        desk = units.open_desk(DeskKind.PERSON, unit=agency, by=SYSTEM)
        account, password = accounts.admit(options.admin, login=options.login, by=SYSTEM)
        person = db.session.get_one(Person, account.person_id)
        units.seat(desk, person, function=Role.ADMIN, title="Quản trị hệ thống", by=SYSTEM)
    return password
