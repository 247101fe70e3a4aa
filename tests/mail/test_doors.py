"""What the SMTP side is told: whose mail is taken, who logs in, who sends as whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from mail import operations
from mail.cli.suite import Suite
from mail.models import BoxState, MailList, Posting, Right
from mail.models.accounts import ListKind
from mail.queries import doors, limits
from mail.queries.doors import Taking
from mail.smtp import answers
from mail.smtp.house import WELCOME, Asker, Letter, Login
from office import clock
from office.accounts.models import Account, Person
from office.audit import AuditEvent
from office.db import db, transaction
from office.permissions import SYSTEM
from office.units.models import Tenure
from tests.mail.post import DOMAIN, post_office


def account(actor):
    return db.session.get_one(Account, actor.account_id)


def address(part):
    return f"{part}@{DOMAIN}"


def taking(part, **of):
    return doors.taken(address(part), **({"from_outside": True} | of)).taking


def test_mail_is_taken_for_whom_we_have(mail):
    assert taking("leader") is Taking.YES
    assert taking("LEADER") is Taking.YES
    assert taking("vanthu") is Taking.YES
    assert taking("nobody") is Taking.UNKNOWN
    assert doors.taken("who@far.test", from_outside=True).taking is Taking.OUTSIDE
    assert doors.taken("who@[192.0.2.1]", from_outside=True).taking is Taking.OUTSIDE
    assert doors.taken("Postmaster", from_outside=True).taking is Taking.OUTSIDE


def test_a_full_box_takes_mail_from_inside_only(mail):
    box = mail.boxes["leader"]
    with transaction():
        box.used_bytes, box.full_since = box.quota_bytes, clock.now()
    assert taking("leader") is Taking.FULL
    assert taking("leader", from_outside=False) is Taking.YES
    with transaction():
        box.full_since = clock.now() - timedelta(days=4)
    assert taking("leader") is Taking.LONG_FULL


def test_a_list_for_the_house_is_closed_to_strangers(house, mail):
    with transaction():
        made = MailList(agency_id=mail.agency.unit.id, kind=ListKind.CHOSEN, name="All", chosen=[])
        db.session.add(made)
        db.session.flush()
        row = operations.give_address(mail.boxes["clerks"], mail.domain, "all", by=SYSTEM)
        row.mailbox_id, row.list_id = None, made.id
    assert taking("all") is Taking.CLOSED_LIST
    assert taking("all", from_outside=False) is Taking.YES
    door = Suite(house).recipient
    assert door(address("all"), Asker("mx", "", None, "who@far.test")).refusal.status == "5.7.2"
    assert door(address("all"), Asker("mx", "", None, "")) == WELCOME, "a bounce of its letters"
    with transaction():
        made.posting = Posting.EVERYBODY
    assert taking("all") is Taking.YES


def test_who_sends_as_whom(mail):
    clerk, official = account(mail.clerk), account(mail.official)
    assert doors.may_send(clerk, address("clerk"))
    assert doors.may_send(clerk, address("vanthu")), "the desk he holds"
    assert not doors.may_send(clerk, address("leader"))
    assert not doors.may_send(clerk, address("nobody"))
    assert not doors.may_send(clerk, "clerk@far.test")
    lend(mail, Right.SEND_ON_BEHALF)
    assert doors.may_send(official, address("leader"))
    with transaction():
        mail.boxes["leader"].state = BoxState.SUSPENDED
    assert not doors.may_send(official, address("leader"))


def lend(mail, *rights):
    """The official is lent the leader's box."""
    operations.grant(
        mail.opened("leader"),
        db.session.get_one(Person, mail.official.person_id),
        rights,
        reason="Thư ký giúp việc",
        valid_to=clock.now() + timedelta(days=1),
        by=mail.leader,
    )


def test_who_is_named_in_the_head(mail):
    official, own, boss = account(mail.official), address("official"), address("leader")
    assert doors.may_write(official, [own], [])
    assert not doors.may_write(official, [own, boss], [])
    assert not doors.may_write(official, [boss], [own])
    lend(mail, Right.SEND_ON_BEHALF)
    assert not doors.may_write(official, [boss], []), "on behalf says so"
    assert doors.may_write(official, [boss], [own])
    assert not doors.may_write(official, [boss], [boss])
    lend(mail, Right.SEND_AS)
    assert doors.may_write(official, [boss], [])


def test_a_login_is_a_name_or_an_address(mail):
    clerk = account(mail.clerk)
    assert doors.account_of(clerk.login) is clerk
    assert doors.account_of(address("clerk")) is clerk
    assert doors.account_of(address("vanthu")) is None, "a desk is nobody who logs in"
    assert doors.account_of("nobody") is None
    with transaction():
        clerk.disabled_at = clock.now()
    assert doors.account_of(clerk.login) is None


def device(account, scopes, by):
    return operations.make_app_password(account, "phone", scopes, days=30, by=by)


def test_only_the_passwords_of_devices_that_may_send_count(mail):
    clerk = account(mail.clerk)
    sending, _secret = device(clerk, ["smtp"], mail.clerk)
    device(clerk, ["imap"], mail.clerk)
    assert doors.devices_of(clerk) == [sending]
    operations.revoke_app_password(sending, by=mail.clerk)
    assert doors.devices_of(clerk) == []


