"""Months and days of the calendar, also at its edges."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personnel.law.months import ONE_DAY, add_days, add_months, month_end, whole_months

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-12-31", 2, "2025-02-28"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-06-15", -12, "2023-06-15"),
    ],
)
def test_a_day_that_the_month_has_not_becomes_its_last(day, months, expected):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_past_the_calendar_there_is_its_edge():
    assert add_months(date(9999, 12, 1), 1) == add_days(date(9999, 12, 1), 99) == date.max
    assert add_months(date(1, 1, 1), -1) == add_days(date(1, 1, 1), -1) == date.min


@given(days, st.integers(-600, 600))
def test_months_lead_into_the_right_month(day, months):
    found = add_months(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day == min(day.day, month_end(found).day)


@given(days, st.integers(0, 2000))
def test_whole_months_and_the_rest_are_the_whole_time(first, length):
    last = add_days(first, length)
    months, rest = whole_months(first, last)
    assert rest == add_months(first, months) <= last + ONE_DAY
    assert add_months(first, months + 1) > last + ONE_DAY
