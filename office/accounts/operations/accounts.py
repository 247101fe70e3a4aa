"""People and their accounts: opened, closed, given a new one-time password."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import update

from office import audit, clock
from office.accounts import mobile as numbers
from office.accounts import passwords
from office.accounts.models import Account, ApiToken, Person, Reminders
from office.accounts.operations.sessions import end_sessions
from office.accounts.policy import Can
from office.accounts.queries import account_by_login
from office.db import db, operation
from office.errors import Invalid
from office.i18n import LANGUAGES, _
from office.permissions import Actor, require
from office.search import fold
from office.step_up import require_step_up

SLIP_LASTS = timedelta(days=7)
NO_PASSWORD = "!"  # noqa: S105  # no password gives this hash: the account waits for its slip
THEMES = ("auto", "light", "dark")


@operation
def add_person(full_name: str, *, by: Actor) -> Person:
    """An official as a human being; the personnel file comes from elsewhere."""
    return add_people([full_name], by=by)[0]


@operation
def add_people(full_names: Sequence[str], *, by: Actor) -> list[Person]:
    """Many at once, in the order of their names."""
    require(by, Can.MANAGE_ACCOUNT, None)
    names = [full_name.strip() for full_name in full_names]
    people = [Person(full_name=name, folded_name=fold(name)) for name in names]
    db.session.add_all(people)
    db.session.flush()
    for person in people:
        audit.record("person.add", person, by=by)
    return people


@operation
def open_account(
    person: Person, *, login: str, password: str = "", email: str = "", by: Actor
) -> Account:
    """Let a person sign in, once a slip is given; a login is never given to another person."""
    require(by, Can.MANAGE_ACCOUNT, None)
    login = login.strip().casefold()
    if not login or account_by_login(login):
        message = _("This login is taken. Choose another one.")
        raise Invalid(message, fields={"login": message})
    account = Account(
        person_id=person.id,
        login=login,
        email=email.strip(),
        password_hash=passwords.hash_password(password) if password else NO_PASSWORD,
        created_at=clock.now(),
    )
    db.session.add(account)
    db.session.flush()
    audit.record("account.open", account, by=by)
    return account


@operation
def admit(full_name: str, *, login: str, by: Actor) -> tuple[Account, str]:
    """A new person with an account and the slip to hand out; posts are given by the units."""
    person = add_person(full_name, by=by)
    account = open_account(person, login=login, by=by)
    return account, give_slip(account, by=by)


@operation
def change_email(account: Account, email: str, *, by: Actor) -> None:
    """Enter the official mail address of an account."""
    require(by, Can.MANAGE_ACCOUNT, account)
    account.email = email.strip()
    audit.record("account.change_email", account, by=by, email=account.email)


@operation
def change_mobile(account: Account, mobile: str, *, by: Actor) -> None:
    """Enter or take away the mobile number of an account; whether texts come, its owner says."""
    require(by, Can.MANAGE_ACCOUNT, account)
    _keep_mobile(account, mobile, by)


@operation
def save_texts(mobile: str, *, wants: bool, by: Actor) -> Account:
    """Say under which number one has text messages, and whether one wants them."""
    account = db.session.get_one(Account, by.account_id)
    require(by, Can.OWN_ACCOUNT, account)
    _keep_mobile(account, mobile, by)
    if wants and not account.mobile:
        told = _("Enter the number to which text messages are sent.")
        raise Invalid(told, fields={"mobile": told})
    account.wants_texts = wants
    return account


def _keep_mobile(account: Account, mobile: str, by: Actor) -> None:
    """The number itself is not for the audit trail, which nobody can shorten."""
    number = numbers.read(mobile)
    if number == account.mobile:
        return
    account.mobile = number
    account.wants_texts = account.wants_texts and bool(number)
    shown = numbers.masked(number)
    audit.record("account.change_mobile", account, by=by, mobile=shown)


@operation
def give_slip(account: Account, *, by: Actor) -> str:
    """A one-time password on a slip of paper, to be changed at the first use within seven days."""
    require(by, Can.MANAGE_ACCOUNT, account)
    require_step_up(by)
    password = passwords.one_time_password()
    account.password_hash = passwords.hash_slip(password)
    account.must_change_password = True
    account.password_expires_at = clock.now() + SLIP_LASTS
    end_sessions(account)
    audit.record("account.give_slip", account, by=by)
    return password


@operation
def store_password(account: Account, *, password_hash: str, by: Actor) -> None:
    """Keep the hash of a new password; every other session ends."""
    require(by, Can.OWN_ACCOUNT, account)
    account.password_hash = password_hash
    account.must_change_password = False
    account.password_expires_at = None
    end_sessions(account, keep=by.session_id)
    audit.record("account.change_password", account, by=by)


@operation
def close_account(account: Account, *, by: Actor) -> None:
    """Nobody signs in with it any more; every session and token ends at once (ASVS 7.4.2)."""
    require(by, Can.MANAGE_ACCOUNT, account)
    require_step_up(by, standing="scim")
    if account.id == by.account_id:
        raise Invalid(_("You cannot close your own account."))
    account.disabled_at = clock.now()
    end_sessions(account)
    db.session.execute(
        update(ApiToken)
        .where(ApiToken.account_id == account.id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )
    audit.record("account.close", account, by=by)


@operation
def reopen_account(account: Account, *, by: Actor) -> None:
    """Let the same person sign in again."""
    require(by, Can.MANAGE_ACCOUNT, account)
    require_step_up(by, standing="scim")
    account.disabled_at = None
    audit.record("account.reopen", account, by=by)


@operation
def save_preferences(*, language: str, theme: str, reminders: str = "", by: Actor) -> Account:
    """Language, look and the way of reminders follow the account; no way named: it stays."""
    account = db.session.get_one(Account, by.account_id)
    require(by, Can.OWN_ACCOUNT, account)
    chosen = reminders or account.reminders
    if language not in LANGUAGES or theme not in THEMES or chosen not in set(Reminders):
        raise Invalid(_("Choose one of the values shown."))
    account.language, account.theme = language, theme
    account.reminders = Reminders(chosen)
    return account
