"""What comes for one official: each kind once, early and late, and nothing lost in silence."""

from dataclasses import replace
from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personnel.law.forecast import Coming, Facts, forecast
from personnel.law.months import add_months
from personnel.law.raises import Extension, Holding, Interruption
from tests.personnel.law.proof import days

TODAY = date(2026, 11, 24)


def coming(facts, months=3, first=TODAY):
    return [
        (one.kind.value, one.on.isoformat(), one.is_late) for one in forecast(facts, first, months)
    ]


def paid(scale, step, since, **more):
    return Holding(scale=scale, step=step, since=date.fromisoformat(since), **more)


def test_of_an_empty_record_nothing_is_forecast():
    assert coming(Facts(), 600) == []


def test_a_raise_of_the_next_months_comes_with_step_and_coefficient():
    (item,) = forecast(Facts(pay=paid("A1", 3, "2024-02-01")), TODAY, 3)
    assert (item.kind, item.on, item.is_late) == (Coming.RAISE, date(2027, 2, 1), False)
    assert (item.raise_.step, str(item.raise_.coefficient)) == (4, "3.33")


def test_what_comes_on_the_last_day_of_the_time_is_in_and_on_the_next_is_not():
    facts = Facts(pay=paid("A1", 3, "2024-02-24"))
    assert coming(facts, 3) == []
    assert coming(facts, 4) == [("raise", "2027-02-24", False)]


def test_of_a_late_raise_the_first_is_told_and_no_other_guessed():
    assert coming(Facts(pay=paid("A1", 3, "2017-07-01")), 60) == [("raise", "2020-07-01", True)]


def test_a_long_time_holds_several_raises_and_over_grade():
    found = coming(Facts(pay=paid("B", 11, "2025-01-01")), 60)
    assert found == [
        ("raise", "2027-01-01", False),
        ("over_grade", "2029-01-01", False),
        ("over_grade", "2030-01-01", False),
        ("over_grade", "2031-01-01", False),
    ]


def test_no_raise_is_forecast_after_the_last_day_of_service():
    facts = Facts(birth_date="1966-04", sex="1", pay=paid("A1", 3, "2025-07-01"))
    kinds = {kind for kind, _, _ in coming(facts, 36)}
    assert "raise" not in kinds
    assert "retirement" in kinds
    stays = replace(facts, retires_on=date(2030, 1, 1))
    assert ("raise", "2028-07-01", False) in coming(stays, 36)


def test_the_milestones_of_retirement_come_in_order_and_late_ones_stay():
    facts = Facts(birth_date="1965-06-20", sex="1")  # 61 years 6 months: December 2026
    assert coming(facts, 2) == [
        ("retirement_notice", "2026-06-30", True),
        ("retirement_decision", "2026-09-30", True),
        ("retirement_warning", "2026-11-30", False),
        ("retirement", "2026-12-31", False),
    ]
    noticed = [kind for kind, _, _ in coming(replace(facts, noticed_on=TODAY), 2)]
    assert noticed == ["retirement_decision", "retirement_warning", "retirement"]


def test_who_should_have_retired_long_ago_and_has_not_is_late():
    facts = Facts(birth_date="1960", sex="2")
    assert coming(facts) == [("retirement", "2015-01-31", True)]


def test_a_day_that_a_decision_fixed_goes_before_the_schedule():
    facts = Facts(birth_date="1960", sex="2", retires_on=date(2026, 12, 1))
    assert coming(facts) == [("retirement", "2026-12-01", False)]


def test_ends_of_term_contract_and_secondment_with_their_warnings():
    facts = Facts(
        term_end=date(2027, 6, 1), contract_end=date(2027, 1, 31), secondment_end=date(2027, 1, 10)
    )
    assert coming(facts, 4) == [
        ("contract_warning", "2026-12-02", False),
        ("term_warning", "2026-12-03", False),
        ("contract_warning", "2027-01-01", False),
        ("secondment_end", "2027-01-10", False),
        ("contract_end", "2027-01-31", False),
    ]


def test_a_term_that_ran_out_is_late():
    assert coming(Facts(term_end=date(2026, 1, 1))) == [("term_end", "2026-01-01", True)]


