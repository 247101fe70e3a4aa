"""Warnings about deadlines: who hears what on which day, once for each, and not on holidays."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from documents import operations, queries
from documents.jobs.warnings import warn
from documents.models import Duty
from documents.operations import UrgingWords
from documents.operations.desk_work import open_duties
from documents.operations.incoming import Assignment
from mail.models import OutgoingMail
from mail.queries import DOOR
from office import clock, outbox
from office.accounts.models import Account, Notice, Reminders
from office.db import db, transaction
from office.units.models import AgencySetting
from tests import build

MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)
KINDS = ("due_soon", "due_tomorrow", "overdue", "escalated")


@pytest.fixture
def case(house):
    """Ten working days from Monday, 2 November 2026, handed on on the same day."""
    snv = build.agency()
    with time_machine.travel(MONDAY, tick=False):
        document = build.presented(snv)
        due = clock.end_of_work(clock.add_working_days(clock.today(), 10))
        lead = [Assignment(snv.desks["head"].id, Duty.LEAD, due)]
        operations.direct(document, "Chủ trì.", lead, by=snv.leader)
    return snv, document


def heard(day, *parts, snv):
    """What each desk has heard after the round of a day of November."""
    with time_machine.travel(datetime(2026, 11, day, 7, tzinfo=UTC), tick=False):
        warn({})
        warn({})
    rows = select(Notice.kind).where(Notice.kind.in_(KINDS)).order_by(Notice.id)
    return [
        list(db.session.scalars(rows.where(Notice.desk_id == snv.desks[part].id))) for part in parts
    ]


def test_each_stage_is_told_once_and_the_breach_each_day(case):
    snv, document = case
    assert heard(9, "head", snv=snv) == [[]]
    assert heard(12, "head", snv=snv) == [["due_soon"]]
    assert heard(13, "head", snv=snv) == [["due_soon", "due_tomorrow"]]
    assert heard(16, "head", snv=snv) == [["due_soon", "due_tomorrow"]]
    assert heard(17, "head", snv=snv)[0][2:] == ["overdue"]
    assert heard(18, "head", "leader", snv=snv)[0][2:] == ["overdue"] * 2
    heads, leaders = heard(19, "head", "leader", snv=snv)
    assert heads[2:] == ["overdue"] * 3
    assert leaders == ["escalated"]
    assert heard(20, "leader", snv=snv) == [["escalated"]]
    assert document.symbol in db.session.scalars(select(Notice.text)).all()
    assert db.session.scalars(select(OutgoingMail)).all() == []


def test_letters_go_to_who_wants_them_in_his_language_and_of_what_is_overdue_one_a_day(case):
    snv, document = case
    head, leader = (account_of(snv, part) for part in ("head", "leader"))
    with transaction():
        head.language, leader.reminders = "en", Reminders.NOTICE
        db.session.add(AgencySetting(agency_id=snv.unit.id, name=DOOR, value={"value": True}))
    heard(12, "head", snv=snv)
    (letter,) = letters()
    assert (letter.to, letter.subject) == (
        "head@snv.example",
        f"Most of the time is over: {document.symbol}",
    )
    heard(18, "head", snv=snv)
    (_soon, late) = letters()
    assert late.subject == "The deadline has passed: Overdue documents: 1"
    heard(19, "leader", snv=snv)
    assert {one.to for one in letters()} == {"head@snv.example"}
    with transaction():
        document.is_restricted = True
        words = UrgingWords("Khẩn trương hoàn thành")
        (routing,) = open_duties(document, Duty.LEAD)
        operations.urge(document, routing, words, by=snv.leader)
    outbox.drain(outbox.Lane.ACT)
    assert document.symbol not in letters()[-1].subject + letters()[-1].text
    assert letters()[-1].subject.startswith("You are urged to finish")


def account_of(snv, part):
    account = db.session.get_one(Account, snv.people[part].account_id)
    with transaction():
        account.email = f"{part}@snv.example"
    return account


def letters():
    return db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()


def test_an_agency_says_after_how_many_days_the_assigner_hears(case):
    snv, _document = case
    with transaction():
        setting = {"agency_id": snv.unit.id, "name": "escalate_overdue_days", "value": {"value": 0}}
        db.session.add(AgencySetting(**setting))
    assert heard(17, "leader", snv=snv) == [["escalated"]]


def test_what_is_done_or_on_a_free_day_warns_nobody(case):
    snv, document = case
    assert heard(21, "head", snv=snv) == [[]]
    operations.complete(document, "Xong", by=snv.head)
    assert heard(23, "head", snv=snv) == [[]]


def test_more_time_warns_anew_for_the_new_day(case):
    snv, document = case
    line = queries.own_line(document, snv.head)
    with time_machine.travel(datetime(2026, 11, 13, 1, tzinfo=UTC), tick=False):
        later = clock.end_of_work(clock.add_working_days(clock.today(), 5))
        asked = operations.ask_more_time(document, line, "Chờ số liệu", due_at=later, by=snv.head)
        operations.grant_more_time(asked, by=snv.leader)
    assert "overdue" not in heard(17, "head", snv=snv)[0]
    assert heard(19, "head", snv=snv)[0][-1] == "due_tomorrow"


def test_a_restricted_document_is_not_named(house):
    snv = build.agency()
    with time_machine.travel(MONDAY, tick=False):
        document = build.presented(snv, is_restricted=True, symbol="77/MAT-X")
        due = clock.end_of_work(clock.add_working_days(clock.today(), 2))
        lead = [Assignment(snv.desks["head"].id, Duty.LEAD, due)]
        operations.direct(document, "Chủ trì.", lead, by=snv.leader)
    heard(6, "head", snv=snv)
    texts = db.session.scalars(select(Notice.text).where(Notice.kind == "overdue")).all()
    assert texts == ["The deadline has passed"]
