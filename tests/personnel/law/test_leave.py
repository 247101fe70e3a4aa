"""Leave by the Labour Code 45/2019/QH14 art. 113 to 115 and 139."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.errors import Invalid
from personnel.law.leave import (
    Part,
    allowed,
    balance,
    carried_until,
    days_taken,
    entitlement,
    kind,
    kinds,
)
from personnel.law.tables import NoRule
from tests.personnel.law.proof import proves

CODE = "45/2019/QH14"


@pytest.mark.parametrize(
    ("since", "conditions", "expected"),
    [
        ("2024-01-01", "normal", "12"),
        ("2024-01-01", "hard", "14"),
        ("2024-01-01", "extreme", "16"),
        ("2022-01-01", "normal", "13"),
        ("2022-01-02", "normal", "12"),
        ("2012-01-01", "normal", "15"),
        ("2026-01-01", "normal", "12"),
        ("2026-07-01", "normal", "6"),
        ("2026-05-15", "normal", "7"),
        ("2026-02-01", "hard", "13"),
        ("2027-03-01", "normal", "0"),
    ],
    ids=lambda value: f"Labour Code art. 113 {value}",
)
def test_annual_leave_of_2026(since, conditions, expected):
    found = entitlement(date.fromisoformat(since), 2026, conditions)
    assert found.result == Decimal(expected)
    assert proves(found, conditions, CODE, date.fromisoformat(since))


@given(st.dates(date(1985, 1, 1), date(2025, 12, 31)), st.integers(2026, 2045))
def test_annual_leave_never_shrinks_with_service(since, year):
    this = entitlement(since, year).result
    assert 12 <= this <= entitlement(since, year + 1).result <= this + 1


def test_conditions_without_a_row_are_refused():
    with pytest.raises(NoRule):
        entitlement(date(2024, 1, 1), 2026, "pleasant")


@pytest.mark.parametrize(
    ("first", "last", "parts", "taken"),
    [
        ("2026-11-16", "2026-11-20", (), "5"),
        ("2026-11-12", "2026-11-16", (), "3"),
        ("2026-11-16", "2026-11-20", (Part.HALF,), "4.5"),
        ("2026-11-16", "2026-11-20", (Part.HALF, Part.HALF), "4"),
        ("2026-11-23", "2026-11-23", (Part.HALF, Part.WHOLE), "0.5"),
        ("2026-11-23", "2026-11-23", (Part.HALF, Part.HALF), "0.5"),
        ("2026-11-21", "2026-11-22", (Part.HALF,), "0"),
        ("2026-11-20", "2026-11-22", (Part.WHOLE, Part.HALF), "1"),
        ("2026-11-23", "2026-11-27", (), "4"),  # 24 November is a day off
    ],
)
def test_only_working_days_are_taken_and_halves_of_them(first, last, parts, taken):
    found = days_taken(date.fromisoformat(first), date.fromisoformat(last), *parts)
    assert found == Decimal(taken)


def test_a_leave_that_ends_before_it_begins_is_refused():
    with pytest.raises(Invalid) as refused:
        days_taken(date(2026, 11, 24), date(2026, 11, 23))
    assert "last" in refused.value.fields


@pytest.mark.parametrize(
    ("carried", "taken", "on", "left"),
    [
        ("3", "0", "2027-03-31", "15"),
        ("3", "0", "2027-04-01", "12"),
        ("3", "2", "2027-04-01", "12"),
        ("3", "5.5", "2027-04-01", "9.5"),
    ],
)
def test_days_carried_over_are_used_first_and_run_out(carried, taken, on, left):
    day = date.fromisoformat(on)
    found = balance(Decimal(12), Decimal(carried), Decimal(taken), 2027, day)
    assert found.result.left == Decimal(left)
    assert carried_until(2027) == date(2027, 3, 31)
    assert proves(found, "leave.carried", "Mức nhắc", date(2027, 3, 31))


@pytest.mark.parametrize(
    ("code", "first", "last", "is_kept"),
    [
        ("own_wedding", "2026-11-16", "2026-11-18", True),
        ("own_wedding", "2026-11-16", "2026-11-19", False),
        ("child_wedding", "2026-11-23", "2026-11-23", True),
        ("child_wedding", "2026-11-16", "2026-11-17", False),
        ("bereavement", "2026-11-12", "2026-11-16", True),
        ("maternity", "2026-11-01", "2027-04-30", True),
        ("maternity", "2026-11-01", "2027-05-01", False),
        ("unpaid", "2026-11-01", "2027-05-01", True),
    ],
)
def test_a_kind_of_leave_has_its_length(code, first, last, is_kept):
    found = allowed(code, date.fromisoformat(first), date.fromisoformat(last))
    assert found.result is is_kept
    assert proves(found, code, CODE, date.fromisoformat(first))


def test_unpaid_leave_and_suspension_do_not_count_for_the_raise():
    on = date(2026, 11, 24)
    assert [one.code for one in kinds(on) if not one.counts] == ["unpaid", "suspension"]
    assert kind("unpaid", on).paid_by == "nobody"