@pytest.mark.parametrize(
    ("first", "rated", "since", "found"),
    [
        ("2026-12-04", 2025, "2010-01-01", []),
        ("2026-12-05", 2025, "2010-01-01", [("evaluation_missing", "2026-12-05", True)]),
        ("2026-12-05", 2026, "2010-01-01", []),
        ("2026-12-05", 0, "2026-07-01", [("evaluation_missing", "2026-12-05", True)]),
        ("2026-12-05", 0, "2026-07-02", []),
        ("2026-11-24", 2024, "2010-01-01", [("evaluation_missing", "2025-12-15", True)]),
    ],
)
def test_a_rating_is_missing_once_its_day_is_over(first, rated, since, found):
    facts = Facts(rated_year=rated, serves_since=date.fromisoformat(since))
    assert coming(facts, first=date.fromisoformat(first)) == found


def test_who_has_no_job_position_needs_one_by_july_2027():
    facts = Facts(has_position=False)
    assert coming(facts, 3) == []
    assert coming(facts, 9) == [("placement", "2027-07-01", False)]
    assert coming(facts, first=date(2027, 8, 1)) == [("placement", "2027-07-01", True)]


def test_what_is_unclear_is_an_item_and_hides_nothing_else():
    facts = Facts(
        birth_date="1970-05",
        sex="",
        pay=paid("A1", 3, "2024-01-01", extensions=(Extension("unheard_of", date(2025, 1, 1)),)),
        contract_end=date(2026, 12, 31),
    )
    found = forecast(facts, TODAY, 3)
    unclear = [one for one in found if one.kind is Coming.UNCLEAR]
    assert len(unclear) == 2
    assert all(one.problem for one in unclear)
    assert ("contract_end", "2026-12-31", False) in coming(facts)


some_day = st.dates(date(2015, 1, 1), date(2035, 12, 31))
facts_of = st.builds(
    Facts,
    birth_date=st.dates(date(1961, 1, 1), date(2005, 1, 1)).map(date.isoformat),
    sex=st.sampled_from("12"),
    pay=st.none()
    | st.builds(
        Holding,
        scale=st.sampled_from(["A1", "B", "A3.1"]),
        step=st.integers(1, 6),
        since=some_day,
        over_grade=st.just(0),
    ),
    term_end=st.none() | some_day,
    contract_end=st.none() | some_day,
    secondment_end=st.none() | some_day,
)


@given(facts_of, some_day, st.integers(0, 60))
def test_a_forecast_is_in_order_within_its_time_and_grows_with_it(facts, first, months):
    found = forecast(facts, first, months)
    assert [one.on for one in found] == sorted(one.on for one in found)
    assert all(one.on < add_months(first, months) for one in found)
    assert all(one.is_late == (one.on < first) for one in found)
    longer = forecast(facts, first, months + 12)
    assert all(one in longer for one in found)


@given(facts_of, some_day)
def test_what_came_in_the_forecast_of_yesterday_and_is_not_done_is_late_today(facts, first):
    yesterday = {(one.kind, one.on) for one in forecast(facts, first, 1) if one.on == first}
    today = {
        (one.kind, one.on) for one in forecast(facts, first + timedelta(days=1), 1) if one.is_late
    }
    news = {kind for kind, _ in yesterday if "warning" in kind.value}
    assert {one for one in yesterday if one[0] not in news} <= today


def test_a_night_is_long_enough_for_half_a_million_people():
    """20,000 people a second on the machine it was written on; here a twentieth of it."""
    facts = Facts(
        birth_date="1980-03-14",
        sex="2",
        pay=paid(
            "A1",
            3,
            "2024-01-01",
            extensions=(Extension("canh_cao", date(2025, 5, 5)),),
            interruptions=(Interruption("unpaid", *days("2025-01-01 2025-04-10")),),
        ),
        term_end=date(2028, 1, 1),
        contract_end=date(2027, 1, 15),
        rated_year=2025,
    )
    begun = perf_counter()
    for _ in range(1_000):
        forecast(facts, TODAY, 12)
    assert perf_counter() - begun < 1
