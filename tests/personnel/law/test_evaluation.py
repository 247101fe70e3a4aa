"""Points, levels, quotas and days of Decrees 335/2025/NĐ-CP and 233/2026/NĐ-CP."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.errors import Invalid
from office.i18n import force_locale
from personnel.law.evaluation import (
    Rated,
    UnitRating,
    breaches,
    is_rated,
    last_closed_year,
    level_of,
    levels,
    most_excellent,
    rating_due,
    rating_due_special,
    report_due,
)
from personnel.law.tables import NoRule
from tests.personnel.law.proof import proves

ON = date(2026, 12, 31)
DECREES = "335/2025"


@pytest.mark.parametrize(
    ("general", "results", "level"),
    [
        ("30", "70", "HTXSNV"),
        ("25", "65", "HTXSNV"),
        ("25", "64.99", "HTTNV"),
        ("20", "50", "HTTNV"),
        ("19.5", "50", "HTNV"),
        ("10", "40", "HTNV"),
        ("9.9", "40", "KHTNV"),
        ("0", "0", "KHTNV"),
    ],
)
def test_the_score_of_both_parts_gives_the_level(general, results, level):
    found = level_of(Decimal(general), Decimal(results), ON)
    assert found.result == level
    assert proves(found, level, DECREES)
    assert found.steps[0].dates == (ON,)


def test_a_listed_fault_makes_it_the_lowest_whatever_the_score():
    found = level_of(Decimal(30), Decimal(65), ON, faults=("disciplined",))
    assert found.result == "KHTNV"
    assert proves(found, "fault", DECREES)
    assert "disciplined" in str(found.steps[-1].text)


@pytest.mark.parametrize(
    ("general", "results", "field"),
    [("31", "5", "general"), ("5", "71", "results"), ("-1", "5", "general")],
)
def test_points_that_cannot_be_given_are_refused_at_their_field(general, results, field):
    with pytest.raises(Invalid) as refused:
        level_of(Decimal(general), Decimal(results), ON)
    assert set(refused.value.fields) == {field}


def test_years_before_the_decree_are_not_rated_by_points():
    with pytest.raises(NoRule):
        level_of(Decimal(30), Decimal(60), date(2024, 12, 31))


@given(st.integers(0, 30), st.integers(0, 70), st.integers(0, 70))
def test_more_points_never_give_a_lower_level(general, results, more):
    order = [one.code for one in reversed(levels(ON))]
    few, many = sorted((results, more))
    low = level_of(Decimal(general), Decimal(few), ON).result
    assert order.index(low) <= order.index(level_of(Decimal(general), Decimal(many), ON).result)


@pytest.mark.parametrize(
    ("people", "unit", "allowed"),
    [(10, "HTTNV", 2), (9, "HTTNV", 1), (4, "HTTNV", 0), (10, "HTXSNV", 2), (60, "HTXSNV", 15)],
)
def test_the_quota_of_the_excellent(people, unit, allowed):
    found = most_excellent(people, unit, ON)
    assert found.result == allowed
    rule = "quota.excellent_unit" if unit == "HTXSNV" else "quota"
    assert proves(found, rule, DECREES)


POINTS = {"HTXSNV": 92, "HTTNV": 80, "HTNV": 60, "KHTNV": 40}


def person(number, points, group="staff", **more):
    facts = {
        "uid": f"p{number}",
        "name": f"Person {number}",
        "general": Decimal(25),
        "results": Decimal(POINTS[points] - 25),
        "level": points,
        "duty_group": group,
    }
    return Rated(**facts | more)


def unit(*people, level="HTTNV"):
    return UnitRating(year=2026, level=level, people=people)


def listed(excellent, good, group="staff", start=0):
    best = [person(start + n, "HTXSNV", group) for n in range(excellent)]
    return best + [person(start + excellent + n, "HTTNV", group) for n in range(good)]


def rules(*people, **more):
    return [one.rule for one in breaches(unit(*people, **more))]


def test_a_list_that_keeps_to_the_law_has_no_breach():
    head = person(99, "HTTNV", "leaders", is_head=True)
    assert rules(*listed(2, 8), head) == []


def test_a_unit_of_sixty_with_one_excellent_too_many_is_told_whom_to_lower():
    people = listed(13, 47)
    people[4] = replace(people[4], results=Decimal(65))
    found = breaches(unit(*people))
    assert [one.rule for one in found] == ["evaluation.quota.unit", "evaluation.quota.group"]
    assert found[0].who[0] == "p4"
    assert len(found[0].who) == 13
    assert "13 of 60" in str(found[0].text)
    assert "At most 12 (20 %)" in str(found[0].fix)
    assert "lower 1" in str(found[0].fix)
    assert DECREES in found[0].basis
    assert not breaches(unit(*people, level="HTXSNV"))


def test_those_rated_lower_than_good_do_not_count_for_the_quota():
    lower = [person(50 + n, "HTNV") for n in range(10)]
    assert "evaluation.quota.unit" in rules(*listed(2, 4), *lower)


def test_the_quota_holds_in_each_group_of_similar_duties():
    people = listed(2, 2, "clerks") + listed(0, 8, "drivers", start=20)
    (found,) = breaches(unit(*people))
    assert found.rule == "evaluation.quota.group"
    assert "clerks" in str(found.text)
    assert set(found.who) == {"p0", "p1"}


def test_who_belongs_to_no_group_is_named():
    people = [*listed(1, 8), person(70, "HTTNV", "")]
    (found,) = breaches(unit(*people))
    assert (found.rule, found.who) == ("evaluation.duty_group", ("p70",))


@pytest.mark.parametrize("level", ["HTTNV", "HTNV"])
def test_the_head_is_not_rated_better_than_the_unit(level):
    head = person(99, "HTTNV", "leaders", is_head=True)
    found = breaches(unit(*listed(0, 5), head, level=level))
    assert [one.rule for one in found] == ([] if level == "HTTNV" else ["evaluation.head"])
    if found:
        assert found[0].who == ("p99",)
        with force_locale("vi"):
            assert "Hoàn thành nhiệm vụ" in str(found[0].text)
            assert str(found[0].fix)


def test_a_head_is_not_rated_before_the_unit():
    head = person(99, "HTTNV", is_head=True)
    assert rules(head, *listed(0, 5), level="") == ["evaluation.head.unit"]


WRONG = [
    (person(1, "HTNV", level="HTTNV"), "evaluation.level", "60"),
    (person(1, "HTTNV", faults=("late reports",)), "evaluation.level", "late reports"),
    (person(1, "HTTNV", level=""), "evaluation.level", "Person 1"),
    (person(1, "HTTNV", general=None), "evaluation.points", "Person 1"),
    (person(1, "HTTNV", results=None), "evaluation.points", "Person 1"),
    (person(1, "HTTNV", general=Decimal(31)), "evaluation.points.general", "31"),
    (person(1, "HTTNV", results=Decimal(-1)), "evaluation.points.results", "-1"),
]


@pytest.mark.parametrize(("one", "rule", "said"), WRONG)
def test_each_wrong_line_of_a_list_is_told_with_what_to_do(one, rule, said):
    found = breaches(unit(one))
    assert [breach.rule for breach in found] == [rule]
    assert found[0].who == ("p1",)
    assert said in str(found[0].text)
    assert str(found[0].fix)
    assert DECREES in found[0].basis


def test_no_points_and_all_points_can_be_given():
    assert rules(person(1, "KHTNV", general=Decimal(0), results=Decimal(0))) == []
    all_points = person(1, "HTTNV", general=Decimal(30), results=Decimal(70))
    assert rules(all_points) == []


def test_those_without_points_are_the_first_of_too_many_excellent():
    people = listed(2, 3)
    people[1] = replace(people[1], general=None, results=None)
    quota = [one for one in breaches(unit(*people)) if one.rule == "evaluation.quota.unit"]
    assert quota[0].who == ("p1", "p0")


def test_a_lower_level_than_the_score_allows_is_no_breach():
    assert rules(person(1, "HTXSNV", level="HTTNV")) == []


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_unit_is_told_of_its_quota_just_when_there_are_too_many(excellent, good):
    over = excellent * 5 > excellent + good
    assert ("evaluation.quota.unit" in rules(*listed(excellent, good))) == over


def test_the_days_of_the_yearly_rating():
    assert rating_due(2026) == date(2026, 12, 5)
    assert rating_due_special(2026) == date(2027, 1, 15)
    assert last_closed_year(date(2026, 12, 4)) == 2025
    assert last_closed_year(date(2026, 12, 5)) == 2026
    found = report_due(date(2026, 12, 3))
    assert found.result == date(2026, 12, 8)
    assert proves(found, "evaluation.report", "233/2026", date(2026, 12, 3), date(2026, 12, 8))


def test_who_served_less_than_half_a_year_is_not_rated():
    assert is_rated(date(2026, 7, 1), 2026)
    assert not is_rated(date(2026, 7, 2), 2026)
