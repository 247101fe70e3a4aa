"""What the national database says is heard once, asked of people where it must be, and answered."""

import json

import pytest
from sqlalchemy import func, select

from office.db import db
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.jobs.exchange import exchange
from personnel.jobs.national import LineDown, push
from personnel.models import (
    LinkState,
    NationalConflict,
    NationalInbox,
    RecordRow,
    Source,
)
from personnel.national.codes import Choice
from personnel.operations.secrets import reseal
from personnel.queries import hearing, secrets
from personnel.queries.national import link_of
from personnel.queries.national_compare import their_rows
from personnel.record.timeline import Change
from tests import build
from tests.personnel import house as register
from tests.personnel.national.conftest import new_citizen, own_sandbox, running_register, sandbox
from tests.personnel.test_national import RAISED, agrees, connected, long_open, remote

__all__ = ["own_sandbox", "running_register", "sandbox"]
PHONE, OTHER_PHONE = "+84912345678", "+84987654321"


def contact(phone=PHONE):
    """How somebody is reached: a group that officials declare."""
    return Change("contact", "", register.RECRUITED, values={"phone": phone})


@pytest.fixture
def snv(house):
    return long_open(build.agency())


@pytest.fixture
def line(snv, sandbox):
    return connected(snv, sandbox)


@pytest.fixture
def dossier(snv, line):
    made = register.opened(snv, snv.official, contact(), citizen=new_citizen())
    push({})
    exchange({})
    assert agrees_after_push(made)
    return made


def agrees_after_push(dossier):
    push({})
    return link_of(dossier).state is LinkState.ACCEPTED


def corrected(sandbox, dossier, group, **values):
    """Somebody of the national database changes the first row of a group."""
    there = remote(sandbox, dossier)
    first, *others = there.groups[group]
    rows = [{**first, "values": {**first["values"], **values}}, *others]
    body = {"citizenId": there.citizen_id, "group": group, "rows": rows}
    sandbox.control("correct", body)


def question(dossier):
    """What waits for a person."""
    mine = select(NationalConflict).where(
        NationalConflict.dossier_id == dossier.id, NationalConflict.settled_at.is_(None)
    )
    return db.session.scalars(mine).one()


def heard(dossier):
    own = select(func.count(NationalInbox.id)).where(NationalInbox.dossier_id == dossier.id)
    return db.session.scalar(own)


def decided(question, choice, by, note="", change=None):
    operations.decide_conflict(question, operations.Answer(choice, note, change), by=by)
    exchange({})
    push({})


def test_a_change_over_there_is_asked_and_taken_over_once_somebody_says_so(snv, sandbox, dossier):
    corrected(sandbox, dossier, "identity", full_name="Trần Thị Khác")
    exchange({})
    assert link_of(dossier).state is LinkState.CONFLICT
    assert dossier.full_name != "Trần Thị Khác"
    decided(question(dossier), Choice.KEEP_REMOTE, snv.hr)
    assert dossier.full_name == "Trần Thị Khác"
    last = db.session.scalars(
        select(RecordRow)
        .where(RecordRow.dossier_id == dossier.id)
        .order_by(RecordRow.number.desc())
    ).first()
    assert (last.group, last.source, last.by) == ("identity", Source.NATIONAL, snv.hr.name)
    assert link_of(dossier).state is LinkState.ACCEPTED
    assert agrees(sandbox, dossier)


def test_a_change_that_comes_again_is_taken_once_and_acknowledged(sandbox, dossier):
    corrected(sandbox, dossier, "contact", phone=OTHER_PHONE)
    sandbox.faults(duplicate={"changes": 3})
    exchange({})
    exchange({})
    assert heard(dossier) == 1
    kept = db.session.scalars(select(NationalInbox)).all()
    told = {row["event_id"]: row["code"] for row in sandbox.control("acks")}
    assert all(told[one.remote_id] == one.outcome for one in kept)


def test_what_was_kept_and_not_acknowledged_is_acknowledged_later(sandbox, line, dossier):
    corrected(sandbox, dossier, "contact", phone=OTHER_PHONE)
    sandbox.faults(silent={"ack": 1})
    with pytest.raises(LineDown):
        exchange({})
    assert heard(dossier) == 1
    waiting = select(NationalInbox).where(NationalInbox.acked_at.is_(None))
    assert db.session.scalars(waiting).all()
    sandbox.faults()
    exchange({})
    assert heard(dossier) == 1
    assert not db.session.scalars(waiting).all()


