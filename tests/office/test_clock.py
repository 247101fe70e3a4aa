"""Instants in UTC, days and deadlines in the time of Vietnam."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from office import clock

TET = date(2026, 2, 17)
FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 9)


@pytest.fixture(autouse=True)
def no_overrides(monkeypatch):
    monkeypatch.setattr(clock, "_overrides", [])


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


@time_machine.travel(datetime(2026, 3, 6, 17, 30, tzinfo=UTC), tick=False)
def test_the_day_begins_in_vietnam():
    assert clock.today() == date(2026, 3, 7)
    assert clock.to_local(clock.now()).hour == 0


def test_midnight_and_the_end_of_work_in_utc():
    assert clock.local_midnight(FRIDAY) == datetime(2026, 3, 5, 17, tzinfo=UTC)
    assert clock.end_of_work(FRIDAY) == datetime(2026, 3, 6, 10, tzinfo=UTC)


def test_the_clock_may_stand_for_a_history():
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with clock.standing_at(moment):
        assert clock.now() == moment
    assert clock.now() > moment


def test_weekends_and_public_holidays_are_free():
    assert clock.is_working_day(FRIDAY)
    assert not clock.is_working_day(FRIDAY + timedelta(days=1))
    assert not clock.is_working_day(FRIDAY + timedelta(days=2))
    assert not clock.is_working_day(TET)
    assert not clock.is_working_day(date(2026, 4, 30))


@pytest.mark.parametrize("year", range(2018, 2043))
def test_the_listed_years_and_those_beyond_are_as_the_package_has_them(year):
    expected = set(holidays.country_holidays("VN", years=year))
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range(366))
    free = {day for day in days if day.weekday() < 5 and not clock.is_working_day(day)}
    assert {day for day in free if day.year == year} == {d for d in expected if d.weekday() < 5}


def test_the_agencys_own_row_wins():
    swapped = {FRIDAY: False, FRIDAY + timedelta(days=1): True}
    clock.use_overrides(lambda: swapped)
    assert not clock.is_working_day(FRIDAY)
    assert clock.is_working_day(FRIDAY + timedelta(days=1))
    assert clock.is_working_day(MONDAY)


def test_the_last_source_of_overrides_counts():
    clock.use_overrides(lambda: {MONDAY: False})
    clock.use_overrides(dict)
    assert clock.is_working_day(MONDAY)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (FRIDAY, 1, MONDAY),
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 6, date(2026, 3, 16)),
        (MONDAY, -1, FRIDAY),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
    ],
)
def test_working_days_are_added_over_weekends_and_tet(day, count, expected):
    assert clock.add_working_days(day, count) == expected


def test_working_days_between():
    assert clock.working_days_between(FRIDAY, MONDAY) == 1
    assert clock.working_days_between(MONDAY, FRIDAY) == -1
    assert clock.working_days_between(FRIDAY, FRIDAY) == 0


def test_a_mistyped_year_costs_little_and_breaks_no_page(monkeypatch):
    asked = []
    monkeypatch.setattr(clock, "is_working_day", lambda day: not asked.append(day))
    assert clock.working_days_between(date(1026, 1, 2), date(2026, 1, 2)) > 260_000
    assert len(asked) < 1510
    assert clock.to_local(datetime.max.replace(tzinfo=UTC)).year == 9999
    for day in (date.min, date.max):
        assert clock.local_midnight(day) < clock.end_of_work(day) < clock.midnight_after(day)


@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(-40, 40))
def test_adding_and_counting_agree(day, count):
    end = clock.add_working_days(day, count)
    if count > 0:
        assert clock.working_days_between(day, end) == count
        assert clock.is_working_day(end)
