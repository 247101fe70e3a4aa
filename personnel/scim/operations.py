"""What an identity system does besides the acts of accounts and units."""

from uuid import UUID

from sqlalchemy import select

from office import audit, clock
from office.accounts import operations as accounts
from office.accounts.models import Account
from office.accounts.policy import Can
from office.db import db, operation
from office.permissions import Actor, require
from office.units.models import Unit
from personnel.scim.models import ScimName


@operation
def keep_external_id(record: Account | Unit, external_id: str, *, by: Actor) -> None:
    """Remember how the identity system calls an account or a unit; empty forgets it."""
    require(by, Can.MANAGE_ACCOUNT)
    _name_of(record.uid).external_id = external_id
    audit.record("scim.external_id", record, by=by, external_id=external_id)


@operation
def withdraw(account: Account, *, by: Actor) -> None:
    """Close an account that the identity system gave up; nothing is deleted (RFC 7644 § 3.6)."""
    require(by, Can.MANAGE_ACCOUNT, account)
    if account.disabled_at is None:
        accounts.close_account(account, by=by)
    name = _name_of(account.uid)
    name.withdrawn_at, name.external_id = clock.now(), ""
    audit.record("scim.withdraw", account, by=by)


@operation
def take_back(account: Account, *, by: Actor) -> None:
    """Show an account that was given up to the identity system again, open as before."""
    require(by, Can.MANAGE_ACCOUNT, account)
    accounts.reopen_account(account, by=by)
    _name_of(account.uid).withdrawn_at = None
    audit.record("scim.take_back", account, by=by)


def _name_of(record: UUID) -> ScimName:
    found = db.session.scalar(select(ScimName).where(ScimName.record == record))
    if found is None:
        found = ScimName(record=record)
        db.session.add(found)
        db.session.flush()
    return found
