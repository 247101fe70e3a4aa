"""The way of an incoming document, its refusals and who sees it at each step."""

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import (
    DeskCount,
    DocumentState,
    Duty,
    NumberEntry,
    Routing,
    RoutingState,
    StatusEvent,
)
from documents.operations.incoming import Assignment, Registration
from office.audit import AuditEvent
from office.db import db
from office.errors import Forbidden, Invalid, NotFound, Refusal
from tests import build


@pytest.fixture
def snv(house):
    return build.agency()


def duties_at(desk):
    rows = db.session.scalars(
        select(Routing.duty).where(Routing.desk_id == desk.id, Routing.state == RoutingState.OPEN)
    )
    return list(rows)


def statuses(document):
    rows = db.session.scalars(
        select(StatusEvent.code).where(StatusEvent.document_id == document.id)
    )
    return list(rows)


def sees(actor, document):
    try:
        return queries.visible_document(document.uid, actor) is document
    except NotFound:
        return False


def test_an_arrival_waits_at_the_clerks_desk(snv):
    document = build.arrived(snv)
    assert document.state is DocumentState.ARRIVED
    assert duties_at(snv.desks["clerk"]) == [Duty.REGISTER]
    assert queries.counts_of_desk(snv.desks["clerk"].id).unread == {Duty.REGISTER: 1}


def test_registration_gives_the_next_arrival_number_and_tells_the_sender(snv):
    first = build.registered(snv, source=build.Source.LOCAL)
    second = build.registered(snv, symbol="413/BHC-CQCS", identifier="x")
    assert (first.arrival_no, second.arrival_no) == (1, 2)
    assert statuses(first) == ["01", "03"]
    assert queries.counts_of_desk(snv.desks["clerk"].id).open == {
        Duty.REGISTER: 0,
        Duty.PRESENT: 2,
    }


def test_only_the_clerk_registers(snv):
    document = build.arrived(snv)
    with pytest.raises(Forbidden) as refusal:
        operations.register_incoming(document, Registration(subject="x"), by=snv.leader)
    assert "văn thư" in str(refusal.value.basis)
    assert document.arrival_no is None
    assert db.session.scalars(select(NumberEntry)).all() == []


