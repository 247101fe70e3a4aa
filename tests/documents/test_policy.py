"""Each permission of documents: who has it on a document in a certain state, and nobody else."""

import pytest

from documents import operations, queries
from documents.models import CopyKind, DestructionList, Duty, FilePlan, Medium, WorkFile
from documents.operations import Wish
from documents.policy import (
    Can,
    after_issue,
    belonging,
    copying,
    may_urge_line,
    reviewing,
    workfiles,
)
from office.errors import Forbidden
from office.permissions import SYSTEM, Actor, allowed, require
from tests import build
from tests.conftest import rolled_back
from tests.documents import stages, tasks

CLERKS = {"clerk", "for_clerk", "clerks_program"}
DRAFTERS = {
    *("leader", "deputy", "office_head", "head", "official", "colleague", "other_head"),
    *("other_official", "for_leader", "for_head", "for_official"),
    *("foreign_leader", "foreign_office_head", "foreign_head", "foreign_official"),
}
FOREIGN = {"foreign_leader", "foreign_office_head", "foreign_head", "foreign_official"}
DEPUTISED = ("clerk", "leader", "head", "official")
BOOK_KEEPERS = CLERKS | {"foreign_clerk"}
LEADERS = {"leader", "deputy", "foreign_leader"}
OFFICE_HEADS = {"office_head", "foreign_office_head"}
GIVERS = LEADERS | OFFICE_HEADS | {"for_leader", "head", "other_head", "for_head", "foreign_head"}
BY_DUTY = {"leader", "for_leader", "head", "for_head"}
HOLDERS = [
    (Can.RECEIVE, "arrived", {"system"}),
    (Can.RECORD, "numbered", {"system"}),
    (Can.REGISTER, "arrived", CLERKS),
    (Can.PRESENT, "registered", CLERKS),
    (Can.TAKE_BACK, "presented", CLERKS),
    (Can.PROPOSE, "proposing", {"office_head"}),
    (Can.PROPOSE, "presented", set()),
    (Can.DIRECT, "presented", {"leader", "for_leader"}),
    (Can.DIRECT, "proposing", set()),
    (Can.DIRECT, "assigned", set()),
    (Can.HAND_ON, "assigned", {"head", "for_head"}),
    (Can.HAND_ON, "in hand", set()),
    (Can.HAND_ON, "led by the office", {"office_head"}),
    (Can.HANDLE, "assigned", {"head", "for_head"}),
    (Can.HANDLE, "in hand", {"official", "for_official"}),
    (Can.HANDLE, "completed", set()),
    (Can.RETURN, "registered", set()),
    (Can.RETURN, "proposing", {"office_head"}),
    (Can.RETURN, "presented", {"leader", "for_leader"}),
    (Can.RETURN, "assigned", {"head", "for_head"}),
    (Can.RETURN, "in hand", {"official", "for_official"}),
    (Can.URGE, "assigned", {"leader", "for_leader", "office_head"}),
    (Can.URGE, "in hand", {"leader", "for_leader", "office_head", "head", "for_head"}),
    (Can.URGE, "completed", set()),
    (Can.DRAFT, "arrived", DRAFTERS | {"hr"}),
    (Can.EDIT, "draft", {"official", "for_official"}),
    (Can.EDIT, "submitted", {"official", "for_official", "leader", "for_leader"}),
    (Can.EDIT, "arrived", set()),
    (Can.ASK_OPINION, "draft", {"official", "for_official"}),
    (Can.ASK_OPINION, "in hand", {"official", "for_official"}),
    (Can.ASK_OPINION, "arrived", set()),
    (Can.GIVE_OPINION, "draft", {"other_official"}),
    (Can.GIVE_OPINION, "assigned", {"other_head"}),
    (Can.SUBMIT, "draft", {"official", "for_official"}),
    (Can.SUBMIT, "arrived", set()),
    (Can.SIGN, "submitted", {"leader"}),
    (Can.SIGN, "draft", set()),
    (Can.SENT_FOR_SIGNATURE, "submitted", {"leader", "for_leader"}),
    (Can.SENT_FOR_SIGNATURE, "signed", set()),
    (Can.NUMBER, "signed", CLERKS),
    (Can.SEAL, "numbered", {"clerk"}),
    (Can.ISSUE, "sealed", CLERKS | {"system"}),
    (Can.GIVE_PROGRESS_CODE, "registered", CLERKS),
    (Can.GIVE_PROGRESS_CODE, "signed", set()),
    (after_issue.Can.USE_GROUPS, "arrived", DRAFTERS | CLERKS | {"foreign_clerk"}),
    (after_issue.Can.RECALL, "issued", CLERKS),
    (
        after_issue.Can.SEND_LETTER,
        "issued",
        {*("clerk", "clerks_program", "leader", "deputy", "office_head", "head", "official")}
        | {*("colleague", "other_head", "other_official", "hr", "security")},
    ),
    (Can.REPLACE, "issued", {"leader", "deputy", "for_leader", "official", "for_official"}),
    (after_issue.Can.ANSWER_REQUEST, "registered", CLERKS | {"system"}),
    (Can.FOLLOW_DELIVERIES, "arrived", CLERKS | {"foreign_clerk"}),
    (Can.MANAGE_CONNECTIONS, "arrived", {"admin"}),
    (copying.Can.ASK_COPY, "in hand", (DRAFTERS | CLERKS) - FOREIGN),
    (copying.Can.PERMIT_COPY, "copy", {"leader"}),
    (copying.Can.WITHDRAW_COPY, "copy", {"official", "for_official"}),
    (copying.Can.DROP_COPY, "copy", CLERKS),
    (Can.READ_BOOKS, "registered", BOOK_KEEPERS | LEADERS | OFFICE_HEADS | {"for_leader"}),
    (Can.KEEP_BOOKS, "registered", BOOK_KEEPERS),
    (Can.RESERVE_NUMBER, "registered", BOOK_KEEPERS),
    (Can.DECIDE_NUMBERING, "registered", LEADERS),
    (Can.SET_OPENING, "registered", {"admin", "system"}),
    (Can.SET_OPENING, "agency", CLERKS | {"leader", "deputy", "for_leader", "admin", "system"}),
    (Can.CLOSE_BOOK, "registered", BOOK_KEEPERS | LEADERS | {"for_leader"}),
    (Can.REOPEN_BOOK, "registered", {"leader", "deputy"}),
    (Can.SIGN_BOOK, "registered", {"leader", "deputy"}),
    (Can.SEAL_BOOK, "registered", {"clerk"}),
    (Can.GIVE_TASK, "arrived", GIVERS),
    (Can.LEAD_TASK, "task", {"head", "for_head"}),
    (Can.HAND_DOWN_TASK, "task", {"head", "for_head"}),
    (Can.HAND_DOWN_TASK, "task of the official", set()),
    (Can.HAND_DOWN_TASK, "closed task", set()),
    (Can.HELP_TASK, "task", {"other_head"}),
    (Can.HELP_TASK, "task of the official", set()),
    (Can.HELP_TASK, "closed task", set()),
    (Can.JUDGE_TASK, "task", {"leader", "for_leader"}),
    (belonging.Can.RELATE, "assigned", CLERKS | BY_DUTY | {"other_head"}),
    (belonging.Can.RELATE, "draft", CLERKS | {"official", "for_official", "other_official"}),
    (reviewing.Can.SET_STEPS, "arrived", {"admin"}),
    (workfiles.Can.EXPORT_FILE, "file", {"clerk", "clerks_program", "official", "head"}),
    (workfiles.Can.APPROVE_PLAN, "plan", {"leader", "deputy"}),
    (workfiles.Can.JUDGE_DESTRUCTION, "destruction", BY_DUTY | {"deputy", "other_head"}),
    (workfiles.Can.DECIDE_DESTRUCTION, "destruction", {"leader"}),
]


