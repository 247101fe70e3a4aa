"""Letters to one destination share few lines; one that is silent holds no line of others."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from mail.models import Destination, MailState
from mail.operations import queueing
from mail.wire import client
from office import clock, outbox
from office.db import db, transaction
from office.outbox import OutboxMessage
from tests.mail.test_leaving import (
    direct,  # noqa: F401 - a fixture
    names,  # noqa: F401
    queued,
    relayed,  # noqa: F401
    server,  # noqa: F401
    work,
)

SENT, QUEUED = MailState.SENT, MailState.QUEUED


def letters(mail, count, place="b.example", **options):
    """So many letters, each to somebody else at a place."""
    return [row for n in range(count) for row in queued(mail, f"a{n}@{place}", **options)]


def test_many_letters_go_over_few_lines(mail, relayed, monkeypatch):  # noqa: F811
    monkeypatch.setattr(client, "MOST_A_LINE", 2)
    rows = letters(mail, 12)
    assert work(rows) == [SENT] * 12
    assert len(relayed.messages) == 12
    given = [len([x for x in talk if x == "data"]) for talk in relayed.talks]
    assert sorted(given) == [1, 1, 2, 2, 2, 2, 2]  # five lines, two of them opened anew


def test_no_more_than_five_lines_lead_to_one_destination(mail, direct):  # noqa: F811
    letters(mail, 12)
    letters(mail, 1, "c.example")
    assert len(outbox.claim("all", (outbox.Lane.OUT,), most=20)) == 6


def test_a_silent_destination_is_tried_once_and_the_others_go(mail, direct, server):  # noqa: F811
    direct.faults["slow.example"] = 2
    slow, quick = letters(mail, 7, "slow.example"), letters(mail, 2)
    assert work([*slow, *quick]) == [QUEUED] * 7 + [SENT] * 2
    assert [row.attempts for row in slow] == [1, 0, 0, 0, 0, 0, 0]
    assert {row.answer["status"] for row in slow} == {"4.4.3"}
    asked = len([name for name, _kind in direct.asked if name == "slow.example"])
    more = letters(mail, 1, "slow.example")
    assert work(more) == [QUEUED]
    assert len([name for name, _kind in direct.asked if name == "slow.example"]) == asked
    del direct.faults["slow.example"]
    direct.put("slow.example", "MX", "10 mx.b.example.")
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True):
        assert work([*slow, *more]) == [SENT] * 8
    assert db.session.scalars(select(Destination.failures)).all() == [0, 0]


def test_who_waits_for_a_silent_destination_is_told_in_time(mail, relayed):  # noqa: F811
    relayed.answers["GREETING"] = "421 4.3.2 busy"
    tried, late, over = letters(mail, 3)
    with transaction():
        late.made_at = clock.now() - timedelta(hours=5)
        over.made_at = over.expires_at = clock.now() - timedelta(days=6)
    outbox.drain(outbox.Lane.OUT)
    db.session.expire_all()
    assert [one.state for one in (tried, late, over)] == [QUEUED, QUEUED, MailState.FAILED]
    assert (late.attempts, over.attempts) == (0, 0)
    asked = select(OutboxMessage.body).where(OutboxMessage.topic == "mail.report")
    told = {(one["mail"], one["wish"]) for one in db.session.scalars(asked)}
    assert told == {(str(late.uid), "DELAY"), (str(over.uid), "FAILURE")}


def test_nobody_waits_behind_a_letter_that_was_put_off_alone(mail, relayed):  # noqa: F811
    relayed.answers["RCPT TO:<a0@"] = "451 4.7.1 greylisted"
    rows = letters(mail, 11)
    assert work(rows) == [QUEUED, *[SENT] * 10]
    relayed.answers.clear()
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True):
        assert work(rows) == [SENT] * 11


def test_who_was_not_tried_bears_what_was_said_of_the_destination_only(mail, relayed):  # noqa: F811
    relayed.answers["RCPT TO:<bad@"] = "550 5.1.1 bad@b.example is nobody here"
    relayed.answers["RCPT TO:<full@"] = "452 4.2.2 full@b.example is full"
    relayed.answers["RCPT TO:<last@"] = "421 4.3.2 closing"
    several = queued(mail, "bad@b.example", "full@b.example", "last@b.example")
    waits = letters(mail, 6)
    assert work([*several, *waits]) == [MailState.FAILED, *[QUEUED] * 8]
    untried = [one for one in waits if not one.attempts]
    assert untried
    assert {(one.problem, one.answer["code"]) for one in untried} == {("421 4.3.2 closing", 421)}


def test_an_administrator_has_a_resting_destination_tried_at_once(mail, relayed):  # noqa: F811
    relayed.answers["GREETING"] = "421 4.3.2 busy"
    rows = letters(mail, 6)
    assert work(rows) == [QUEUED] * 6
    relayed.answers.clear()
    assert work(rows) == [QUEUED] * 6
    queueing.try_now(rows[5:], by=mail.admin)
    assert work(rows) == [SENT] * 6
