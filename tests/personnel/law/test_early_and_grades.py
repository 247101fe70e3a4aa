"""Raises before their time (Circular 08/2013/TT-BNV art. 3) and new grades (02/2007/TT-BNV)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.errors import Invalid
from personnel.law.early import Early, EarlyReason, early_quota, early_raise
from personnel.law.grade_change import grade_change
from personnel.law.raises import Extension, Holding, next_raise
from personnel.law.scales import scale
from tests.personnel.law.proof import proves

TODAY = date(2026, 11, 24)
HELD = Holding(scale="A1", step=3, since=date(2024, 7, 1))  # regularly due on 01/07/2027
DUE = date(2027, 7, 1)


def earned(months=12, **more):
    return Early(reason=EarlyReason.ACHIEVEMENT, months=months, **more)


def noticed(on, retires):
    days = {"noticed_on": date.fromisoformat(on), "retires_on": date.fromisoformat(retires)}
    return Early(reason=EarlyReason.RETIREMENT, **days)


@pytest.mark.parametrize(("months", "day"), [(12, "2026-07-01"), (6, "2027-01-01")])
def test_an_achievement_brings_the_raise_forward(months, day):
    on = date.fromisoformat(day)
    found = early_raise(HELD, earned(months))
    assert (found.result.due, found.result.step) == (on, 4)
    assert proves(found, "early.limit", "08/2013/TT-BNV, Điều 3", on, DUE)


def test_what_delays_the_regular_raise_delays_the_early_one():
    delayed = Holding(
        scale="A1", step=3, since=HELD.since, extensions=(Extension("canh_cao", date(2025, 1, 1)),)
    )
    found = early_raise(delayed, earned())
    assert found.result.due == date(2027, 1, 1)
    assert proves(found, "canh_cao", "03/2021/TT-BNV", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("notice", "retires", "day"),
    [
        ("2026-05-31", "2026-11-30", "2026-07-01"),
        ("2026-09-30", "2027-03-31", "2026-09-30"),
        ("2026-01-01", "2026-07-01", "2026-07-01"),
    ],
)
def test_a_retirement_notice_brings_the_raise_forward(notice, retires, day):
    found = early_raise(HELD, noticed(notice, retires))
    assert found.result.due == date.fromisoformat(day)
    assert proves(found, "early.limit", "08/2013/TT-BNV", found.result.due, DUE)


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        (HELD, earned(13)),
        (HELD, earned(0)),
        (HELD, earned(last_early=True)),
        (Holding(scale="A1", step=9, since=HELD.since), earned()),
        (Holding(scale="expert", step=3, since=HELD.since), earned()),
        (HELD, Early(reason=EarlyReason.RETIREMENT)),
        (HELD, Early(reason=EarlyReason.RETIREMENT, noticed_on=date(2026, 5, 31))),
        (HELD, noticed("2027-02-01", "2027-07-31")),
        (HELD, noticed("2027-01-01", "2027-07-01")),
        (HELD, noticed("2025-12-01", "2026-05-31")),
    ],
    ids=[
        "more than 12 months",
        "not early",
        "twice in a row",
        "last step",
        "nothing follows",
        "no notice",
        "no day of retirement",
        "due before retirement",
        "due on the last day",
        "more than 12 months lacking",
    ],
)
def test_an_early_raise_that_the_law_does_not_know_is_refused(held, asked):
    with pytest.raises(Invalid) as refused:
        early_raise(held, asked)
    assert "early" in refused.value.fields


@pytest.mark.parametrize(("headcount", "allowed"), [(9, 0), (10, 1), (57, 5), (100, 10)])
def test_a_tenth_of_the_payroll_may_be_raised_early(headcount, allowed):
    found = early_quota(headcount, TODAY)
    assert found.result == allowed
    assert proves(found, "early.quota", "08/2013", TODAY)


@given(st.integers(1, 8), st.integers(1, 12))
def test_an_early_raise_is_never_more_than_a_year_early(step, months):
    held = Holding(scale="A1", step=step, since=date(2024, 7, 1))
    regular, found = next_raise(held).due, early_raise(held, earned(months)).result.due
    assert 0 < (regular - found).days <= 366


def held(scale_code, step, over_grade=0):
    return Holding(scale=scale_code, step=step, since=date(2025, 3, 1), over_grade=over_grade)


CHANGES = [
    # from, step, %, to, step, coefficient, day kept, reserved
    ("A1", 7, 0, "A2.1", 1, "4.40", True, "0"),
    ("A1", 6, 0, "A2.1", 1, "4.40", False, "0"),
    ("A1", 9, 0, "A2.1", 3, "5.08", True, "0"),
    ("A1", 9, 6, "A2.1", 4, "5.42", False, "0"),
    ("A2.1", 8, 0, "A3.1", 3, "6.92", True, "0"),
    ("A0", 5, 0, "A1", 5, "3.66", False, "0"),
    ("B", 1, 0, "A1", 1, "2.34", False, "0"),
    ("A2.1", 8, 0, "A1", 9, "4.98", False, "1.80"),
    ("A1", 4, 0, "A1", 4, "3.33", True, "0"),
    ("A1", 5, 0, "B", 10, "3.66", True, "0"),
    ("B", 9, 0, "A1", 5, "3.66", False, "0"),
    ("A3.1", 3, 0, "A3.2", 5, "7.19", True, "0"),
]


@pytest.mark.parametrize(
    "change", CHANGES, ids=[f"02/2007/TT-BNV {row[0]}/{row[1]} to {row[3]}" for row in CHANGES]
)
def test_a_new_grade_gives_the_next_higher_coefficient(change):
    old, step, percent, new, to, coefficient, kept, reserved = change
    record = held(old, step, percent)
    found = grade_change(record, new, TODAY)
    assert (found.result.step, found.result.coefficient) == (to, Decimal(coefficient))
    assert found.result.since == (record.since if kept else TODAY)
    assert found.result.reserved == Decimal(reserved)
    rules = [one.rule for one in found.steps]
    last = "grade_change.same" if old == new else f"grade_change.{'kept' if kept else 'reset'}"
    assert rules[-1] == last
    assert ("grade_change.reserved" in rules) == (reserved != "0")
    assert proves(found, last, "02/2007/TT-BNV", found.result.since)
    assert all(step.note for step in found.steps)


def test_the_explanation_compares_the_gain_with_a_step_of_the_old_scale():
    found = grade_change(held("B", 1), "A1", TODAY)
    assert "Gain 0.48" in str(found.steps[-1].text)
    assert "0.20" in str(found.steps[-1].text)


codes = st.sampled_from(["A3.1", "A2.1", "A2.2", "A1", "A0", "B", "C1"])


@given(codes, codes, st.integers(1, 6), st.integers(0, 12))
def test_nobody_is_paid_less_after_a_change(old, new, step, percent):
    last = scale(old, TODAY).steps
    record = held(old, last if percent else step, percent)
    before = scale(old, TODAY).coefficient(record.step)
    found = grade_change(record, new, TODAY).result
    assert found.coefficient + found.reserved >= before
    assert not found.reserved or found.step == scale(new, TODAY).steps
