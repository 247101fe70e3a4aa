"""What the validation rules find in dossiers, whose task it is, and how it is followed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from office import audit, clock, notices, outbox
from office.db import db, transaction
from office.errors import Forbidden, Invalid, NotFound
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.jobs import quality as jobs
from personnel.models import (
    Dossier,
    DossierQuality,
    FindingState,
    Plan,
    QualityDay,
    QualityFinding,
    Source,
)
from personnel.operations.rows import Origin, hold, write
from personnel.queries.quality import Asked
from personnel.record.timeline import Change
from tests import build
from tests.personnel import house as register

INSURANCE = "0123456789"


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def dossier(snv):
    found = register.opened(snv, snv.official)
    outbox.drain()
    return found


def declared(dossier, *changes):
    """Rows that came by another way than a decision, and the look that follows."""
    with transaction():
        hold(dossier)
        write(dossier, changes, Origin(Source.DECLARATION, "Trần Thị Thử"))
    outbox.drain()


def findings(dossier, rule, state=None):
    own = select(QualityFinding).where(
        QualityFinding.dossier_id == dossier.id, QualityFinding.rule == rule
    )
    rows = db.session.scalars(own.order_by(QualityFinding.id)).all()
    return [row for row in rows if state is None or row.state is state]


def missing(dossier, field, state=None):
    return [row for row in findings(dossier, "V04", state) if row.field == field]


def told(desk):
    db.session.rollback()
    return [one.kind for one in db.session.scalars(notices.notices_at(desk))]


def later(days):
    return clock.standing_at(clock.now() + timedelta(days=days))


def education(**more):
    values = {"institution": "Trường Thử", "field": "Luật"}
    return Change("education", "", register.RECRUITED, values=values | more)


# ------------------------------------------------------------------------------- at entry


def test_who_enters_a_dossier_gets_its_faults_and_its_points(snv, dossier):
    assert missing(dossier, "ethnicity", FindingState.OPEN)
    points = db.session.get_one(DossierQuality, dossier.id)
    assert 0 < dossier.score < 100
    wrong = {one.field for one in findings(dossier, "V01")}
    assert wrong == {"citizen_id"}  # the number of the example says another sex
    assert points.identity <= 75
    assert 0 < points.sufficient < 100


def test_a_fault_found_again_is_the_same_and_one_that_is_mended_is_dated(snv, dossier):
    (before,) = [one for one in findings(dossier, "V04") if one.what == "no_education"]
    operations.check_quality([dossier], by=SYSTEM)
    assert [one.id for one in findings(dossier, "V04") if one.what == "no_education"] == [before.id]
    score = dossier.score
    declared(dossier, education())
    assert before.state is FindingState.RESOLVED
    assert clock.to_local(before.resolved_at).date() == clock.today()
    assert dossier.score > score


def test_what_is_back_begins_anew_with_a_new_clock(snv, dossier):
    row = missing(dossier, "ethnicity")[0]
    operations.answer_finding(row, "Chờ giấy khai sinh", Plan.FIELD, by=snv.hr)
    with transaction():
        row.state, row.resolved_at = FindingState.RESOLVED, clock.now()
    with later(30):
        operations.check_quality([dossier], by=SYSTEM)
        assert row.due_on == clock.add_working_days(clock.today(), 10)
    assert (row.state, row.note, row.resolved_at) == (FindingState.OPEN, "", None)


def test_each_fault_has_the_days_of_its_rule_and_the_desk_of_its_owner(snv, dossier):
    lacking = missing(dossier, "ethnicity")[0]
    assert lacking.due_on == clock.add_working_days(clock.today(), 10)
    assert lacking.desk_id == snv.desks["official"].id
    unproven = findings(dossier, "V11")[0]
    assert unproven.desk_id == snv.desks["hr"].id


def test_the_official_is_asked_once_for_all_that_only_he_can_say(snv, dossier):
    asked = [one for one in told(snv.official) if one == "personnel.quality_asked"]
    assert len(asked) == 1
    operations.check_quality([dossier], by=SYSTEM)
    assert [one for one in told(snv.official) if one == "personnel.quality_asked"] == asked


def test_words_of_sensitive_fields_are_not_repeated_outside(snv, dossier):
    declared(dossier, Change("contact", "", register.RECRUITED, values={"phone": "09  8"}))
    declared(
        dossier,
        Change(
            "insurance",
            "",
            register.RECRUITED,
            values={"social_insurance_no": "Hoà  1", "tax_code": "Hòa"},
        ),
    )
    rows = [one for one in findings(dossier, "V08") if one.group == "insurance"]
    assert rows
    assert "Ho" not in "".join(word for row in rows for word in row.facts.values())


def test_an_error_keeps_a_dossier_from_the_national_database(snv, dossier):
    assert not {one.rule for one in queries.blocks_national(dossier)} & {"V03", "V06"}
    declared(dossier, register.pay(2, register.RECRUITED, "9.99"))
    blocked = queries.blocks_national(dossier)
    assert "V06" in {one.rule for one in blocked}
    wrong = next(one for one in findings(dossier, "V06") if one.state is FindingState.OPEN)
    assert wrong.facts["due"] == "2.67"


# --------------------------------------------------------------------------- who answers


def test_an_answer_names_cause_and_plan_and_moves_the_day(snv, dossier):
    row = missing(dossier, "ethnicity")[0]
    operations.answer_finding(row, " Chờ giấy khai sinh ", Plan.FIELD, by=snv.official)
    assert (row.state, row.note) == (FindingState.ANSWERED, "Chờ giấy khai sinh")
    assert row.due_on == clock.add_working_days(clock.today(), 15)
    operations.check_quality([dossier], by=SYSTEM)
    assert row.state is FindingState.ANSWERED
    acts = db.session.scalars(select(audit.AuditEvent.act)).all()
    assert "finding.answer" in acts


def test_an_answer_says_something_and_comes_in_time(snv, dossier):
    row = missing(dossier, "ethnicity")[0]
    with pytest.raises(Invalid):
        operations.answer_finding(row, "  ", Plan.SOURCE, by=snv.hr)
    declared(dossier, education())
    (mended,) = [one for one in findings(dossier, "V04") if one.what == "no_education"]
    with pytest.raises(Invalid):
        operations.answer_finding(mended, "Đã bổ sung", Plan.SOURCE, by=snv.hr)


def test_a_finding_is_shown_to_who_may_read_its_group(snv, dossier):
    declared(dossier, Change("family", "", register.RECRUITED, values={"full_name": "Bé  Hai 2"}))
    private = next(one for one in findings(dossier, "V08") if one.group == "family")
    lists = {part: queries.listed_findings(actor, Asked()) for part, actor in snv.people.items()}
    seen = {part for part, rows in lists.items() if private in rows}
    assert seen == {"hr", "official"}
    assert lists["head"]
    assert not lists["other_head"]
    assert queries.visible_finding(private.uid, snv.hr) is private
    with pytest.raises(NotFound):
        queries.visible_finding(private.uid, snv.head)
    assert private not in queries.findings_of(dossier, snv.head)
    with pytest.raises(Forbidden):
        operations.answer_finding(private, "Sai", Plan.SOURCE, by=snv.colleague)


def test_a_list_is_narrowed_and_paged_by_its_last_row(snv, dossier):
    every = queries.listed_findings(snv.hr, Asked(), size=100)
    assert [one.due_on for one in every] == sorted(one.due_on for one in every)
    first = queries.listed_findings(snv.hr, Asked(), size=2)[:2]
    rest = queries.listed_findings(snv.hr, Asked(), after=(first[1].due_on, first[1].id), size=100)
    assert [*first, *rest] == list(every)
    mine = queries.listed_findings(snv.hr, Asked(is_mine=True), size=100)
    assert {one.desk_id for one in mine} == {snv.desks["hr"].id}
    assert queries.listed_findings(snv.hr, Asked(words="khong co ai")) == []
    room = snv.rooms["finance"].id
    assert queries.listed_findings(snv.hr, Asked(unit_id=room)) == []


# ------------------------------------------------------------------------------ each night


def test_the_night_goes_through_all_dossiers_in_pieces(snv, dossier, monkeypatch):
    ids = dossier.id, register.opened(snv, snv.head, citizen="001085001235").id
    monkeypatch.setattr(jobs, "PIECE", 1)
    with later(400):
        jobs.begin_night({})
        outbox.drain()
        for number in ids:
            late = findings(db.session.get_one(Dossier, number), "V07", FindingState.OPEN)
            assert "evaluation" in {one.what for one in late}
        (day,) = db.session.scalars(select(QualityDay)).all()
        assert (day.on, day.records) == (clock.today(), 2)


def test_what_is_due_is_told_once_to_each_desk(snv, dossier):
    with later(30):
        operations.remind_of_findings(by=SYSTEM)
        operations.remind_of_findings(by=SYSTEM)
        due = [one for one in told(snv.hr) if one == "personnel.quality_due"]
        assert len(due) == 1
        assert queries.overdue_count(snv.hr) > 0


def test_the_quota_of_a_unit_is_a_finding_of_its_head(snv, dossier):
    year = "2026"
    values = {
        "period": year,
        "level": register.code("evaluation_level", "HTXSNV"),
        "score": "95",
    }
    declared(dossier, Change("evaluation", year, register.RECRUITED, values=values))
    unit = snv.rooms["staff"].id
    with clock.standing_at(datetime(2027, 2, 1, tzinfo=UTC)):
        operations.check_unit_quality(unit, snv.unit.id, by=SYSTEM)
    own = select(QualityFinding).where(QualityFinding.unit_id == unit)
    (found,) = db.session.scalars(own).all()
    assert (found.rule, found.desk_id) == ("V14", snv.desks["head"].id)
    assert found.facts["allowed"] == "0"
    assert found in queries.listed_findings(snv.hr, Asked(rules=["V14"]))


def test_more_staff_than_allotted_is_a_task_of_the_head_until_posts_are_allotted(snv, dossier):
    register.opened(snv, snv.head, citizen="001085001235")
    unit = snv.rooms["staff"]
    wish = operations.Allotted(
        category="cong_chuc", posts=1, decision_no="12/QĐ-UBND", valid_from=clock.today()
    )
    first = operations.allot(unit, wish, by=snv.hr)
    own = select(QualityFinding).where(QualityFinding.rule == "V15")
    jobs.close_day({})
    (found,) = db.session.scalars(own).all()
    assert (found.unit_id, found.desk_id) == (unit.id, snv.desks["head"].id)
    assert (found.state, found.facts["count"]) == (FindingState.OPEN, "2")
    assert found.due_on == clock.add_working_days(clock.today(), 15)
    operations.withdraw_allotment(first, by=snv.hr)
    jobs.close_day({})
    db.session.refresh(found)
    assert found.state is FindingState.RESOLVED


def test_a_fault_of_a_unit_that_nobody_is_left_in_is_resolved(snv, dossier):
    unit = snv.rooms["staff"]
    wish = operations.Allotted(
        category="cong_chuc", posts=0, decision_no="12/QĐ-UBND", valid_from=clock.today()
    )
    operations.allot(unit, wish, by=snv.hr)
    jobs.close_day({})
    (found,) = db.session.scalars(
        select(QualityFinding).where(QualityFinding.unit_id == unit.id)
    ).all()
    with transaction():
        dossier.unit_id = None
    jobs.close_day({})
    db.session.refresh(found)
    assert found.state is FindingState.RESOLVED


# -------------------------------------------------------------------------------- numbers


def test_points_of_a_unit_are_the_means_of_its_dossiers(snv, dossier):
    register.opened(snv, snv.head, citizen="001085001235")
    outbox.drain()
    scores = [one.score for one in db.session.scalars(select(Dossier)).all()]
    (points,) = queries.points_by_unit(snv.hr)
    assert (points.records, points.total) == (2, sum(scores) // 2)
    assert queries.together([points]).total == points.total
    counted = sum(queries.by_error_group(snv.hr).values())
    assert counted == len(queries.listed_findings(snv.hr, Asked(), size=500))
