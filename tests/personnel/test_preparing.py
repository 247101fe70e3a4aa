"""From what comes to the draft of the decision on it, with the values of the law."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from documents import queries as documents
from office.db import db
from office.errors import Refusal
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.law.forecast import Coming
from personnel.models import PersonnelDecision
from personnel.operations.decisions import drop_decision
from personnel.operations.wording import content_of
from personnel.queries.preparing import preparable, prepared, progress_of
from personnel.record.timeline import Change
from tests import build
from tests.documents.pages import Reader
from tests.personnel import house as register
from tests.personnel.house import code

TODAY = date(2026, 11, 24)


@pytest.fixture
def snv(house):
    with time_machine.travel("2026-11-24T08:00:00+07:00", tick=False):
        yield build.agency()


@pytest.fixture
def hr(house, snv):
    return Reader(house, snv.hr)


def retiring(snv, born="1970-01-20"):
    """A woman born in January 1970 retires at 57 years 4 months: her last day is 31/05/2027."""
    who = replace(
        register.identity(snv.official.name, birth_date=born), valid_from=date(2016, 1, 1)
    )
    return register.opened(snv, snv.official, who)


def kinds(dossier):
    return {one.kind for one in queries.foreseen_of(dossier)}


def last():
    newest = select(PersonnelDecision).order_by(PersonnelDecision.id.desc())
    return db.session.scalars(newest).first()


def test_a_raise_that_comes_is_a_draft_after_two_clicks(snv, hr):
    dossier = register.opened(snv, snv.official, register.pay(3, date(2024, 2, 1), "3.00"))
    link = f"/personnel/decisions/new/raise/form?official={dossier.uid}"
    assert link in hr.get("/personnel/coming?kind=raise")
    form = hr.get(link)
    assert 'value="3.33"' in form
    assert "2027-02-01" in form
    typed = {"pay.grade": "01.003", "pay.scale": "A1", "pay.step": "4", "pay.coefficient": "3.33"}
    hr.post(link, status=303, effective_on="2027-02-01", **typed)
    made = last()
    assert (made.kind, made.state, made.effective_on) == ("raise", "draft", date(2027, 2, 1))
    listed = hr.get("/personnel/coming?kind=raise")
    assert f"/personnel/decisions/{made.uid}" in listed, "it is on its way: no second one"
    assert link not in listed
    drop_decision(made, by=snv.hr)
    assert link in hr.get("/personnel/coming?kind=raise")


def test_who_does_not_keep_the_dossier_prepares_nothing(house, snv):
    dossier = register.opened(snv, snv.official, register.pay(3, date(2024, 2, 1), "3.00"))
    assert "/personnel/decisions/new/" not in Reader(house, snv.leader).get("/personnel/coming")
    assert preparable(snv.leader, [dossier.id]) == set()


def test_notice_and_decision_of_retirement_follow_each_other(snv, hr):
    dossier = retiring(snv)
    assert Coming.RETIREMENT_NOTICE in kinds(dossier)
    notice = operations.draft_prepared("retire_notice", dossier, by=snv.hr)
    (change,) = queries.changes_of(notice)
    assert change.values["name"] == "Thông báo nghỉ hưu kể từ ngày 01/06/2027"
    register.record(snv, notice)
    paper = documents.paper_of(notice.document_uid, SYSTEM)
    assert "/TB-" in paper.symbol, "it is a notice, not a decision"
    assert content_of(notice)["body"].startswith("1. Thông báo nghỉ hưu kể từ ngày 01/06/2027")
    assert progress_of([dossier.id]).noticed == {dossier.id: TODAY}
    assert Coming.RETIREMENT_NOTICE not in kinds(dossier)
    listed = hr.get("/personnel/coming?kind=retirement&months=12")
    assert "/new/retire/form" in listed
    assert "/new/retire_notice/form" not in listed
    with pytest.raises(Refusal):
        operations.draft_prepared("retire_notice", dossier, by=snv.hr)
    register.record(snv, operations.draft_prepared("retire", dossier, by=snv.hr))
    assert dossier.retires_on == date(2027, 5, 31)
    assert prepared("retire", dossier) is None
    assert "/new/retire" not in hr.get("/personnel/coming?kind=retirement&months=12")


def test_a_notice_that_is_cancelled_is_due_again(snv):
    dossier = retiring(snv)
    notice = operations.draft_prepared("retire_notice", dossier, by=snv.hr)
    register.record(snv, notice)
    cancel = operations.cancel_decision(notice, reason="Nhầm", effective_on=TODAY, by=snv.hr)
    register.record(snv, cancel)
    assert Coming.RETIREMENT_NOTICE in kinds(dossier)
    assert progress_of([dossier.id]).noticed == {}


def test_of_a_retirement_that_cannot_be_reckoned_the_reason_stands_in_the_list(snv, hr):
    dossier = retiring(snv, born="")
    assert Coming.UNCLEAR in kinds(dossier)
    assert "ngày sinh" in hr.get("/personnel/coming?kind=unclear")
    form = hr.get(f"/personnel/decisions/new/retire_notice/form?official={dossier.uid}")
    assert "date of birth" in form
    with pytest.raises(Refusal):
        operations.draft_prepared("retire_notice", dossier, by=snv.hr)


def leading(snv):
    ends = {"leadership": code("leadership", "deputy"), "term_end": "2027-03-31"}
    return register.post(snv.rooms["staff"], since=date(2022, 4, 1), title="Phó phòng", **ends)


def contract():
    values = {"kind": code("contract_kind", "fixed"), "number": "12/HĐLV"}
    return Change("contract", "", date(2025, 1, 1), date(2027, 1, 1), values)


def on_probation():
    since = date(2015, 7, 2)
    values = register.service(probation_to="2027-01-31").values
    return Change("service", "", since, values=values)


def test_a_term_a_contract_and_a_probation_are_prepared_with_their_dates(snv):
    dossier = register.opened(snv, snv.official, leading(snv), contract(), on_probation())
    assert {Coming.TERM_END, Coming.CONTRACT_END, Coming.PROBATION_END} <= kinds(dossier)
    term = prepared("reappoint", dossier)
    assert (term.on, term.change.values["term_end"]) == (date(2027, 4, 1), "2032-04-01")
    assert term.change.values["kind"]["code"] == "reappoint"
    renewed = prepared("contract", dossier)
    assert (renewed.on, renewed.change.valid_to) == (date(2027, 1, 1), date(2029, 1, 1))
    assert "number" not in renewed.change.values
    ended = prepared("contract_end", dossier)
    assert (ended.on, ended.change.ends) == (date(2027, 1, 1), True)
    settled = prepared("grade_change", dossier)
    assert (settled.on, settled.change.values["share"]) == (date(2027, 2, 1), 100)
    assert all(one.steps for one in (term, renewed, ended, settled))


@pytest.mark.parametrize(
    ("kind", "gone"),
    [
        ("reappoint", Coming.TERM_END),
        ("contract", Coming.CONTRACT_END),
        ("contract_end", Coming.CONTRACT_END),
        ("grade_change", Coming.PROBATION_END),
    ],
)
def test_what_was_prepared_and_signed_comes_no_more(snv, kind, gone):
    dossier = register.opened(snv, snv.official, leading(snv), contract(), on_probation())
    assert gone in kinds(dossier)
    register.record(snv, operations.draft_prepared(kind, dossier, by=snv.hr))
    assert gone not in kinds(dossier)


def test_a_discipline_delays_the_proposed_raise_and_its_reasons_stay_sealed(snv, hr):
    punished = Change(
        "discipline", "1", date(2025, 6, 1), values={"form": code("discipline_form", "canh_cao")}
    )
    dossier = register.opened(
        snv, snv.official, register.pay(3, date(2024, 2, 1), "3.00"), punished
    )
    found = prepared("raise", dossier)
    assert (found.on, found.steps) == (date(2027, 8, 1), ())
    assert "Cảnh cáo" not in hr.get(f"/personnel/decisions/new/raise/form?official={dossier.uid}")
    assert dossier.full_name in hr.get("/personnel/decisions/raises?quarter=2027-Q3")


def test_programs_draft_what_comes(snv, hr):
    dossier = retiring(snv)
    listed = hr.client.get("/api/v1/personnel/coming?kind=retirement").json["items"]
    notice = next(one for one in listed if one["kind"] == "retirement_notice")
    assert (notice["answers"], notice["decision"]) == (["retire_notice"], None)
    path = f"/api/v1/personnel/dossiers/{dossier.uid}/coming"
    made = hr.client.post(path, json={"kind": "retire_notice"})
    assert made.status_code == 201, made.text
    listed = hr.client.get("/api/v1/personnel/coming?kind=retirement").json["items"]
    assert made.json["uid"] in {one["decision"] for one in listed}
    assert hr.client.post(path, json={"kind": "discipline"}).status_code == 409


def test_who_is_only_named_in_the_register_finds_it_from_his_own_page(house, snv):
    seen = '<a class="btn" href="/personnel/">'
    assert seen not in Reader(house, snv.colleague).get("/personnel/own")
    register.named(snv, snv.colleague)
    assert seen in Reader(house, snv.colleague).get("/personnel/own")
    Reader(house, snv.colleague).get("/personnel/")


def test_decisions_in_a_dossier_lead_to_their_pages_where_the_reader_may_open_them(house, snv):
    dossier = retiring(snv)
    decision = operations.draft_prepared("retire_notice", dossier, by=snv.hr)
    page = Reader(house, snv.hr).get(f"/personnel/{dossier.uid}/decisions")
    assert f'href="/personnel/decisions/{decision.uid}"' in page
