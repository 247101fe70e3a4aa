"""One act on many: every row is wholly done or refused with its reason, and stands for itself."""

from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from documents import operations, queries
from documents.forms import many as forms
from documents.models import (
    Document,
    DocumentState,
    Duty,
    ProgressEntry,
    Routing,
    RoutingState,
    StepKind,
)
from documents.operations import bulk
from documents.operations.incoming import Assignment
from documents.operations.review_rules import StepWords
from documents.policy.belonging import Can
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Invalid, Refusal
from office.permissions import Actor, allowed
from tests import build
from tests.documents import stages


@pytest.fixture
def snv(house):
    return build.agency()


def registered(snv, count):
    return [
        build.registered(snv, symbol=f"{n}/BHC", identifier=str(n), subject=f"Số {n}")
        for n in range(count)
    ]


def uids(documents):
    return [one.uid for one in documents]


def test_what_is_refused_is_left_as_it_was_and_stops_no_other(snv):
    first, second, third = registered(snv, 3)
    operations.present(second, snv.desks["leader"].id, by=snv.clerk)

    def act(document):
        operations.present(document, snv.desks["leader"].id, by=snv.clerk)

    rows = bulk.each(uids([first, second, third]), act, by=snv.clerk)
    assert [row.is_done for row in rows] == [True, False, True]
    assert rows[1].reason
    assert {one.state for one in (first, second, third)} == {DocumentState.PRESENTED}
    assert len(open_duties(second)) == 1


def open_duties(document):
    owed = select(Routing).where(
        Routing.document_id == document.id, Routing.state == RoutingState.OPEN
    )
    return db.session.scalars(owed).all()


def test_a_row_that_fails_on_its_way_leaves_no_trace_in_any_frame(snv):
    """Alone and inside a kept call of the API, where all rows share a transaction."""
    first, second = registered(snv, 2)

    def half(document):
        operations.inform(document, [snv.desks["head"].id], "Để biết", by=snv.clerk)
        if document.id == first.id:
            raise Refusal("no")

    rows = bulk.each(uids([first, second]), half, by=snv.clerk)
    with transaction():
        again = bulk.each(uids([first]), half, by=snv.clerk)
    assert [row.is_done for row in [*rows, *again]] == [False, True, False]
    assert [row.duty for row in open_duties(first)] == [Duty.PRESENT]
    assert Duty.INFORM in [row.duty for row in open_duties(second)]
    lines = select(ProgressEntry.act).where(ProgressEntry.document_id == first.id)
    assert "incoming.inform" not in set(db.session.scalars(lines))
    told = select(AuditEvent).where(
        AuditEvent.act == "incoming.inform", AuditEvent.subject_uid == str(first.uid)
    )
    assert db.session.scalars(told).first() is None


def test_more_than_a_hundred_are_refused_as_a_whole(snv):
    document = build.registered(snv)
    many = [document.uid, *(uuid4() for _ in range(bulk.MOST))]
    with pytest.raises(Invalid) as refused:
        bulk.each(many, partial(operations.flag, by=snv.clerk), by=snv.clerk)
    assert "101" in str(refused.value.message)
    assert not queries.is_flagged(document, snv.clerk)


def test_what_one_may_not_see_is_refused_without_a_word_about_it(snv):
    document = build.presented(snv)
    (row,) = bulk.each([document.uid], partial(operations.flag, by=snv.colleague), by=snv.colleague)
    assert (row.document, row.refusal.status) == (None, 404)


def test_each_step_goes_for_many(snv):
    documents = registered(snv, 2)
    names = uids(documents)
    desks = {part: desk.id for part, desk in snv.desks.items()}

    def done(act, by):
        rows = bulk.each(names, act, by=by)
        assert all(row.is_done for row in rows), [row.reason for row in rows]

    done(lambda one: operations.present(one, desks["office_head"], by=snv.clerk), snv.clerk)
    done(
        lambda one: operations.propose(
            one, "Trình", (), leader_desk_id=desks["leader"], by=snv.office_head
        ),
        snv.office_head,
    )
    lead = [Assignment(desks["head"], Duty.LEAD)]
    done(lambda one: operations.direct(one, "Xử lý", lead, by=snv.leader), snv.leader)
    done(lambda one: operations.hand_on(one, desks["official"], "", by=snv.head), snv.head)
    done(lambda one: operations.complete(one, "Xong", by=snv.official), snv.official)
    assert {one.state for one in documents} == {DocumentState.COMPLETED}


def test_a_flag_is_a_desks_own(snv):
    document = build.assigned(snv)
    for _ in range(2):
        operations.flag(document, by=snv.head)
    mine = select(Document.id).where(queries.flagged_by(snv.head))
    assert db.session.scalars(mine).all() == [document.id]
    assert queries.is_flagged(document, snv.head)
    assert not queries.is_flagged(document, snv.leader)
    operations.lift_flag(document, by=snv.leader)
    assert queries.is_flagged(document, snv.head)
    operations.lift_flag(document, by=snv.head)
    assert not queries.is_flagged(document, snv.head)
    assert not allowed(Actor(), Can.FLAG, document)


def test_sealed_ones_are_issued_together(snv):
    sealed = [stages.sealed(snv, f"Số {n}") for n in range(2)]
    rows = bulk.each(uids(sealed), partial(operations.issue, by=snv.clerk), by=snv.clerk)
    assert all(row.is_done for row in rows)
    assert {one.state for one in sealed} == {DocumentState.ISSUED}


def test_checked_drafts_are_passed_on_together(snv):
    words = StepWords(StepKind.LEGAL, snv.desks["other_head"].id, [])
    operations.set_review_rule(snv.unit.id, words, by=snv.admin)
    drafts = [stages.submitted(snv, f"Số {n}") for n in range(2)]
    strange = build.registered(snv)
    act = forms.approving(MultiDict({"text": "Đúng luật"}), snv.other_head)
    rows = bulk.each(uids([*drafts, strange]), act, by=snv.other_head)
    assert [row.is_done for row in rows] == [True, True, False]
    assert {one.state for one in drafts} == {DocumentState.SUBMITTED}
