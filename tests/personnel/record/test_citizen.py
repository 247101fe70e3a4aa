"""The citizen number agrees with itself and with the record (V01)."""

import pytest

from office.i18n import force_locale
from personnel.record import citizen

GOOD = "046085001234"  # Thừa Thiên Huế, a man, born in 1985


def test_a_number_that_agrees_with_the_record():
    assert citizen.problems(GOOD, sex="1", birth_date="1985-03-14") == ()
    assert citizen.problems(GOOD, birth_date="1985") == ()
    assert citizen.problems(GOOD) == ()


@pytest.mark.parametrize("number", ["", "46085001234", "0460850012345", "04608500123a", "٠" * 12])
def test_not_twelve_digits(number):
    assert len(citizen.problems(number, sex="1", birth_date="1985")) == 1


def test_all_provinces_of_before_july_2025_stay_valid():
    assert len(citizen.provinces()) == 63
    assert citizen.problems("010" + GOOD[3:]) == ()
    assert citizen.problems("082" + GOOD[3:]) == ()


@pytest.mark.parametrize("province", ["000", "003", "097", "246"])
def test_a_province_that_never_was(province):
    assert citizen.faults(province + GOOD[3:]) == (citizen.Fault.PROVINCE,)


@pytest.mark.parametrize(
    ("digit", "sex", "year"),
    [("0", "1", 1985), ("1", "2", 1985), ("2", "1", 2085), ("3", "2", 2085), ("5", "2", 2185)],
)
def test_the_fourth_digit_says_century_and_sex(digit, sex, year):
    number = f"046{digit}85001234"
    assert citizen.sex_of(number) == sex
    assert citizen.birth_year_of(number) == year
    assert citizen.problems(number, sex=sex, birth_date=f"{year}-01-01") == ()


def test_another_sex_and_another_year_are_two_problems():
    with force_locale("vi"):
        sex, year = citizen.problems(GOOD, sex="2", birth_date="1986-01-01")
    assert "giới tính" in sex
    assert "năm sinh" in year


def test_lists_show_the_ends_only():
    assert citizen.masked(GOOD) == "0********234"
    assert citizen.masked("") == ""
