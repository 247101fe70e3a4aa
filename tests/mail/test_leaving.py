"""Letters of boxes leave by the smarthost or straight to the hosts of their receivers."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from functools import partial

import dkim
import pytest
import time_machine
from sqlalchemy import select, update

from mail import operations, queries
from mail.events import MailFailed, MailReported, MailSent
from mail.jobs import ways
from mail.models import (
    Folder,
    LineCount,
    MailArrival,
    MailItem,
    MailKey,
    MailMessage,
    MailState,
    MailThread,
)
from mail.operations import Leaving
from mail.operations.distributing import Course, distribute
from mail.wire import dkim as keys
from office import blobs, clock, events, outbox, vault
from office.config import SmarthostTls
from office.db import db, transaction
from office.permissions import SYSTEM
from tests.mail import dns_server, sink
from tests.mail.delivery.test_lists import make_list

LETTER = (
    b"From: vanthu@snv.lamgiang.example\r\nTo: a@b.example\r\nSubject: Giay moi\r\n"
    b"Message-ID: <1@snv.lamgiang.example>\r\n\r\nKinh gui.\r\n"
)
SENDER = "vanthu@snv.lamgiang.example"


@pytest.fixture
def names():
    with dns_server.running() as server:
        yield server


@pytest.fixture
def heard(monkeypatch):
    told = []
    mine = [events.Subscription(told.append, must=True)]
    monkeypatch.setattr(
        events, "_subscriptions", dict.fromkeys((MailSent, MailFailed, MailReported), mine)
    )
    return told


@pytest.fixture
def server():
    with sink.running("PIPELINING", "DSN", "SIZE 1000000") as running:
        yield running


def set_up(house, monkeypatch, **given):
    settings = house.extensions["office.settings"]
    update = {"mail_from": SENDER, "allowed_fetch": ("127.0.0.1",)} | given
    monkeypatch.setitem(house.extensions, "office.settings", settings.model_copy(update=update))


@pytest.fixture
def relayed(house, mail, monkeypatch, server):
    place = f"127.0.0.1:{server.port}"
    set_up(house, monkeypatch, smarthost=place, smarthost_tls=SmarthostTls.NONE)
    operations.open_door(mail.agency.unit, by=mail.admin)
    return server


@pytest.fixture
def direct(house, mail, monkeypatch, names, server):
    set_up(
        house,
        monkeypatch,
        mail_direct=True,
        mail_direct_port=server.port,
        dns_servers=("127.0.0.1",),
        dns_port=names.server_address[1],
    )
    operations.open_door(mail.agency.unit, by=mail.admin)
    names.put("b.example", "MX", "10 mx.b.example.")
    names.put("mx.b.example", "A", "127.0.0.1")
    names.put("mx.b.example", "AAAA")
    return names


def queued(mail, *recipients, **options):
    stored = blobs.put(LETTER)
    with transaction():
        thread = MailThread()
        db.session.add(thread)
        db.session.flush()
        message = MailMessage(
            thread_id=thread.id,
            sha256=stored.sha256,
            size=stored.size,
            message_id="<1@snv.lamgiang.example>",
            received_at=clock.now(),
            sender_name="",
            sender_address=SENDER,
            subject="Giấy mời",
        )
        db.session.add(message)
        db.session.flush()
    return [hand_out(mail, message, one, options) for one in recipients]


def hand_out(mail, message, to, options):
    leaving = Leaving(f"letter:{message.uid}:{to}", to, message.sha256, SENDER, options)
    return operations.hand_out(message, mail.boxes["clerks"], leaving, by=SYSTEM)


def in_box(mail, part):
    mine = select(MailItem).where(MailItem.mailbox_id == mail.boxes[part].id)
    return db.session.scalars(mine).all()


def work(rows):
    outbox.drain(outbox.Lane.MAIL, outbox.Lane.OUT)
    for row in rows:
        db.session.refresh(row)
    return [row.state for row in rows]


def test_all_receivers_of_a_letter_are_one_transaction(mail, relayed):
    rows = queued(mail, "a@b.example", "c@d.example", "e@f.example")
    assert work(rows) == [MailState.SENT] * 3
    assert len(relayed.messages) == 1
    assert relayed.heard("RCPT") == [f"RCPT TO:<{one.to}>" for one in rows]


def test_by_a_smarthost_a_letter_stands_in_one_line_whatever_the_domains(mail, relayed):
    queued(mail, "a@b.example", "c@d.example")
    assert len(outbox.claim("one", (outbox.Lane.OUT,), most=5)) == 1, "another would send it too"


def test_who_waits_in_another_line_is_left_to_it(mail, relayed, house, monkeypatch):
    rows = queued(mail, "a@b.example", "c@d.example")
    with transaction():
        db.session.execute(
            update(outbox.OutboxMessage)
            .where(outbox.OutboxMessage.key == queries.key_of(rows[1]))
            .values(partition_key="made before there was a smarthost")
        )
    work(rows)
    assert relayed.heard("RCPT") == [f"RCPT TO:<{one.to}>" for one in rows]
    assert len(relayed.messages) == 2


def test_many_receivers_do_not_wait_for_one_whose_box_is_full(mail, relayed):
    relayed.answers |= {"RCPT TO:<full@": "452 4.2.2 full"}
    rows = queued(mail, "full@b.example", *[f"a{number}@b.example" for number in range(120)])
    assert work(rows) == [MailState.QUEUED, *[MailState.SENT] * 120]
    assert len(relayed.messages) == 2


def test_a_message_whose_work_was_lost_is_asked_for_again(mail, relayed):
    lost, dead = queued(mail, "a@b.example", "c@d.example")
    with transaction():
        for row, state in ((lost, "done"), (dead, "dead")):
            db.session.execute(
                update(outbox.OutboxMessage)
                .where(outbox.OutboxMessage.key == queries.key_of(row))
                .values(state=state)
            )
    assert work([lost, dead]) == [MailState.QUEUED] * 2
    assert operations.mend_strays(by=SYSTEM) == 2
    assert work([lost, dead]) == [MailState.SENT, MailState.FAILED]
    assert operations.mend_strays(by=SYSTEM) == 0


def test_what_was_held_for_a_week_is_tried_for_days_again(mail, relayed):
    relayed.answers |= {"RCPT TO:<later@": "452 4.2.2 full"}
    [row] = queued(mail, "later@b.example")
    operations.close_door(mail.agency.unit, by=mail.admin)
    with time_machine.travel(clock.now() + timedelta(days=7), tick=False):
        operations.open_door(mail.agency.unit, by=mail.admin)
        assert work([row]) == [MailState.QUEUED]


def test_what_was_withdrawn_meanwhile_is_neither_held_nor_failed(mail, relayed):
    [row] = queued(mail, "a@b.example")
    operations.withdraw(row.key, by=SYSTEM)
    operations.hold(row, operations.CLOSED, by=SYSTEM)
    operations.give_up(row, "550 no", by=SYSTEM)
    assert row.state is MailState.WITHDRAWN


def test_the_same_letter_asked_for_twice_leaves_once(mail, relayed):
    first = queued(mail, "a@b.example")
    message = db.session.get_one(MailMessage, first[0].message_id)
    assert hand_out(mail, message, "a@b.example", {}) is first[0]
    assert work(first) == [MailState.SENT]
    assert len(relayed.messages) == 1


def test_each_receiver_has_an_answer_of_his_own(mail, relayed):
    relayed.answers |= {
        "RCPT TO:<bad@": "550 5.1.1 nobody here",
        "RCPT TO:<later@": "452 4.2.2 full",
    }
    rows = queued(mail, "good@b.example", "bad@b.example", "later@b.example")
    assert work(rows) == [MailState.SENT, MailState.FAILED, MailState.QUEUED]
    assert rows[1].problem == "550 5.1.1 nobody here"
    assert (rows[2].attempts, rows[2].answer["status"]) == (1, "4.2.2")
    assert len(relayed.messages) == 1


def test_wishes_for_reports_go_along(mail, relayed):
    rows = queued(mail, "a@b.example", ret="HDRS", envid="V 12", notify=["SUCCESS", "DELAY"])
    work(rows)
    assert "RET=HDRS ENVID=V+2012" in relayed.heard("MAIL")[0]
    assert "NOTIFY=SUCCESS,DELAY" in relayed.heard("RCPT")[0]


def test_a_closed_door_holds_letters_too(mail, house, monkeypatch, server):
    set_up(house, monkeypatch, smarthost=f"127.0.0.1:{server.port}")
    [row] = queued(mail, "a@b.example")
    assert (row.state, row.problem) == (MailState.HELD, operations.CLOSED)
    assert work([row]) == [MailState.HELD]
    assert server.messages == []


def test_letters_go_straight_to_the_hosts_that_dns_names(mail, direct, server):
    rows = queued(mail, "a@b.example")
    assert work(rows) == [MailState.SENT]
    assert rows[0].answer["host"] == "mx.b.example"
    assert len(server.messages) == 1


def test_a_domain_that_takes_no_mail_is_told_at_once(mail, direct):
    direct.put("null.example", "MX", "0 .")
    rows = queued(mail, "a@null.example", "a@unknown.example")
    assert work(rows) == [MailState.FAILED, MailState.FAILED]
    assert [row.answer["status"] for row in rows] == ["5.1.10", "5.1.2"]


@pytest.mark.parametrize("ended", [MailState.FAILED, MailState.WITHDRAWN])
def test_a_letter_that_is_handed_in_again_is_sent_again(mail, relayed, ended):
    (row,) = queued(mail, "a@b.example")
    message = db.session.get_one(MailMessage, row.message_id)
    course = Course("again", SENDER, clock.now().isoformat(), box_id=mail.boxes["clerks"].id)
    with transaction():
        row.state = ended
    operations.close_door(mail.agency.unit, by=mail.admin)
    distribute(message, [{"address": "a@b.example"}], course, by=SYSTEM)
    assert (row.state, row.problem) == (MailState.HELD, operations.CLOSED)
    with transaction():
        row.state = ended
    operations.open_door(mail.agency.unit, by=mail.admin)
    distribute(message, [{"address": "a@b.example"}], course, by=SYSTEM)
    assert work([row]) == [MailState.SENT]


def test_silent_name_servers_are_asked_again_later(mail, direct):
    direct.faults["slow.example"] = 2
    rows = queued(mail, "a@slow.example")
    assert work(rows) == [MailState.QUEUED]
    assert rows[0].answer["status"] == "4.4.3"


def test_what_was_tried_for_five_days_is_given_up(mail, relayed):
    relayed.answers["MAIL"] = "451 4.3.0 later"
    rows = queued(mail, "a@b.example")
    with transaction():
        rows[0].expires_at = clock.now() - timedelta(seconds=1)
    assert work(rows) == [MailState.FAILED]


def test_a_letter_bears_the_signature_of_its_domain(mail, relayed):
    pem = keys.make_key()
    with transaction():
        db.session.add(
            MailKey(
                domain_id=mail.domain.id,
                selector="s1",
                sealed=vault.lock(pem.decode(), purpose="dkim"),
                public=keys.record_text(pem),
                made_at=clock.now(),
                used_from=clock.now() - timedelta(days=1),
            )
        )
    work(queued(mail, "a@b.example"))
    rows = queued(mail, "a@b.example")
    with transaction():
        rows[0].envelope_from = ""  # a receipt, an answer of absence
    work(rows)
    told = partial(_record, keys.record_text(pem))
    assert [dkim.verify(one, dnsfunc=told) for one in relayed.messages] == [True, True]
    tampered = relayed.messages[0].replace(b"Giay moi", b"Giay gia")
    assert not dkim.verify(tampered, dnsfunc=told)


def _record(text, name, timeout=5):
    assert name == b"s1._domainkey.snv.lamgiang.example."
    return text.encode()


def test_lines_are_counted_by_day(mail, direct, server):
    work(queued(mail, "a@b.example"))
    row = db.session.scalars(select(LineCount)).one()
    facts = (row.domain, row.policy, row.fault, row.count)
    assert facts == ("b.example", "no-policy-found", "starttls-not-supported", 1)


def test_a_domain_gets_the_report_that_it_asks_for(mail, direct, server):
    direct.text("_smtp._tls.b.example", "v=TLSRPTv1; rua=mailto:no address,mailto:tls@b.example")
    with transaction():
        yesterday = clock.today() - timedelta(days=1)
        db.session.add(LineCount(day=yesterday, domain="b.example", policy="sts", count=3))
    with transaction():
        outbox.enqueue("tick.mail.line_reports", key="now", lane=outbox.Lane.TICK)
    outbox.drain(outbox.Lane.TICK)
    outbox.drain(outbox.Lane.MAIL, outbox.Lane.OUT)
    assert b"application/tlsrpt+gzip" in server.messages[0]
    assert b"TLS-Report-Domain: b.example" in server.messages[0]
    assert db.session.scalars(select(LineCount).where(LineCount.day == yesterday)).one().told


def test_without_smarthost_and_direct_delivery_nothing_is_set_up(house, monkeypatch):
    set_up(house, monkeypatch)
    assert not ways.is_set_up()


def test_what_is_posted_to_an_address_of_the_house_stays_in_it(mail, heard):
    """Neither a door nor a smarthost is needed; who posted it learns that it is there."""
    box = mail.boxes["clerks"].id
    facts = {"subject": "12/QĐ", "text": "Kính gửi.", "box_id": box, "by": mail.clerk}
    there = operations.post(to="leader@snv.lamgiang.example", key="k1", **facts)
    nobody = operations.post(to="khong.co@snv.lamgiang.example", key="k2", **facts)
    assert work([there, nobody]) == [MailState.SENT, MailState.FAILED]
    (got,) = in_box(mail, "leader")
    assert (got.folder, got.message_id) == (Folder.INBOX, there.message_id)
    told = [(type(one).__name__, one.key) for one in heard]
    assert told == [("MailSent", "k1"), ("MailReported", "k1"), ("MailFailed", "k2")]
    assert nobody.problem.startswith("5.1.1")


def test_a_notice_of_the_house_to_one_of_its_own_stays_in_it(mail, house, monkeypatch):
    set_up(house, monkeypatch)
    facts = {"subject": "Nhắc việc", "text": "Quá hạn.", "key": "k", "by": mail.clerk}
    there = operations.post(to="leader@snv.lamgiang.example", **facts)
    assert work([there]) == [MailState.SENT]
    outbox.drain(outbox.Lane.MAIL)
    (got,) = in_box(mail, "leader")
    assert db.session.get_one(MailMessage, got.message_id).subject == "Nhắc việc"
    make_list(mail, "phong", unit_id=mail.agency.rooms["staff"].id)
    many = operations.post(to="phong@snv.lamgiang.example", **facts | {"key": "k2"})
    assert work([many]) == [MailState.FAILED]
    assert many.problem.startswith("5.7.2")


# -------------------------------------------------------------------- what the sender learns


def reports():
    """The letters that the house writes to a sender, on their way into his box."""
    outbox.drain(outbox.Lane.MAIL, outbox.Lane.OUT)
    rows = select(MailArrival).where(MailArrival.listener == "house").order_by(MailArrival.id)
    return db.session.scalars(rows).all()


def test_the_sender_learns_that_a_letter_was_refused(mail, relayed):
    relayed.answers["RCPT"] = "550 5.1.1 nobody here"
    work(queued(mail, "bad@b.example"))
    [told] = reports()
    assert told.recipients == [{"address": SENDER}]
    assert told.envelope_from == ""
    data = message_from_bytes(blobs.read(told.sha256), policy=default)
    status = data.get_payload()[1].get_payload()
    assert data.get_param("report-type") == "delivery-status"
    assert (status[1]["Final-Recipient"], status[1]["Action"]) == (
        "rfc822; bad@b.example",
        "failed",
    )
    assert status[1]["Status"] == "5.1.1"


def test_who_sends_a_letter_again_learns_that_it_failed_again(mail, relayed):
    relayed.answers["RCPT"] = "550 5.1.1 nobody here"
    [row] = rows = queued(mail, "bad@b.example")
    work(rows)
    operations.send_again(row, by=mail.admin)
    work(rows)
    first, second = reports()
    named = [message_from_bytes(blobs.read(one.sha256))["Message-ID"] for one in (first, second)]
    assert len(set(named)) == 2


def test_a_sender_who_wished_no_report_gets_none(mail, relayed):
    relayed.answers["RCPT"] = "550 5.1.1 nobody here"
    work(queued(mail, "bad@b.example", notify=["NEVER"]))
    assert reports() == []


def test_success_is_told_by_us_only_where_the_other_side_does_not(mail, relayed):
    work(queued(mail, "a@b.example", notify=["SUCCESS"]))
    assert reports() == []
    relayed.offers.remove("DSN")
    work(queued(mail, "c@b.example", notify=["SUCCESS"]))
    assert len(reports()) == 1


def test_the_sender_is_told_once_that_a_letter_is_late(mail, relayed):
    relayed.answers["MAIL"] = "451 4.3.0 later"
    [row] = queued(mail, "a@b.example", notify=["DELAY"])
    with transaction():
        row.made_at = clock.now() - timedelta(hours=5)
    work([row])
    assert len(reports()) == 1
    assert row.state is MailState.QUEUED
    assert row.told_late_at


def test_what_is_posted_for_a_box_leaves_as_its_letter(house, mail, relayed):
    paper = blobs.put(b"%PDF-1.7 signed")
    box = mail.boxes["clerks"]
    posted = operations.post(
        to="ubnd@xamau.example",
        subject="12/BC-SNV – Báo cáo",
        text="Kính gửi.",
        attachments=[operations.Attached(paper.sha256, "12.pdf")],
        key="paper",
        agency_id=mail.agency.unit.id,
        box_id=box.id,
        by=SYSTEM,
    )
    assert work([posted]) == [MailState.SENT]
    letter = message_from_bytes(relayed.messages[0], policy=default)
    assert letter["From"].addresses[0].addr_spec == SENDER
    assert next(letter.iter_attachments()).get_content() == b"%PDF-1.7 signed"
    sent = select(MailItem.folder).where(MailItem.mailbox_id == box.id)
    assert db.session.scalars(sent).all() == [Folder.SENT]
