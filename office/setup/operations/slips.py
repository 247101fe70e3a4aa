"""Slips with one-time passwords for everybody whom a spreadsheet brought in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from office import audit, clock
from office.accounts import operations as accounts
from office.accounts.models import Account, Person
from office.actor import open_at
from office.db import db, operation
from office.permissions import Actor, require
from office.setup.models import StaffSheet
from office.setup.policy import Can
from office.units.models import Tenure
from office.units.queries import name_of


@dataclass(frozen=True)
class Slip:
    """What stands on one slip (phiếu cấp tài khoản); the password is kept nowhere."""

    name: str
    login: str
    password: str
    unit: str = ""


@operation
def give_slips(sheet: StaffSheet, *, by: Actor) -> list[Slip]:
    """One slip for each account of a spreadsheet that was never signed in to.

    Printing again makes new passwords; who has chosen one of his own keeps it.
    """
    require(by, Can.SET_UP, sheet)
    waiting = waiting_for_slips(sheet)
    units = _units_of([account.person_id for account, _name in waiting])
    slips = [
        Slip(
            name,
            account.login,
            accounts.give_slip(account, by=by),
            units.get(account.person_id, ""),
        )
        for account, name in waiting
    ]
    audit.record("staff-sheet.slips", sheet, by=by, count=len(slips))
    return slips


def waiting_for_slips(sheet: StaffSheet) -> Sequence[tuple[Account, str]]:
    """The accounts of a spreadsheet whose owners have no password of their own yet."""
    uids = [UUID(one) for one in sheet.accounts]
    rows = db.session.execute(
        select(Account, Person.full_name)
        .join(Person, Person.id == Account.person_id)
        .where(Account.uid.in_(uids), Account.disabled_at.is_(None))
        .order_by(Person.folded_name, Account.id)
    )
    return [(account, name) for account, name in rows if _is_waiting(account)]


def _units_of(people: Sequence[int]) -> dict[int, str]:
    """Where each works, so that whoever hands the slips over knows where to go."""
    rows = db.session.execute(
        select(Tenure.person_id, Tenure.unit_id)
        .where(Tenure.person_id.in_(people), open_at(Tenure, clock.now()))
        .order_by(Tenure.id.desc())
    )
    return {person: name_of(unit) for person, unit in rows if person is not None}


def _is_waiting(account: Account) -> bool:
    return account.must_change_password or account.password_hash == accounts.NO_PASSWORD
