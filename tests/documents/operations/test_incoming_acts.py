"""What a clerk mends: undone on its day only, returned, taken up again, passed on."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import (
    Document,
    DocumentState,
    Duty,
    EntryState,
    NumberEntry,
    Source,
    StatusEvent,
)
from documents.operations.corrections import Correction
from documents.operations.desk_work import open_duties
from documents.operations.incoming import Registration
from documents.operations.incoming_acts import NumberFate
from office import clock
from office.audit import AuditEvent
from office.db import db
from office.errors import Invalid, NotFound, Refusal
from tests import build

WHY = "Nhập nhầm bì"


@pytest.fixture
def snv(house):
    return build.agency()


def undo(document, house, fate=NumberFate.KEEP):
    operations.undo_registration(document, WHY, fate=fate, by=house.clerk)


def register(document, house):
    operations.register_incoming(document, Registration(document.subject), by=house.clerk)


def entries(document):
    rows = select(NumberEntry).where(NumberEntry.document_id == document.id)
    return [(row.number, row.state, row.reason) for row in db.session.scalars(rows)]


def acts(document):
    return [line.act for line in queries.progress_of(document)]


def audited(document):
    lines = select(AuditEvent).where(AuditEvent.subject_uid == str(document.uid))
    return {line.act: line.facts for line in db.session.scalars(lines)}


def statuses(document):
    codes = select(StatusEvent.code).where(StatusEvent.document_id == document.id)
    return list(db.session.scalars(codes.order_by(StatusEvent.id)))


def test_an_undone_registration_keeps_its_number_for_the_same_document(snv):
    document = build.registered(snv)
    undo(document, snv)
    assert (document.state, document.arrival_no) == (DocumentState.ARRIVED, None)
    assert [row.duty for row in open_duties(document)] == [Duty.REGISTER]
    other = build.registered(snv, symbol="2/B", identifier="2")
    register(document, snv)
    assert (document.arrival_no, other.arrival_no) == (1, 2)
    assert entries(document) == [(1, EntryState.ISSUED, "")]
    assert audited(document)["incoming.undo_register"]["number"] == 1


def test_a_number_that_is_not_kept_stays_in_the_register_as_cancelled(snv):
    document = build.registered(snv)
    undo(document, snv, NumberFate.CANCEL)
    assert entries(document) == [(1, EntryState.CANCELLED, WHY)]
    register(document, snv)
    assert document.arrival_no == 2


def test_a_kept_number_is_cancelled_when_the_document_is_refused_after_all(snv):
    document = build.registered(snv)
    undo(document, snv)
    operations.refuse(document, "Gửi nhầm nơi nhận", by=snv.clerk)
    assert entries(document) == [(1, EntryState.CANCELLED, "Gửi nhầm nơi nhận")]


@pytest.mark.parametrize("late", ["the day after", "directed and taken back", "passed on"])
def test_it_is_too_late_to_undo(snv, late):
    document = build.registered(snv)
    if late == "directed and taken back":
        operations.present(document, snv.desks["leader"].id, by=snv.clerk)
        operations.return_to_clerk(document, "Thiếu phụ lục", by=snv.leader)
    elif late == "passed on":
        operations.inform(document, [snv.desks["head"].id], "", by=snv.clerk)
    days = 1 if late == "the day after" else 0
    with clock.standing_at(clock.now() + timedelta(days)), pytest.raises(Refusal) as refused:
        undo(document, snv)
    assert refused.value.basis
    assert refused.value.fix
    assert (document.state, document.arrival_no) == (DocumentState.REGISTERED, 1)


def test_what_was_only_presented_and_taken_back_may_still_be_undone(snv):
    document = build.presented(snv)
    operations.take_back(document, by=snv.clerk)
    undo(document, snv)
    assert document.state is DocumentState.ARRIVED


def test_a_misaddressed_document_is_returned_and_its_number_stays_used(snv):
    document = build.registered(snv, source=Source.LOCAL)
    operations.return_misaddressed(document, "Không thuộc thẩm quyền", by=snv.clerk)
    assert document.state is DocumentState.REFUSED
    assert statuses(document)[-1] == "02"
    assert entries(document) == [(1, EntryState.ISSUED, "Không thuộc thẩm quyền")]
    assert open_duties(document) == []


def test_what_was_returned_by_mistake_is_taken_up_again_under_its_number(snv):
    document = build.registered(snv)
    operations.return_misaddressed(document, "Không thuộc thẩm quyền", by=snv.clerk)
    operations.take_up_again(document, "Đúng là của Sở", by=snv.clerk)
    assert document.closed_at is None
    assert queries.visible_document(document.uid, snv.clerk) is document
    register(document, snv)
    assert document.arrival_no == 1
    assert acts(document)[:2] == ["incoming.register", "incoming.take_up_again"]


def test_a_document_passed_on_arrives_at_the_other_agency_and_its_fate_comes_back(snv):
    stc = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    document = build.registered(snv, files=(build.text_file(),))
    (passed,) = operations.forward(document, [stc.unit.id], "Đúng thẩm quyền", by=snv.clerk)
    assert (passed.source, passed.agency_id) == (Source.FORWARDED, stc.unit.id)
    assert [row.sha256 for row in queries.files_of(passed)] == [
        row.sha256 for row in queries.files_of(document)
    ]
    register(passed, stc)
    line = queries.progress_of(document)[0]
    assert (line.act, line.facts["signer"]) == ("incoming.forward_registered", "Sở Tài chính")
    assert statuses(passed) == []


def test_when_a_desk_cannot_be_shown_it_no_agency_has_it_either(snv):
    stc = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    document = build.registered(snv)
    with pytest.raises(NotFound):
        operations.pass_on(document, [stc.unit.id], [stc.desks["leader"].id], "", by=snv.clerk)
    copies = select(Document.id).where(Document.agency_id == stc.unit.id)
    assert db.session.scalars(copies).all() == []


@pytest.mark.parametrize("wrong", ["nobody", "to ourselves", "not registered"])
def test_what_cannot_be_passed_on(snv, wrong):
    document = build.arrived(snv) if wrong == "not registered" else build.registered(snv)
    agencies = [] if wrong == "nobody" else [snv.unit.id]
    with pytest.raises(Refusal):
        operations.forward(document, agencies, "", by=snv.clerk)
    assert db.session.scalars(select(Document.id)).all() == [document.id]


def test_units_are_shown_a_document_for_information(snv):
    document = build.registered(snv)
    operations.inform(document, [snv.desks["head"].id], "Để biết", by=snv.clerk)
    assert queries.visible_document(document.uid, snv.head) is document
    assert document.state is DocumentState.REGISTERED


# --------------------------------------------------------------------------- corrections


def correct(document, house, reason="Gõ nhầm", **given):
    stands = {
        "type_name": document.type_name,
        "symbol": document.symbol,
        "issuer_name": document.issuer_name,
        "issued_on": document.issued_on,
        "signer_name": document.signer_name,
        "subject": document.subject,
        "urgency": document.urgency,
    }
    operations.correct_registration(document, Correction(**stands | given), reason, by=house.clerk)


def test_a_corrected_entry_keeps_the_former_words(snv):
    document = build.presented(snv)
    correct(document, snv, symbol="412/BHC-CQCC", type_name="Tờ trình")
    assert (document.symbol, document.type_code) == ("412/BHC-CQCC", "to-trinh")
    changes = {"symbol": ["412/BHC-CQCS", "412/BHC-CQCC"], "type_name": ["Công văn", "Tờ trình"]}
    assert audited(document)["incoming.correct"]["changes"] == changes
    assert queries.progress_of(document)[0].facts["changes"] == changes
    assert open_duties(document)[0].symbol == "412/BHC-CQCC"


def test_what_became_urgent_is_due_at_once(snv):
    document = build.registered(snv)
    before = open_duties(document)[0].due_at
    correct(document, snv, urgency=build.Urgency.MOST_URGENT)
    assert open_duties(document)[0].due_at <= clock.now() + timedelta(minutes=30) < before


@pytest.mark.parametrize("given", [{}, {"subject": ""}, {"issuer_name": ""}])
def test_an_unfit_correction_changes_nothing(snv, given):
    document = build.registered(snv)
    with pytest.raises(Invalid):
        correct(document, snv, **given)
    with pytest.raises(Invalid):
        correct(document, snv, reason=" ", subject="Khác")
    assert document.subject == "Báo cáo kết quả sắp xếp đơn vị"
    with pytest.raises(Refusal):
        correct(build.arrived(snv, symbol="9/X", identifier="9"), snv, subject="Khác")


# -------------------------------------------------------------------------------- limits


def test_arrivals_are_due_by_law_and_urgent_ones_at_once(snv):
    normal, urgent = build.arrived(snv), build.arrived(snv, urgency=build.Urgency.URGENT)
    assert open_duties(normal)[0].due_at.hour == 10  # the end of work in Vietnam, next day
    assert open_duties(urgent)[0].due_at <= clock.now() + timedelta(minutes=30)
    register(normal, snv)
    assert open_duties(normal)[0].due_at > clock.now()


# ---------------------------------------------------------------------------- duplicates


@pytest.mark.parametrize(
    ("symbol", "issuer", "is_same"),
    [
        ("412/BHC-CQCS", "Bộ Hành chính mẫu", True),
        ("0412 / bhc-cqcs", "bo hanh chinh  mau", True),
        ("412/BHC-CQCS", "Bộ Khác", False),
        ("4120/BHC-CQCS", "Bộ Hành chính mẫu", False),
        ("", "Bộ Hành chính mẫu", False),
    ],
)
def test_the_same_paper_is_known_however_it_is_typed(snv, symbol, issuer, is_same):
    first = build.registered(snv)
    paper = queries.Paper(snv.unit.id, symbol, issuer)
    assert queries.same_papers(paper, snv.clerk) == ([first] if is_same else [])