def test_the_clerk_of_another_agency_neither_sees_nor_registers(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    document = build.arrived(snv)
    assert not sees(other.clerk, document)
    with pytest.raises(Forbidden):
        operations.register_incoming(document, Registration(subject="x"), by=other.clerk)


def test_a_registration_without_subject_takes_no_number(snv):
    document = build.arrived(snv)
    with pytest.raises(Invalid) as refusal:
        operations.register_incoming(document, Registration(subject="  "), by=snv.clerk)
    assert "subject" in refusal.value.fields
    assert build.registered(snv, symbol="9/X", identifier="y").arrival_no == 1


def test_registering_and_presenting_is_one_act(snv):
    document = build.arrived(snv)
    operations.register_incoming(
        document,
        Registration(subject=document.subject),
        present_to=snv.desks["leader"].id,
        by=snv.clerk,
    )
    assert document.state is DocumentState.PRESENTED
    assert duties_at(snv.desks["leader"]) == [Duty.DIRECT]
    assert duties_at(snv.desks["clerk"]) == []


def test_a_refusal_needs_a_reason_and_answers_02(snv):
    document = build.arrived(snv, source=build.Source.LOCAL)
    with pytest.raises(Invalid):
        operations.refuse(document, " ", by=snv.clerk)
    operations.refuse(document, "Gửi nhầm địa chỉ", by=snv.clerk)
    assert document.state is DocumentState.REFUSED
    assert statuses(document) == ["01", "02"]
    assert duties_at(snv.desks["clerk"]) == []


def test_the_office_head_proposes_before_the_leader(snv):
    document = build.registered(snv)
    operations.present(document, snv.desks["office_head"].id, by=snv.clerk)
    assert document.state is DocumentState.PROPOSING
    rows = [Assignment(snv.desks["head"].id, Duty.LEAD)]
    operations.propose(
        document, "Đề xuất", rows, leader_desk_id=snv.desks["leader"].id, by=snv.office_head
    )
    assert document.state is DocumentState.PRESENTED
    assert duties_at(snv.desks["leader"]) == [Duty.DIRECT]


def test_a_presentation_can_be_taken_back_before_the_direction(snv):
    document = build.presented(snv)
    operations.take_back(document, by=snv.clerk)
    assert document.state is DocumentState.REGISTERED
    assert duties_at(snv.desks["leader"]) == []
    with pytest.raises(Refusal):
        operations.take_back(document, by=snv.clerk)


def test_the_leader_returns_to_the_clerk_with_a_reason(snv):
    document = build.presented(snv)
    operations.return_to_clerk(document, "Không thuộc thẩm quyền", by=snv.leader)
    assert document.state is DocumentState.REGISTERED
    assert duties_at(snv.desks["clerk"]) == [Duty.PRESENT]


def test_a_direction_has_exactly_one_lead_and_nothing_is_half_done(snv):
    document = build.presented(snv)
    rows = [Assignment(snv.desks["head"].id, Duty.COOPERATE)]
    with pytest.raises(Invalid):
        operations.direct(document, "Xử lý", rows, by=snv.leader)
    assert document.state is DocumentState.PRESENTED
    assert duties_at(snv.desks["head"]) == []


def test_a_direction_lays_duties_and_tells_the_sender_04(snv):
    document = build.assigned(
        snv, others=[("other_head", Duty.COOPERATE)], source=build.Source.LOCAL
    )
    assert document.state is DocumentState.ASSIGNED
    assert duties_at(snv.desks["head"]) == [Duty.LEAD]
    assert duties_at(snv.desks["other_head"]) == [Duty.COOPERATE]
    assert statuses(document)[-1] == "04"


def test_only_the_leader_it_was_presented_to_directs(snv):
    document = build.presented(snv)
    rows = [Assignment(snv.desks["head"].id, Duty.LEAD)]
    with pytest.raises(Forbidden):
        operations.direct(document, "Xử lý", rows, by=snv.deputy)


def test_the_head_hands_on_and_the_official_gives_back(snv):
    document = build.handed_on(snv)
    assert duties_at(snv.desks["official"]) == [Duty.LEAD]
    assert duties_at(snv.desks["head"]) == []
    operations.give_back(document, "Tôi đi công tác", by=snv.official)
    assert duties_at(snv.desks["head"]) == [Duty.LEAD]
    assert duties_at(snv.desks["official"]) == []


def test_the_lead_returns_to_the_leader_and_the_others_are_relieved(snv):
    document = build.assigned(snv, others=[("other_head", Duty.COOPERATE)])
    operations.return_to_leader(document, "Không đúng chức năng", by=snv.head)
    assert document.state is DocumentState.PRESENTED
    assert duties_at(snv.desks["leader"]) == [Duty.DIRECT]
    assert duties_at(snv.desks["other_head"]) == []


def test_cooperation_is_reported_once(snv):
    document = build.assigned(snv, others=[("other_head", Duty.COOPERATE)])
    operations.report_cooperation(document, "Số liệu kèm theo", by=snv.other_head)
    assert duties_at(snv.desks["other_head"]) == []
    with pytest.raises(Forbidden):
        operations.report_cooperation(document, "Lần hai", by=snv.other_head)


def test_completion_closes_everything_and_tells_06(snv):
    document = build.handed_on(snv, source=build.Source.LOCAL)
    operations.complete(document, "Đã trả lời bằng điện thoại", by=snv.official)
    assert document.state is DocumentState.COMPLETED
    assert statuses(document)[-1] == "06"
    assert duties_at(snv.desks["official"]) == []


def test_each_act_leaves_one_audit_line(snv):
    document = build.handed_on(snv)
    acts = db.session.scalars(
        select(AuditEvent.act)
        .where(AuditEvent.subject_uid == str(document.uid))
        .order_by(AuditEvent.id)
    ).all()
    assert acts == [
        "incoming.arrived",
        "incoming.register",
        "incoming.present",
        "incoming.direct",
        "incoming.hand_on",
    ]


def test_who_sees_a_handed_on_document(snv):
    document = build.handed_on(snv)
    yes = ("clerk", "leader", "deputy", "office_head", "head", "official")
    no = ("colleague", "other_head", "other_official", "admin", "hr", "security")
    assert [part for part in yes if not sees(snv.people[part], document)] == []
    assert [part for part in no if sees(snv.people[part], document)] == []


def test_a_restricted_document_is_seen_by_those_named_only(snv):
    document = build.presented(snv, is_restricted=True)
    assert sees(snv.leader, document)
    for part in ("deputy", "office_head", "head", "official", "admin"):
        assert not sees(snv.people[part], document), part


def test_the_counters_agree_with_the_rows(snv):
    build.handed_on(snv)
    build.assigned(snv, symbol="2/X", identifier="z")
    for row in db.session.scalars(select(DeskCount)):
        statement = select(Routing).where(
            Routing.desk_id == row.desk_id,
            Routing.duty == row.duty,
            Routing.state == RoutingState.OPEN,
        )
        found = db.session.scalars(statement).all()
        assert row.open == len(found)
        assert row.unread == sum(one.read_at is None for one in found)


def test_a_repeated_identifier_is_named_as_duplicate(snv):
    first = build.registered(snv)
    second = build.arrived(snv)
    assert queries.duplicates_of(second, snv.clerk) == [first]
