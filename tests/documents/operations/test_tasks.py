"""Tasks from giving to closing: what each desk owes, what is refused, what stays on record."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.events import TaskDone, TaskGiven
from documents.models import (
    DeskCount,
    Duty,
    LineState,
    TaskEntry,
    TaskExtension,
    TaskLine,
    TaskOrigin,
    TaskOutcome,
    TaskPart,
    TaskState,
    UrgingKind,
)
from documents.operations import NewTask, UrgingWords
from office import clock, events, outbox
from office.accounts.models import Notice
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import SYSTEM
from office.units import operations as units
from tests import build
from tests.documents import tasks
from tests.documents.tasks import DUE, given, owed, reported


@pytest.fixture
def snv(house):
    return build.agency()


def acts(task):
    lines = select(AuditEvent.act).where(AuditEvent.subject_uid == str(task.uid))
    return list(db.session.scalars(lines.order_by(AuditEvent.id)))


def counted(desk):
    rows = db.session.execute(
        select(DeskCount.duty, DeskCount.open).where(
            DeskCount.desk_id == desk.id, DeskCount.open != 0
        )
    )
    return {row[0]: row[1] for row in rows}


# --------------------------------------------------------------------------------- giving


def test_a_task_lies_with_its_lead_and_with_those_who_cooperate(snv):
    task = given(snv, cooperate=["other_head"], follow=["office_head"])
    assert (task.state, task.lead_desk_id) == (TaskState.GIVEN, snv.desks["head"].id)
    assert counted(snv.desks["head"]) == {Duty.TASK_ACCEPT: 1}
    assert counted(snv.desks["other_head"]) == {Duty.TASK_COOPERATE: 1}
    assert counted(snv.desks["leader"]) == counted(snv.desks["office_head"]) == {}
    helper = tasks.line(task, TaskPart.COOPERATE)
    assert helper.due_at < task.due_at
    assert acts(task) == ["task.given"]


def test_everybody_with_a_part_gets_a_notice_without_the_title(snv):
    given(snv, cooperate=["other_head"], follow=["office_head"], title="Rà soát biên chế")
    told = db.session.execute(select(Notice.desk_id, Notice.text)).all()
    assert {row[0] for row in told} == {
        snv.desks[part].id for part in ("head", "other_head", "office_head")
    }
    assert not [row for row in told if "biên chế" in row[1]]


@pytest.mark.parametrize("part", ["official", "clerk", "admin", "hr", "security"])
def test_only_leaders_and_heads_give_tasks(snv, part):
    with pytest.raises(Forbidden):  # documents.policy.Can.GIVE_TASK
        given(snv, by=part)


def test_a_head_gives_tasks_within_his_unit_only(snv):
    given(snv, by="head", lead="official")
    with pytest.raises(Invalid) as refusal:
        given(snv, by="head", lead="other_official")
    assert "lead" in refusal.value.fields


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"due_at": None}, "due_on"),
        ({"due_at": build.SINCE}, "due_on"),
        ({"lead": "leader"}, "lead"),
        ({"cooperate": ["head"]}, "lead"),
        ({"follow": ["head"]}, "lead"),
    ],
)
def test_what_cannot_be_given_is_refused_at_its_field(snv, facts, field):
    with pytest.raises(Invalid) as refusal:
        given(snv, **facts)
    assert list(refusal.value.fields) == [field]


def test_a_desk_of_another_agency_or_of_nobody_gets_no_task(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    new = NewTask("Việc", other.desks["head"].id, DUE())
    with pytest.raises(Invalid):
        operations.give_task(new, by=snv.leader)
    with transaction():
        for line in db.session.scalars(tasks.tenures_of(snv.desks["head"])):
            line.valid_to = clock.now()
    with pytest.raises(Invalid) as refusal:
        given(snv)
    assert list(refusal.value.fields) == ["lead"]


def test_what_stands_above_hears_of_tasks_and_their_results(snv, monkeypatch):
    heard = []
    monkeypatch.setattr(events, "_subscriptions", {})
    for event in (TaskGiven, TaskDone):
        events.subscribe(event, must=True)(heard.append)
    task = reported(snv, origin=TaskOrigin.MEETING, origin_key="meeting:1")
    operations.evaluate(task, grade="good", by=snv.leader)
    assert heard == [
        TaskGiven(task.uid, "meeting", "meeting:1"),
        TaskDone(task.uid, "meeting:1", "good", is_late=False),
    ]


def test_who_carries_it_out_may_read_the_paper_it_comes_from(snv):
    paper = build.presented(snv)
    assert not tasks.sees_paper(paper, snv.head)
    given(snv, document=paper, cooperate=["other_head"])
    assert tasks.sees_paper(paper, snv.head)
    assert tasks.sees_paper(paper, snv.other_head)


def test_a_paper_that_names_its_readers_is_not_passed_on(snv):
    paper = build.presented(snv, is_restricted=True)
    task = given(snv, document=paper)
    assert task.is_restricted
    assert not tasks.sees_paper(paper, snv.head)


# ------------------------------------------------------------------------------ carrying out


def test_who_accepts_owes_the_work(snv):
    task = given(snv)
    with pytest.raises(Forbidden):  # Can.LEAD_TASK
        operations.accept_task(task, by=snv.official)
    operations.accept_task(task, by=snv.head)
    assert task.state is TaskState.IN_PROGRESS
    assert counted(snv.desks["head"]) == {Duty.TASK_CARRY_OUT: 1}


def test_progress_is_kept_with_its_share_and_files(snv):
    task = given(snv)
    operations.report_progress(
        task, "Đã xong một nửa", percent=50, files=[tasks.file()], by=snv.head
    )
    entry = queries.entries_of(task)[0]
    assert (entry.percent, entry.text, task.percent) == (50, "Đã xong một nửa", 50)
    assert [file.entry_id for file in queries.files_of_task(task)] == [entry.id]
    assert task.accepted_at is not None
    with pytest.raises(Invalid):
        operations.report_progress(task, "Quá", percent=101, by=snv.head)


def test_a_reported_task_waits_for_its_evaluation(snv):
    task = reported(snv)
    assert counted(snv.desks["head"]) == {}
    assert counted(snv.desks["leader"]) == {Duty.TASK_EVALUATE: 1}
    assert [row.outcome.text for row in queries.outcomes_of(task, snv.head)] == ["Đã ban hành"]


def test_a_task_brings_several_outcomes_of_three_kinds(snv):
    task, paper = given(snv), build.handed_on(snv)
    operations.add_outcome(
        task, "Bảng tổng hợp", files=[tasks.file(), tasks.file("b.txt")], by=snv.head
    )
    operations.add_outcome(task, "", document=paper, by=snv.head)
    kinds = [
        (row.outcome.text, row.document, row.file.name if row.file else None)
        for row in queries.outcomes_of(task, snv.head)
    ]
    assert kinds == [
        ("Bảng tổng hợp", None, None),
        ("", None, "a.txt"),
        ("", None, "b.txt"),
        ("", paper, None),
    ]
    operations.report_done(task, "", by=snv.head)
    with pytest.raises(Invalid):
        operations.add_outcome(task, " ", by=snv.head)


def test_a_task_is_not_reported_without_a_product(snv):
    with pytest.raises(Invalid):
        operations.report_done(given(snv), " ", by=snv.head)


def test_open_contributions_need_a_reason(snv):
    task = given(snv, cooperate=["other_head"])
    with pytest.raises(Invalid) as refusal:
        operations.report_done(task, "Xong", by=snv.head)
    assert list(refusal.value.fields) == ["left_open"]
    db.session.rollback()
    operations.report_done(task, "Xong", left_open="Đơn vị báo không có ý kiến", by=snv.head)
    assert counted(snv.desks["other_head"]) == {}


def test_a_contribution_is_given_once(snv):
    task = given(snv, cooperate=["other_head"])
    operations.contribute(task, "Số liệu kèm theo", by=snv.other_head)
    assert counted(snv.desks["other_head"]) == {}
    with pytest.raises(Forbidden):  # Can.HELP_TASK
        operations.contribute(task, "Lần nữa", by=snv.other_head)


def test_a_returned_task_goes_to_another_lead(snv):
    task = given(snv, cooperate=["other_head"])
    operations.return_task(task, "Không thuộc chức năng", by=snv.head)
    assert counted(snv.desks["leader"]) == {Duty.TASK_RENEW: 1}
    assert counted(snv.desks["head"]) == {}
    operations.give_again(task, snv.desks["other_head"].id, "Giao lại", by=snv.leader)
    assert counted(snv.desks["other_head"]) == {Duty.TASK_ACCEPT: 1}
    assert counted(snv.desks["leader"]) == {}
    assert tasks.leads(task) == [snv.desks["other_head"].id]


# ------------------------------------------------------------------------------ whole and part


def test_a_part_is_handed_down_in_the_own_unit(snv):
    whole = given(snv)
    part = operations.hand_down(
        whole, tasks.new(snv, lead="official", due_at=whole.due_at), by=snv.head
    )
    assert (part.parent_id, part.origin, whole.open_children) == (whole.id, whole.origin, 1)
    late = replace(tasks.new(snv, lead="official"), due_at=whole.due_at + timedelta(days=1))
    with pytest.raises(Invalid):
        operations.hand_down(whole, late, by=snv.head)
    db.session.rollback()
    with pytest.raises(Forbidden):  # Can.HAND_DOWN_TASK
        operations.hand_down(part, tasks.new(snv, lead="colleague"), by=snv.official)


def test_a_whole_is_not_closed_over_its_parts_without_a_reason(snv):
    whole = given(snv)
    part = operations.hand_down(whole, tasks.new(snv, lead="official"), by=snv.head)
    with pytest.raises(Invalid):
        operations.report_done(whole, "Xong", by=snv.head)
    db.session.rollback()
    operations.report_done(part, "Xong phần", by=snv.official)
    operations.evaluate(part, grade="met", by=snv.head)
    assert whole.open_children == 0
    operations.report_done(whole, "Xong", by=snv.head)
    operations.evaluate(whole, grade="good", by=snv.leader)
    assert whole.state is TaskState.CLOSED


def test_who_recalls_a_whole_recalls_its_parts(snv):
    whole = given(snv)
    part = operations.hand_down(whole, tasks.new(snv, lead="official"), by=snv.head)
    operations.recall_task(whole, "Không còn cần", by=snv.leader)
    assert (whole.state, part.state) == (TaskState.RECALLED, TaskState.RECALLED)
    assert whole.open_children == 0
    assert counted(snv.desks["official"]) == counted(snv.desks["head"]) == {}
    assert acts(part) == ["task.given", "task.recalled_with_the_whole"]


# --------------------------------------------------------------------------------- judging


def test_an_evaluation_closes_the_task_and_says_late_or_on_time(snv):
    task = reported(snv)
    with pytest.raises(Forbidden):  # Can.JUDGE_TASK
        operations.evaluate(task, grade="good", by=snv.head)
    with pytest.raises(Invalid):
        operations.evaluate(task, grade="wonderful", by=snv.leader)
    db.session.rollback()
    operations.evaluate(task, grade="good", remark="Kịp thời", by=snv.leader)
    assert (task.state, task.grade, task.remark) == (TaskState.CLOSED, "good", "Kịp thời")
    assert {line.state for line in queries.lines_of_task(task)} == {LineState.ENDED}
    assert acts(task) == ["task.given", "task.report", "task.evaluate"]


def test_more_work_is_asked_for_and_a_closed_task_is_reopened(snv):
    task = reported(snv, cooperate=["other_head"], left_open="Không chờ")
    operations.send_back_task(task, "Thiếu phụ lục", by=snv.leader)
    assert counted(snv.desks["head"]) == {Duty.TASK_CARRY_OUT: 1}
    assert task.reported_at is None
    operations.report_done(task, "Đủ rồi", by=snv.head)
    operations.evaluate(task, grade="met", by=snv.leader)
    operations.reopen_task(task, "Số liệu sai", by=snv.leader)
    assert (task.state, task.grade) == (TaskState.IN_PROGRESS, "")
    assert counted(snv.desks["head"]) == {Duty.TASK_CARRY_OUT: 1}
    assert len(tasks.present(task, TaskPart.COOPERATE)) == 1


def test_an_extension_keeps_the_first_deadline(snv):
    task = given(snv, cooperate=["other_head"])
    first, helper = task.due_at, tasks.line(task, TaskPart.COOPERATE).due_at
    wanted = first + timedelta(days=14)
    operations.ask_extension(task, "Chờ số liệu của bộ", due_at=wanted, by=snv.head)
    assert counted(snv.desks["leader"]) == {Duty.TASK_DECIDE: 1}
    with pytest.raises(Refusal):
        operations.ask_extension(task, "Lần nữa", due_at=wanted, by=snv.head)
    db.session.rollback()
    operations.grant_extension(task, "Đồng ý", by=snv.leader)
    asked = db.session.scalars(select(TaskExtension)).one()
    assert (task.due_at, task.first_due_at) == (wanted, first)
    assert (asked.former_due_at, asked.due_at) == (first, wanted)
    assert counted(snv.desks["leader"]) == {}
    assert tasks.line(task, TaskPart.LEAD).due_at == wanted
    assert tasks.line(task, TaskPart.COOPERATE).due_at > helper


def test_an_extension_is_refused_with_a_reason_and_lapses_with_the_report(snv):
    task = given(snv)
    wanted = task.due_at + timedelta(days=7)
    with pytest.raises(Invalid):
        operations.ask_extension(task, "Lý do", due_at=task.due_at, by=snv.head)
    db.session.rollback()
    operations.ask_extension(task, "Lý do", due_at=wanted, by=snv.head)
    with pytest.raises(Invalid):
        operations.refuse_extension(task, "", by=snv.leader)
    db.session.rollback()
    operations.refuse_extension(task, "Việc gấp", by=snv.leader)
    assert task.due_at == task.first_due_at
    operations.ask_extension(task, "Vẫn xin", due_at=wanted, by=snv.head)
    operations.report_done(task, "Xong", by=snv.head)
    assert counted(snv.desks["leader"]) == {Duty.TASK_EVALUATE: 1}
    states = [row.state.value for row in queries.extensions_of(task)]
    assert states == ["refused", "lapsed"]


def test_urgings_are_numbered_and_opened_by_each_receiver(snv):
    task = given(snv, cooperate=["other_head"])
    both = [snv.desks[part].id for part in ("head", "other_head")]
    operations.urge_task(task, UrgingWords("Khẩn trương"), by=snv.leader)
    harsh = UrgingWords("Chậm quá", UrgingKind.CRITICISE, [tasks.file()])
    operations.urge_task(task, harsh, desk_ids=both, by=snv.leader)
    operations.mark_task_read(task, by=snv.head)
    found = {(row.to_desk_id, row.number, bool(row.read_at)) for row in queries.urgings_of(task)}
    assert found == {(both[0], 1, True), (both[0], 2, True), (both[1], 1, False)}
    assert acts(task)[1:] == ["task.urged", "task.urged"]
    with pytest.raises(Forbidden):
        operations.urge_task(task, UrgingWords("Tôi cũng thúc"), by=snv.office_head)


def test_nobody_is_urged_who_is_done(snv):
    with pytest.raises(Refusal):
        operations.urge_task(reported(snv), UrgingWords("Nhanh lên"), by=snv.leader)
    task = given(snv)
    for words in (UrgingWords("x" * 1001), UrgingWords("Tệp", files=[tasks.file()] * 4)):
        with pytest.raises(Invalid):
            operations.urge_task(task, words, by=snv.leader)


# --------------------------------------------------------------------------------- answers


def test_the_answer_of_a_task_bears_its_code(snv):
    task = given(snv, code="TTg-2026-118", origin=TaskOrigin.PRIME_MINISTER)
    draft = operations.answer_task(task, by=snv.head)
    assert (draft.subject, draft.due_at) == (task.title, task.due_at)
    assert queries.task_codes_of(draft) == ["TTg-2026-118"]
    outcome = db.session.scalars(select(TaskOutcome)).one()
    assert outcome.document_id == draft.id


def test_a_package_that_names_the_code_stands_with_the_task(snv):
    task = given(snv, code="UBND-7", origin=TaskOrigin.PROVINCE)
    paper = build.arrived(snv, details={"tasks": ["UBND-7", "other"]})
    outcome = db.session.scalars(select(TaskOutcome)).one()
    assert (outcome.task_id, outcome.document_id) == (task.id, paper.id)
    assert queries.entries_of(task)[0].act == "task.answered"


def test_opening_a_task_takes_it_from_the_unread_ones(snv):
    task = given(snv)
    operations.mark_task_read(task, by=snv.head)
    row = owed(snv.head)[0]
    assert row.read_at is not None
    unread = select(DeskCount.unread).where(DeskCount.desk_id == snv.desks["head"].id)
    assert db.session.scalar(unread) == 0
    assert db.session.scalars(select(TaskEntry)).one().act == "task.given"
    assert db.session.scalars(select(TaskLine).where(TaskLine.part == TaskPart.GIVER)).one()


def test_a_task_goes_where_its_function_goes_and_stays_readable_where_it_was(snv):
    task = given(snv)
    old, new = snv.desks["head"], snv.desks["other_head"]
    units.transfer(old, to=new, by=SYSTEM)
    outbox.drain()
    assert (counted(old), counted(new)) == ({}, {Duty.TASK_ACCEPT: 1})
    assert len(owed(snv.other_head)) == 1
    assert queries.visible_task(task.uid, snv.head) is task
    operations.accept_task(task, by=snv.other_head)
