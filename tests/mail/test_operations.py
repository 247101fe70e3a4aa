"""A message is kept once, leaves only by an open door, and comes back by an event when it fails."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from mail import operations, queries
from mail.events import MailFailed, MailSent
from mail.models import MailState, OutgoingMail
from mail.operations import Attached
from office import blobs, events, outbox
from office.config import SmarthostTls
from office.db import db, transaction
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import SYSTEM
from tests import build
from tests.mail import smarthost


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def server(house, monkeypatch):
    with smarthost.running() as running:
        set_up(house, monkeypatch, smarthost=running.place, smarthost_tls=SmarthostTls.NONE)
        yield running


def set_up(house, monkeypatch, **given):
    settings = house.extensions["office.settings"]
    changed = settings.model_copy(
        update={"mail_from": "vanthu@snv.example.vn", "allowed_fetch": ("127.0.0.1",)} | given
    )
    monkeypatch.setitem(house.extensions, "office.settings", changed)


@pytest.fixture
def told(monkeypatch):
    heard = []
    mine = [events.Subscription(heard.append, must=True)]
    monkeypatch.setattr(events, "_subscriptions", dict.fromkeys((MailSent, MailFailed), mine))
    return heard


def post(snv, *, key="thu-1", to="nhan@donvi.example.vn", by=None, **given):
    facts = {"subject": "Về việc\nsắp xếp", "text": "Kính gửi quý cơ quan.\n"}
    return operations.post(to=to, key=key, by=by or snv.clerk, **(facts | given))


def sent(mail):
    outbox.drain(outbox.Lane.MAIL, outbox.Lane.OUT)
    db.session.refresh(mail)
    return mail.state


def test_a_message_is_held_until_the_door_is_opened(snv, server, told):
    mail = post(snv)
    assert (mail.state, mail.problem) == (MailState.HELD, operations.CLOSED)
    assert sent(mail) is MailState.HELD
    operations.open_door(snv.unit, by=replace(snv.admin, session_id=None))
    assert sent(mail) is MailState.SENT
    assert len(server.messages) == 1
    assert told == [MailSent(mail.uid, "thu-1")]


def test_a_message_arrives_as_it_was_posted(snv, server):
    stored = blobs.put(b"%PDF-1.4 cong van")
    operations.open_door(snv.unit, by=snv.admin)
    mail = post(snv, attachments=[Attached(stored.sha256, "Công văn 12.pdf")])
    sent(mail)
    got = message_from_bytes(server.messages[0], policy=default)
    assert got["To"] == "nhan@donvi.example.vn"
    assert got["From"] == "vanthu@snv.example.vn"
    assert got["Subject"] == "Về việc sắp xếp"
    assert got["Message-ID"] == f"<{mail.uid}@snv.example.vn>"
    body, file = got.iter_parts()
    assert body.get_content().splitlines() == ["Kính gửi quý cơ quan."]
    assert (file.get_filename(), file.get_content()) == ("Công văn 12.pdf", b"%PDF-1.4 cong van")


def test_the_same_key_is_one_message(snv, server):
    operations.open_door(snv.unit, by=snv.admin)
    first, second = post(snv), post(snv, subject="Khác")
    assert first.id == second.id
    sent(first)
    outbox.drain(outbox.Lane.MAIL, outbox.Lane.OUT)
    assert len(server.messages) == 1


@pytest.mark.parametrize("address", ["", "khong-co", "a@b", "a@b.vn\nBcc: x@y.vn", "ạ@b.vn"])
def test_what_is_no_address_is_refused(snv, address):
    with pytest.raises(Invalid):
        post(snv, to=address)


def test_a_refusal_for_good_is_given_up_and_told(snv, server, told):
    operations.open_door(snv.unit, by=snv.admin)
    server.answers["RCPT"] = "550 no such person"
    mail = post(snv)
    assert sent(mail) is MailState.FAILED
    assert mail.problem == "550 5.0.0 no such person"
    assert told == [MailFailed(mail.uid, "thu-1", "550 5.0.0 no such person")]
    assert outbox.is_dead(f"mail:{mail.uid}")
    server.answers.clear()
    operations.send_again(mail, by=snv.admin)
    assert sent(mail) is MailState.SENT


def test_a_fault_that_passes_is_tried_again(snv, server, told):
    operations.open_door(snv.unit, by=snv.admin)
    server.answers["DATA"] = "451 later"
    mail = post(snv)
    assert sent(mail) is MailState.QUEUED
    assert (mail.attempts, mail.problem) == (1, "451 4.0.0 later")
    server.answers.clear()
    with transaction():
        job = db.session.scalars(
            select(outbox.OutboxMessage).where(outbox.OutboxMessage.key == f"mail:{mail.uid}")
        ).one()
        outbox.revive(job)
    assert sent(mail) is MailState.SENT
    assert len(told) == 1


def test_a_bad_farewell_does_not_send_it_twice(snv, server):
    operations.open_door(snv.unit, by=snv.admin)
    server.answers["QUIT"] = "421 gone"
    assert sent(post(snv)) is MailState.SENT
    assert len(server.messages) == 1


def test_a_message_tried_often_enough_is_given_up(snv, server, monkeypatch, told):
    monkeypatch.setitem(outbox.RETRIES, operations.TOPIC, outbox.Retry(limit=1))
    operations.open_door(snv.unit, by=snv.admin)
    server.answers["MAIL"] = "451 later"
    assert sent(post(snv)) is MailState.FAILED
    assert isinstance(told[0], MailFailed)


def test_a_line_that_cannot_be_made_private_is_not_used(snv, server, house, monkeypatch):
    set_up(house, monkeypatch, smarthost_tls=SmarthostTls.STARTTLS)
    operations.open_door(snv.unit, by=snv.admin)
    mail = post(snv)
    assert sent(mail) is MailState.QUEUED
    assert "STARTTLS" in mail.problem
    assert server.messages == []


def test_the_house_proves_itself_to_its_smarthost(snv, server, house, monkeypatch, tmp_path):
    secret = tmp_path / "smarthost.secret"
    secret.write_text("mo cua\n", encoding="utf-8")
    settings = {"smarthost_user": "congvu", "smarthost_secret_file": secret}
    set_up(
        house,
        monkeypatch,
        smarthost=server.place,
        smarthost_tls=SmarthostTls.NONE,
        **settings,
    )
    operations.open_door(snv.unit, by=snv.admin)
    assert sent(post(snv)) is MailState.SENT
    assert server.logins


def test_without_a_smarthost_a_message_is_held(snv, house, monkeypatch):
    set_up(house, monkeypatch)
    operations.open_door(snv.unit, by=snv.admin)
    mail = post(snv)
    assert sent(mail) is MailState.HELD
    assert mail.problem == operations.NO_SMARTHOST


def test_a_closed_door_holds_what_waits(snv, server):
    operations.open_door(snv.unit, by=snv.admin)
    mail = post(snv)
    operations.close_door(snv.unit, by=snv.admin)
    assert sent(mail) is MailState.HELD
    with pytest.raises(Refusal):
        operations.send_again(mail, by=snv.admin)


def test_a_message_that_has_not_left_can_be_withdrawn(snv, server):
    mail = post(snv)
    assert operations.withdraw("thu-1", by=snv.clerk)
    operations.open_door(snv.unit, by=snv.admin)
    assert sent(mail) is MailState.WITHDRAWN
    assert not operations.withdraw("thu-1", by=snv.clerk)
    with pytest.raises(Refusal):
        operations.drop(mail, by=snv.admin)


def test_the_door_is_the_administrators_and_of_his_agency(snv, server):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    for who in (snv.clerk, snv.leader, other.admin):
        with pytest.raises(Forbidden):
            operations.open_door(snv.unit, by=who)
    operations.open_door(snv.unit, by=snv.admin)
    theirs = post(other, key="thu-2")
    assert theirs.state is MailState.HELD
    assert db.session.scalars(queries.outgoing(snv.admin)).all() == []


def test_a_message_of_the_house_itself_leaves_by_any_open_door(snv, server):
    mail = post(snv, by=SYSTEM)
    assert (mail.agency_id, mail.state) == (None, MailState.HELD)
    operations.open_door(snv.unit, by=snv.admin)
    assert sent(mail) is MailState.SENT
    assert db.session.scalars(select(OutgoingMail)).one().sent_at
