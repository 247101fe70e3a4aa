"""Code lists hold on their day only and explain themselves."""

import re
from datetime import date
from itertools import groupby, pairwise

import pytest

from office.i18n import force_locale
from office.law import provinces
from personnel.record import codes

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("list_id", codes.lists())
def test_every_row_has_names_a_basis_and_a_version(list_id):
    for row in codes.lists()[list_id]:
        assert row.vi
        assert row.en
        assert row.ar
        assert row.basis
        assert row.version


@pytest.mark.parametrize("list_id", codes.lists())
def test_a_code_never_means_two_things_on_one_day(list_id):
    rows = sorted(codes.lists()[list_id], key=lambda row: (row.code, row.valid_from))
    for _, same in groupby(rows, key=lambda row: row.code):
        for earlier, later in pairwise(same):
            assert not earlier.holds(later.valid_from)


def test_the_fifty_four_ethnic_groups_in_their_order():
    rows = codes.codes_of("madantoc", TODAY)
    assert [row.code for row in rows] == [f"{number:02}" for number in range(1, 57)]
    assert rows[0].vi == "Kinh"
    assert rows[53].vi == "Rơ măm"


def test_the_sexes_of_the_insurance_service():
    assert [(row.code, row.en) for row in codes.codes_of("sex", TODAY)] == [
        ("1", "Male"),
        ("2", "Female"),
    ]
    assert codes.code("sex", "1", TODAY).national == "magioitinh"


def test_the_present_provinces_are_those_of_the_units():
    listed = {row.code: row.vi for row in codes.codes_of("donvihanhchinhcap1", TODAY)}
    assert listed == {row.code: row.name for row in provinces()}
    assert len(codes.codes_of("donvihanhchinhcap1", date(2025, 6, 30))) == 63


def test_a_code_that_was_abolished_holds_on_its_days_only():
    assert codes.code("discipline_form", "giang_chuc", date(2020, 1, 1)).vi == "Giáng chức"
    with pytest.raises(codes.UnknownCode) as refused:
        codes.code("discipline_form", "giang_chuc", TODAY)
    assert "canh_cao" in str(refused.value)


def test_career_levels_begin_with_their_decree():
    assert not codes.codes_of("career_level", date(2026, 6, 30))
    assert len(codes.codes_of("career_level", date(2026, 7, 1))) == 5


def test_an_unknown_code_is_told_in_the_readers_language_with_the_codes_there_are():
    with force_locale("vi"), pytest.raises(codes.UnknownCode) as refused:
        codes.code("sex", "3", TODAY)
    message = str(refused.value)
    assert "danh mục" in message
    assert "1 Nam; 2 Nữ" in message


def test_a_long_list_is_not_poured_out():
    with pytest.raises(codes.UnknownCode) as refused:
        codes.code("maquocgia", "Atlantis", TODAY)
    assert str(refused.value).count(";") == codes.SHOWN - 1


@pytest.mark.parametrize("typed", ["05", "Khơ-me", "khơ me", "KHO ME"])
def test_a_code_is_recognised_by_its_name_too(typed):
    assert codes.recognised("madantoc", typed, TODAY).code == "05"


def test_the_code_itself_comes_before_a_name():
    assert codes.recognised("manhommau", "A", TODAY).code == "A"
    assert codes.recognised("manhommau", "A+", TODAY).code == "A+"
    assert codes.recognised("manhommau", "AB-", TODAY).code == "AB-"


def test_a_stored_code_keeps_the_label_of_its_day():
    old = codes.code("donvihanhchinhcap1", "46", date(2024, 1, 1)).stored()
    assert old["label"] == "Thừa Thiên Huế"
    assert old["version"] == "124/2004"
    assert codes.name("donvihanhchinhcap1", "46", "vi") == "Huế"


def test_countries_have_their_iso_codes():
    assert codes.recognised("maquocgia", "Việt Nam", TODAY).code == "VN"
    assert codes.recognised("maquocgia", "Laos", TODAY).code == "LA"


def test_grades_are_written_as_the_law_writes_them():
    grades = [row.code for row in codes.codes_of("mangach", TODAY)]
    assert all(re.fullmatch(r"\d{2}\.\d{3}[a-z]?|V\.\d{2}\.\d{2}\.\d{2}", code) for code in grades)


def test_what_no_list_ever_had_is_shown_as_it_is():
    assert codes.name("mangach", "99.999", "en") == "99.999"
    assert codes.name("no such list", "x", "en") == "x"
