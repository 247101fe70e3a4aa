"""An installation in which nobody can sign in yet: who reads its terminal makes it his agency's.

The first agency and administrator come from `office init`, or from the first page of an empty
folder, which asks for the code that `office run --no-demo` prints.
"""

import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from office import clock
from office.accounts import operations as accounts
from office.accounts import throttle
from office.accounts.models import Account
from office.config import current_settings, write_private
from office.db import db, transaction
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import SYSTEM, Role
from office.units import operations as units
from office.units.models import CodeScheme, DeskKind, UnitKind
from office.units.operations.tree import Naming

FILE = "begin.code"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, LONG = 4, 4
TRIES = throttle.key_of("begin", "")


@dataclass(frozen=True)
class First:
    """The first agency, by its code on the national axis, and its administrator."""

    naming: Naming
    code: str
    admin: str
    login: str


def first_administrator(first: First, *, password: str = "") -> str:
    """The agency, its administrator's desk, and the word by which he signs in first.

    Without a password of his own it is a one-time password for the slip.
    """
    today = clock.today()
    with transaction():
        if somebody_can_sign_in():
            raise Refusal(_("This installation has its administrator already."))
        agency = units.open_unit(UnitKind.AGENCY, first.naming, parent=None, on=today, by=SYSTEM)
        units.add_code(agency, CodeScheme.ORGAN_ID, first.code, on=today, by=SYSTEM)
        desk = units.open_desk(DeskKind.PERSON, unit=agency, by=SYSTEM)
        person = accounts.add_person(first.admin, by=SYSTEM)
        account = accounts.open_account(person, login=first.login, password=password, by=SYSTEM)
        units.seat(desk, person, function=Role.ADMIN, title="Quản trị hệ thống", by=SYSTEM)
        return password or accounts.give_slip(account, by=SYSTEM)


def somebody_can_sign_in() -> bool:
    """Whether there is an account."""
    return db.session.scalars(select(Account.id).limit(1)).first() is not None


# ------------------------------------------------------------------------- the first page


def open_page(folder: Path) -> str:
    """Let the first page be used by whoever has this code."""
    if not (folder / FILE).exists():
        groups = ("".join(secrets.choice(LETTERS) for _each in range(LONG)) for _g in range(GROUPS))
        write_private(folder / FILE, "-".join(groups))
    return _code(folder)


def is_open() -> bool:
    """Whether the first page waits; asked by every sign-in page, so a file and no question."""
    return (current_settings().data_dir / FILE).exists()


def check_code(given: str) -> None:
    """Compare the code; tries are counted, and slow down."""
    throttle.take(TRIES, limit=throttle.FACTOR)
    right = _code(current_settings().data_dir).replace("-", "")
    if not hmac.compare_digest(_plain(given).encode(), right.encode()):
        text = _("This is not the code that the terminal shows.")
        raise Invalid(text, fields={"word": text})
    throttle.forget(TRIES)


def close_page() -> None:
    """Nobody begins this installation a second time."""
    (current_settings().data_dir / FILE).unlink(missing_ok=True)


def _code(folder: Path) -> str:
    return (folder / FILE).read_text(encoding="utf-8")


def _plain(given: str) -> str:
    return "".join(given.casefold().replace("-", " ").split())
