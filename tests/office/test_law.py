"""What the law says, row by row, and how a new row takes over from an old one."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from office import clock, law
from office.law import DocumentGroup, layouts
from office.law.deadlines import moments

TODAY = date(2026, 11, 20)
LISTS = (
    law.document_types,
    law.urgencies,
    law.authority_codes,
    law.secrecy_marks,
    law.time_limits,
    law.provinces,
    law.unit_kinds,
)


def local(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=clock.LOCAL).astimezone(UTC)


def of_group(group: DocumentGroup) -> list[law.DocumentType]:
    return [row for row in law.document_types(TODAY) if row.group is group]


def test_the_29_types_of_decree_30_stand_in_their_order():
    types = of_group(DocumentGroup.ADMINISTRATIVE)
    assert [row.position for row in types] == list(range(1, 30))
    assert [types[0].vi, types[4].abbreviation, types[28].vi] == ["Nghị quyết", "QyĐ", "Công văn"]


def test_only_letters_of_courtesy_and_official_letters_carry_no_abbreviation():
    bare = [row.code for row in of_group(DocumentGroup.ADMINISTRATIVE) if not row.abbreviation]
    assert bare == ["thu-cong", "cong-van"]


@pytest.mark.parametrize("group", list(DocumentGroup))
def test_an_abbreviation_means_one_type_of_its_group(group):
    marks = [row.abbreviation for row in of_group(group) if row.abbreviation]
    assert len(marks) == len(set(marks))


def test_copies_and_normative_documents_are_known():
    assert [row.abbreviation for row in of_group(DocumentGroup.COPY)] == ["SY", "TrS", "SL"]
    assert {"nghi-dinh", "thong-tu", "luat"} <= {r.code for r in of_group(DocumentGroup.NORMATIVE)}


def test_before_the_decree_there_is_no_type():
    assert law.document_types(date(2020, 3, 4)) == ()
    assert len(law.document_types(date(2020, 3, 5))) == 32


@pytest.mark.parametrize("rows", LISTS)
def test_each_row_has_a_basis_and_ends_after_it_begins(rows):
    for row in rows(TODAY):
        assert row.basis
        assert row.valid_from <= TODAY <= (row.valid_to or TODAY)


@pytest.mark.parametrize("rows", LISTS)
def test_a_code_holds_once_on_a_day(rows):
    codes = [row.code for row in rows(TODAY)]
    assert codes
    assert len(codes) == len(set(codes))


def test_names_are_given_in_the_readers_language():
    letter = law.document_type("cong-van")
    assert [letter.name(locale) for locale in ("vi", "en", "ar", "fr")] == [
        "Công văn",
        "Official letter",
        "كتاب رسمي",
        "Công văn",
    ]


def test_five_authority_codes_and_only_delegation_needs_paper():
    codes = law.authority_codes(TODAY)
    assert {row.printed for row in codes} == {"TM.", "Q.", "KT.", "TL.", "TUQ."}
    assert [row.code for row in codes if row.needs_written_delegation] == ["TUQ"]
    assert all(row.allowed_when(locale) for row in codes for locale in ("vi", "en", "ar"))


def test_the_longest_secrecy_mark_is_tried_first():
    assert [mark.stamp for mark in law.secrecy_marks(TODAY)] == ["TUYỆT MẬT", "TỐI MẬT", "MẬT"]


def test_the_new_law_on_secrets_takes_over_without_a_gap():
    before, after = law.secrecy_marks(date(2026, 2, 28)), law.secrecy_marks(date(2026, 3, 1))
    assert "29/2018/QH14" in before[0].basis
    assert "117/2025/QH15" in after[0].basis
    assert len(before) == len(after) == 3


@pytest.mark.parametrize(
    ("code", "start", "warn", "breach"),
    [
        ("send", local(20, 10), local(20, 17), local(23, 12)),
        ("send", local(20, 18), local(23, 17), local(25, 12)),  # 24 November is a holiday
        ("send.urgent", local(20, 10), local(20, 10, 15), local(20, 11)),
        ("receipt", local(20, 10), local(20, 15), local(20, 17)),
        ("receipt", local(21, 10), local(23, 15), local(23, 17)),  # a Saturday
        ("present", local(20, 10), local(20, 17), local(23, 17)),
        ("receiver.silent", local(20, 10), local(20, 14), local(21, 10)),
    ],
)
def test_a_limit_warns_and_breaks_in_working_time(code, start, warn, breach):
    found = moments(law.time_limit(code, TODAY), start)
    assert (found.warn_at, found.breach_at) == (warn, breach)


def test_seventy_per_cent_of_the_time_is_the_warning_for_work():
    start = local(20, 10)
    found = moments(law.time_limit("handle.default"), start)
    assert (found.warn_at - start) / (found.breach_at - start) == pytest.approx(0.7)


def test_a_file_is_handed_over_within_the_year_even_from_a_leap_day():
    found = moments(law.time_limit("file.handover"), local(29, 10, month=2, year=2028))
    assert clock.to_local(found.breach_at).date() == date(2029, 2, 28)


def test_an_unknown_limit_is_a_defect():
    with pytest.raises(KeyError):
        law.time_limit("never")


def test_a_day_exchanged_by_the_government_wins_over_the_general_calendar():
    names = {day.on: day.vi for day in law.holidays_of(2026)}
    assert names[date(2026, 1, 2)] == "Ngày nghỉ (hoán đổi)"
    assert date(2026, 8, 22) not in names
    overrides = law.calendar_overrides()
    assert overrides[date(2026, 1, 10)] is True
    assert overrides[date(2026, 1, 2)] is False


@pytest.mark.parametrize("year", range(2024, 2036))
def test_every_holiday_has_its_three_names(year):
    days = law.holidays_of(year)
    assert len(days) >= 11
    for day in days:
        assert day.en.isascii()
        assert day.vi != day.ar
        assert len({day.name("vi"), day.name("en"), day.name("ar")}) == 3


def test_a_holiday_in_lieu_says_so_in_each_language():
    day = next(day for day in law.holidays_of(2026) if day.on == date(2026, 4, 27))
    assert "(nghỉ bù)" in day.vi
    assert "(in lieu)" in day.en
    assert "(تعويضية)" in day.ar


def test_there_are_34_provinces_of_which_6_are_cities():
    rows = law.provinces(TODAY)
    assert len(rows) == 34
    assert sum(row.kind == "city" for row in rows) == 6


def test_rooms_are_no_agencies():
    kinds = {row.code: row.agency for row in law.unit_kinds(TODAY)}
    assert kinds["department"] is True
    assert kinds["room"] is False


def test_office_hours_open_before_they_close():
    hours = law.office_hours(TODAY)
    assert hours.opens < hours.closes == clock.WORK_ENDS


@pytest.fixture(scope="module")
def glossary():
    text = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ") and "| vi |" not in line]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


def test_the_glossary_has_each_term_once_in_three_languages(glossary):
    terms = [row for row in glossary if row[0] != "vi"]
    assert len(terms) >= 170
    assert all(len(row) == 4 and all(row) for row in terms)
    assert len({row[0] for row in terms}) == len(terms)


def test_glossary_and_law_use_the_same_names(glossary):
    drafted = [row for row in law.document_types() if row.group is not DocumentGroup.NORMATIVE]
    for row in (*drafted, *law.urgencies()):
        assert (row.vi, row.en, row.ar) in {term[:3] for term in glossary}


# ------------------------------------------------------------------- samples of the types


def test_each_of_the_29_types_has_one_sample():
    drafted = [row.code for row in of_group(DocumentGroup.ADMINISTRATIVE)]
    listed = [code for row in layouts.layouts(TODAY) for code in row.types]
    assert sorted(listed) == sorted(drafted)


def test_samples_name_fields_that_exist_and_print_what_they_ask():
    known = set(layouts.draft_fields())
    for row in layouts.layouts(TODAY):
        printed = set(re.findall(r"\{(\w+)\}", " ".join((*row.opening, *row.closing))))
        assert set(row.required) <= set(row.fields) <= known
        assert printed - {"agency", "authority", "type"} <= set(row.fields)
        assert set(row.fields) - printed <= {"joint", "party_b_signs"}
        assert row.basis


def test_a_field_says_what_to_write_in_the_readers_language():
    field = layouts.draft_fields()["time"]
    assert [field.name("en"), field.name("vi")] == ["Time", "Thời gian"]
    assert "08 giờ 00" in field.hint("ar")
    for one in layouts.draft_fields().values():
        assert all((one.vi, one.en, one.ar))
        assert bool(one.hint_vi) == bool(one.hint_en) == bool(one.hint_ar)


def test_a_type_that_is_never_drafted_has_the_plain_sample():
    assert layouts.layout_of("luat") is layouts.PLAIN