def test_strangers_may_not_use_our_names_unless_the_domain_says_so(mail):
    assert doors.refuses_stranger(DOMAIN)
    assert not doors.refuses_stranger("far.test")
    with transaction():
        mail.domain.rules = {"refuses_own_from_outside": False}
    assert not doors.refuses_stranger(DOMAIN)


@pytest.fixture
def suite(lasting_app):
    """The suite with an office whose clerk has a device, as a session's threads see it."""
    with lasting_app.app_context():
        office = post_office()
        clerk = account(office.clerk)
        row, secret = device(clerk, ["smtp"], office.clerk)
        made = Suite(lasting_app)
        made.known = (clerk.login, secret, str(clerk.id), row.id)
    return made


def asker(login=None, listener="mx"):
    return Asker(listener, "192.0.2.1", login, "who@far.test")


def test_the_suite_answers_a_session(suite, lasting_app):
    login, secret, key, _row = suite.known
    assert suite.login(login, "wrong", "192.0.2.1") is None
    assert suite.login("nobody", secret, "192.0.2.1") is None
    found = suite.login(address("clerk"), secret, "192.0.2.1")
    assert found == Login(login, key)
    assert suite.may_send(found, address("clerk"))
    assert suite.may_send(found, "")
    assert not suite.may_send(found, address("leader"))
    assert suite.may_write(found, f"From: {address('clerk')}\r\n".encode())
    assert not suite.may_write(found, f"From: {address('leader')}\r\n".encode())
    assert not suite.may_write(found, f"From: {address('clerk')}\r\nFrom: x@y.test".encode())
    assert suite.is_ours(DOMAIN)
    assert not suite.is_ours("..")
    assert suite.takes_from(address("leader"), asker()).refusal.code == 550
    assert suite.recipient(address("leader"), asker()) == WELCOME
    assert suite.recipient("who@far.test", asker(found)) == WELCOME
    assert suite.recipient("who@far.test", asker()).refusal.status == "5.7.1"
    assert suite.recipient(address("nobody"), asker(found)).refusal.status == "5.1.1"
    assert not suite.blocked("192.0.2.1")


def test_a_program_hears_which_bound_its_account_has_come_to(suite, lasting_app, monkeypatch):
    login, secret, _key, _row = suite.known
    found = suite.login(login, secret, "192.0.2.1")
    far = tuple(f"a{number}@far.test" for number in range(200))
    assert suite.room(found).left == limits.MOST_A_DAY
    monkeypatch.setattr(limits, "MOST_STRANGERS_A_DAY", 199)
    told = suite.counts(found, Letter("k1", address("clerk"), far))
    assert told.refusal is answers.TOO_MANY_STRANGERS
    monkeypatch.undo()
    assert suite.counts(found, Letter("k2", address("clerk"), far)) == WELCOME
    room = suite.room(found)
    assert (room.left, room.refusal) == (0, answers.TOO_MANY_IN_HOUR)


def test_letters_that_come_in_at_once_are_counted_one_after_the_other(suite, monkeypatch):
    login, secret, _key, _row = suite.known
    found = suite.login(login, secret, "192.0.2.1")
    monkeypatch.setattr(limits, "MOST_A_DAY", 3)

    def one(number):
        return suite.counts(found, Letter(f"k{number}", address("clerk"), ("a@far.test",)))

    with ThreadPoolExecutor(6) as threads:
        answers_given = list(threads.map(one, range(6)))
    assert answers_given.count(WELCOME) == 3


def test_who_has_no_post_any_more_sends_nothing(suite, lasting_app):
    login, secret, _key, _row = suite.known
    found = suite.login(login, secret, "192.0.2.1")
    with lasting_app.app_context(), transaction():
        person = db.session.get_one(Account, int(found.account)).person_id
        for row in db.session.scalars(select(Tenure).where(Tenure.person_id == person)):
            row.valid_to = clock.now()
    assert not suite.may_send(found, "")
    assert not suite.may_send(found, address("clerk"))
    assert not suite.may_write(found, f"From: {address('clerk')}\r\n".encode())


def test_a_device_is_seen_and_a_blocked_net_is_not_heard(suite, lasting_app):
    from mail.models import AppPassword

    login, secret, _key, row = suite.known
    suite.login(login, secret, "192.0.2.1")
    for name in (login, "nobody"):
        suite.locked_out(name, "192.0.2.9")
    with lasting_app.app_context():
        assert db.session.get_one(AppPassword, row).last_used_from == "192.0.2.1"
        acts = select(AuditEvent.act).where(AuditEvent.act.in_(["mail.login", "mail.locked_out"]))
        assert db.session.scalars(acts.order_by(AuditEvent.id)).all() == [
            "mail.login",
            "mail.locked_out",
        ]
    settings = lasting_app.extensions["office.settings"]
    changed = settings.model_copy(update={"smtp_blocked": ("192.0.2.0/24",)})
    lasting_app.extensions["office.settings"] = changed
    assert suite.blocked("192.0.2.7")
    assert not suite.blocked("198.51.100.1")
