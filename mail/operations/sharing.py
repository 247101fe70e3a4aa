"""Rights in another's box, and the passwords of devices."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from mail.models import AppPassword, Mailbox, MailGrant, Right
from mail.policy import Can
from mail.queries.boxes import OpenBox, opened_by, works_at
from mail.queries.programs import is_first_today
from mail.queries.settings import longest_device_days
from office import audit, clock
from office.accounts import passwords
from office.accounts.models import Account, Person
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
MOST_PASSWORDS = 20
LONGEST_RIGHT = timedelta(days=366)
SCOPES = ("smtp", "imap")


@operation
def grant(  # noqa: PLR0913 - a right is all of these
    opened: OpenBox,
    person: Person,
    rights: Iterable[Right],
    *,
    reason: str,
    valid_to: datetime,
    valid_from: datetime | None = None,
    by: Actor,
) -> MailGrant:
    """Give somebody rights in a box for a time (ủy quyền sử dụng hộp thư)."""
    require(by, Can.SHARE, opened)
    begin = max(valid_from or clock.now(), clock.now())
    chosen = sorted({Right(one).value for one in rights} | {Right.READ.value})
    faults = {}
    if not reason.strip():
        faults["reason"] = _("Say why; it stands in the audit log.")
    if valid_to <= begin:
        faults["valid_to"] = _("A right ends after it begins.")
    if valid_to > begin + LONGEST_RIGHT:
        faults["valid_to"] = _("A right lasts at most %(number)d days.", number=LONGEST_RIGHT.days)
    if person.id == by.person_id:
        faults["person"] = _("You have these rights yourself.")
    elif not works_at(opened.box, person.id):
        faults["person"] = _("Rights are given to who works in the agency of the mailbox.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    row = MailGrant(
        mailbox_id=opened.box.id,
        person_id=person.id,
        rights=chosen,
        reason=reason.strip(),
        given_by=by.name,
        valid_from=begin,
        valid_to=valid_to,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        "mail.granted",
        opened.box,
        by=by,
        person=person.uid,
        rights=chosen,
        reason=row.reason,
        since=begin,
        until=valid_to,
    )
    return row


@operation
def revoke(row: MailGrant, *, by: Actor) -> None:
    """End a right at once; whoever has it may give it back himself."""
    box = db.session.get_one(Mailbox, row.mailbox_id)
    if row.person_id != by.person_id:
        require(by, Can.SHARE, opened_by(box, by))
    end_grant(row, by=by)


def end_grant(row: MailGrant, *, by: Actor) -> None:
    """Note in the open operation that a right ends, once."""
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        box = db.session.get_one(Mailbox, row.mailbox_id)
        audit.record("mail.revoked", box, by=by, grant=row.uid)


# ------------------------------------------------------------------ passwords of devices


def _new_secret() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


@operation
def make_app_password(
    account: Account, name: str, scopes: Iterable[str], *, days: int, by: Actor
) -> tuple[AppPassword, str]:
    """A password for one device (mật khẩu ứng dụng); it is shown this once and never again."""
    require(by, Can.HAVE_BOX)
    chosen = [one for one in SCOPES if one in set(scopes)]
    if by.account_id != account.id or by.delegation_id is not None:
        raise Refusal(_("Everybody makes the passwords of his own devices."))
    if not name.strip() or not chosen:
        message = _("Name the device and say what it may do.")
        raise Invalid(message, fields={"name" if chosen else "scopes": message})
    longest = longest_device_days(by)
    if not 1 <= days <= longest:
        message = _("A device's password lasts from 1 to %(number)d days here.", number=longest)
        raise Invalid(message, fields={"days": message})
    mine = select(AppPassword).where(
        AppPassword.account_id == account.id, AppPassword.revoked_at.is_(None)
    )
    if len(db.session.scalars(mine).all()) >= MOST_PASSWORDS:
        raise Refusal(
            _("You have passwords for %(number)d devices.", number=MOST_PASSWORDS),
            fix=_("Revoke one that is no longer used."),
        )
    return _password(account, name, chosen, days, by)


def _password(
    account: Account, name: str, scopes: list[str], days: int, by: Actor
) -> tuple[AppPassword, str]:
    secret = _new_secret()
    row = AppPassword(
        account_id=account.id,
        name=name.strip()[:100],
        scopes=scopes,
        hint=secret.partition("-")[0],
        secret_hash=passwords.hash_device(secret),
        made_at=clock.now(),
        expires_at=clock.now() + timedelta(days=days),
    )
    db.session.add(row)
    db.session.flush()
    audit.record("mail.app_password_made", row, by=by, name=row.name, scopes=scopes)
    return row, secret


@operation
def note_use(row: AppPassword, source: str, *, at: datetime, by: Actor) -> None:
    """Remember when and from where a device came last; its first coming of a day is an act."""
    require(by, Can.CARRY_OUT)
    db.session.refresh(row, with_for_update=True)
    if is_first_today(row, at):
        account = db.session.get_one(Account, row.account_id)
        audit.record("mail.login", row, by=by, account=account.uid, source=source[:100])
    row.last_used_at, row.last_used_from = at, source[:100]


@operation
def note_lockout(account: Account, source: str, *, by: Actor) -> None:
    """Put down that wrong passwords of devices shut an account out for a while."""
    require(by, Can.CARRY_OUT)
    audit.record("mail.locked_out", account, by=by, source=source[:100])


@operation
def revoke_app_password(row: AppPassword, *, by: Actor) -> None:
    """Shut one device out at once."""
    require(by, Can.HAVE_BOX)
    if by.account_id != row.account_id:
        raise Refusal(_("This is not a password of yours."))
    end_password(row, by=by)


def end_password(row: AppPassword, *, by: Actor) -> None:
    """Note in the open operation that a device is shut out, once."""
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        audit.record("mail.app_password_revoked", row, by=by, name=row.name)
