"""Points of a record and of a unit."""

from dataclasses import replace
from datetime import date

from personnel.quality.score import score, unit_score
from personnel.quality.shapes import Measure
from tests.personnel.quality.records import DECISION, GOOD, spoilt, without


def test_a_good_record_has_all_points_and_may_be_sent():
    good = score(GOOD)
    assert good.total == 100
    assert good.identity == 100
    assert good.may_be_sent


def test_an_empty_record_has_few_points_and_is_kept_back():
    empty = score(replace(GOOD, rows=[]))
    assert empty.measures[Measure.SUFFICIENT] == 0
    assert empty.identity == 0
    assert not empty.may_be_sent


def test_a_missing_identity_key_keeps_a_record_back():
    keyless = score(spoilt("identity", birth_date=None))
    assert keyless.identity == 75
    assert not keyless.may_be_sent


def test_a_wrong_citizen_number_is_an_identity_key_that_is_not_right():
    wrong = score(spoilt("identity", citizen_id="046185001234"))
    assert wrong.identity == 75
    assert wrong.measures[Measure.CORRECT] < 100
    assert wrong.measures[Measure.CLEAN] == 100


def test_a_warning_costs_less_than_an_error():
    late = score(replace(GOOD, raise_due=date(2020, 1, 1)))
    over = score(replace(GOOD, retires_on=date(2020, 1, 1)))
    assert 100 > late.measures[Measure.LIVE] > over.measures[Measure.LIVE]
    assert late.may_be_sent
    assert over.errors == 1
    assert not over.may_be_sent


def test_what_is_missing_costs_by_its_share():
    some = score(without("insurance")).measures[Measure.SUFFICIENT]
    more = score(without("identity")).measures[Measure.SUFFICIENT]
    assert 100 > some > more > 0


def test_an_error_repeated_costs_once():
    decisions = {DECISION: replace(GOOD.decisions[DECISION], is_signature_valid=False)}
    unsigned = score(replace(GOOD, decisions=decisions))
    assert unsigned.errors > 1
    assert unsigned.measures[Measure.CORRECT] == 83


def test_the_points_of_a_unit_are_means():
    good, keyless = score(GOOD), score(spoilt("identity", birth_date=None))
    branch = unit_score([good, keyless, good, good])
    assert branch.records == 4
    assert branch.identity == 93
    assert branch.faultless == 75
    assert unit_score([good, score(replace(GOOD, rows=[]))]).total < branch.total < 100


def test_a_unit_without_records_has_nothing_wrong():
    assert unit_score([]).total == 100
