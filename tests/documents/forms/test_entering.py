"""How a row of the sheet of envelopes is read."""

from datetime import date

import pytest

from documents.forms import entering
from office import clock
from office.errors import Invalid

TODAY = clock.datetime(2026, 11, 24, 3, tzinfo=clock.UTC)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("24/11/2026", date(2026, 11, 24)),
        ("24-11-26", date(2026, 11, 24)),
        ("24112026", date(2026, 11, 24)),
        ("2026-11-24", date(2026, 11, 24)),
        ("24", date(2026, 11, 24)),
        ("30/12", date(2025, 12, 30)),
        ("", None),
    ],
)
def test_a_day_is_written_as_people_do(written, day):
    with clock.standing_at(TODAY):
        assert entering.day_written(written) == day


@pytest.mark.parametrize("written", ["hôm qua", "31/2/2026", "25/11/2026", "1/2/3/4", "30"])
def test_what_is_no_day_or_lies_ahead_is_refused(written):
    with clock.standing_at(TODAY), pytest.raises(Invalid):
        entering.day_written(written)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("công văn", "Công văn"),
        ("CV", "Công văn"),
        ("qđ", "Quyết định"),
        ("quyet dinh", "Quyết định"),
        ("giay m", "Giấy mời"),
        ("", "Công văn"),
    ],
)
def test_a_type_is_known_without_accents(house, written, name):
    assert entering.type_written(written) == name


def test_an_unknown_type_is_refused(house):
    with pytest.raises(Invalid):
        entering.type_written("thư tay")


def test_a_known_issuer_is_written_as_it_is_known():
    known = ["Sở Nội vụ", "Bộ Hành chính mẫu"]
    assert entering.issuer_written("bo hanh chinh mau", known) == "Bộ Hành chính mẫu"
    assert entering.issuer_written("Hội Chim", known) == "Hội Chim"


def test_a_ditto_mark_stands_for_the_value_above():
    typed = {
        "subject-1": "Báo cáo",
        "issuer-1": "Bộ Mẫu",
        "subject-2": '"',
        "issuer-2": '"',
        "symbol-2": "2/X",
        "subject-x": "lạ",
    }
    rows = entering.rows_of(typed)
    assert [(row.number, row["issuer"], row["subject"]) for row in rows] == [
        (1, "Bộ Mẫu", "Báo cáo"),
        (2, "Bộ Mẫu", "Báo cáo"),
    ]


def test_no_more_than_a_hundred_rows_are_read_or_offered():
    typed = {f"subject-{number}": "x" for number in range(1, 140)}
    assert len(entering.rows_of(typed)) == 100
    assert [row.number for row in entering.blank_rows(98, 10)] == [98, 99, 100]
