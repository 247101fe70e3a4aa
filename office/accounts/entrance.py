"""Coming in: tries are counted first, secrets compared outside any transaction, then the act."""

from dataclasses import dataclass

from office import clock
from office.accounts import operations, passwords, throttle, totp
from office.accounts.models import Account, AuthLevel, Person
from office.accounts.queries import account_by_login, own_account
from office.config import current_settings
from office.db import db
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor


@dataclass(frozen=True)
class Visitor:
    """Where a try comes from: network and kind of browser, for throttle and list."""

    address: str = ""
    client: str = ""


def sign_in(login: str, password: str, *, visitor: Visitor) -> operations.Opened:
    """The first step; whether login or password was wrong is not told."""
    name = login.strip().casefold()[:200]
    keys = [throttle.key_of("account", name), throttle.key_of("address", network(visitor.address))]
    throttle.take(keys[0], limit=throttle.ACCOUNT)
    throttle.take(keys[1], limit=throttle.ADDRESS)
    account = account_by_login(name)
    stored = account.password_hash if account and account.disabled_at is None else ""
    is_right = passwords.is_right(stored, password[: passwords.LONGEST + 1])
    if account is None or not is_right or _has_expired(account):
        text = _("Login or password is wrong.")
        raise Invalid(text, fields={"login": text})
    throttle.forget(keys[0])
    throttle.give_back(keys[1])
    return operations.open_session(account, level=AuthLevel.PASSWORD, client=visitor.client)


def network(address: str) -> str:
    """Neighbours count as one: three parts of an IPv4 address, 48 bits of an IPv6 one."""
    if ":" in address:
        return ":".join(address.split(":")[:3])
    return ".".join(address.split(".")[:3])


def _has_expired(account: Account) -> bool:
    end = account.password_expires_at
    return end is not None and end <= clock.now()


def prove_by_code(code: str, *, by: Actor) -> str:
    """The second step, or a fresh proof, by phone or printed code; gives a new token."""
    key = throttle.key_of("factor", str(by.account_id))
    throttle.take(key, limit=throttle.FACTOR)
    operations.use_code(own_account(by), code=code, by=by)
    throttle.forget(key)
    return operations.raise_session(by=by)


def prove_by_password(password: str, *, by: Actor) -> str:
    """A fresh proof of somebody whose post asks for no second factor and who has none."""
    account = own_account(by)
    if account.totp_secret:
        raise Invalid(_("Use the code of your second factor."))
    check_password(account, password)
    return operations.raise_session(by=by)


def check_password(account: Account, password: str) -> None:
    """Compare the present password, counting the try."""
    key = throttle.key_of("account", account.login)
    throttle.take(key, limit=throttle.ACCOUNT)
    if not passwords.is_right(account.password_hash, password[: passwords.LONGEST + 1]):
        text = _("The password is wrong.")
        raise Invalid(text, fields={"current": text})
    throttle.forget(key)


def change_password(current: str, new: str, *, by: Actor) -> None:
    """A new password in place of the old one, which is asked for (ASVS 6.2.3)."""
    account = own_account(by)
    check_password(account, current)
    person = db.session.get_one(Person, account.person_id)
    passwords.check(new, context=(account.login, person.full_name))
    if new == current:
        text = _("This is the old password.")
        raise Invalid(text, fields={"password": text})
    hashed = passwords.hash_password(new)
    operations.store_password(account, password_hash=hashed, by=by)


def demo_code(account: Account) -> str:
    """In a demo folder its pages show the code in place of a phone; elsewhere nothing."""
    if not current_settings().is_demo or not account.totp_secret:
        return ""
    return totp.demo_code(totp.unseal(account.totp_secret, account), after=account.totp_last_step)