def test_nobody_overrules_a_signed_decision(snv, sandbox, dossier):
    corrected(sandbox, dossier, "pay", coefficient="9.99")
    exchange({})
    asked = question(dossier)
    with pytest.raises(Refusal):
        operations.decide_conflict(asked, operations.Answer(Choice.KEEP_REMOTE, "x"), by=snv.hr)
    decided(asked, Choice.KEEP_LOCAL, snv.hr)
    assert remote(sandbox, dossier).groups["pay"][0]["values"]["coefficient"] == "2.34"
    assert agrees(sandbox, dossier)


def test_a_question_that_waits_over_there_is_answered_there(snv, sandbox, dossier):
    sandbox.faults(conflict={"pay": 1})
    register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    push({})
    exchange({})
    asked = question(dossier)
    assert asked.kind == "group"
    decided(asked, Choice.KEEP_LOCAL, snv.hr)
    assert sandbox.register().conflicts() == []
    assert link_of(dossier).state is LinkState.ACCEPTED
    assert agrees(sandbox, dossier)


def test_an_answer_that_was_lost_is_given_again_and_settles_once(snv, sandbox, dossier):
    sandbox.faults(conflict={"pay": 1})
    register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    push({})
    exchange({})
    sandbox.faults(loss={"resolve": 1})
    asked = question(dossier)
    operations.decide_conflict(asked, operations.Answer(Choice.KEEP_LOCAL), by=snv.hr)
    with pytest.raises(LineDown):
        exchange({})
    assert asked.settled_at is None
    exchange({})
    push({})
    assert asked.settled_at is not None
    assert agrees(sandbox, dossier)


def test_the_line_is_written_as_the_papers_say(snv, sandbox, dossier):
    corrected(sandbox, dossier, "contact", phone=OTHER_PHONE)
    exchange({})
    asked = question(dossier)
    mine = queries.timeline(dossier, ["contact"], opened=["contact"])[-1]
    right = Change("contact", "", mine.valid_from, values={"phone": "+84900000009"}, line=mine.line)
    with pytest.raises(Invalid):
        decided(asked, Choice.EDIT, snv.hr, change=right)
    decided(asked, Choice.EDIT, snv.hr, note="Đơn ngày 20/11/2026", change=right)
    assert remote(sandbox, dossier).groups["contact"][-1]["values"]["phone"] == "+84900000009"
    assert agrees(sandbox, dossier)


def test_the_same_answer_twice_is_one_and_another_one_is_refused(snv, sandbox, dossier):
    corrected(sandbox, dossier, "contact", phone=OTHER_PHONE)
    exchange({})
    asked = question(dossier)
    answer = operations.Answer(Choice.KEEP_REMOTE, "Giấy xác nhận")
    operations.decide_conflict(asked, answer, by=snv.hr)
    rows = dossier.row_count
    operations.decide_conflict(asked, answer, by=snv.hr)
    assert dossier.row_count == rows
    with pytest.raises(Refusal):
        operations.decide_conflict(asked, operations.Answer(Choice.KEEP_LOCAL), by=snv.hr)


def test_nobody_decides_in_his_own_dossier_or_another_body(snv, sandbox, dossier):
    corrected(sandbox, dossier, "contact", phone=OTHER_PHONE)
    exchange({})
    for stranger in (snv.official, snv.clerk, snv.leader):
        with pytest.raises(Forbidden):
            operations.decide_conflict(
                question(dossier), operations.Answer(Choice.KEEP_LOCAL), by=stranger
            )


def test_what_differs_in_words_alone_is_settled_by_which_was_written_last(sandbox, dossier, snv):
    written = Change("duty", "", register.RECRUITED, values={"main_duty": "Tham mưu"})
    operations.propose_change(dossier, written, by=snv.official)
    waiting = db.session.scalars(queries.declarations_of(dossier)).one()
    operations.accept_declaration(waiting, by=snv.hr)
    push({})
    there = remote(sandbox, dossier)
    (first,) = there.groups["duty"]
    later = {
        **first,
        "recordedAt": "2031-01-01T00:00:00Z",
        "values": {**first["values"], "main_duty": "Tham mưu, tổng hợp"},
    }
    body = {"citizenId": there.citizen_id, "group": "duty", "rows": [later]}
    sandbox.control("correct", body)
    exchange({})
    exchange({})
    push({})
    found = queries.timeline(dossier, ["duty"])[-1]
    assert found.values["main_duty"] == "Tham mưu, tổng hợp"
    assert link_of(dossier).state is LinkState.ACCEPTED
    assert agrees(sandbox, dossier)


