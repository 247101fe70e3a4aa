"""Each rule is silent on a good record and speaks on a spoilt one."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from office.i18n import force_locale
from personnel.quality import rules
from personnel.quality.facts import DutyGroup, PayFacts, Population, StaffFacts, Twin, UnitFacts
from personnel.quality.shapes import Scope, Severity
from tests.personnel.quality.records import (
    DECISION,
    GOOD,
    PLACE,
    ROWS,
    START,
    TODAY,
    UNIT,
    also,
    found,
    of,
    row,
    spoilt,
    without,
)

PLACED = re.compile(r"%\((\w+)\)s")


def test_a_good_record_has_no_findings():
    assert found(GOOD) == set()


def test_the_rules_are_fifteen_and_bear_what_their_tasks_need():
    assert list(rules.RULES) == [f"V{number:02}" for number in range(1, 16)]
    assert all(rule.sla_days in {5, 10, 15} for rule in rules.RULES.values())
    assert {rule.scope for rule in rules.UNIT_RULES.values()} == {Scope.UNIT}


# ------------------------------------------------------------------ V01 to V03: the person


@pytest.mark.parametrize(
    ("number", "what"),
    [
        ("12345", "digits"),
        ("999085001234", "province"),
        ("046185001234", "sex"),
        ("046086001234", "year"),
        ("046285001234", "year"),
    ],
)
def test_v01_a_citizen_number_that_does_not_agree(number, what):
    assert found(spoilt("identity", citizen_id=number)) == {("V01", what, "E")}


def test_v02_says_nothing_while_the_population_database_is_not_connected():
    assert found(spoilt("identity", verified_at=None)) == set()


def test_v02_what_differs_is_an_error_and_what_is_old_a_warning():
    connected = replace(GOOD, population=Population())
    assert found(connected) == set()
    assert found(replace(connected, population=Population(frozenset({"full_name"})))) == {
        ("V02", "differs", "E")
    }
    assert found(replace(connected, on=date(2027, 6, 1))) == set()
    assert ("V02", "old", "W") in found(replace(connected, on=date(2027, 6, 2)))
    never = replace(spoilt("identity", verified_at=None), population=Population())
    assert found(never) == {("V02", "never", "W")}


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        (spoilt("service", recruited_on="2003-03-13", joined_on="2010-09-01"), "young"),
        (spoilt("service", joined_on="2010-08-31"), "joined"),
        (spoilt("service", joined_on="2026-11-25"), "future"),
        (spoilt("organisations", party_official_date="2012-02-03"), "party"),
        (spoilt("military", discharge_date="2002"), "military"),
    ],
)
def test_v03_a_life_in_another_order(facts, what):
    assert found(facts) == {("V03", what, "E")}


@pytest.mark.parametrize(
    "facts",
    [
        spoilt("service", recruited_on="2003-03-14"),
        spoilt("identity", birth_date="1985"),
        spoilt("military", enlist_date="2003", discharge_date="2003-12-01"),
        spoilt("organisations", party_official_date=None),
        spoilt("service", joined_on="2026-11-24"),
    ],
)
def test_v03_what_may_have_been_is_let_be(facts):
    assert found(facts) == set()


# ------------------------------------------------------------------ V04: completeness


@pytest.mark.parametrize("name", ["full_name", "birth_date", "sex", "citizen_id"])
def test_v04_a_missing_identity_key_is_an_error(name):
    assert ("V04", "field", "E") in found(spoilt("identity", **{name: None}))


def test_v04_another_missing_field_is_a_warning():
    assert found(spoilt("contact", current_address=None)) == {("V04", "field", "W")}
    assert found(without("insurance")) == {("V04", "field", "W")}


@pytest.mark.parametrize("group", ["assignment", "education", "family", "papers"])
def test_v04_a_row_of_each_of_these_is_needed(group):
    assert ("V04", f"no_{group}", "W") in found(without(group))


def test_v04_each_needed_paper_is_asked_for():
    facts = replace(GOOD, rows=[one for one in ROWS if one.slot != "diploma"])
    assert found(facts) == {("V04", "no_diploma", "W")}


def test_v04_pay_by_job_position_has_no_step():
    by_position = {"grade": None, "scale": None, "step": None, "coefficient": None}
    facts = spoilt("pay", mode="job_position_amount", step_since=None, **by_position)
    assert found(facts) == set()
    assert ("V04", "field", "W") in found(spoilt("pay", step=None))


def test_v04_a_contract_worker_needs_no_grade():
    facts = spoilt("pay", grade=None, scale=None, step=None, coefficient=None, step_since=None)
    assert ("V04", "field", "W") in found(facts)
    rows = [one for one in facts.rows if one.group != "service"]
    worker = row("service", **_service("hop_dong"))
    assert found(replace(facts, rows=[*rows, worker])) == set()


def _service(category):
    values = dict(of("service").values)
    return values | {"category": category}


# ------------------------------------------------------------------ V05, V07, V10: posts


def _with_gap(group, *between):
    """A first row that ended at the end of 2014, a second from 1 March 2015 on."""
    first = replace(of(group), valid_to=date(2015, 1, 1))
    uid = UUID(int=70)
    second = replace(of(group), uid=uid, line=uid, valid_from=date(2015, 3, 1), order=9_999)
    kept = [one for one in ROWS if one.group != group]
    pay = {one: PayFacts(coefficient=Decimal("3.00"), steps=9) for one in (first.uid, uid)}
    return replace(GOOD, rows=[*kept, first, second, *between], pay=pay)


@pytest.mark.parametrize("group", ["assignment", "pay"])
def test_v05_a_time_without(group):
    assert found(_with_gap(group)) == {("V05", f"gap_{group}", "E")}


def test_v05_the_days_of_the_gap_are_told():
    (finding,) = rules.check_record(_with_gap("assignment"))
    assert finding.words == {"from": "01/01/2015", "to": "28/02/2015"}


def test_v05_leave_covers_a_gap():
    leave = row("leave", kind="unpaid", since=date(2014, 12, 15), slot="a", number=71)
    covering = replace(leave, valid_to=date(2015, 3, 1))
    assert found(_with_gap("assignment", covering)) == set()
    short = replace(leave, valid_to=date(2015, 2, 28))
    assert found(_with_gap("assignment", short)) == {("V05", "gap_assignment", "E")}


def test_v05_who_was_away_elsewhere_has_no_gap():
    left = row("exit", kind="move", since=date(2015, 1, 1), number=72)
    back = replace(left, uid=UUID(int=73), line=UUID(int=73), valid_from=date(2015, 3, 1))
    facts = _with_gap("assignment", left, replace(back, ends=True, values={}))
    assert found(facts) == set()


def test_v05_a_post_that_ended_and_nothing_followed():
    last = of("assignment")
    uid = UUID(int=74)
    end = replace(last, uid=uid, line=uid, valid_from=date(2026, 1, 1), ends=True, values={})
    assert ("V05", "gap_assignment", "E") in found(also(end))


def test_v05_two_primary_posts():
    second = row("assignment", kind="assign", unit=UNIT, title="Kế toán", position="KT",
                 is_primary=True, slot="other", number=75)  # fmt: skip
    assert found(also(second)) == {("V05", "two_posts", "E")}
    beside = replace(second, values=dict(second.values) | {"is_primary": False})
    assert found(also(beside)) == set()


@pytest.mark.parametrize(
    ("facts", "what", "severity"),
    [
        (spoilt("assignment", term_end="2026-11-23"), "term", "E"),
        (spoilt("assignment", kind="second", term_end="2026-11-23"), "secondment", "E"),
        (replace(GOOD, closed_period="2026-Q3"), "evaluation", "W"),
        (replace(GOOD, raise_due=date(2026, 10, 24)), "raise", "W"),
        (replace(GOOD, retires_on=date(2026, 10, 31)), "retirement", "E"),
    ],
)
def test_v07_what_is_late(facts, what, severity):
    assert found(facts) == {("V07", what, severity)}


def test_v07_a_raise_has_thirty_days():
    assert found(replace(GOOD, raise_due=TODAY - timedelta(days=30))) == set()


def test_v07_a_contract_that_ran_out():
    contract = row("contract", kind="fixed", slot="a", number=76)
    ended = replace(contract, valid_to=TODAY)
    assert found(also(ended)) == {("V07", "contract", "E")}
    following = replace(contract, uid=UUID(int=77), line=UUID(int=77), slot="b", valid_from=TODAY)
    assert found(also(ended, following)) == set()


def test_v07_who_has_left_is_late_with_nothing():
    left = row("exit", kind="retire", since=date(2026, 1, 1), number=78)
    facts = replace(also(left), closed_period="2030", retires_on=date(2026, 1, 1))
    assert found(facts) == set()


def test_v10_a_unit_of_another_time():
    facts = replace(GOOD, units={"u1": [(date(2000, 1, 1), START)]})
    assert {(rule, what) for rule, what, _ in found(facts)} == {("V10", "unit")}
    assert ("V10", "unit", "E") in found(replace(GOOD, units={}))


def test_v10_a_code_of_another_time():
    old = row("discipline", form="giang_chuc", slot="a", since=date(2020, 1, 1), number=79)
    assert found(also(old)) == set()
    late = replace(old, valid_from=date(2026, 1, 1))
    assert found(also(late)) == {("V10", "code", "E")}


def test_v10_a_province_that_was_merged():
    of_its_day = PLACE | {"province": "15", "list_date": "2025-06-30"}
    assert found(spoilt("identity", birth_place=of_its_day)) == set()
    today = PLACE | {"province": "17", "list_date": "2025-07-01"}
    assert found(spoilt("identity", birth_place=today)) == {("V10", "province", "E")}


# ------------------------------------------------------------------ V06, V13: pay


def test_v06_a_coefficient_that_is_not_of_the_step():
    assert found(spoilt("pay", coefficient="3.33")) == {("V06", "coefficient", "E")}
    assert found(spoilt("pay", coefficient="3.0")) == set()


def test_v06_a_step_that_the_scale_has_not():
    pay = {of("pay").uid: PayFacts(coefficient=None, steps=9)}
    assert found(replace(spoilt("pay", step=10), pay=pay)) == {("V06", "step", "E")}


def _disciplined(*rows, ends=date(2021, 7, 1)):
    discipline = row("discipline", form="canh_cao", slot="a", since=date(2020, 1, 1), number=80)
    facts = also(discipline, *rows)
    return replace(facts, extension_ends={discipline.uid: ends})


def test_v13_a_raise_inside_the_extension():
    step_4 = dict(of("pay").values) | {"step": 4, "coefficient": "3.33"}
    raised = replace(of("pay"), uid=UUID(int=81), line=UUID(int=81), values=step_4, order=9_999)
    inside = replace(raised, valid_from=date(2021, 6, 30))
    assert found(_disciplined(inside)) == {("V13", "pay", "W")}
    assert found(_disciplined(replace(raised, valid_from=date(2021, 7, 1)))) == set()


def test_v13_a_reward_inside_the_extension():
    reward = row("reward", form="giay_khen", slot="r", since=date(2020, 6, 1), number=82)
    assert found(_disciplined(reward)) == {("V13", "reward", "W")}


def test_v13_without_the_law_the_written_end_counts():
    discipline = row("discipline", form="canh_cao", effect_ends="2021-01-01", slot="a",
                     since=date(2020, 1, 1), number=80)  # fmt: skip
    reward = row("reward", form="giay_khen", slot="r", since=date(2020, 6, 1), number=82)
    assert found(also(discipline, reward)) == {("V13", "reward", "W")}


def test_v13_a_form_that_is_not_for_this_category():
    facts = _disciplined()
    discipline = facts.rows[-1]
    assert found(replace(facts, forms_allowed={discipline.uid: True})) == set()
    refused = replace(facts, forms_allowed={discipline.uid: False})
    assert found(refused) == {("V13", "form", "W")}


# ------------------------------------------------------------------ V08, V09: clean


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        (spoilt("identity", full_name="Nguyễn  Văn Bình"), "spaces"),
        (spoilt("identity", full_name="Nguye\u0302\u0303n Văn Bình"), "spaces"),
        (spoilt("identity", full_name="Nguyễn Văn Bình 2"), "digits"),
        (spoilt("identity", other_names=["Hòa", "Hoà"]), "spellings"),
        (spoilt("assignment", unit=UNIT | {"name": "Phòng  A"}), "spaces"),
    ],
)
def test_v08_what_is_not_clean(facts, what):
    assert found(facts) == {("V08", what, "W")}


def test_v09_the_same_number_is_an_error_other_signs_a_warning():
    number = Twin("b", "Nguyễn Văn Bình", frozenset({"citizen_id", "person"}))
    signs = Twin("c", "Nguyễn Văn Bính", frozenset({"social_insurance_no"}))
    assert found(replace(GOOD, twins=[number])) == {("V09", "number", "E")}
    assert found(replace(GOOD, twins=[signs])) == {("V09", "signs", "W")}


# ------------------------------------------------------------------ V11, V12: proof


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"number": ""}, "incomplete"),
        ({"signed_on": None}, "incomplete"),
        ({"is_signature_valid": False}, "signature"),
        ({"signer_held_post": False}, "signer"),
    ],
)
def test_v11_a_decision_that_proves_nothing(change, what):
    decisions = {DECISION: replace(GOOD.decisions[DECISION], **change)}
    assert found(replace(GOOD, decisions=decisions)) == {("V11", what, "E")}


def test_v11_a_row_without_its_decision():
    assert found(replace(GOOD, decisions={})) == {("V11", "none", "E")}


def test_v11_an_imported_row_is_a_warning():
    imported = replace(of("pay"), decision_uid=None)
    rows = [imported if one.uid == imported.uid else one for one in ROWS]
    assert found(replace(GOOD, rows=rows)) == {("V11", "none", "W")}


@pytest.mark.parametrize(("days", "severity"), [(0, ""), (5, ""), (6, "W"), (10, "W"), (11, "E")])
def test_v12_silence_of_the_national_database(days, severity):
    facts = replace(GOOD, waiting_since=TODAY - timedelta(days=days))
    assert found(facts) == ({("V12", "silent", severity)} if severity else set())


# ------------------------------------------------------------------ V14, V15: the unit


def unit(**facts):
    return {(one.rule, one.what, one.severity) for one in rules.check_unit(UnitFacts(**facts))}


def test_v14_more_excellent_ones_than_may_be():
    within, above = DutyGroup("Chuyên viên", 3, 3), DutyGroup("Lãnh đạo", 2, 1)
    assert unit(duty_groups=[within]) == set()
    assert unit(duty_groups=[within, above]) == {("V14", "quota", Severity.ERROR)}


def test_v14_the_head_is_not_above_the_unit():
    assert unit(unit_level="HTTNV", head_level="HTTNV") == set()
    assert unit(unit_level="HTNV", head_level="HTTNV") == {("V14", "head", Severity.ERROR)}
    assert unit(head_level="HTXSNV") == set()


def staff(**facts):
    return StaffFacts(category="Công chức", **facts)


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        (staff(present=60, allotted=60, deputies=3, deputies_allowed=3), set()),
        (staff(present=0, allotted=0), set()),
        (staff(present=9, allotted=60, deputies=9), set()),
        (staff(present=61, allotted=60, deputies=3, deputies_allowed=3), {"staff"}),
        (staff(present=1, allotted=0), {"staff"}),
        (staff(present=60, allotted=60, deputies=4, deputies_allowed=3), {"deputies"}),
        (staff(present=61, allotted=60, deputies=1, deputies_allowed=0), {"staff", "deputies"}),
    ],
)
def test_v15_more_staff_or_deputies_than_allotted(facts, what):
    assert unit(staff=[facts]) == {("V15", one, Severity.WARNING) for one in what}


def test_v15_posts_of_one_category_do_not_stand_for_another():
    others = StaffFacts(category="Viên chức", present=1, allotted=9)
    (found,) = rules.check_unit(UnitFacts(staff=[others, staff(present=3, allotted=2)]))
    assert found.words == {"name": "Công chức", "count": "3", "allowed": "2"}


# ------------------------------------------------------------------ words


@pytest.mark.parametrize("locale", ["vi", "en", "ar"])
def test_findings_are_said_in_the_readers_language(locale):
    facts = replace(_with_gap("assignment"), raise_due=date(2020, 1, 1))
    unit_facts = UnitFacts(staff=[staff(present=2, allotted=1)], duty_groups=[DutyGroup("A", 2, 1)])
    with force_locale(locale):
        findings = [*rules.check_record(facts), *rules.check_unit(unit_facts)]
        said = [rules.message(one) for one in findings]
    assert len(said) == 4
    assert not [text for text in said if "%(" in text]
    assert any("01/01/2015" in text for text in said)


def test_vietnamese_messages_are_vietnamese():
    with force_locale("vi"):
        (finding,) = rules.check_record(spoilt("identity", citizen_id="046185001234"))
        assert "giới tính" in rules.message(finding)


@pytest.mark.parametrize("rule", rules.RULES.values(), ids=rules.RULES)
def test_every_message_of_a_rule_says_what_to_do(rule):
    assert str(rule.title)
    assert str(rule.fix)
    assert not PLACED.search(str(rule.fix))
    assert rule.messages
