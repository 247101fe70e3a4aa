"""Reminders of tasks: once at each distance, on working days, and upwards after some days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.jobs import reminders
from documents.operations.tasks_clock import due_kind, head_above
from office import clock
from office.accounts.models import Notice
from office.audit import AuditEvent
from office.db import db
from tests import build
from tests.documents import tasks

MONDAY = date(2026, 10, 19)
SATURDAY = date(2026, 10, 24)


@pytest.fixture
def snv(house):
    return build.agency()


def morning(day):
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


def run(day):
    with clock.standing_at(morning(day)):
        reminders.remind({})


def told(desk, *kinds):
    rows = select(Notice).where(Notice.desk_id == desk.id, Notice.kind.in_(kinds))
    return list(db.session.scalars(rows))


def given(snv, day, due_on, **facts):
    with clock.standing_at(morning(day)):
        return tasks.given(snv, due_at=clock.end_of_work(due_on), **facts)


SOON = ("task_due_in_3", "task_due_in_1", "task_due_today")


def test_each_reminder_comes_once(snv):
    given(snv, MONDAY, MONDAY + timedelta(days=11))
    head = snv.desks["head"]
    counts = []
    for days in range(12):
        for _twice in range(2):
            run(MONDAY + timedelta(days=days))
        counts.append([len(told(head, kind)) for kind in SOON])
    assert counts[7] == [0, 0, 0]
    assert counts[8] == [1, 0, 0]
    assert counts[10] == [1, 1, 0]
    assert counts[11] == [1, 1, 1]


def test_what_is_given_late_gets_the_nearest_reminder_only(snv):
    given(snv, MONDAY, MONDAY + timedelta(days=1))
    run(MONDAY)
    assert [row.kind for row in told(snv.desks["head"], *SOON)] == ["task_due_in_1"]


def test_a_moved_deadline_is_told_anew(snv):
    task = given(snv, MONDAY, MONDAY + timedelta(days=1))
    run(MONDAY)
    with clock.standing_at(morning(MONDAY)):
        later = clock.end_of_work(MONDAY + timedelta(days=9))
        operations.ask_extension(task, "Chờ", due_at=later, by=snv.head)
        operations.grant_extension(task, "", by=snv.leader)
    run(MONDAY + timedelta(days=8))
    assert len(told(snv.desks["head"], "task_due_in_1")) == 2


def test_nobody_is_told_on_a_day_off(snv):
    given(snv, MONDAY, SATURDAY)
    run(SATURDAY)
    assert told(snv.desks["head"], *SOON) == []


def test_what_is_overdue_is_told_in_one_notice_a_day(snv):
    for _number in range(2):
        given(snv, MONDAY, MONDAY, cooperate=["other_head"])
    for _twice in range(2):
        run(MONDAY + timedelta(days=1))
    rows = told(snv.desks["head"], "tasks_overdue")
    assert [row.facts for row in rows] == [{"number": "2"}]
    run(MONDAY + timedelta(days=2))
    assert len(told(snv.desks["head"], "tasks_overdue")) == 2
    assert told(snv.desks["leader"], "tasks_overdue") == []


def test_what_is_long_overdue_goes_up_once(snv):
    task = given(snv, MONDAY, MONDAY, lead="official")
    run(MONDAY + timedelta(days=3))
    assert task.escalated_at is None
    for days in (4, 7):
        run(MONDAY + timedelta(days=days))
    for part in ("leader", "head"):
        assert len(told(snv.desks[part], "task_escalated")) == 1, part
    acts = select(AuditEvent.act).where(AuditEvent.subject_uid == str(task.uid))
    assert db.session.scalars(acts).all().count("task.escalated") == 1
    assert queries.entries_of(task)[0].act == "task.escalated"


def test_what_is_reported_is_neither_reminded_of_nor_escalated(snv):
    with clock.standing_at(morning(MONDAY)):
        tasks.reported(snv, due_at=clock.end_of_work(MONDAY))
    run(MONDAY + timedelta(days=8))
    for part in ("head", "leader"):
        assert told(snv.desks[part], "tasks_overdue", "task_escalated") == []


def test_above_an_official_stands_his_unit_and_above_a_unit_the_leader(snv):
    assert head_above(snv.desks["official"].id) == [snv.desks["head"].id]
    assert head_above(snv.desks["head"].id) == [snv.desks["leader"].id]
    assert head_above(snv.desks["hr"].id) == [snv.desks["office_head"].id]
    assert head_above(snv.desks["office_head"].id) == [snv.desks["leader"].id]


@pytest.mark.parametrize(
    ("today", "kind"),
    [
        (MONDAY, ""),
        (MONDAY + timedelta(days=1), "task_due_in_3"),
        (MONDAY + timedelta(days=3), "task_due_in_1"),
        (MONDAY + timedelta(days=4), "task_due_today"),
    ],
)
def test_the_distance_is_counted_in_working_days(today, kind):
    assert due_kind(MONDAY + timedelta(days=4), today) == kind
