"""A decision writes when it is signed, all of it or nothing; nothing else does."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from office import clock
from office.accounts.queries import open_tenures
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.jobs.keys import write_anew
from personnel.models import DecisionState, RecordRow
from personnel.operations.recording import settle_decision
from personnel.operations.rows import is_whole
from personnel.queries.proof import Doubt
from personnel.record.timeline import Change, state, value
from tests import build
from tests.personnel import house as register

RAISED = date(2018, 7, 1)


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def dossier(snv):
    return register.opened(snv, snv.official)


def held(dossier, on, known_at=None):
    """The pay step on a day as the register knew it."""
    return value(state(queries.timeline(dossier), on, known_at), "pay", "step")


def test_nothing_holds_before_the_decision_is_proven(snv, dossier):
    decision = register.drafted(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    assert held(dossier, RAISED) == 1
    register.record(snv, decision)
    assert (held(dossier, RAISED), held(dossier, RAISED - timedelta(days=1))) == (2, 1)
    assert decision.state is DecisionState.RECORDED
    assert decision.number.endswith("/QĐ-SNV")


def test_what_was_known_earlier_does_not_change_afterwards(snv, dossier):
    before = clock.now()
    register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    assert (held(dossier, RAISED, before), held(dossier, RAISED)) == (1, 2)


def test_a_disproved_decision_writes_nothing_and_says_why(snv, dossier):
    decision = register.drafted(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    register.checking(snv, decision)
    count = dossier.row_count
    settle_decision(decision, Doubt("Chữ ký không hợp lệ."), by=SYSTEM)
    assert (decision.state, decision.problem) == (DecisionState.REFUSED, "Chữ ký không hợp lệ.")
    assert dossier.row_count == count


def test_a_silent_authority_leaves_it_waiting(snv, dossier):
    decision = register.drafted(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    register.checking(snv, decision)
    settle_decision(decision, Doubt("Chưa rõ.", is_final=False), by=SYSTEM)
    assert decision.state is DecisionState.CHECKING


def test_a_raise_that_slips_under_a_later_one_is_refused(snv, dossier):
    register.recorded(snv, "raise", dossier, register.pay(3, date(2021, 7, 1), "3.00"))
    with pytest.raises(Invalid) as said:
        register.drafted(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    assert "01/07/2021" in str(said.value)


def test_a_raise_before_the_recruitment_is_refused(snv, dossier):
    with pytest.raises(Invalid):
        register.drafted(snv, "raise", dossier, register.pay(2, date(2014, 1, 1), "2.67"))


def test_a_cancelled_decision_leaves_what_was_before(snv, dossier):
    decision = register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    at = clock.now()
    cancelling = operations.cancel_decision(
        decision, reason="Nhầm người", effective_on=date(2026, 12, 1), by=snv.hr
    )
    register.record(snv, cancelling)
    assert held(dossier, RAISED) == 1
    assert held(dossier, RAISED, at) == 2
    assert decision.state is DecisionState.CANCELLED


def test_a_correction_takes_the_place_of_its_line(snv, dossier):
    decision = register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    row = queries.rows_of(dossier)[-1]
    mended = Change("pay", "", date(2018, 10, 1), values=row.values, line=row.line)
    register.recorded(snv, "correct", dossier, mended, corrects=decision)
    assert (held(dossier, RAISED), held(dossier, date(2018, 10, 1))) == (1, 2)


def test_rows_only_grow_and_their_chain_shows_a_change(snv, dossier):
    assert is_whole(queries.rows_of(dossier))
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(text("UPDATE record_row SET valid_from = '2000-01-01'"))
    with db.session.no_autoflush:
        rows = queries.rows_of(dossier)
        rows[1].values = rows[1].values | {"staff_no": "CB999"}
        assert not is_whole(rows)
        db.session.expire_all()


def test_nobody_decides_about_himself_nor_for_another_body(snv, dossier):
    own = register.opened(snv, snv.hr, citizen="001085009999", room="office")
    with pytest.raises(Forbidden):
        register.drafted(snv, "raise", own, register.pay(2, RAISED, "2.67"))
    other = build.agency(code="H99.2")
    wish = operations.Wish(dossier, register.pay(2, RAISED, "2.67"))
    with pytest.raises(Forbidden):
        operations.draft_decision(
            operations.Outline("raise", date(2026, 12, 1)), [wish], by=other.hr
        )


def test_each_act_leaves_an_audit_line(snv, dossier):
    register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    acts = set(db.session.scalars(select(AuditEvent.act)))
    assert {
        "dossier.open",
        "decision.draft",
        "decision.send",
        "decision.issue",
        "decision.record",
    } <= acts


def test_a_second_dossier_of_one_person_or_number_is_refused(snv, dossier):
    with pytest.raises(Refusal):
        register.opened(snv, snv.official, citizen="001085009998")
    with pytest.raises(Invalid):
        register.opened(snv, snv.colleague)


def test_the_database_holds_no_plain_sensitive_value(snv, dossier):
    assert (
        queries.timeline(dossier, ["identity"], opened=["identity"])[0].values["citizen_id"]
        == register.CITIZEN
    )
    for row in db.session.scalars(select(RecordRow)):
        assert register.CITIZEN not in str(row.values)
        assert register.CITIZEN.encode() not in (row.sealed or b"")


def test_a_new_key_opens_what_lay_under_the_former_one(snv, dossier):
    row = queries.rows_of(dossier)[0]
    before, key = row.sealed, row.key_id
    operations.change_key(by=SYSTEM)
    write_anew({})
    row = queries.rows_of(dossier)[0]
    db.session.refresh(row)
    assert row.key_id != key
    assert row.sealed != before
    opened = queries.timeline(dossier, ["identity"], opened=["identity"])[0]
    assert opened.values["citizen_id"] == register.CITIZEN
    assert is_whole(queries.rows_of(dossier))
    assert operations.reseal(by=SYSTEM) == 0


def test_the_dossier_goes_with_a_transfer_and_stays_at_home_in_a_rotation(snv, dossier):
    there = build.agency(code="H99.2", name="Xã Đông", symbol="XD")
    today = clock.today()
    away = register.post(
        there.rooms["staff"], today, kind=register.code("assignment_kind", "rotate")
    )
    register.recorded(snv, "rotate", dossier, away, on=today)
    operations.settle_posts(dossier, by=SYSTEM)
    assert (dossier.agency_id, dossier.unit_id) == (snv.unit.id, there.rooms["staff"].id)
    assert [post.unit_id for post in open_tenures(dossier.person_id)] == [dossier.unit_id]
    moved = register.post(
        there.rooms["finance"], today, kind=register.code("assignment_kind", "transfer")
    )
    decision = register.recorded(snv, "transfer", dossier, moved, on=today)
    operations.settle_posts(dossier, by=SYSTEM)
    assert (dossier.agency_id, dossier.unit_id) == (there.unit.id, there.rooms["finance"].id)
    assert queries.visible_dossier(dossier.uid, there.hr) is dossier
    assert decision.state is DecisionState.RECORDED


def test_a_form_of_discipline_of_another_time_is_forbidden(snv, dossier):
    values = {"form": register.code("discipline_form", "ha_bac_luong"), "behaviour": "Đi muộn"}
    change = Change("discipline", "", date(2026, 11, 1), values=values)
    with pytest.raises(Invalid) as said:
        register.drafted(snv, "discipline", dossier, change)
    assert list(said.value.fields) == ["0"]
