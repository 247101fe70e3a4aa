"""One spelling is stored, many are recognised (V08)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personnel.record import names

TEXT = st.text(alphabet="aăâđeêioôơuưyxhnAĐ ằẵộủýàáảãạ-'", max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa", "Hoà"),
        ("Thúy", "Thuý"),
        ("HÒA BÌNH", "hoà bình"),
        ("Bà Rịa - Vũng Tàu", "Bà Rịa Vũng Tàu"),
        ("Khoẻ", "Khỏe"),
        ("Ba  Na", "Ba-na"),
    ],
)
def test_spellings_of_one_name_have_one_key(one, other):
    assert names.key(one) == names.key(other)


@pytest.mark.parametrize(("one", "other"), [("Hòa", "Hóa"), ("Hoa", "Hòa"), ("Đông", "Dông")])
def test_another_name_has_another_key(one, other):
    assert names.key(one) != names.key(other)


@given(TEXT)
def test_the_key_does_not_depend_on_how_letters_are_put_together(text):
    assert names.key(unicodedata.normalize("NFD", text)) == names.key(text)


@given(TEXT)
def test_cleaning_twice_changes_nothing(text):
    assert names.is_clean(names.clean(unicodedata.normalize("NFD", f"  {text} ")))


def test_what_has_no_width_is_left_out():
    assert names.clean("\ufeffNguyễn\u200b Văn\u00a0An") == "Nguyễn Văn An"


def test_lines_stay_lines():
    assert names.clean_lines(" một \r\n\r\n  hai\tba ") == "một\n\nhai ba"


def test_people_search_without_marks():
    assert names.folded("ĐỖ Thị  Hồng-Hạnh") == "do thi hong hanh"


@pytest.mark.parametrize(
    "name", ["Nguyễn Văn An", "Y Moan", "H'Hen Niê", "K’ Brêu", "Lê-na", "Y Bi\u0304k", "Sơi\u0313"]
)
def test_names_of_people(name):
    assert names.is_name(name)


@pytest.mark.parametrize("name", ["", "An 2", "An@Bình", "..", "An\nBình"])
def test_what_is_no_name(name):
    assert not names.is_name(name)


def test_digits_are_seen_in_any_script():
    assert names.has_digits("An 2")
    assert names.has_digits("An ٢")
    assert not names.has_digits("An")
