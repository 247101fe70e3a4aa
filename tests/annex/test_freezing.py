"""A frozen set stays as it is, whoever tries to change or destroy it, until it is lifted."""

from datetime import timedelta

import pytest

from documents import operations, queries
from documents.models import Direction, FieldOf, FreezeState, SequelKind, WorkFileState
from documents.operations.corrections import Correction
from documents.operations.describing import NewField
from documents.operations.requests import Request
from documents.operations.workfiles import Opening
from documents.policy.keeping import Can
from office import clock
from office.db import db, transaction
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import SYSTEM, allowed
from tests import build
from tests.acts import acts_on

WHY = "Thanh tra theo Quyết định số 9"


@pytest.fixture
def snv(house):
    return build.agency()


def frozen(snv, *documents):
    return operations.freeze_documents(documents, name="Tập thanh tra", reason=WHY, by=snv.leader)


def lines(document):
    return [row.act for row in queries.progress_of(document)]


def test_no_verb_changes_a_frozen_document_until_it_is_lifted(snv):
    registered = build.registered(snv)
    at_work = build.handed_on(snv, symbol="8/X", identifier="8")
    made = frozen(snv, registered, at_work)
    words = Correction("Công văn", "9/Y", "Bộ", None, "", "Khác", registered.urgency)
    tries = (
        lambda: operations.present(registered, snv.desks["leader"].id, by=snv.clerk),
        lambda: operations.correct_registration(registered, words, "Sai số", by=snv.clerk),
        lambda: operations.complete(at_work, "Xong", by=snv.official),
        lambda: operations.start_reply(at_work, by=snv.official),
    )
    for attempt in tries:
        with pytest.raises(Refusal, match=r"412/BHC|8/X"):
            attempt()
    assert (registered.subject, at_work.closed_at) == ("Báo cáo kết quả sắp xếp đơn vị", None)
    operations.lift_freeze(made, "Thanh tra đã kết thúc", by=snv.leader)
    operations.present(registered, snv.desks["leader"].id, by=snv.clerk)
    assert {"document.freeze", "document.thaw"} <= set(lines(registered))


def test_a_recall_of_its_sender_destroys_nothing_that_is_frozen(snv):
    document = build.registered(snv)
    frozen(snv, document)
    asked = operations.take_request(
        Request(
            agency_id=snv.unit.id,
            kind=SequelKind.RECALL,
            sender_code=document.issuer_code,
            sender_name="Bộ",
            targets=(document.identifier,),
            reason="Gửi nhầm",
        ),
        by=SYSTEM,
    )
    with pytest.raises(Refusal):
        operations.agree(asked, by=snv.clerk)
    newer = build.arrived(snv, symbol="9/Z", identifier="z")
    operations.take_request(
        Request(
            agency_id=snv.unit.id,
            kind=SequelKind.REPLACEMENT,
            sender_code=document.issuer_code,
            sender_name="Bộ",
            targets=(document.identifier,),
            reason="Thay thế",
            other=newer,
        ),
        by=SYSTEM,
    )
    assert document.subject == "Báo cáo kết quả sắp xếp đơn vị"


def test_a_frozen_work_file_keeps_what_lies_in_it_and_is_not_destroyed(snv):
    given = Opening("Sắp xếp", "01.TCCB", "years-2", clock.today())
    file = operations.open_file(given, by=snv.official)
    inside, beside = build.handed_on(snv), build.handed_on(snv, symbol="8/X", identifier="8")
    operations.put_in(file, [inside], by=snv.official)
    made = operations.freeze_file(file, WHY, by=snv.leader)
    assert (inside.is_frozen, beside.is_frozen) == (True, False)
    item = queries.items_of(file)[0]
    for attempt in (
        lambda: operations.put_in(file, [beside], by=snv.official),
        lambda: operations.take_out(file, item, "Nhầm", by=snv.official),
        lambda: operations.close_file(file, ended_on=clock.today(), by=snv.official),
    ):
        with pytest.raises(Refusal):
            attempt()
    operations.lift_freeze(made, "Xong", by=snv.leader)
    assert acts_on(file)[-1] == "work_file.thaw"
    operations.close_file(file, ended_on=clock.today(), by=snv.official)
    with transaction():
        file.ended_on = clock.today() - timedelta(days=365 * 5)
    paper = operations.list_outlived([file], WHY, by=snv.clerk)
    operations.judge_destruction(paper, "Hết giá trị", by=snv.head)
    operations.decide_destruction(paper, "Số 9", by=snv.leader)
    operations.freeze_file(file, WHY, by=snv.leader)
    with pytest.raises(Refusal):
        operations.carry_out_destruction(paper, by=snv.clerk)
    db.session.expire_all()
    assert file.state is WorkFileState.CLOSED


def test_what_two_sets_hold_stays_frozen_until_both_are_lifted(snv):
    document = build.registered(snv)
    first, second = frozen(snv, document), frozen(snv, document)
    operations.lift_freeze(first, "Xong", by=snv.leader)
    assert document.is_frozen
    assert queries.holding(document) == [second]
    operations.lift_freeze(second, "Xong", by=snv.leader)
    assert (document.is_frozen, first.state) == (False, FreezeState.LIFTED)
    with pytest.raises(Refusal):
        operations.lift_freeze(second, "Xong", by=snv.leader)


def test_only_leader_and_office_head_freeze_and_say_why(snv):
    document = build.registered(snv)
    for person in (snv.clerk, snv.head, snv.official, snv.admin):
        with pytest.raises(Forbidden):
            operations.freeze_documents([document], name="a", reason=WHY, by=person)
    with pytest.raises(Invalid):
        operations.freeze_documents([document], name="a", reason=" ", by=snv.leader)
    with pytest.raises(Invalid):
        operations.freeze_documents([], name="a", reason=WHY, by=snv.leader)
    with pytest.raises(Refusal):
        frozen(snv, build.arrived(snv, symbol="1/A", identifier="1"))
    assert allowed(snv.clerk, Can.READ_FREEZES)
    assert not allowed(snv.head, Can.READ_FREEZES)


def test_another_agency_knows_nothing_of_a_frozen_set(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    document = build.registered(snv)
    made = frozen(snv, document)
    with pytest.raises(NotFound):
        queries.freeze_by(made.uid, other.leader)
    with pytest.raises(Refusal):
        frozen(other, document)


def test_metadata_of_a_frozen_document_stay_too(snv):
    document = build.registered(snv)
    operations.add_field(NewField(FieldOf.DOCUMENT, "MaDuAn", "Mã dự án"), by=snv.clerk)
    frozen(snv, document)
    with pytest.raises(Refusal):
        operations.describe_document(document, {"MaDuAn": "DA-7"}, by=snv.clerk)
    assert document.direction is Direction.INCOMING
