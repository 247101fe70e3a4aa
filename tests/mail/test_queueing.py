"""An administrator looks through the queue, and acts on what he chose there."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from mail import operations
from mail.models import MailState, OutgoingMail
from mail.queries import queue
from mail.queries.queue import Sought
from office import clock, outbox
from office.db import db, transaction
from office.outbox import OutboxMessage
from office.permissions import SYSTEM
from tests import build
from tests.documents.pages import Reader
from tests.mail.test_leaving import queued


@pytest.fixture
def waiting(mail):
    """Two letters of the clerks' box and a notice of the house."""
    operations.open_door(mail.agency.unit, by=mail.admin)
    rows = queued(mail, "a@xa.example", "b@XA.example")
    facts = {"subject": "Nhắc việc", "text": "Kính gửi", "key": "nhac", "by": mail.clerk}
    return [*rows, operations.post(to="c@huyen.example", **facts)]


def found(mail, **wanted):
    rows = db.session.scalars(queue.sought(mail.admin, Sought(**wanted)))
    return sorted(row.to for row in rows)


def test_the_queue_is_searched_by_state_destination_sender_and_receiver(mail, waiting):
    assert found(mail, domain="@xa.example") == ["a@xa.example", "b@XA.example"]
    assert found(mail, words="HUYEN") == ["c@huyen.example"]
    assert found(mail, words="1@snv.lamgiang.example") == ["a@xa.example", "b@XA.example"]
    assert found(mail, box="vanthu@snv.lamgiang.example", words="a@") == ["a@xa.example"]
    assert found(mail, states=(MailState.SENT,)) == []
    assert found(mail, domain="không có") == found(mail, box="khong") == []
    operations.hold_back([waiting[1]], by=mail.admin)
    assert queue.counts(mail.admin) == {MailState.QUEUED: 2, MailState.HELD: 1}
    first, second = queue.places(mail.admin)
    assert (first.domain, first.waiting, first.held, first.failed) == ("xa.example", 1, 1, 0)
    assert (second.domain, second.oldest) == ("huyen.example", waiting[2].made_at)


def test_what_was_held_by_hand_stays_when_the_door_opens_and_leaves_by_hand(mail, waiting):
    held, *_others = waiting
    operations.hold_back(waiting[:1], by=mail.admin)
    operations.close_door(mail.agency.unit, by=mail.admin)
    operations.open_door(mail.agency.unit, by=mail.admin)
    db.session.refresh(held)
    assert (held.state, held.problem) == (MailState.HELD, operations.BY_HAND)
    assert operations.try_now(waiting, by=mail.admin) == 3
    assert held.state is MailState.QUEUED


def test_what_waits_for_its_next_try_is_tried_at_once(mail, waiting):
    later = clock.now() + timedelta(hours=3)
    for one in waiting:
        operations.wait_for_turn(one, later, by=SYSTEM)
    operations.try_now(waiting[1:2], by=mail.admin)
    due = dict(db.session.execute(select(OutboxMessage.key, OutboxMessage.due_at)).all())
    times = [due[f"mail:{one.uid}"] for one in waiting]
    assert times[0] <= clock.now()  # it stands before the chosen one in the same line
    assert times[1] <= clock.now()
    assert times[2] == later


def test_who_wrote_a_letter_that_was_given_up_has_a_report(house, mail, waiting):
    admin = Reader(house, mail.admin)
    shown = admin.get("/outgoing-mail?domain=xa.example")
    assert "b@XA.example" in shown
    assert "c@huyen.example" not in shown
    uids = [str(one.uid) for one in waiting[:1]]
    admin.post("/outgoing-mail/acts", status=409, chosen=uids)
    to = admin.post("/outgoing-mail/acts?domain=xa.example", act="end", chosen=uids)
    assert to == "/outgoing-mail?domain=xa.example"
    db.session.refresh(waiting[0])
    assert waiting[0].state is MailState.FAILED
    assert operations.end_tries(waiting, by=mail.admin) == 2
    asked = db.session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "mail.report"))
    assert {job.body["mail"] for job in asked} == {str(one.uid) for one in waiting[:2]}
    assert "administrator" in admin.get("/outgoing-mail?view=failed")
    admin.post("/outgoing-mail/acts", status=409, act="now")


def test_what_a_worker_is_sending_is_not_given_up(mail, waiting):
    outbox.claim("worker", (outbox.Lane.OUT,))  # the first of two in a line, with the second
    assert operations.end_tries(waiting, by=mail.admin) == 1
    assert [one.state for one in waiting[:2]] == [MailState.QUEUED, MailState.QUEUED]


def test_messages_of_another_agency_are_not_touched(house, mail, waiting):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC").unit.id
    with transaction():
        db.session.execute(update(OutgoingMail).values(agency_id=other))
    uids = [str(one.uid) for one in waiting]
    Reader(house, mail.admin).post("/outgoing-mail/acts", status=404, act="end", chosen=uids)
