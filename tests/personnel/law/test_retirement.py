"""Every row of the schedule of Decree 135/2020/NĐ-CP (Labour Code 45/2019/QH14 art. 169)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.errors import Invalid
from office.i18n import force_locale
from personnel.law.months import add_months
from personnel.law.retirement import explain_retirement, retirement
from tests.personnel.law.proof import days, proves

DECREE = "135/2020/NĐ-CP"
MEN = """
1961-01 1961-09 60 3
1961-10 1962-06 60 6
1962-07 1963-03 60 9
1963-04 1963-12 61 0
1964-01 1964-09 61 3
1964-10 1965-06 61 6
1965-07 1966-03 61 9
1966-04 2005-12 62 0
"""
WOMEN = """
1966-01 1966-08 55 4
1966-09 1967-04 55 8
1967-05 1967-12 56 0
1968-01 1968-08 56 4
1968-09 1969-04 56 8
1969-05 1969-12 57 0
1970-01 1970-08 57 4
1970-09 1971-04 57 8
1971-05 1971-12 58 0
1972-01 1972-08 58 4
1972-09 1973-04 58 8
1973-05 1973-12 59 0
1974-01 1974-08 59 4
1974-09 1975-04 59 8
1975-05 2005-12 60 0
"""


def rows():
    for sex, table, who in (("1", MEN, "man"), ("2", WOMEN, "woman")):
        for line in table.split("\n")[1:-1]:
            first, last, years, months = line.split()
            age = int(years) * 12 + int(months)
            name = f"Decree {DECREE} {who} born {first} to {last}"
            yield pytest.param(sex, first, last, age, id=name)


def months_from(first, last):
    day, end = date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-01")
    while day <= end:
        yield day
        day = add_months(day, 1)


@pytest.mark.parametrize(("sex", "first", "last", "age"), list(rows()))
def test_each_month_of_birth_of_a_row_has_its_age(sex, first, last, age):
    for born in months_from(first, last):
        found = retirement(f"{born:%Y-%m}", sex)
        assert found.age_months == age
        assert f"{found.leaves_on:%Y-%m}" == f"{add_months(born, age):%Y-%m}"
        assert found.pension_from == add_months(born, age + 1)


@pytest.mark.parametrize(("sex", "first", "last", "age"), list(rows()))
def test_the_explanation_of_a_row_names_rule_days_and_basis(sex, first, last, age):
    for born in (first, last):
        found = explain_retirement(f"{born}-15", sex)
        leaves = found.result.leaves_on
        assert proves(found, f"age.{sex}", DECREE, leaves)
        assert f"{age // 12} years {age % 12} months" in str(found.steps[0].text)
        assert proves(found, "retirement.end", DECREE, leaves, found.result.pension_from)
        assert proves(found, "retirement.notice", "NĐ-CP", found.result.notice_by)
        assert proves(found, "retirement.decision", "NĐ-CP", found.result.decision_by)


def test_a_man_of_may_1970_retires_at_62_in_may_2032():
    found = retirement("1970-05-14", "1")
    assert found.leaves_on == date(2032, 5, 31)
    assert found.pension_from == date(2032, 6, 1)
    assert (found.notice_by, found.decision_by) == days("2031-11-30 2032-02-29")
    assert found.warnings == days("2031-05-31 2031-11-30 2032-02-29 2032-04-30")


@pytest.mark.parametrize(
    ("born", "sex", "leaves"), [("1960-12", "1", "2020-12-31"), ("1965-12", "2", "2020-12-31")]
)
def test_until_2020_the_old_code_holds(born, sex, leaves):
    found = explain_retirement(born, sex)
    assert found.result.leaves_on == date.fromisoformat(leaves)
    assert proves(found, f"age.{sex}", "10/2012/QH13", found.result.leaves_on)


LOWERED = [
    ("1966-01", "1", 60, 55, 3),
    ("1971-04", "1", 60, 57, 0),
    ("1966-05", "1", 60, 55, 3),
    ("1971-01", "2", 60, 50, 4),
    ("1971-09", "2", 60, 50, 8),
    ("1971-01", "1", 120, 50, 3),
    ("1976-04", "1", 120, 52, 0),
]


@pytest.mark.parametrize(("born", "sex", "lower", "years", "months"), LOWERED)
def test_a_lowered_age_follows_the_schedule_of_its_own_years(born, sex, lower, years, months):
    found = explain_retirement(born, sex, lower=lower)
    assert found.result.age_months == years * 12 + months
    code = "retirement.lower" if lower == 60 else "retirement.lower.most"
    assert proves(found, code, DECREE)
    assert f"{found.result.leaves_on:%m/%Y}" in str(found.steps[1].text)


def test_lowering_is_not_the_normal_day_less_so_many_months():
    """Born in 1969 the normal age is 62, but in 2026 only 61 years 6 months are asked for."""
    assert retirement("1969-10", "1").age_months == 744
    assert retirement("1969-10", "1", lower=60).age_months == 56 * 12 + 6


def test_of_a_year_alone_the_first_of_january_counts_and_it_is_said():
    assert retirement("1970", "1") == retirement("1970-01-01", "1")
    found = explain_retirement("1970", "1")
    assert proves(found, "retirement.year_only", DECREE, date(1970, 1, 1))
    with force_locale("vi"):
        assert "01/01/1970" in str(found.steps[0].text)


@pytest.mark.parametrize(
    ("born", "sex", "lower", "field"),
    [
        ("", "1", 0, "birth_date"),
        ("1970-13", "1", 0, "birth_date"),
        ("14/05/1970", "1", 0, "birth_date"),
        ("1970-05-14 or so", "1", 0, "birth_date"),
        ("1970-W05-1", "1", 0, "birth_date"),
        ("1970-05", "3", 0, "sex"),
        ("1970-05", "1", 121, "lower"),
        ("1970-05", "1", -1, "lower"),
    ],
)
def test_what_cannot_be_reckoned_is_refused_at_its_field(born, sex, lower, field):
    with pytest.raises(Invalid) as refused:
        retirement(born, sex, lower=lower)
    assert field in refused.value.fields


born_after_1961 = st.dates(date(1961, 1, 1), date(2010, 12, 31))


@given(born_after_1961, st.sampled_from("12"), st.integers(0, 120))
def test_the_age_is_bounded_and_service_ends_with_a_month(born, sex, lower):
    found = retirement(born.isoformat(), sex, lower=lower)
    least, most = {"1": (720, 744), "2": (660, 720)}[sex]
    assert least - lower <= found.age_months <= most - lower
    assert found.pension_from.day == 1
    assert sorted(found.warnings) == list(found.warnings)
    assert found.warnings[0] < found.notice_by < found.decision_by < found.leaves_on


@given(born_after_1961, born_after_1961, st.sampled_from("12"), st.integers(0, 120))
def test_who_is_younger_never_retires_earlier(one, other, sex, lower):
    older, younger = sorted((one, other))
    first = retirement(older.isoformat(), sex, lower=lower)
    assert first.leaves_on <= retirement(younger.isoformat(), sex, lower=lower).leaves_on


@given(born_after_1961, st.sampled_from("12"), st.integers(0, 119))
def test_a_lower_age_never_comes_later(born, sex, lower):
    one = retirement(born.isoformat(), sex, lower=lower)
    assert retirement(born.isoformat(), sex, lower=lower + 1).leaves_on <= one.leaves_on
