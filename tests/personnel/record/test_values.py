"""What is typed becomes values once and for all; what is stored is said in words."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personnel.record import values
from personnel.record.groups import GROUPS, field

ON = date(2026, 7, 1)
CITIZEN = "046085001234"


def good(group, **raw):
    found, problems = values.read(group, raw, ON)
    assert problems == {}
    return found


def problem(group, name, typed):
    found, problems = values.read(group, {name: typed}, ON)
    assert name not in found
    return problems[name]


def identity(**raw):
    return good("identity", **{"full_name": "Nguyễn Văn An"} | raw)


def test_a_form_becomes_a_row():
    row = identity(
        full_name="  Nguyễn  Văn An ",
        other_names="An Bình; Tư An",
        birth_date="14/3/1985",
        sex="Nam",
        ethnicity="Kinh",
        citizen_id="046 085 001 234",
        card_issue_date="",
    )
    assert row == {
        "full_name": "Nguyễn Văn An",
        "other_names": ["An Bình", "Tư An"],
        "birth_date": "1985-03-14",
        "sex": {"list": "sex", "code": "1", "version": "1", "label": "Nam"},
        "ethnicity": {"list": "madantoc", "code": "01", "version": "1979", "label": "Kinh"},
        "citizen_id": CITIZEN,
    }


def test_text_is_stored_composed():
    assert identity(full_name="Nguye\u0302\u0303n An")["full_name"] == "Nguyễn An"


def test_what_a_row_is_nothing_without_is_asked_for():
    found, problems = values.read("identity", {"birth_date": "1985"}, ON)
    assert found == {"birth_date": "1985"}
    assert set(problems) == {"full_name"}


def test_a_field_that_is_not_there_is_not_swallowed():
    found, problems = values.read("identity", {"full_name": "An", "colour": "red"}, ON)
    assert "colour" not in found
    assert set(problems) == {"colour"}


@pytest.mark.parametrize(
    ("group", "name", "typed"),
    [
        ("identity", "full_name", "An 2"),
        ("identity", "full_name", "An <b>"),
        ("identity", "full_name", ["An"]),
        ("identity", "birth_date", "31/02/1985"),
        ("identity", "card_issue_date", "03/2020"),
        ("identity", "sex", "3"),
        ("identity", "sex", {"list": "madantoc", "code": "01"}),
        ("identity", "citizen_id", "12345"),
        ("identity", "citizen_id", "999085001234"),
        ("identity", "birth_place", {"province": "99"}),
        ("identity", "birth_place", {"commune": "00004"}),
        ("identity", "birth_place", {"street": "Lê Lợi"}),
        ("service", "staff_no", "x" * 501),
        ("service", "staff_no", "a\x00b"),
        ("service", "staff_no", "a\u202eb"),
        ("service", "staff_no", "a\ud800b"),
        ("duty", "main_duty", "a\ud800b"),
        ("identity", "sex", "\ud800"),
        ("contact", "personal_email", "\ud800@a.example"),
        ("service", "managing_body", {}),
        ("contact", "phone", "123"),
        ("contact", "phone", "0912 345 67x"),
        ("contact", "personal_email", "an@"),
        ("insurance", "social_insurance_no", "123456789"),
        ("insurance", "health_insurance_no", "DN12345"),
        ("insurance", "tax_code", "12"),
        ("pay", "step", "3,5"),
        ("pay", "step", "0"),
        ("pay", "step", "21"),
        ("pay", "step", True),
        ("pay", "coefficient", "3.333"),
        ("pay", "coefficient", "ba"),
        ("pay", "coefficient", "1.234,5"),
        ("pay", "grade", "99.999"),
        ("evaluation", "period", "2026-Q5"),
        ("evaluation", "period", "2026-13"),
        ("evaluation", "general", "31"),
        ("planning", "period", "2026"),
        ("family", "is_abroad", "maybe"),
        ("schooling", "academic_rank_year", "1800"),
    ],
)
def test_bad_input_is_refused_at_its_field(group, name, typed):
    assert problem(group, name, typed)


@pytest.mark.parametrize(
    ("group", "name", "typed", "stored"),
    [
        ("pay", "coefficient", "3,33", "3.33"),
        ("pay", "coefficient", "3.3", "3.30"),
        ("pay", "coefficient", Decimal("3.33"), "3.33"),
        ("pay", "coefficient", 3.33, "3.33"),
        ("pay", "step", "03", 3),
        ("pay", "step", 3.0, 3),
        ("pay", "amount", "12.500.000", 12_500_000),
        ("contact", "phone", "0912 345 678", "+84912345678"),
        ("contact", "phone", "0084 912-345-678", "+84912345678"),
        ("contact", "phone", "(024) 3825 1234", "+842438251234"),
        ("contact", "personal_email", "An@Vanphong.Example", "An@vanphong.example"),
        ("insurance", "social_insurance_no", "01 2345 6789", "0123456789"),
        ("insurance", "health_insurance_no", "dn4010123456789", "DN4010123456789"),
        ("evaluation", "period", "2026-q3", "2026-Q3"),
        ("family", "is_abroad", "Không", False),
        ("family", "is_abroad", "x", True),
        ("family", "is_abroad", True, True),
        ("leave", "days", "0,5", "0.5"),
        ("service", "recruiting_body", "Ty Giáo dục", {"name": "Ty Giáo dục"}),
        ("service", "managing_body", {"unit": "u1", "name": ""}, {"unit": "u1"}),
        ("identity", "birth_place", "Xã Tân Lập", {"legacy": "Xã Tân Lập"}),
    ],
)
def test_each_way_of_writing_is_stored_one_way(group, name, typed, stored):
    assert values.read(group, {name: typed}, ON)[0][name] == stored


def test_a_place_keeps_the_day_of_its_list():
    place = {"province": "Thừa Thiên Huế", "list_date": "01/01/2020", "detail": "Thôn 1"}
    stored = identity(birth_place=place)["birth_place"]
    assert stored == {"province": "46", "list_date": "2020-01-01", "detail": "Thôn 1"}
    assert values.said(field("identity", "birth_place"), stored, "en") == "Thôn 1, Thừa Thiên Huế"


def test_a_place_without_a_day_is_of_the_day_of_the_row():
    assert identity(home_town={"province": "46"})["home_town"]["list_date"] == "2026-07-01"


def test_a_code_keeps_the_label_it_was_entered_with():
    entered = {"list": "sex", "code": "1", "version": "0", "label": "Nam giới"}
    assert identity(sex=entered)["sex"] == entered


EXAMPLES = {
    "text": "Phòng Tổ chức",
    "long_text": "một\nhai",
    "name": "Lê Thị Bình",
    "date": "2026-07-01",
    "partial_date": "1985-03",
    "number": "60",
    "decimal": "1",
    "place": {"province": "01", "commune": "00004", "detail": "Thôn 1"},
    "unit": {"unit": "u1", "name": "Phòng A"},
    "flag": "yes",
    "email": "an@vanphong.example",
    "phone": "0912345678",
    "citizen_id": CITIZEN,
    "list": "a; b",
}
PATTERNED = {
    "field_code": "7340404",
    "social_insurance_no": "0123456789",
    "health_insurance_no": "0123456789",
    "tax_code": "0123456789-001",
    "bank_account": "0011001234567",
    "planning.period": "2026-2031",
    "evaluation.period": "2026",
}
LIMITED = {
    "academic_rank_year": "2010",
    "state_title_year": "2010",
    "birth_year": "1960",
    "step": "3",
    "assets.year": "2025",
    "weight_kg": "60.5",
}


def example(group, one):
    """Something that an official may write into this field."""
    from personnel.record.codes import codes_of

    if one.codes:
        return codes_of(one.codes, ON)[-1].code
    special = PATTERNED | LIMITED
    return special.get(f"{group}.{one.name}", special.get(one.name, EXAMPLES[one.kind]))


@pytest.mark.parametrize("group", GROUPS)
def test_a_full_row_of_each_group_reads_as_itself_and_is_said(group):
    fields = GROUPS[group].fields
    row = good(group, **{one.name: example(group, one) for one in fields})
    assert set(row) == {one.name for one in fields}
    assert values.read(group, row, ON) == (row, {})
    for locale in ("vi", "en", "ar"):
        assert all(values.said(one, row[one.name], locale) for one in fields)


@given(st.decimals(min_value=0, max_value=20, places=2), st.sampled_from([".", ","]))
def test_coefficients_are_said_and_read_again(number, point):
    typed = f"{number:f}".replace(".", point)
    stored = values.read("pay", {"coefficient": typed}, ON)[0]["coefficient"]
    assert Decimal(stored) == number
    said = values.said(field("pay", "coefficient"), stored, "vi")
    assert values.read("pay", {"coefficient": said}, ON)[0]["coefficient"] == stored


@given(st.text(max_size=40))
def test_nothing_that_can_be_typed_breaks_the_reading(text):
    for group in ("identity", "contact", "pay", "family", "evaluation", "insurance"):
        raw = dict.fromkeys(GROUPS[group].by_name, text)
        row, problems = values.read(group, raw, ON)
        again, _ = values.read(group, row, ON)
        assert again == row
        assert set(row) | set(problems) <= set(raw)


def test_words_for_people():
    assert values.said(field("identity", "birth_date"), "1985-03-14", "en") == "14/03/1985"
    assert values.said(field("identity", "birth_date"), "1985", "vi") == "1985"
    assert values.said(field("pay", "coefficient"), "3.33", "vi") == "3,33"
    assert values.said(field("pay", "coefficient"), "3.33", "ar") == "3.33"
    assert values.said(field("contact", "phone"), "+84912345678", "vi") == "0912 345 678"
    assert values.said(field("contact", "phone"), "+85612345678", "vi") == "+85612345678"
    lives_abroad = good("family", relation="son", is_abroad="no")["is_abroad"]
    assert values.said(field("family", "is_abroad"), lives_abroad, "vi") == "Không"
    assert values.said(field("family", "is_abroad"), None, "vi") == ""


def test_a_code_is_said_as_entered_in_vietnamese_and_by_its_name_elsewhere():
    stored = {"list": "sex", "code": "2", "version": "0", "label": "Phụ nữ"}
    assert values.said(field("identity", "sex"), stored, "vi") == "Phụ nữ"
    assert values.said(field("identity", "sex"), stored, "en") == "Female"


def test_engines_take_the_bare_value():
    assert values.plain({"list": "sex", "code": "2", "version": "1", "label": "Nữ"}) == "2"
    assert values.plain({"unit": "u1", "name": "Phòng A"}) == "Phòng A"
    assert values.plain("3.33") == "3.33"


def test_what_need_not_be_known_is_masked():
    assert values.masked(field("identity", "citizen_id"), CITIZEN) == "0********234"
    assert "5" not in values.masked(field("insurance", "bank_account"), "5555")
