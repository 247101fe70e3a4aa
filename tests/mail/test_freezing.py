"""An account that looks taken over: shut in one step, nothing leaves, mail comes in, given back."""

import pytest
from sqlalchemy import select

from mail import operations
from mail.cli.suite import Suite
from mail.jobs.delivering import deliver
from mail.models import ArrivalState, MailArrival, MailRule, MailState, OutgoingMail
from mail.queries import doors
from mail.queries.doors import Taking
from mail.queries.drafts import DraftState, state_of
from mail.queries.freezes import FROZEN
from mail.smtp.house import Login
from office.accounts.operations import close_account, give_slip, reopen_account
from office.accounts.operations.accounts import NO_PASSWORD
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Refusal
from office.permissions import SYSTEM
from tests.documents.pages import Reader
from tests.mail import letters_written as written
from tests.mail.letters_written import LEADER, OFFICIAL, OUTSIDE
from tests.mail.post import came
from tests.mail.test_doors import account, device

FAR = "xa@ngoai.example"


@pytest.fixture
def taken_over(mail):
    """The official's letters: one queued, one that waits, one that a program has handed in."""
    operations.open_door(mail.agency.unit, by=mail.admin)
    mail.letter = written.left(written.sent(mail, to=OUTSIDE))
    mail.others = written.left(written.sent(mail, "leader", to=FAR))
    mail.waits = written.sent(mail, to=FAR)
    _row, mail.secret = device(account(mail.official), ["smtp"], mail.official)
    envelope = came([LEADER], sender=OFFICIAL, listener="submission", data=raw(), login=login(mail))
    mail.arrival = operations.take_in(envelope, by=SYSTEM)
    with transaction():
        box = mail.boxes["official"].id
        facts = {"conditions": {}, "acts": {"forward": FAR}}
        db.session.add(MailRule(mailbox_id=box, name="Chuyển đi", **facts))
    return mail


def login(mail):
    return str(mail.official.account_id)


def raw():
    head = f"From: {OFFICIAL}\r\nTo: {LEADER}\r\nSubject: Khan\r\nMessage-ID: <1@may.example>\r\n"
    return f"{head}\r\nXin chao\r\n".encode()


def queue():
    rows = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.to)).all()
    return [(one.to, one.state, one.problem) for one in rows]


def bring(arrival):
    deliver({"arrivals": [arrival.id]})
    db.session.expire_all()
    return db.session.get_one(MailArrival, arrival.id)


def test_one_step_shuts_everything_and_loses_nothing(house, taken_over):
    mail = taken_over
    page, path = Reader(house, mail.admin), f"/mail-keep/boxes/{mail.boxes['official'].uid}"
    suite, own, stranger = Suite(house), account(mail.official), Reader(house, mail.official)
    assert suite.login(own.login, mail.secret, "192.0.2.1") is not None
    assert "The account looks taken over" in page.get(path)
    page.post(f"{path}/freeze", reason="Gửi thư rác")
    assert "Gửi thư rác" in page.get(path)
    link = f"/outgoing-mail?view=held&amp;frozen={OFFICIAL}"
    assert link in page.get(path)
    assert OUTSIDE in page.get(link.replace("&amp;", "&"))
    assert "No message is here" in page.get(f"/outgoing-mail?frozen={LEADER}")
    told = page.client.get(f"/api/v1/outgoing-mail?frozen={OFFICIAL}").json["items"]
    assert [one["to"] for one in told] == [OUTSIDE]
    rows = page.client.get("/api/v1/mailboxes").json["items"]
    assert [one["uid"] for one in rows if one["frozen_at"]] == [str(mail.boxes["official"].uid)]
    call = f"/api/v1/mailboxes/{mail.boxes['official'].uid}"
    assert page.client.get(call).json["frozen_at"]
    assert suite.login(own.login, mail.secret, "192.0.2.1") is None
    assert stranger.answer("/mail").status_code != 200
    assert not suite.may_write(Login(own.login, login(mail)), f"From: {OFFICIAL}\r\n".encode())
    assert queue() == [(OUTSIDE, MailState.HELD, FROZEN), (FAR, MailState.QUEUED, "")]
    db.session.refresh(mail.waits)
    assert (state_of(mail.waits), bool(mail.waits.problem)) == (DraftState.WRITING, True)
    assert not db.session.scalars(select(MailRule.is_on)).one()
    assert doors.taken(OFFICIAL, from_outside=True).taking is Taking.YES
    found = bring(mail.arrival)
    assert (found.state, found.problem) == (ArrivalState.FAILED, FROZEN)
    assert "1 letter that a program handed in was stopped" in page.get(path)
    acts = select(AuditEvent).where(AuditEvent.act == "mail.frozen")
    facts = db.session.scalars(acts).one().facts
    assert {"devices": 1, "drafts": 1, "held": 1, "rules": 1, "reason": "Gửi thư rác"}.items() <= (
        facts.items()
    )


def test_it_is_given_back_with_a_new_password_and_what_was_kept_goes_by_hand(house, taken_over):
    mail, box = taken_over, taken_over.boxes["official"]
    own = account(mail.official)
    with transaction():
        own.password_hash = "a hash of what a stranger knows"
    operations.freeze_account(box, reason="Nghi lộ mật khẩu", by=mail.admin)
    operations.close_door(mail.agency.unit, by=mail.admin)
    operations.open_door(mail.agency.unit, by=mail.admin)
    assert queue()[0][1:] == (MailState.HELD, FROZEN)
    bring(mail.arrival)
    reopen_account(own, by=SYSTEM)
    assert doors.devices_of(own) == [], "frozen it stays, whoever opens it elsewhere"
    operations.thaw_account(box, by=mail.admin)
    assert (own.disabled_at, own.password_hash) == (None, NO_PASSWORD)
    assert doors.devices_of(own) == []
    assert give_slip(own, by=SYSTEM)
    assert operations.try_again(by=mail.admin) == 1
    assert bring(mail.arrival).state is ArrivalState.DELIVERED
    rows = db.session.scalars(select(OutgoingMail)).all()
    assert operations.try_now(rows, by=mail.admin) == 2
    assert {state for _to, state, _problem in queue()} == {MailState.QUEUED}
    with pytest.raises(Refusal):
        operations.thaw_account(box, by=mail.admin)


def test_an_account_that_was_closed_meanwhile_is_not_opened_by_giving_it_back(mail):
    box, own = mail.boxes["official"], account(mail.official)
    operations.freeze_account(box, reason="Nghi lộ mật khẩu", by=mail.admin)
    close_account(own, by=SYSTEM)
    with pytest.raises(Refusal):
        operations.thaw_account(box, by=mail.admin)
    assert own.disabled_at is not None
    reopen_account(own, by=SYSTEM)
    operations.thaw_account(box, by=mail.admin)
    assert own.disabled_at is None


def test_nobody_freezes_himself_a_desk_or_where_he_keeps_nothing(mail):
    with pytest.raises(Refusal):
        operations.freeze_account(mail.boxes["clerks"], reason="x", by=mail.admin)
    with pytest.raises(Forbidden):
        operations.freeze_account(mail.boxes["leader"], reason="x", by=mail.official)
    operations.freeze_account(mail.boxes["leader"], reason="x", by=mail.admin)
    with pytest.raises(Refusal):
        operations.freeze_account(mail.boxes["leader"], reason="x", by=mail.admin)
