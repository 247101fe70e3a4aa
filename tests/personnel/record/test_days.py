"""Dates as people write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.errors import Invalid
from personnel.record import days

DAYS = st.dates(min_value=date(1850, 1, 1), max_value=date(2200, 12, 31))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("01/07/2026", "2026-07-01"),
        ("1/7/2026", "2026-07-01"),
        ("1-7-2026", "2026-07-01"),
        ("01.07.2026", "2026-07-01"),
        (" 2026-07-01 ", "2026-07-01"),
        ("2026-07-01T00:00:00", "2026-07-01"),
        ("03/1985", "1985-03"),
        ("1985-03", "1985-03"),
        ("1985", "1985"),
        (1985, "1985"),
        (date(1985, 3, 14), "1985-03-14"),
        (datetime(1985, 3, 14), "1985-03-14"),  # noqa: DTZ001  # as a sheet gives it
    ],
)
def test_partial_dates(typed, stored):
    assert days.partial(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "31/02/2026",
        "00/01/2026",
        "13/2026",
        "85",
        "1/7/26",
        "2026/07/01",
        "mai",
        "",
        "9999",
        "0001",
    ],
)
def test_what_is_no_date(typed):
    with pytest.raises(Invalid):
        days.partial(typed)


@pytest.mark.parametrize("typed", ["1985", "03/1985"])
def test_a_whole_day_is_asked_for(typed):
    with pytest.raises(Invalid):
        days.whole(typed)


@given(DAYS)
def test_what_is_said_reads_as_the_same_day(day):
    assert days.whole(days.said(day.isoformat())) == day.isoformat()


@pytest.mark.parametrize("stored", ["1985", "1985-03", "1985-03-14"])
def test_each_precision_is_said_and_read(stored):
    assert days.partial(days.said(stored)) == stored


def test_the_first_day_that_may_be_meant():
    assert days.first("1985") == date(1985, 1, 1)
    assert days.first("1985-03") == date(1985, 3, 1)
    assert days.first("1985-03-14") == date(1985, 3, 14)


def test_earlier_for_certain():
    assert days.is_before("1985", "1986-01-01")
    assert not days.is_before("1985", "1985-01-01")
    assert days.is_before("1985-02", "1985-03-01")


def test_earlier_perhaps():
    assert days.may_be_before("1985", "1985-01-01")
    assert days.may_be_before("1985-03-13", "1985-03-14")
    assert not days.may_be_before("1985-03-14", "1985-03-14")
    assert not days.may_be_before("1986", "1985-12-31")