@pytest.fixture(scope="module")
def stage(app):
    """Everybody, and a document in each state; nothing in it is changed."""
    with rolled_back(app):
        snv = build.agency()
        yield everybody(snv), documents(snv)


def everybody(snv):
    foreign = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    parts = ("clerk", "leader", "office_head", "head", "official")
    admin = stages.deputy_of(snv.admin, snv.colleague)
    return {
        **snv.people,
        **{f"foreign_{part}": foreign.people[part] for part in parts},
        **{f"for_{part}": stages.deputy_of(snv.people[part], snv.colleague) for part in DEPUTISED},
        "for_admin": admin,
        "clerks_program": stages.program_of(snv.clerk),
        "system": SYSTEM,
        "nobody": Actor(),
    }


def wished(snv):
    desk = snv.desks["leader"].id
    wish = Wish(CopyKind.EXTRACT, Medium.PAPER, Medium.PAPER, desk, "Lưu", extract="Điều 3")
    return operations.ask_copy(build.handed_on(snv), wish, by=snv.official)


def closed_task(snv):
    task = tasks.given(snv, cooperate=["other_head"])
    operations.contribute(task, "Đã góp ý", by=snv.other_head)
    operations.report_done(task, "Đã xong", by=snv.head)
    operations.evaluate(task, grade="good", by=snv.leader)
    return task