def test_a_place_that_is_not_kept_any_more_loses_nothing(snv, own_sandbox):
    line = connected(snv, own_sandbox)
    dossier = register.opened(snv, snv.official, contact(), citizen=new_citizen())
    push({})
    exchange({})
    corrected(own_sandbox, dossier, "contact", phone=OTHER_PHONE)
    corrected(own_sandbox, dossier, "identity", other_names=["Tí"])
    own_sandbox.control("expire", {})
    from personnel.jobs.exchange import compare

    assert line.cursor
    exchange({})
    found = db.session.scalars(hearing.comparisons()).one()
    compare({"uid": str(found.uid)})
    exchange({})
    asked = select(NationalConflict.group).where(NationalConflict.dossier_id == dossier.id)
    assert set(db.session.scalars(asked)) == {"contact", "identity"}


def test_what_they_say_lies_sealed_and_follows_a_change_of_the_key(snv, sandbox, dossier):
    corrected(sandbox, dossier, "contact", phone=OTHER_PHONE)
    exchange({})
    asked = question(dossier)
    assert OTHER_PHONE not in json.dumps(str(vars(asked)))
    operations.change_key(by=snv.admin)
    while reseal(by=SYSTEM):
        pass
    assert asked.key_id == secrets.present_key().id
    assert their_rows(asked)[0]["values"]["phone"] == OTHER_PHONE


def test_two_bodies_that_claim_one_official_ask_a_person(snv, sandbox, dossier):
    there = remote(sandbox, dossier)
    sandbox.control("claim", {"citizenId": there.citizen_id, "agency": "H98"})
    exchange({})
    asked = question(dossier)
    assert asked.kind == "claim"
    with pytest.raises(Refusal):
        operations.decide_conflict(asked, operations.Answer(Choice.KEEP_REMOTE, "x"), by=snv.hr)
    decided(asked, Choice.KEEP_LOCAL, snv.hr)
    assert sandbox.register().conflicts() == []
    assert remote(sandbox, dossier).managing_body == snv.code


def falling(monkeypatch, act):
    """The process ends once before an act of the exchange and once after it; it goes on anew."""
    real, falls = getattr(operations, act), ["before", "after"]

    def falls_twice(*args, **more):
        when = falls.pop(0) if falls else ""
        if when == "before":
            raise SystemExit(act)
        said = real(*args, **more)
        if when:
            raise SystemExit(act)
        return said

    monkeypatch.setattr(operations, act, falls_twice)
    return falls


def carried_on():
    """As the worker does: again, until it comes to its end."""
    for _try in range(3):
        try:
            exchange({})
        except SystemExit:
            continue
        return


@pytest.mark.parametrize("act", ["take_changes", "note_acked", "take_questions", "settle_conflict"])
def test_an_exchange_that_is_broken_off_goes_on_where_it_was(
    snv, sandbox, dossier, monkeypatch, act
):
    falls = falling(monkeypatch, act)
    sandbox.faults(conflict={"pay": 1})
    register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    push({})
    corrected(sandbox, dossier, "contact", phone=OTHER_PHONE)
    carried_on()
    asked = select(NationalConflict).where(NationalConflict.dossier_id == dossier.id)
    assert {one.group for one in db.session.scalars(asked)} == {"contact", "pay"}
    for one in db.session.scalars(asked).all():
        answer = operations.Answer(Choice.KEEP_LOCAL, "Bản gốc hồ sơ")
        operations.decide_conflict(one, answer, by=snv.hr)
    carried_on()
    push({})
    assert not falls
    assert link_of(dossier).state is LinkState.ACCEPTED
    assert agrees(sandbox, dossier)
    carried_on()
    waiting = select(NationalInbox).where(NationalInbox.acked_at.is_(None))
    assert not db.session.scalars(waiting).all()
