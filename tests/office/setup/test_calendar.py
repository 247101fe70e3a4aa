"""Own days win over the calendar, at once and for every count of working days."""

from datetime import date

import pytest

from office import clock
from office.errors import Forbidden, Invalid
from office.permissions import SYSTEM
from office.setup import calendar, operations

FRIDAY, SATURDAY, MONDAY = date(2027, 3, 12), date(2027, 3, 13), date(2027, 3, 15)
WORDS = {"name": "Hoán đổi ngày làm việc", "basis": "Thông báo 12/TB"}


def test_a_day_worked_for_another(agency):
    assert clock.working_days_between(FRIDAY, MONDAY) == 1
    operations.declare_day(SATURDAY, is_working=True, **WORDS, by=SYSTEM)
    operations.declare_day(MONDAY, is_working=False, **WORDS, by=SYSTEM)
    assert clock.is_working_day(SATURDAY)
    assert not clock.is_working_day(MONDAY)
    assert clock.add_working_days(FRIDAY, 1) == SATURDAY
    assert [row.on for row in calendar.days_of(2027)] == [SATURDAY, MONDAY]
    assert calendar.days_of(2026) == []


def test_a_row_can_be_changed_and_taken_back(agency):
    row = operations.declare_day(SATURDAY, is_working=True, **WORDS, by=SYSTEM)
    assert operations.declare_day(SATURDAY, is_working=False, **WORDS, by=SYSTEM).id == row.id
    assert not clock.is_working_day(SATURDAY)
    operations.declare_day(MONDAY, is_working=False, **WORDS, by=SYSTEM)
    operations.withdraw_day(calendar.days_of(2027)[1], by=SYSTEM)
    assert clock.is_working_day(MONDAY)


def test_a_day_needs_a_name(agency):
    with pytest.raises(Invalid):
        operations.declare_day(SATURDAY, is_working=True, name=" ", basis="", by=SYSTEM)


def test_the_calendar_is_not_a_leaders(agency):
    with pytest.raises(Forbidden):
        operations.declare_day(SATURDAY, is_working=True, **WORDS, by=agency.leader)
    row = operations.declare_day(SATURDAY, is_working=True, **WORDS, by=agency.admin)
    with pytest.raises(Forbidden):
        operations.withdraw_day(row, by=agency.clerk)
