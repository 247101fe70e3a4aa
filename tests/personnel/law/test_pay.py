"""Money of a day: coefficient x base salary, over-grade, allowances, shares."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.i18n import force_locale
from personnel.law.pay import (
    Allowances,
    Paid,
    amount,
    base_salary,
    explain_position_allowance,
    monthly,
    over_grade_part,
    position_allowance,
    position_allowances,
    share,
)
from personnel.law.tables import NoRule
from tests.personnel.law.proof import proves

TODAY = date(2026, 11, 24)
SERIES = [
    ("2013-07-01", 1_150_000, "66/2013"),
    ("2016-05-01", 1_210_000, "47/2016"),
    ("2017-07-01", 1_300_000, "47/2017"),
    ("2018-07-01", 1_390_000, "72/2018"),
    ("2019-07-01", 1_490_000, "38/2019"),
    ("2023-07-01", 1_800_000, "24/2023"),
    ("2024-07-01", 2_340_000, "73/2024"),
    ("2026-07-01", 2_530_000, "161/2026"),
]


@pytest.mark.parametrize(
    ("first", "dong", "decree"), SERIES, ids=[f"Decree {row[2]} base salary" for row in SERIES]
)
def test_the_base_salary_of_a_day(first, dong, decree):
    day = date.fromisoformat(first)
    assert base_salary(day).amount == dong
    assert decree in base_salary(day).basis
    if day > date(2013, 7, 1):
        assert base_salary(day - timedelta(days=1)).amount < dong


def test_before_the_first_row_nothing_is_reckoned():
    with pytest.raises(NoRule):
        base_salary(date(2013, 6, 30))


ALLOWANCES = [
    ("commune.chair", "special 0.70 other 0.60"),
    ("commune.deputy_chair", "special 0.60 other 0.50"),
    ("commune.division_head", "special 0.35 other 0.25"),
    ("commune.deputy_division_head", "special 0.20 other 0.15"),
    ("department.director", "class_1 1.10 class_2 1.00"),
    ("department.deputy_director", "class_1 0.90 class_2 0.80"),
    ("department.division_head", "class_1 0.70 class_2 0.60"),
    ("department.deputy_division_head", "class_1 0.50 class_2 0.40"),
]


@pytest.mark.parametrize(
    ("post", "values"), ALLOWANCES, ids=[f"Decree 07/2026 {row[0]}" for row in ALLOWANCES]
)
def test_a_leading_post_has_its_allowance(post, values):
    one, first, other, second = values.split()
    for place, value in ((one, first), (other, second)):
        found = explain_position_allowance(f"{post}.{place}", TODAY)
        assert found.result == Decimal(value)
        assert proves(found, f"{post}.{place}", "07/2026", date(2026, 1, 10))


def test_no_other_allowances_of_posts_are_known_and_none_before_the_decree():
    assert len(list(position_allowances(TODAY))) == 2 * len(ALLOWANCES)
    assert position_allowance("commune.chair.other", date(2026, 1, 9)) is None


@pytest.mark.parametrize(
    ("coefficient", "on", "dong"),
    [
        ("2.34", "2026-07-01", 5_920_200),
        ("2.34", "2026-06-30", 5_475_600),
        ("4.98", "2026-07-01", 12_599_400),
        ("0.333", "2023-07-01", 599_400),
    ],
)
def test_a_coefficient_in_dong(coefficient, on, dong):
    assert amount(Decimal(coefficient), date.fromisoformat(on)) == dong


def test_over_grade_is_a_part_of_the_last_step():
    assert over_grade_part("A1", 5, TODAY) == Decimal("0.2490")


def test_pay_of_a_month_with_everything_in_it():
    paid = Paid(
        scale="A1",
        step=9,
        over_grade=10,
        allowances=Allowances(
            position=Decimal("0.60"),
            coefficients=Decimal("0.30"),
            percent=Decimal(25),
            reserved=Decimal("0.10"),
        ),
    )
    # 4.98 + 0.498 + 0.10 + 0.60 + 0.30 + 25 % of (4.98 + 0.498 + 0.60) = 7.9975
    found = monthly(paid, TODAY)
    assert found.result == 20_233_675
    assert proves(found, "base", "161/2026", TODAY)
    assert proves(found, "A1", "204/2004")
    with force_locale("vi"):
        shown = " ".join(str(step.text) for step in found.steps)
    assert "4,98" in shown
    assert "2.530.000" in shown
    assert "7,9975" in shown
    assert "2,5195" in shown  # 0.60 + 0.30 + 0.10 + 1.5195


def test_on_probation_85_percent_of_the_pay_is_paid_and_allowances_in_full():
    percent = share("probation", TODAY).percent
    assert percent == share("probation", date(2024, 1, 1)).percent == 85
    found = monthly(Paid(scale="A1", step=1, share=percent), TODAY)
    assert found.result == 5_032_170
    assert proves(found, "probation", "170/2025")
    extra = Allowances(coefficients=Decimal("1.0"))
    more = monthly(Paid(scale="A1", step=1, share=percent, allowances=extra), TODAY)
    assert more.result - found.result == 2_530_000


@given(st.sampled_from(["A1", "B", "A3.1"]), st.integers(1, 5), st.integers(0, 40))
def test_a_higher_step_and_more_percent_never_pay_less(scale, step, percent):
    lower = monthly(Paid(scale=scale, step=step), TODAY).result
    assert monthly(Paid(scale=scale, step=step + 1), TODAY).result > lower
    assert monthly(Paid(scale=scale, step=step, over_grade=percent), TODAY).result >= lower
