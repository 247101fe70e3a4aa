"""Terms of office, secondment, rotation, contracts, placement (Decree 170/2025/NĐ-CP)."""

from datetime import date

import pytest

from personnel.law.explained import Severity
from personnel.law.terms import (
    contract_warnings,
    explain_term,
    placement_breach,
    placement_due,
    rotation_breach,
    secondment_breach,
    secondment_warning,
    term,
)
from tests.personnel.law.proof import days, proves

FIRST = date(2025, 9, 1)


def test_a_term_of_five_years_with_its_warning():
    found = explain_term(FIRST)
    assert (found.result.ends, found.result.warn_on) == days("2030-09-01 2030-03-05")
    assert found.result == term(FIRST)
    assert proves(found, "term", "170/2025", FIRST, found.result.ends)
    assert proves(found, "term.warning", "Mức nhắc", found.result.warn_on)


@pytest.mark.parametrize(
    ("last", "is_allowed"),
    [
        (date(2028, 9, 1), True),
        (date(2026, 3, 1), True),
        (date(2028, 9, 2), False),
        (None, False),
        (FIRST, False),
    ],
)
def test_a_secondment_has_an_end_within_three_years(last, is_allowed):
    found = secondment_breach(FIRST, last)
    assert (found is None) == is_allowed
    if found:
        assert (found.rule, found.severity) == ("secondment", Severity.ERROR)
        assert "170/2025" in found.basis
        assert "1 Sep 2028" in str(found.fix)
        assert str(found.text)


def test_the_return_from_a_secondment_is_prepared_60_days_before():
    assert secondment_warning(date(2027, 3, 2)) == date(2027, 1, 1)


def test_a_rotation_of_less_than_36_months_is_a_warning():
    found = rotation_breach(FIRST, date(2028, 8, 31))
    assert (found.rule, found.severity) == ("rotation", Severity.WARNING)
    assert "36" in str(found.text)
    assert "1 Sep 2028" in str(found.fix)
    assert "170/2025" in found.basis
    assert rotation_breach(FIRST, date(2028, 9, 1)) is None
    assert rotation_breach(FIRST, None) is None
    assert rotation_breach(date(2020, 1, 1), date(2021, 1, 1)) is None


def test_the_end_of_a_contract_is_announced_three_times():
    assert contract_warnings(date(2027, 1, 31)) == days("2026-11-02 2026-12-02 2027-01-01")


def test_everybody_has_a_job_position_by_july_2027():
    assert placement_due(date(2026, 11, 24)) == date(2027, 7, 1)
    assert placement_due(date(2025, 6, 30)) is None
    assert placement_breach(date(2025, 6, 30)) is None
    early, late = placement_breach(date(2027, 7, 1)), placement_breach(date(2027, 7, 2))
    assert (early.severity, late.severity) == (Severity.WARNING, Severity.ERROR)
    assert "Điều 70" in early.basis
    assert "1 Jul 2027" in str(early.text)
    assert str(early.fix)
