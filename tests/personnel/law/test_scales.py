"""Every pay scale, digit by digit, as Decree 204/2004/NĐ-CP prints them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.errors import Invalid
from personnel.law import scales
from personnel.law.scales import level_breaches, scale, scale_of
from personnel.law.tables import NoRule

TODAY = date(2026, 11, 24)
# code: (coefficients as printed, sum of them, months on a step, months to the over-grade)
TABLES = {
    "expert": ("8.80 9.40 10.00", "28.20", 60, 0),
    "A3.1": ("6.20 6.56 6.92 7.28 7.64 8.00", "42.60", 36, 36),
    "A3.2": ("5.75 6.11 6.47 6.83 7.19 7.55", "39.90", 36, 36),
    "A2.1": ("4.40 4.74 5.08 5.42 5.76 6.10 6.44 6.78", "44.72", 36, 36),
    "A2.2": ("4.00 4.34 4.68 5.02 5.36 5.70 6.04 6.38", "41.52", 36, 36),
    "A1": ("2.34 2.67 3.00 3.33 3.66 3.99 4.32 4.65 4.98", "32.94", 36, 36),
    "A0": ("2.10 2.41 2.72 3.03 3.34 3.65 3.96 4.27 4.58 4.89", "34.95", 36, 36),
    "B": ("1.86 2.06 2.26 2.46 2.66 2.86 3.06 3.26 3.46 3.66 3.86 4.06", "35.52", 24, 24),
    "C1": ("1.65 1.83 2.01 2.19 2.37 2.55 2.73 2.91 3.09 3.27 3.45 3.63", "31.68", 24, 24),
    "C2": ("1.50 1.68 1.86 2.04 2.22 2.40 2.58 2.76 2.94 3.12 3.30 3.48", "29.88", 24, 24),
    "C2.employee": ("2.00 2.18 2.36 2.54 2.72 2.90 3.08 3.26 3.44 3.62 3.80 3.98", "35.88", 24, 24),
    "C3": ("1.35 1.53 1.71 1.89 2.07 2.25 2.43 2.61 2.79 2.97 3.15 3.33", "28.08", 24, 24),
    "driver": ("2.05 2.23 2.41 2.59 2.77 2.95 3.13 3.31 3.49 3.67 3.85 4.03", "36.48", 24, 24),
    "service": ("1.00 1.18 1.36 1.54 1.72 1.90 2.08 2.26 2.44 2.62 2.80 2.98", "23.88", 24, 24),
}


@pytest.mark.parametrize("code", TABLES, ids=lambda code: f"Decree 204/2004 {code}")
def test_a_scale_has_the_printed_coefficients(code):
    printed, checksum, cadence, over_grade = TABLES[code]
    row = scale(code, TODAY)
    assert row.coefficients == tuple(Decimal(one) for one in printed.split())
    assert sum(row.coefficients) == Decimal(checksum)
    assert (row.cadence, row.over_grade_after) == (cadence, over_grade)
    assert "204/2004" in row.basis


def test_no_scale_is_left_out_of_this_proof():
    assert {row.code for row in scales.scales().rows} == set(TABLES)


def test_the_coefficient_that_copied_tables_lack_is_in_a1():
    assert scale("A1", TODAY).coefficient(6) == Decimal("3.99")


@given(st.sampled_from(sorted(TABLES)), st.integers(-20, 40))
def test_steps_grow_evenly_and_there_are_no_others(code, step):
    row = scale(code, TODAY)
    if 1 < step <= row.steps:
        assert row.coefficient(step) - row.coefficient(step - 1) == row.increment > 0
    elif step != 1:
        with pytest.raises(Invalid) as refused:
            row.coefficient(step)
        assert "step" in refused.value.fields


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("01.001", "2026-07-01", "A3.1"),
        ("01.002", "2026-07-01", "A2.1"),
        ("01.003", "2026-07-01", "A1"),
        ("01.003", "2010-07-01", "A1"),
        ("01.004", "2021-07-31", "B"),
        ("01.004", "2021-08-01", "A0"),
        ("01.005", "2026-07-01", "B"),
        ("02.008", "2026-07-01", "B"),
        ("06.029", "2026-07-01", "A3.2"),
        ("06.030", "2026-07-01", "A2.2"),
        ("06.031", "2026-07-01", "A1"),
        ("V.07.01.03", "2026-07-01", "A1"),
        *(
            (str(level), "2026-07-01", s)
            for level, s in enumerate(["B", "A0", "A1", "A2.1", "A3.1"], 1)
        ),
    ],
)
def test_a_grade_or_career_level_has_its_scale(code, on, expected):
    assert scale_of(code, date.fromisoformat(on)).code == expected


def test_a_career_level_does_not_exist_before_its_decree():
    assert scale_of("3", date(2026, 6, 30)) is None


def test_a_scale_of_no_table_is_refused_in_words():
    with pytest.raises(NoRule) as refused:
        scale("A9", TODAY)
    assert "A9" in str(refused.value.message)
    assert refused.value.fix


def test_too_many_of_the_highest_levels_are_named():
    found = level_breaches({"3": 30, "4": 41, "5": 29}, TODAY)
    assert [one.rule for one in found] == ["career_level.quota"]
    assert "41" in str(found[0].text)
    assert "40" in str(found[0].fix)
    assert "232/2026" in found[0].basis
    assert not level_breaches({"3": 30, "4": 40, "5": 30}, TODAY)
