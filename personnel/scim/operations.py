"""What an identity system does besides the acts of accounts and units."""

from uuid import UUID

from sqlalchemy import select

from office import audit, clock
from office.accounts import operations as accounts
from office.accounts.models import Account
from office.accounts.policy import Can
from office.db import db, operation
from office.i18n import _
from office.permissions import Actor, allowed, require
from office.units.models import Unit
from personnel.models import Dossier, DossierAccess
from personnel.policy import Can as CanRead
from personnel.queries import timeline
from personnel.record.timeline import state, value
from personnel.scim.models import ScimName

READ, WHO = "read", "identity"


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


@operation
def tell_citizen_number(account_uid: UUID, *, by: Actor) -> str:
    """The citizen number, to who keeps the dossier and to nobody else; the official sees it."""
    require(by, Can.READ_ACCOUNTS)
    own = select(Dossier).join(Account, Account.person_id == Dossier.person_id)
    dossier = db.session.scalar(own.where(Account.uid == account_uid))
    if dossier is None or not allowed(by, CanRead.READ_SENSITIVE, dossier):
        return ""
    known = state(timeline(dossier, [WHO], opened=[WHO]), clock.today())
    _note(dossier, by)
    return str(value(known, WHO, "citizen_id", ""))


def _note(dossier: Dossier, by: Actor) -> None:
    """Once a day for each who asks."""
    today = DossierAccess.at >= clock.local_midnight(clock.today())
    mine = DossierAccess.dossier_id == dossier.id, DossierAccess.person_id == by.person_id
    purpose = _("The citizen number was told to an identity system.")
    same = DossierAccess.what == READ, DossierAccess.purpose == purpose
    if db.session.scalar(select(DossierAccess.id).where(*mine, *same, today)):
        return
    db.session.add(
        DossierAccess(
            dossier_id=dossier.id,
            at=clock.now(),
            person_id=by.person_id,
            name=by.name,
            title=by.title,
            what=READ,
            groups=[WHO],
            purpose=purpose,
        )
    )


def _name_of(record: UUID) -> ScimName:
    found = db.session.scalar(select(ScimName).where(ScimName.record == record))
    if found is None:
        found = ScimName(record=record)
        db.session.add(found)
        db.session.flush()
    return found
