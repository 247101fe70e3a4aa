"""Who reads one document: changes are warned of and hold only once they are confirmed."""

import pytest

from documents import operations, queries
from documents.models import AccessKind, AccessState, Duty
from documents.operations import AccessWish
from documents.policy.access import Can
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import allowed
from tests import build
from tests.documents import stages

GRANT, WITHDRAW = AccessKind.GRANT, AccessKind.WITHDRAW
RESTRICT, RELEASE = AccessKind.RESTRICT, AccessKind.RELEASE


@pytest.fixture
def snv(house):
    return build.agency()


def ask(snv, document, kind, part=None, *, by=None, to="leader"):
    desk_id = snv.desks[part].id if part else None
    wish = AccessWish(kind, snv.desks[to].id, "Phục vụ thanh tra", desk_id)
    return operations.ask_document_access(document, wish, by=by or snv.clerk)


def sees(actor, document):
    try:
        return queries.visible_document(document.uid, actor) is document
    except NotFound:
        return False


def test_nothing_changes_before_a_leader_has_confirmed(snv):
    document = build.handed_on(snv)
    reader, head = snv.other_official, snv.leader
    change = ask(snv, document, GRANT, "other_official")
    assert queries.asked_of_document(document) == [change]
    assert not sees(reader, document)
    assert queries.counts_at(head).open[Duty.ACCESS] == 1
    (row,) = queries.work_of_desk(head.desk_id)
    assert (row.duty, row.due_at) == (Duty.ACCESS, None)
    for other in (snv.clerk, snv.official):
        assert not allowed(other, Can.DECIDE_ACCESS, change)
        with pytest.raises(Forbidden):
            operations.confirm_document_access(change, by=other)
    with pytest.raises(Refusal):
        ask(snv, document, GRANT, "other_official", by=snv.office_head)
    operations.confirm_document_access(change, by=head)
    assert sees(reader, document)
    assert queries.counts_at(head).open[Duty.ACCESS] == 0
    assert change.decided_by == head.name
    acts = [row.act for row in queries.progress_of(document)]
    assert {"document.access_asked", "document.access_confirmed"} <= set(acts)
    gone = ask(snv, document, WITHDRAW, "other_official", to="office_head")
    operations.acknowledge(document, by=reader)
    assert sees(reader, document)
    operations.confirm_document_access(gone, by=snv.office_head)
    assert not sees(reader, document)
    assert not sees(snv.other_head, document)
    with pytest.raises(Refusal):
        operations.confirm_document_access(gone, by=snv.office_head)


def test_a_refused_change_leaves_the_readers_as_they_were(snv):
    document = build.handed_on(snv)
    change = ask(snv, document, GRANT, "other_official", by=snv.official)
    operations.refuse_document_access(change, by=snv.leader)
    assert change.state is AccessState.REFUSED
    assert not sees(snv.other_official, document)
    assert queries.asked_of_document(document) == []
    assert queries.counts_at(snv.leader).open[Duty.ACCESS] == 0
    with pytest.raises(Refusal):
        operations.withdraw_document_access(change, by=snv.official)


def test_who_asked_takes_the_wish_back_before_it_is_confirmed(snv):
    document = build.handed_on(snv)
    change = ask(snv, document, GRANT, "other_official")
    for other in (snv.leader, snv.official, snv.admin):
        assert not allowed(other, Can.WITHDRAW_ACCESS, change)
        with pytest.raises(Forbidden):
            operations.withdraw_document_access(change, by=other)
    operations.withdraw_document_access(change, by=snv.clerk)
    assert (change.state, change.decided_by) == (AccessState.WITHDRAWN, snv.clerk.name)
    assert queries.asked_of_document(document) == []
    assert queries.counts_at(snv.leader).open[Duty.ACCESS] == 0
    with pytest.raises(Refusal):
        operations.confirm_document_access(change, by=snv.leader)
    assert not sees(snv.other_official, document)
    assert "document.access_withdrawn" in [row.act for row in queries.progress_of(document)]
    operations.confirm_document_access(ask(snv, document, GRANT, "other_official"), by=snv.leader)
    assert sees(snv.other_official, document)


def test_what_names_its_readers_is_read_by_them_alone(snv):
    document = build.handed_on(snv)
    change = ask(snv, document, RESTRICT, by=snv.office_head)
    assert sees(snv.clerk, document)
    operations.confirm_document_access(change, by=snv.leader)
    assert document.is_restricted
    assert not sees(snv.office_head, document)
    assert sees(snv.official, document)
    for act in (
        lambda: operations.inform(document, [snv.desks["other_head"].id], "", by=snv.clerk),
        lambda: operations.ask_opinion(
            document, [snv.desks["other_head"].id], "Có nên không?", by=snv.official
        ),
    ):
        with pytest.raises(Refusal):
            act()
    assert not sees(snv.other_head, document)
    with pytest.raises(Invalid):
        ask(snv, document, RELEASE, by=snv.official, to="office_head")
    opened = ask(snv, document, RELEASE, by=snv.official)
    assert not sees(snv.office_head, document)
    operations.confirm_document_access(opened, by=snv.leader)
    assert sees(snv.office_head, document)


def test_who_may_ask_for_what(snv):
    document = build.handed_on(snv)
    asking = {
        name for name in snv.people if allowed(getattr(snv, name), Can.CHANGE_ACCESS, document)
    }
    assert asking >= {"clerk", "leader", "official", "office_head"}
    assert asking.isdisjoint({"other_official", "other_head", "colleague", "admin"})
    assert allowed(snv.clerk, Can.READ_ACCESS, document)
    for kind, part, error in (
        (GRANT, "official", Invalid),
        (GRANT, None, Invalid),
        (WITHDRAW, "other_official", Invalid),
        (WITHDRAW, "official", Refusal),
        (RELEASE, None, Invalid),
    ):
        with pytest.raises(error):
            ask(snv, document, kind, part)
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    abroad = AccessWish(GRANT, snv.desks["leader"].id, "Nhờ xem", other.desks["official"].id)
    with pytest.raises(NotFound):
        operations.ask_document_access(document, abroad, by=snv.clerk)
    with pytest.raises(Invalid):
        ask(snv, document, RESTRICT, to="head")
    with pytest.raises(Forbidden):
        ask(snv, document, RESTRICT, by=snv.colleague)
    with pytest.raises(Invalid):
        ask(snv, document, RESTRICT, by=snv.leader)
    with pytest.raises(Refusal):
        ask(snv, stages.drafted(snv), GRANT, "colleague", by=snv.official)


def test_a_change_outlasts_the_handling_of_its_document(snv):
    document = build.handed_on(snv)
    change = ask(snv, document, GRANT, "other_official")
    operations.complete(document, "Đã giải quyết xong", by=snv.official)
    assert queries.counts_at(snv.leader).open[Duty.ACCESS] == 1
    operations.confirm_document_access(change, by=snv.leader)
    assert sees(snv.other_official, document)
