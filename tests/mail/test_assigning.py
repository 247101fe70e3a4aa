"""Who is given a conversation of a shared box hears of it in time; none stays with nobody."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from mail import operations
from mail.jobs.assigning import remind, take_back
from mail.models import AssignmentState, MailAssignment, Right
from office import clock
from office.accounts.models import Notice, Person
from office.db import db
from tests.documents.pages import Reader
from tests.mail.post import lay


@pytest.fixture
def lent(mail):
    """The clerks' box lent to a colleague for sixty days."""
    person = db.session.get_one(Person, mail.colleague.person_id)
    opened, until = mail.opened("clerks"), clock.now() + timedelta(days=60)
    return operations.grant(
        opened, person, [Right.ORGANISE], reason="Hỗ trợ", valid_to=until, by=mail.clerk
    )


def given(mail, part, due_on=None):
    """A conversation of the clerks' box that the clerk gives to somebody."""
    item = lay(mail.boxes["clerks"], subject="Không lộ ra")
    person = db.session.get_one(Person, mail.agency.people[part].person_id)
    operations.assign(mail.opened("clerks"), item, person, due_on=due_on, by=mail.clerk)
    return item


def told(kind):
    rows = db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
    return [(row.desk_id, row.text % row.facts) for row in rows]


def morning(day):
    """The round of a morning, twice."""
    with time_machine.travel(clock.local_midnight(day) + timedelta(hours=7), tick=False):
        remind({})
        remind({})


def test_a_handler_hears_of_it_at_once_before_the_day_and_each_day_after(house, mail, lent):
    due = clock.add_working_days(clock.today(), 6)
    given(mail, "clerk", due)
    assert told("mail_assigned") == []  # who takes it himself knows
    item = given(mail, "colleague", due)
    [(desk, words)] = told("mail_assigned")
    assert desk == mail.colleague.desk_id
    assert mail.boxes["clerks"].name in words
    assert f"{due:%d/%m/%Y}" in words
    assert "Không lộ ra" not in words
    assert "Không lộ ra" in Reader(house, mail.colleague).get(f"/mail/items/{item.uid}")
    morning(clock.add_working_days(due, -2))
    assert told("mail_due_in_1") == []
    morning(clock.add_working_days(due, -1))
    morning(due)
    both = {mail.clerk.desk_id, mail.colleague.desk_id}
    assert {desk for desk, _words in told("mail_due_in_1")} == both
    assert (len(told("mail_due_in_1")), told("mail_overdue")) == (2, [])
    person = mail.opened("clerks", by="colleague")
    operations.note_assignment(person, item, AssignmentState.DONE, by=mail.colleague)
    late = clock.add_working_days(due, 1)
    for day in (late, clock.add_working_days(due, 2)):
        morning(day)
    assert [desk for desk, _words in told("mail_overdue")] == [mail.clerk.desk_id] * 2
    rest = next(d for d in (late + timedelta(days=n) for n in range(9)) if d.weekday() == 6)
    morning(rest)
    assert len(told("mail_overdue")) == 2


def test_what_somebody_had_goes_back_when_his_right_ends_and_what_is_done_stays(mail, lent):
    done, kept, left = (given(mail, part) for part in ("colleague", "clerk", "colleague"))
    opened = mail.opened("clerks", by="colleague")
    operations.note_assignment(opened, done, AssignmentState.DONE, by=mail.colleague)
    take_back({})
    assert len(db.session.scalars(select(MailAssignment)).all()) == 3
    operations.revoke(lent, by=mail.clerk)
    take_back({})
    threads = set(db.session.scalars(select(MailAssignment.thread_id)))
    assert threads == {done.thread_id, kept.thread_id}
    [(desk, words)] = told("mail_unassigned")
    assert desk == mail.clerk.desk_id
    assert mail.colleague.name in words
    assert left.thread_id not in threads
