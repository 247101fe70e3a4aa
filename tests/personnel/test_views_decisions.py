"""The pages of decisions as the staff office uses them, without a script."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from office.audit import AuditEvent
from office.db import db
from personnel import operations, queries
from personnel.models import DecisionState, PersonnelDecision, RegisterGrant
from personnel.record.timeline import state, value
from tests import build
from tests.documents.pages import Reader
from tests.personnel import house as register

RAISED = date(2018, 7, 1)


@pytest.fixture
def snv(house):
    with time_machine.travel("2026-11-30T08:00:00+07:00", tick=False):
        yield build.agency()


@pytest.fixture
def hr(house, snv):
    return Reader(house, snv.hr)


@pytest.fixture
def dossier(snv):
    return register.opened(snv, snv.official)


def last():
    return db.session.scalars(
        select(PersonnelDecision).order_by(PersonnelDecision.id.desc())
    ).first()


def path_of(decision, *more):
    return "/".join(("/personnel/decisions", str(decision.uid), *more))


def test_an_official_is_moved_from_the_kind_to_the_draft_of_the_document(snv, hr, dossier):
    assert "/personnel/decisions/new/rotate" in hr.get("/personnel/decisions/new")
    found = hr.get(f"/personnel/decisions/new/rotate?q={dossier.full_name}")
    assert str(dossier.uid) in found
    form = f"/personnel/decisions/new/rotate/form?official={dossier.uid}"
    assert 'name="assignment.unit"' in hr.get(form)
    typed = {
        "effective_on": "2026-12-01",
        "until": "2028-11-30",
        "assignment.unit": str(snv.rooms["finance"].uid),
        "assignment.title": "Chuyên viên",
        "assignment.function": "official",
    }
    hr.post(form, status=303, **typed)
    decision = last()
    page = hr.get(path_of(decision))
    assert "rotation" in page  # it is shorter than the law asks for
    assert "Phòng Kế hoạch" in page
    refused = hr.post(path_of(decision, "send"), status=422)
    db.session.refresh(decision)
    assert decision.state is DecisionState.DRAFT
    assert "rotation" in refused
    hr.post(path_of(decision, "send"), status=303, confirmed="rotation")
    db.session.refresh(decision)
    assert decision.state is DecisionState.SIGNING
    assert decision.document_uid is not None
    assert str(decision.document_uid) in hr.get(path_of(decision))


def test_what_cannot_be_comes_back_with_what_was_typed(snv, hr, dossier):
    form = f"/personnel/decisions/new/grade_change/form?official={dossier.uid}"
    typed = {"effective_on": "2026-12-01", "pay.grade": "01.003", "pay.step": "3"}
    page = hr.post(form, status=422, **typed, **{"pay.coefficient": "3,33"})
    assert "3.00" in page
    hr.post(form, status=303, **typed)
    (change,) = queries.changes_of(last())
    assert (change.values["coefficient"], change.values["scale"]["code"]) == ("3.00", "A1")


def test_the_raise_of_one_official_is_proposed_by_the_law(snv, hr, dossier):
    page = hr.get(f"/personnel/decisions/new/raise/form?official={dossier.uid}")
    assert 'value="2018-07-01"' in page
    assert 'value="2.67"' in page


def test_pasted_numbers_that_nobody_has_are_named(snv, hr, dossier):
    page = hr.get("/personnel/decisions/new/leave/form?numbers=CB001 CB777", status=422)
    assert "CB777" in page


def test_raises_of_a_quarter_are_one_decision(snv, hr, dossier):
    other = register.opened(snv, snv.colleague, citizen="001085001235")
    assert str(other.uid) in hr.get("/personnel/decisions/raises")
    both = [str(dossier.uid), str(other.uid)]
    hr.post("/personnel/decisions/raises", status=303, official=both, effective_on="2026-12-01")
    changes = queries.changes_of(last())
    assert [change.values["step"] for change in changes] == [2, 2]


def test_a_correction_takes_the_ticked_line_and_a_cancellation_all(snv, hr, dossier):
    decision = register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    lines = hr.get(path_of(decision, "correct"))
    assert 'name="0.step"' in lines
    typed = {"chosen": "0", "effective_on": "2026-12-01", "0:since": "2018-10-01"}
    typed |= {"0.mode": "grade_step", "0.grade": "01.003", "0.scale": "A1", "0.step": "2"}
    hr.post(path_of(decision, "correct"), status=303, **typed)
    register.record(snv, last())
    assert value(state(queries.timeline(dossier), RAISED), "pay", "step") == 1
    hr.post(path_of(decision, "cancel"), status=422, effective_on="2026-12-01")
    other = register.recorded(snv, "reward", dossier, _reward())
    hr.post(path_of(other, "cancel"), status=303, effective_on="2026-12-01", reason="Nhầm")
    assert (last().kind, last().corrects_id) == ("cancel", other.id)


def _reward():
    values = {"form": register.code("reward_form", "giay_khen"), "title": "Giấy khen"}
    return register.Change("reward", "", date(2026, 11, 1), values=values)


def test_a_draft_is_changed_line_by_line_and_dropped(snv, hr, dossier):
    decision = register.drafted(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    typed = {"effective_on": "2026-12-05", "0:since": "2018-07-01", "0.mode": "grade_step"}
    typed |= {"0.grade": "01.003", "0.step": "2", "reason": "Đủ thời gian"}
    hr.post(path_of(decision, "change"), status=303, **typed)
    db.session.refresh(decision)
    assert (decision.effective_on, decision.reason) == (date(2026, 12, 5), "Đủ thời gian")
    hr.post(path_of(decision, "drop"), status=303)
    db.session.refresh(decision)
    assert decision.state is DecisionState.DROPPED


def test_who_approves_confirms_by_the_paper_that_came(house, snv, hr, dossier):
    second = Reader(house, register.approving(snv, snv.office_head))
    decision = register.drafted(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    assert "paper" not in hr.get(path_of(decision)).split("acts")[-1]
    document = register.came(snv)
    page = second.get(f"{path_of(decision, 'paper')}?symbol={document.symbol}")
    assert str(document.uid) in page
    second.post(path_of(decision, "paper"), status=303, document=str(document.uid))
    db.session.refresh(decision)
    assert (decision.state, decision.is_foreign) == (DecisionState.CHECKING, True)


def test_an_administrator_names_and_ends(house, snv):
    admin = Reader(house, snv.admin)
    desk, unit = str(snv.desks["official"].uid), str(snv.unit.uid)
    admin.post("/personnel/grants", status=422, desk=desk, unit=unit)
    admin.post("/personnel/grants", status=303, desk=desk, unit=unit, scope="branch")
    made = db.session.scalars(select(RegisterGrant)).one()
    assert "Chuyên viên" in admin.get("/personnel/grants")
    admin.post(f"/personnel/grants/{made.uid}/end", status=303)
    db.session.refresh(made)
    assert made.ended_at is not None
    acts = set(db.session.scalars(select(AuditEvent.act)))
    assert {"register.grant", "register.end_grant"} <= acts


def test_others_see_the_decisions_that_they_may_read_alone(house, snv, dossier):
    decision = register.drafted(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    for part, sees in (("leader", True), ("official", True), ("other_official", False)):
        reader = Reader(house, snv.people[part])
        assert (str(decision.uid) in reader.get("/personnel/decisions")) is sees
        reader.get(path_of(decision), status=200 if sees else 404)


def test_a_change_of_an_evaluation_list_keeps_its_quota(snv, hr, dossier):
    page = f"/personnel/decisions/evaluation?unit={snv.rooms['staff'].uid}&year=2026"
    assert str(dossier.uid) in hr.get(page)
    marks = {f"general.{dossier.uid}": "29", f"results.{dossier.uid}": "68"}
    refused = hr.post(page, status=422, effective_on="2026-12-01", **marks)
    assert "20" in refused
    marks |= {f"level.{dossier.uid}": "HTTNV"}
    hr.post(page, status=303, effective_on="2026-12-01", **marks)
    (change,) = queries.changes_of(last())
    assert (change.values["score"], change.values["level"]["code"]) == ("97", "HTTNV")


def test_a_secondment_without_an_end_is_forbidden(snv, hr, dossier):
    form = f"/personnel/decisions/new/second/form?official={dossier.uid}"
    typed = {"assignment.unit": str(snv.rooms["finance"].uid), "assignment.title": "Chuyên viên"}
    hr.post(form, status=422, effective_on="2026-12-01", **typed)
    hr.post(form, status=303, effective_on="2026-12-01", until="2028-11-30", **typed)
    assert operations.decisions.changes_of(last())[0].valid_to == date(2028, 12, 1)
