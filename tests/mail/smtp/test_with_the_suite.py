"""Real clients at real ports, with the suite itself behind them instead of a house of cards."""

import smtplib
import ssl
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from mail import operations, queries
from mail.cli.suite import Suite
from mail.jobs import judging
from mail.jobs.intake import FOLDER, take_over
from mail.models import MailItem, MailMessage
from mail.queries import limits
from mail.smtp import answers
from mail.wire.resolver import resolver_at
from office import outbox
from office.config import current_settings
from office.db import db
from office.notices import notices_at
from office.permissions import SYSTEM
from tests.mail import letters_written as written
from tests.mail.post import DOMAIN, post_office
from tests.mail.smtp import harness
from tests.mail.test_doors import account, device

UNICODE = "văn.thư@xãbavì.example"
PUNYCODE = "văn.thư@xn--xbav-goa1d.example"


@pytest.fixture
def served(lasting_app, tmp_path, monkeypatch):
    """The office of a commune with a domain in its own letters, and its doors."""
    monkeypatch.setattr(judging, "the_resolver", lambda: resolver_at(()))
    with lasting_app.app_context():
        office = post_office()
        own = operations.open_domain(office.agency.unit, "xãbavì.example", by=SYSTEM)
        operations.give_address(office.boxes["clerks"], own, "văn.thư", by=SYSTEM)
        operations.give_address(office.boxes["clerks"], own, "van-thu-cu", by=SYSTEM)
        _row, secret = device(account(office.clerk), ["smtp"], office.clerk)
        login = account(office.clerk).login
        folder = current_settings().data_dir / FOLDER
        told = SimpleNamespace(office=office, login=login, secret=secret)
        pair = harness.certificate(tmp_path)
        with harness.running(folder, house=Suite(lasting_app), tls=pair) as told.server:
            told.app, told.pair = lasting_app, pair
            yield told


def subjects(box):
    """What lies in a box once all that came was delivered."""
    take_over({})
    outbox.drain(outbox.Lane.MAIL)
    rows = select(MailMessage.subject).join(MailItem, MailItem.message_id == MailMessage.id)
    return sorted(db.session.scalars(rows.where(MailItem.mailbox_id == box.id)))


def letter(subject, sender="an.tv@elsewhere.example"):
    return f"From: {sender}\r\nSubject: {subject}\r\n\r\nKinh gui\r\n".encode()


def test_letters_reach_a_box_by_an_address_in_its_own_letters_and_by_an_old_one(served):
    with smtplib.SMTP("127.0.0.1", served.server.port()) as client:
        client.ehlo("far.example")
        for number, to in enumerate((UNICODE, PUNYCODE)):
            client.sendmail("an.tv@elsewhere.example", [to], letter(number), ["SMTPUTF8"])
        old = "van-thu-cu@xn--xbav-goa1d.example"
        client.sendmail("an.tv@elsewhere.example", [old], letter("old"))
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            client.sendmail("an.tv@elsewhere.example", ["ai@xãbavì.example"], b"", ["SMTPUTF8"])
    ((code, words),) = refused.value.recipients.values()
    assert (code, words[:5]) == (550, b"5.1.1")
    assert subjects(served.office.boxes["clerks"]) == ["0", "1", "old"]


@contextmanager
def logged_in(served, *, port=None):
    """The clerk's program at the door for submissions."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with smtplib.SMTP("127.0.0.1", port or served.server.port("submission")) as client:
        client.starttls(context=context)
        client.login(served.login, served.secret)
        yield client


def test_who_logged_in_writes_as_himself_and_as_nobody_else(served):
    own, leader = f"clerk@{DOMAIN}", f"leader@{DOMAIN}"
    with logged_in(served) as client:
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            client.sendmail(leader, [own], letter("as the leader", leader))
        assert refused.value.smtp_code == 553
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail(own, [leader], letter("under his name", leader))
        assert refused.value.smtp_code == 553
        client.sendmail(own, [leader], letter("as himself", own))
    assert subjects(queries.own_box(served.office.leader.person_id)) == ["as himself"]


def test_every_door_and_the_pages_add_to_one_sum_of_an_account(served, tmp_path, monkeypatch):
    """Three at the first process, two by a page: a second process and the page take one more."""
    own, leader = f"clerk@{DOMAIN}", f"leader@{DOMAIN}"
    monkeypatch.setattr(limits, "MOST_A_DAY", 6)
    suite = Suite(served.app)
    with harness.running(tmp_path / "second", house=suite, tls=served.pair) as second:
        with logged_in(served) as client:
            far = [f"a{number}@far.example" for number in range(3)]
            assert client.sendmail(own, far, letter("by program", own)) == {}
        written.sent(served.office, "clerk", to=leader, cc="b@far.example")
        with logged_in(served, port=second.port("submission")) as client:
            refused = client.sendmail(own, [leader, "c@far.example"], letter("the last", own))
            assert refused == {"c@far.example": (450, answers.TOO_MANY_TODAY.line[4:-2])}
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                client.sendmail(own, [leader], letter("too many", own))
    with pytest.raises(operations.OverLimit):
        written.sent(served.office, "clerk", to=leader)
    told = db.session.scalars(notices_at(served.office.admin)).all()
    assert [one.kind for one in told] == ["mail_alarm"]
