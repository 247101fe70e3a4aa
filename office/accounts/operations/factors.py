"""The second factor of an account: set up, used, replaced by printed codes, taken away."""

import hashlib

from sqlalchemy import delete, update

from office import audit, clock
from office.accounts import passwords, totp
from office.accounts.models import Account, AuthLevel, RecoveryCode
from office.accounts.operations.sessions import end_sessions, session_of
from office.accounts.policy import Can
from office.db import db, operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import SYSTEM, Actor, require
from office.step_up import require_step_up

CODES = 10


@operation
def set_up_factor(account: Account, *, secret: str, code: str, by: Actor) -> list[str]:
    """Take a phone's secret once its code is right; gives the printed codes, shown this once."""
    require(by, Can.OWN_ACCOUNT, account)
    if account.totp_secret:
        require_step_up(by)
    step = totp.matching_step(secret, code, after=0)
    if step is None:
        raise _wrong_code()
    account.totp_secret = totp.seal(secret, account)
    account.totp_last_step = step
    if by.session_id:
        session_of(by).level = AuthLevel.SECOND_FACTOR
        end_sessions(account, keep=by.session_id)
    audit.record("account.set_up_factor", account, by=by)
    return new_codes(account)


@operation
def give_factor(account: Account, *, by: Actor = SYSTEM) -> str:
    """Set up a factor for an account of a demo folder; gives its secret."""
    require(by, Can.MANAGE_ACCOUNT, account)
    secret = totp.new_secret()
    account.totp_secret = totp.seal(secret, account)
    account.totp_last_step = 0
    audit.record("account.set_up_factor", account, by=by)
    return secret


@operation
def print_codes(*, by: Actor) -> list[str]:
    """New recovery codes; those printed before are void."""
    account = db.session.get_one(Account, by.account_id)
    require(by, Can.OWN_ACCOUNT, account)
    require_step_up(by)
    audit.record("account.print_codes", account, by=by)
    return new_codes(account)


def new_codes(account: Account) -> list[str]:
    """Replace the recovery codes; only their hashes are stored."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [passwords.one_time_password() for _number in range(CODES)]
    db.session.add_all(
        RecoveryCode(account_id=account.id, code_hash=hash_code(code)) for code in codes
    )
    return codes


def hash_code(code: str) -> str:
    """As stored: 79 random bits need no slow hash; signs between the letters do not matter."""
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


@operation
def use_code(account: Account, *, code: str, by: Actor) -> None:
    """Take the phone's code or a printed one, each a single time (ASVS 6.5.1)."""
    require(by, Can.OWN_ACCOUNT, account)
    if not (_take_step(account, code) or _take_printed(account, code)):
        raise _wrong_code()


def _wrong_code() -> Invalid:
    text = _("This code is wrong, too old or already used. Wait for the next one on your phone.")
    return Invalid(text, fields={"code": text})


def _take_step(account: Account, code: str) -> bool:
    if not account.totp_secret:
        return False
    secret = totp.unseal(account.totp_secret, account)
    step = totp.matching_step(secret, code, after=account.totp_last_step)
    if step is None:
        return False
    taken = db.session.execute(
        update(Account)
        .where(Account.id == account.id, Account.totp_last_step < step)
        .values(totp_last_step=step)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]  # an update counts its rows


def _take_printed(account: Account, code: str) -> bool:
    taken = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == hash_code(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
    if taken.rowcount:  # type: ignore[attr-defined]  # an update counts its rows
        audit.record("account.use_printed_code", account, by=SYSTEM)
        return True
    return False


@operation
def remove_factor(account: Account, *, by: Actor) -> None:
    """A lost phone: every session ends, and the owner sets up a new one after his password."""
    require(by, Can.MANAGE_ACCOUNT, account)
    require_step_up(by)
    account.totp_secret = None
    account.totp_last_step = 0
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    end_sessions(account)
    audit.record("account.remove_factor", account, by=by)
