"""`office init`: a real data folder with its first agency and administrator."""

import sys
from argparse import Namespace
from pathlib import Path

from sqlalchemy import inspect

from office.accounts.models import Account
from office.app import create_app
from office.beginning import First, first_administrator, somebody_can_sign_in
from office.bootstrap import Stop
from office.config import FolderKind, give_birth, read_kind
from office.db import db
from office.migrations import migrate
from office.units.operations.tree import Naming


def init(options: Namespace) -> int:
    """Make the folder, the tables, the agency and the one account that can make others."""
    if _is_lived_in(options.data_dir):
        raise Stop(f"{options.data_dir} is a data folder already")
    give_birth(options.data_dir, FolderKind.REAL)
    app = create_app(data_dir=options.data_dir)
    migrate(app)
    with app.app_context():
        password = first_administrator(_first(options))
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
        return has_tables and somebody_can_sign_in()


def _first(options: Namespace) -> First:
    naming = Naming(name=options.agency, symbol=options.symbol, place=options.place)
    return First(naming, options.code, options.admin, options.login)
