"""The rows of law: each with a basis and a time, none beside another of the same code."""

import tomllib
from datetime import date
from itertools import pairwise

import pytest

from personnel.law.tables import DATA, limit
from personnel.record.codes import lists

FILES = sorted(path.stem for path in DATA.glob("*.toml"))
LAW = ("Luật", "Nghị định", "Thông tư", "Mức nhắc việc")


def rows(name):
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))["row"]


@pytest.mark.parametrize("name", FILES)
def test_each_row_says_by_which_law_and_from_when(name):
    for row in rows(name):
        assert any(word in row["basis"] for word in (*LAW, "Bộ luật"))
        assert isinstance(row["valid_from"], date)
        assert row.get("valid_to", date.max) > row["valid_from"]


@pytest.mark.parametrize("name", FILES)
def test_two_rows_of_one_code_never_hold_on_the_same_day(name):
    by_code = {}
    for row in rows(name):
        by_code.setdefault(row["code"], []).append(
            (row["valid_from"], row.get("valid_to", date.max))
        )
    for periods in by_code.values():
        for one, following in pairwise(sorted(periods)):
            assert one[1] < following[0]


@pytest.mark.parametrize("name", FILES)
def test_names_of_the_law_are_there_in_three_languages(name):
    for row in rows(name):
        if "vi" in row:
            assert all(row[language].strip() for language in ("vi", "en", "ar"))


def test_a_limit_follows_the_law_of_its_day():
    assert "22/2008" in limit("term", date(2020, 1, 1)).basis
    assert "170/2025" in limit("term", date(2026, 1, 1)).basis


LISTS = [
    ("scales", "mabangluong", "code"),
    ("evaluation_levels", "evaluation_level", "code"),
    ("discipline_forms", "discipline_form", "form"),
    ("leave_kinds", "leave_kind", "code"),
]


@pytest.mark.parametrize(("name", "list_id", "key"), LISTS)
def test_the_law_and_the_code_lists_of_the_record_speak_of_the_same_things(name, list_id, key):
    of_the_law = {(row[key], row["vi"], row["en"], row["ar"]) for row in rows(name)}
    assert of_the_law == {(one.code, one.vi, one.en, one.ar) for one in lists()[list_id]}


@pytest.mark.parametrize(
    ("list_id", "name"), [("mangach", "grades"), ("career_level", "career_levels")]
)
def test_each_grade_that_can_be_entered_has_a_scale(list_id, name):
    assert {row["code"] for row in rows(name)} == {one.code for one in lists()[list_id]}
