"""Three levels of assignments: handing on, more time, taking back, another lead, completion."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import (
    DirectiveKind,
    DocumentState,
    Duty,
    MoreTimeState,
    Participation,
    RoutingState,
)
from documents.operations.assigning import NewLead
from documents.operations.handling import Others
from documents.operations.incoming import Assignment
from office import clock, notices
from office.db import db, transaction
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.units.models import Tenure
from tests import build
from tests.acts import acts_on
from tests.documents import stages


@pytest.fixture
def snv(house):
    return build.agency()


def in_days(count):
    return clock.end_of_work(clock.add_working_days(clock.today(), count))


def directed(snv, **facts):
    """Lead with five days, a cooperating and an informed desk."""
    document = build.presented(snv, **facts)
    rows = [
        Assignment(snv.desks["head"].id, Duty.LEAD, in_days(5)),
        Assignment(snv.desks["other_head"].id, Duty.COOPERATE, in_days(4)),
        Assignment(snv.desks["office_head"].id, Duty.INFORM),
    ]
    operations.direct(document, "Chủ trì tham mưu.", rows, by=snv.leader)
    return document


def handed(snv, **facts):
    document = directed(snv, **facts)
    operations.hand_on(
        document, snv.desks["official"].id, "Dự thảo.", due_at=in_days(3), by=snv.head
    )
    return document


def lines(document, duty=Duty.LEAD):
    return [row for row in queries.routing_of(document) if row.duty is duty]


def told(desk):
    rows = notices.Notice.__table__
    return list(db.session.scalars(select(rows.c.kind).where(rows.c.desk_id == desk.id)))


# ------------------------------------------------------------------------- handing on


def test_each_level_has_one_lead_and_the_unit_gets_helpers_and_readers(snv):
    document = directed(snv)
    others = [Assignment(snv.desks["colleague"].id, Duty.COOPERATE, in_days(2))]
    operations.hand_on(
        document, snv.desks["official"].id, "Dự thảo.", others=Others(others), by=snv.head
    )
    first, second = lines(document)
    assert (first.state, second.state) == (RoutingState.HANDED, RoutingState.OPEN)
    helper = next(row for row in lines(document, Duty.COOPERATE) if row.parent_id == first.id)
    assert (helper.desk_id, helper.due_at) == (snv.desks["colleague"].id, in_days(2))
    assert queries.visible_document(document.uid, snv.colleague)


def test_a_day_after_that_of_the_level_above_needs_its_reason(snv):
    document = directed(snv)
    official = snv.desks["official"].id
    with pytest.raises(Invalid) as refused:
        operations.hand_on(document, official, "Dự thảo.", due_at=in_days(6), by=snv.head)
    assert "beyond" in refused.value.fields
    beyond = Others(beyond="Đã xin lãnh đạo gia hạn.")
    operations.hand_on(
        document, official, "Dự thảo.", due_at=in_days(6), others=beyond, by=snv.head
    )
    assert "Đã xin lãnh đạo gia hạn." in queries.progress_of(document)[0].text


def test_nothing_is_handed_to_another_unit_or_to_oneself(snv):
    document = directed(snv)
    for part in ("other_official", "head"):
        with pytest.raises(Invalid):
            operations.hand_on(document, snv.desks[part].id, "Làm.", by=snv.head)
    assert lines(document)[0].state is RoutingState.OPEN


def test_a_unit_without_a_head_is_refused_by_name_and_nobody_gets_anything(snv):
    document = build.presented(snv)
    with transaction():
        for held in db.session.scalars(
            select(Tenure).where(
                Tenure.desk_id == snv.other_head.desk_id, Tenure.person_id.is_not(None)
            )
        ):
            held.valid_to = clock.now()
    rows = [
        Assignment(snv.desks["head"].id, Duty.LEAD),
        Assignment(snv.desks["other_head"].id, Duty.COOPERATE),
    ]
    with pytest.raises(Invalid) as refused:
        operations.direct(document, "Chủ trì.", rows, by=snv.leader)
    assert "Phòng Kế hoạch" in str(refused.value.message)
    assert lines(document) == []


def test_the_share_of_a_cooperating_unit_goes_on_inside_and_is_answered_for_all(snv):
    document = directed(snv)
    operations.hand_share_on(
        document, snv.desks["other_official"].id, "Góp số liệu.", by=snv.other_head
    )
    assert document.state is DocumentState.ASSIGNED
    operations.report_cooperation(document, "Số liệu kèm theo.", by=snv.other_official)
    assert {row.state for row in lines(document, Duty.COOPERATE)} == {RoutingState.DONE}
    with pytest.raises(Forbidden):
        operations.hand_share_on(document, snv.desks["colleague"].id, "Làm.", by=snv.head)


# -------------------------------------------------------------------------- more time


def asked(document, snv, days=4):
    line = queries.own_line(document, snv.official)
    return operations.ask_more_time(
        document, line, "Chờ số liệu của 3 xã.", due_at=in_days(days), by=snv.official
    )


def test_granted_time_moves_the_deadline_and_keeps_the_first_one(snv):
    document = handed(snv)
    extension = asked(document, snv)
    assert queries.counts_of_desk(snv.desks["head"].id).open[Duty.EXTEND] == 1
    operations.grant_more_time(extension, "Đồng ý.", by=snv.head)
    line = lines(document)[1]
    assert (line.due_at, line.first_due_at) == (in_days(4), in_days(3))
    assert extension.state is MoreTimeState.GRANTED
    assert queries.counts_of_desk(snv.desks["head"].id).open[Duty.EXTEND] == 0
    assert document.due_at == in_days(5)
    assert "extension_granted" in told(snv.desks["official"])
    entry = queries.progress_of(document)[0]
    assert (entry.act, entry.facts["former_due_at"]) == (
        "incoming.grant_extension",
        in_days(3).isoformat(),
    )


def test_the_leader_may_set_another_day_and_the_lists_follow(snv):
    document = handed(snv)
    line = queries.own_line(document, snv.head)
    extension = operations.ask_more_time(
        document, line, "Nhiều việc", due_at=in_days(9), by=snv.head
    )
    operations.grant_more_time(extension, due_at=in_days(7), by=snv.leader)
    assert (document.due_at, lines(document)[0].due_at) == (in_days(7), in_days(7))
    assert extension.decided_due_at == in_days(7)


def test_time_beyond_the_level_above_needs_its_reason(snv):
    document = handed(snv)
    extension = asked(document, snv, days=8)
    with pytest.raises(Invalid) as refused:
        operations.grant_more_time(extension, by=snv.head)
    assert "beyond" in refused.value.fields
    assert lines(document)[1].due_at == in_days(3)
    operations.grant_more_time(extension, beyond="Đã báo cáo Giám đốc.", by=snv.head)
    assert lines(document)[1].due_at == in_days(8)


def test_refused_time_needs_words_and_changes_nothing(snv):
    document = handed(snv)
    extension = asked(document, snv)
    with pytest.raises(Invalid):
        operations.refuse_more_time(extension, " ", by=snv.head)
    operations.refuse_more_time(extension, "Phải xong trước kỳ họp.", by=snv.head)
    assert lines(document)[1].due_at == in_days(3)
    assert "extension_refused" in told(snv.desks["official"])
    with pytest.raises(Refusal):
        operations.grant_more_time(extension, by=snv.head)


def test_only_the_one_who_assigned_decides_and_one_request_waits_at_a_time(snv):
    document = handed(snv)
    extension = asked(document, snv)
    with pytest.raises(Forbidden):
        operations.grant_more_time(extension, by=snv.leader)
    with pytest.raises(Refusal):
        asked(document, snv)
    operations.withdraw_more_time(extension, by=snv.official)
    assert queries.extension_for(document, snv.head) is None
    assert asked(document, snv).state is MoreTimeState.ASKED


@pytest.mark.parametrize("days", [2, 3])
def test_a_day_that_is_not_later_is_no_extension(snv, days):
    document = handed(snv)
    with pytest.raises(Invalid):
        asked(document, snv, days=days)


def test_a_stand_in_asks_in_the_name_of_the_other(snv):
    document = handed(snv)
    deputy = stages.deputy_of(snv.official, snv.colleague)
    line = queries.own_line(document, deputy)
    operations.ask_more_time(document, line, "Chờ số liệu", due_at=in_days(4), by=deputy)
    entry = queries.progress_of(document)[0]
    assert (entry.actor_name, entry.on_behalf_of) == (snv.colleague.name, snv.official.name)


# ------------------------------------------------------------------------- taking back


def test_a_share_taken_back_unread_is_lost_from_sight_and_read_ones_stay_readable(snv):
    document = directed(snv)
    share = lines(document, Duty.COOPERATE)[0]
    operations.recall_assignment(document, share, "Không cần nữa", by=snv.leader)
    assert share.state is RoutingState.WITHDRAWN
    with pytest.raises(NotFound):
        queries.visible_document(document.uid, snv.other_head)
    other = directed(snv, symbol="8/X", identifier="8")
    operations.mark_read(other, by=snv.other_head)
    operations.recall_assignment(
        other, lines(other, Duty.COOPERATE)[0], "Không cần nữa", by=snv.leader
    )
    assert queries.visible_document(other.uid, snv.other_head)
    part = db.session.scalars(
        select(Participation).where(
            Participation.document_id == other.id,
            Participation.desk_id == snv.other_head.desk_id,
        )
    ).one()
    assert part.valid_to is not None
    assert "recalled" in told(snv.desks["other_head"])
    assert "incoming.recall_assignment" in acts_on(other)


def test_whoever_lost_his_share_reads_no_new_lines(snv):
    document = directed(snv)
    operations.mark_read(document, by=snv.other_head)
    operations.recall_assignment(
        document, lines(document, Duty.COOPERATE)[0], "Không cần nữa", by=snv.leader
    )
    operations.complete(document, "Đã trả lời bằng công văn.", by=snv.head)
    hearing = queries.hearing_of(document, snv.other_head, queries.routing_of(document))
    acts = [entry.act for entry in queries.progress_for(document, hearing)]
    assert "incoming.direct" in acts
    assert "incoming.complete" not in acts


def test_the_head_takes_the_lead_back_from_the_official(snv):
    document = handed(snv)
    operations.recall_assignment(document, lines(document)[1], "Để tôi làm", by=snv.head)
    first, second = lines(document)
    assert (first.state, second.state) == (RoutingState.OPEN, RoutingState.WITHDRAWN)
    with pytest.raises(Refusal):
        operations.recall_assignment(document, first, "Đổi ý", by=snv.leader)


def test_nobody_takes_back_what_another_assigned(snv):
    document = handed(snv)
    with pytest.raises(Forbidden):
        operations.recall_assignment(document, lines(document)[1], "Đổi ý", by=snv.leader)
    with pytest.raises(Forbidden):
        operations.recall_assignment(
            document, lines(document, Duty.COOPERATE)[0], "Đổi ý", by=snv.official
        )
    with pytest.raises(Forbidden):
        operations.recall_assignment(
            build.presented(snv), lines(document, Duty.COOPERATE)[0], "Đổi ý", by=snv.leader
        )


def test_a_recalled_direction_lies_on_the_leaders_desk_and_all_levels_are_lifted(snv):
    document = handed(snv)
    asked(document, snv)
    operations.recall_direction(document, "Giao nhầm", by=snv.leader)
    assert document.state is DocumentState.PRESENTED
    open_rows = [row for row in queries.routing_of(document) if row.state is RoutingState.OPEN]
    assert [(row.desk_id, row.duty) for row in open_rows] == [(snv.leader.desk_id, Duty.DIRECT)]
    for part in ("head", "official", "other_head"):
        assert sum(queries.counts_of_desk(snv.desks[part].id).open.values()) == 0
    assert {row.state for row in queries.extensions_on(document)} == {MoreTimeState.WITHDRAWN}
    with pytest.raises(Forbidden):
        operations.recall_direction(stages.completed(snv), "Muộn", by=snv.deputy)


# ------------------------------------------------------------------------- another lead


def test_another_lead_takes_over_and_the_history_stays(snv):
    document = handed(snv)
    lead = NewLead(snv.desks["other_head"].id, in_days(6))
    operations.change_lead(document, lines(document)[0], lead, "Đúng chức năng", by=snv.leader)
    states = [(row.desk_id, row.state) for row in lines(document)]
    assert states == [
        (snv.head.desk_id, RoutingState.WITHDRAWN),
        (snv.official.desk_id, RoutingState.WITHDRAWN),
        (snv.other_head.desk_id, RoutingState.OPEN),
    ]
    assert document.state is DocumentState.ASSIGNED
    assert document.due_at == in_days(6)
    newest = queries.directives_of(document)[0]
    assert (newest.kind, newest.text) == (DirectiveKind.CHANGE, "Đúng chức năng")
    assert {row.state for row in lines(document, Duty.COOPERATE)} == {RoutingState.WITHDRAWN}


def test_the_head_gives_the_work_to_another_official_of_the_unit(snv):
    document = handed(snv)
    line = lines(document)[1]
    operations.change_lead(document, line, NewLead(snv.desks["colleague"].id), "Ốm", by=snv.head)
    assert lines(document)[2].desk_id == snv.colleague.desk_id
    assert lines(document)[2].due_at == in_days(3)
    outside = NewLead(snv.desks["other_official"].id)
    with pytest.raises(Invalid):
        operations.change_lead(document, lines(document)[2], outside, "Đổi", by=snv.head)


def test_the_same_desk_or_a_share_is_no_new_lead(snv):
    document = handed(snv)
    same = NewLead(snv.desks["head"].id)
    with pytest.raises(Invalid):
        operations.change_lead(document, lines(document)[0], same, "Đổi", by=snv.leader)
    share = lines(document, Duty.COOPERATE)[0]
    with pytest.raises(Refusal):
        operations.change_lead(document, share, same, "Đổi", by=snv.leader)


# -------------------------------------------------------------------------- completion


def test_the_lead_completes_when_all_answered_or_says_why_not(snv):
    document = handed(snv)
    with pytest.raises(Invalid) as refused:
        operations.complete(document, "Đã trả lời", by=snv.official)
    assert "Phòng Kế hoạch" in str(refused.value.message)
    operations.complete(
        document, "Đã trả lời", unanswered="Không liên quan đến kế hoạch.", by=snv.official
    )
    entry = queries.progress_of(document)[0]
    assert entry.facts["missing"] == ["Phòng Kế hoạch"]
    assert document.state is DocumentState.COMPLETED


def test_answered_shares_need_no_excuse(snv):
    document = handed(snv)
    operations.report_cooperation(document, "Đồng ý.", by=snv.other_head)
    operations.complete(document, "Đã trả lời", by=snv.official)
    assert document.closed_at - clock.now() < timedelta(seconds=5)
