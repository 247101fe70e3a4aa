"""Officials are found by what they can, what they learned and by any code; accents are left out."""

from datetime import date

import pytest

from personnel import operations, queries
from personnel.queries.listing import Narrow
from personnel.record.timeline import Change
from tests import build
from tests.documents.pages import Reader
from tests.personnel import house as register

SINCE = date(2018, 7, 1)
SKILL = {"name": "Tiếng Dao", "level": register.code("skill_level", "good")}
DEGREE = {"degree": register.code("degree", "ThS"), "field": "Quản lý đất đai"}
COURSE = {"kind": register.code("training_kind", "foreign_language"), "language": "Tiếng Anh"}


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def dossier(snv):
    learned = [
        Change("skills", "1", SINCE, values=SKILL),
        Change("education", "1", SINCE, values=DEGREE),
        Change("training", "1", SINCE, values=COURSE),
    ]
    register.opened(snv, snv.colleague, citizen="001085004321")
    return register.opened(snv, snv.official, *learned)


def found(snv, words):
    rows = queries.listed(snv.hr, Narrow(known=words), after=None, size=20)
    return [row.full_name for row in rows]


@pytest.mark.parametrize(
    "words", ["tieng dao", "Tiếng Dao", "quan ly dat", "ThS", "tieng anh", "dao quan ly"]
)
def test_skills_and_learning_are_found_without_accents(snv, dossier, words):
    assert found(snv, words) == [dossier.full_name]
    assert queries.count(snv.hr, Narrow(known=words)) == 1


def test_any_code_is_found_and_what_is_sealed_is_not(snv, dossier):
    for words in ("01.003", "cong chuc", "cong_chuc", "A1", "chuyen vien"):
        assert len(found(snv, words)) == 2, words
    assert found(snv, register.CITIZEN) == []
    assert found(snv, "tieng thai") == []


def test_what_is_learned_later_is_found_from_the_day_on_which_it_holds(snv, dossier):
    new = Change("skills", "2", SINCE, values={"name": "Lái xe"})
    made = operations.propose_change(dossier, new, by=snv.official)
    assert found(snv, "lai xe") == []
    operations.accept_declaration(made, by=snv.hr)
    assert found(snv, "lai xe") == [dossier.full_name]


def test_the_list_asks_for_it_beside_the_name(house, snv, dossier):
    hr = Reader(house, snv.hr)
    page = hr.get("/personnel/?known=tieng+dao&q=" + dossier.staff_no)
    assert dossier.full_name in page
    assert "1 official" in page
    assert "Nothing fits" in hr.get("/personnel/?known=tieng+thai")
    answer = hr.client.get("/api/v1/personnel?known=tieng%20dao")
    assert [one["uid"] for one in answer.json["items"]] == [str(dossier.uid)]