def documents(snv):
    return {
        "copy": wished(snv),
        "agency": snv.unit.id,
        "arrived": build.arrived(snv),
        "registered": build.registered(snv),
        "proposing": stages.proposing(snv),
        "presented": build.presented(snv),
        "assigned": stages.shared(snv),
        "in hand": build.handed_on(snv),
        "led by the office": build.assigned(snv, lead="office_head"),
        "completed": stages.completed(snv),
        "draft": stages.asked(snv),
        "submitted": stages.submitted(snv),
        "signed": stages.signed(snv),
        "numbered": stages.numbered(snv),
        "sealed": stages.sealed(snv),
        "task": tasks.given(snv, cooperate=["other_head"]),
        "closed task": closed_task(snv),
        "task of the official": tasks.given(snv, by="head", lead="official"),
        "issued": stages.issued(snv),
        "file": WorkFile(agency_id=snv.unit.id, desk_id=snv.desks["official"].id),
        "plan": FilePlan(agency_id=snv.unit.id, unit_id=snv.rooms["staff"].id),
        "destruction": DestructionList(
            agency_id=snv.unit.id,
            made_by_person=snv.office_head.person_id,
            judged_by_person=snv.deputy.person_id,
        ),
    }


@pytest.mark.parametrize(
    ("can", "state", "expected"), HOLDERS, ids=[f"{row[0]}-{row[1]}" for row in HOLDERS]
)
def test_who_has_it_and_nobody_else(stage, can, state, expected):
    people, papers = stage
    found = {name for name, actor in people.items() if allowed(actor, can, papers[state])}
    assert found == expected


def test_every_permission_stands_in_the_table():
    of_others = {after_issue.Can.KEEP_GROUP}  # of a group: test_views_deliveries.py
    known = {*Can, *after_issue.Can, *copying.Can}
    elsewhere = {*belonging.Can, *reviewing.Can, *workfiles.Can}
    assert {row[0] for row in HOLDERS} - elsewhere == known - of_others


def test_heads_alone_hand_work_on_inside_a_unit(stage):
    people, _papers = stage
    found = {name for name, actor in people.items() if belonging.heads_a_unit(actor)}
    assert found == OFFICE_HEADS | {"head", "other_head", "for_head", "foreign_head"}


def test_a_line_is_urged_by_whoever_gave_it_or_follows_up(stage):
    people, papers = stage
    paper = papers["assigned"]
    urged = {
        row.duty: {name for name, actor in people.items() if may_urge_line(row, paper, actor)}
        for row in queries.routing_of(paper)
    }
    assert urged[Duty.LEAD] == {"leader", "for_leader", "office_head"}
    assert urged[Duty.INFORM] == set()


def test_no_program_signs_a_book_for_its_leader(stage):
    people, papers = stage
    program = stages.program_of(people["leader"])
    assert not allowed(program, Can.SIGN_BOOK, papers["registered"])


def test_a_refusal_names_the_rule(stage):
    people, papers = stage
    with pytest.raises(Forbidden) as refusal:
        require(people["leader"], Can.NUMBER, papers["signed"])
    assert str(refusal.value.basis) == "Chỉ văn thư cơ quan cấp số cho văn bản đã ký."
