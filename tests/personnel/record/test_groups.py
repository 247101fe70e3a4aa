"""The catalogue is whole: names, labels, items of the form, code lists, protection."""

import pytest

from office.i18n import force_locale
from personnel.record import codes
from personnel.record.groups import GROUPS, field, required, sensitive_fields
from personnel.record.shapes import Access, Authority, Kind, Shape

FIELDS = [(group, one) for group in GROUPS.values() for one in group.fields]
NAMES = """identity service contact insurance origin organisations military policy_category
schooling education training assignment duty planning pay allowance health reward discipline past
work_history
family economy evaluation contract leave travel assets clearance skills papers photo exit"""
ENGINES = {
    "identity": "full_name other_names birth_date sex birth_place home_town ethnicity religion "
    "citizen_id card_issue_date card_issue_place verified_at verified_by",
    "service": "category staff_no managing_body recruited_on recruiting_body recruit_method "
    "joined_on probation_from probation_to permanent_on oath_on",
    "contact": "phone personal_email permanent_address current_address",
    "insurance": "social_insurance_no health_insurance_no tax_code bank_account",
    "pay": "mode grade scale step coefficient share over_grade step_since next_raise_base "
    "reserved_difference",
    "allowance": "kind unit value reserved_until",
    "assignment": "kind unit title function position is_primary fte term_end reports_to",
    "evaluation": "period general results score level comments duty_group",
    "discipline": "form behaviour effect_ends",
    "reward": "form level title",
    "leave": "kind days substitute",
    "contract": "kind number",
    "exit": "kind reason",
    "education": "institution country field mode degree classification diploma_no issued_on issuer",
    "training": "kind level name",
    "family": "side relation full_name birth_year",
}


def test_every_group_has_its_place():
    assert list(GROUPS) == NAMES.split()
    assert all(name == group.name for name, group in GROUPS.items())


@pytest.mark.parametrize(("group", "names"), ENGINES.items(), ids=ENGINES)
def test_the_fields_that_engines_read_are_there(group, names):
    assert not [name for name in names.split() if name not in GROUPS[group].by_name]


def test_no_field_stands_twice_in_a_group():
    assert len({(group.name, one.name) for group, one in FIELDS}) == len(FIELDS)


@pytest.mark.parametrize("locale", ["vi", "ar"])
def test_every_label_is_translated(locale):
    labels = [one.label for one in (*GROUPS.values(), *(one for _, one in FIELDS))]
    with force_locale("en"):
        source = [str(label) for label in labels]
    with force_locale(locale):
        assert not [text for text, label in zip(source, labels, strict=True) if str(label) == text]


def test_every_group_and_field_bears_the_words_of_the_form():
    assert all(group.form_label for group in GROUPS.values())
    assert all(one.form_label for _, one in FIELDS)


def test_each_item_of_the_form_has_a_field_and_each_field_one_item_at_most():
    items = {one.item for _, one in FIELDS if one.item}
    assert items == {str(number) for number in range(1, 38)}


def test_a_fact_of_one_line_is_one_field():
    items = [one.item for _, one in FIELDS]
    single = ["1", "2", "4", "5", "6", "7", "9", "10", "11", "12", "14", "19", "26", "27", "28"]
    assert [item for item in single if items.count(item) != 1] == []


def test_codes_and_only_codes_name_a_list_that_exists():
    assert {one.codes for _, one in FIELDS if one.kind is Kind.CODE} <= set(codes.lists())
    assert not [one.name for _, one in FIELDS if (one.kind is Kind.CODE) != bool(one.codes)]


def test_a_pattern_says_in_words_what_it_wants():
    assert all(one.hint for _, one in FIELDS if one.pattern)


def test_what_is_protected_as_a_group_is_also_sealed():
    """Family, health, discipline and what a restricted role reads: every field."""
    for group in GROUPS.values():
        if group.access is not Access.NORMAL:
            assert sensitive_fields(group.name) == set(group.by_name), group.name


def test_the_sensitive_fields_of_the_ordinary_groups():
    assert sensitive_fields("identity") == {"religion", "citizen_id"}
    assert sensitive_fields("insurance") == set(GROUPS["insurance"].by_name)
    assert sensitive_fields("organisations") >= {"party_join_date", "party_card_no"}
    assert not sensitive_fields("assignment")


def test_posts_and_pay_change_by_decision_only():
    decided = {name for name, group in GROUPS.items() if group.authority is Authority.DECIDED}
    assert decided >= {"assignment", "pay", "allowance", "evaluation", "discipline", "exit"}
    assert not decided & {"identity", "contact", "family", "education"}


def test_pay_is_one_line_and_posts_are_many():
    assert GROUPS["pay"].shape is Shape.ONE
    assert GROUPS["assignment"].shape is Shape.MANY


def test_what_is_restricted_at_home_is_not_shared():
    shared = {name for name, group in GROUPS.items() if group.is_national}
    assert not shared & {"travel", "assets", "clearance", "papers", "photo"}
    assert {"identity", "assignment", "pay", "evaluation"} <= shared


def test_who_has_no_grade_is_not_asked_for_one():
    asked = {(group.name, one.name) for group, one in required("hop_dong")}
    assert ("identity", "full_name") in asked
    assert ("pay", "grade") not in asked
    assert ("pay", "grade") in {(g.name, one.name) for g, one in required("vien_chuc")}


def test_only_a_civil_servant_must_stand_on_a_job_position():
    position = field("assignment", "position")
    assert position in [one for _, one in required("cong_chuc")]
    assert position not in [one for _, one in required("vien_chuc")]
