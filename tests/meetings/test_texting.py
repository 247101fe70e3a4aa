"""Texts about meetings: before one, when its time changes, when it is put or called off."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from meetings import operations
from meetings.jobs.reminding import remind
from meetings.jobs.texting import text_people
from meetings.models import Rsvp, Secrecy
from meetings.operations.texting import TOPIC
from office import clock
from office.accounts.models import Account
from office.db import db, transaction
from office.outbox import OutboxMessage
from office.texts import asking
from tests import build
from tests.meetings import house as meetings
from tests.meetings.invited import place_of


@pytest.fixture
def snv(house, monkeypatch):
    """An agency where everybody wants texts, and a service is named."""
    monkeypatch.setattr(house.extensions["office.settings"], "text_url", "https://sms.example/")
    made = build.agency()
    with transaction():
        for account in db.session.scalars(select(Account)):
            account.mobile, account.wants_texts = "+84912345678", True
    return made


def texts():
    """Who is to have one, oldest first."""
    wanted = select(OutboxMessage).where(OutboxMessage.topic == asking.TOPIC)
    return [row.body["account"] for row in db.session.scalars(wanted.order_by(OutboxMessage.id))]


def ask():
    """Do what the acts asked for."""
    wanted = select(OutboxMessage.body).where(OutboxMessage.topic == TOPIC)
    for body in db.session.scalars(wanted.order_by(OutboxMessage.id)).all():
        text_people(body)


def later(meeting, **more):
    """The same plan an hour later."""
    by = timedelta(hours=1)
    return meetings.plan(starts_at=meeting.starts_at + by, ends_at=meeting.ends_at + by, **more)


def test_a_change_of_time_and_a_cancellation_are_told_but_not_to_who_did_it(snv):
    meeting = meetings.called(snv)
    operations.change_plan(meeting, later(meeting, place="Phòng khác"), by=snv.official)
    operations.change_plan(meeting, later(meeting), by=snv.official)
    ask()
    others = {one.account_id for one in (snv.leader, snv.head, snv.other_head)}
    assert (set(texts()), len(texts())) == (others, 3)
    ask()
    assert len(texts()) == 3
    operations.answer(place_of(meeting, snv.head), Rsvp.DECLINED, reason="Bận", by=snv.head)
    operations.cancel(meeting, "Thôi", by=snv.leader)
    ask()
    assert set(texts()[3:]) == {snv.official.account_id, snv.other_head.account_id}


def test_another_place_a_draft_and_a_classified_meeting_text_nobody(snv):
    meeting = meetings.called(snv)
    plan = meetings.plan(starts_at=meeting.starts_at, ends_at=meeting.ends_at, place="Phòng khác")
    operations.change_plan(meeting, plan, by=snv.official)
    operations.cancel(meetings.planned(snv), "Thôi", by=snv.official)
    closed = meetings.called(snv, secrecy=Secrecy.SECRET)
    operations.cancel(closed, "Thôi", by=snv.official)
    ask()
    assert texts() == []


def test_reminders_come_by_text_too(snv):
    meeting = meetings.called(snv)
    meetings.called(snv, secrecy=Secrecy.SECRET)
    with transaction():
        db.session.get_one(Account, snv.head.account_id).wants_texts = False
    for hours, count in ((23, 3), (22, 3), (1, 6)):
        with time_machine.travel(meeting.starts_at - timedelta(hours=hours), tick=False):
            remind({})
        assert len(texts()) == count
    wanted = select(OutboxMessage.body).where(OutboxMessage.topic == asking.TOPIC)
    untils = {body["until"] for body in db.session.scalars(wanted)}
    assert untils == {meeting.starts_at.isoformat()}
    assert meeting.starts_at > clock.now()
