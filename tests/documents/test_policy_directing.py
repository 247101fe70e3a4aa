"""Each permission around assignments and rounds: who has it, and nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import Duty, Extension, OpinionRound
from documents.operations.incoming import Assignment, Registration
from documents.policy import Can as Documents
from documents.policy.directing import Can
from office import clock
from office.db import db
from office.permissions import allowed
from tests import build
from tests.conftest import rolled_back
from tests.documents import stages
from tests.documents.test_policy import documents, everybody

LEADERS = {"leader", "deputy", "office_head", "for_leader"}
FOREIGN_LEADERS = {"foreign_leader", "foreign_office_head"}
POSTS = {
    *("clerk", "leader", "deputy", "office_head", "head", "official", "colleague", "other_head"),
    *("other_official", "admin", "hr", "security", "for_clerk", "for_leader", "for_head"),
    *("for_official", "for_admin", "clerks_program"),
    *("foreign_clerk", "foreign_leader", "foreign_office_head", "foreign_head"),
    "foreign_official",
}
HOLDERS = [
    (Can.HAND_SHARE_ON, "assigned", {"other_head"}),
    (Can.HAND_SHARE_ON, "in hand", set()),
    (Can.HAND_SHARE_ON, "share handed on", set()),
    (Can.HAND_SHARE_ON, "share of the office", {"office_head"}),
    (Can.FOLLOW, "assigned", LEADERS | {"head", "for_head"}),
    (Can.FOLLOW, "in hand", LEADERS | {"head", "for_head", "official", "for_official"}),
    (Can.FOLLOW, "draft", set()),
    (Can.RECALL, "assigned", {"leader", "for_leader"}),
    (Can.RECALL, "in hand", {"leader", "for_leader", "head", "for_head"}),
    (Can.RECALL, "completed", set()),
    (Can.RECALL, "presented", set()),
    (Can.RECALL_DIRECTION, "in hand", {"leader", "for_leader"}),
    (Can.RECALL_DIRECTION, "registered", set()),
    (Can.RECALL_DIRECTION, "share of the office", {"deputy"}),
    (Can.ASK_EXTENSION, "more time", {"head", "for_head", "official", "for_official"}),
    (Can.ASK_EXTENSION, "assigned", set()),
    (Can.ASK_EXTENSION, "presented with a day", set()),
    (Can.EXTEND, "more time", {"head", "for_head"}),
    (Can.EXTEND, "in hand", set()),
    (Can.DECIDE_EXTENSION, "request", {"head", "for_head"}),
    (Can.WITHDRAW_EXTENSION, "request", {"official", "for_official"}),
    (Can.RUN_ROUND, "round", {"official", "for_official"}),
    (Can.RUN_ROUND, "round of no desk", set()),
    (Can.READ_ROUND, "round", LEADERS | {"official", "for_official"}),
    (Can.KEEP_PHRASES, "arrived", POSTS),
    (Can.KEEP_AGENCY_PHRASES, "arrived", LEADERS | FOREIGN_LEADERS),
]


@pytest.fixture(scope="module")
def stage(app):
    """Everybody, and a record in each state; nothing in it is changed."""
    with rolled_back(app):
        snv = build.agency()
        records = documents(snv) | {"more time": more_time(snv)}
        records["request"] = db.session.scalars(select(Extension)).one()
        records["round"] = db.session.scalars(select(OpinionRound)).first()
        records["round of no desk"] = OpinionRound(desk_id=None)
        records["share handed on"] = stages.shared(snv)
        desk_id = snv.desks["other_official"].id
        operations.hand_share_on(records["share handed on"], desk_id, "Số liệu.", by=snv.other_head)
        records["presented with a day"] = with_a_day(snv)
        records["share of the office"] = of_the_deputy(snv)
        yield everybody(snv), records


def with_a_day(snv):
    """What its sender wants answered by a day lies with the leader until then."""
    document = build.arrived(snv, symbol="8/X", identifier="8")
    given = Registration(document.subject, due_at=clock.now() + timedelta(days=9))
    leader = snv.desks["leader"].id
    operations.register_incoming(document, given, present_to=leader, by=snv.clerk)
    return document


def of_the_deputy(snv):
    """The last direction of all, by another leader than the one of the rest."""
    document = build.registered(snv, symbol="9/X", identifier="9")
    operations.present(document, snv.desks["deputy"].id, by=snv.clerk)
    shares = [("head", Duty.LEAD), ("office_head", Duty.COOPERATE)]
    given = [Assignment(snv.desks[part].id, duty) for part, duty in shares]
    operations.direct(document, "Chủ trì.", given, by=snv.deputy)
    return document


def more_time(snv):
    document = build.presented(snv, symbol="7/X", identifier="7")
    due = clock.end_of_work(clock.add_working_days(clock.today(), 3))
    shares = [("head", Duty.LEAD), ("other_head", Duty.COOPERATE), ("other_official", Duty.INFORM)]
    given = [Assignment(snv.desks[part].id, duty, due) for part, duty in shares]
    operations.direct(document, "Chủ trì.", given, by=snv.leader)
    operations.report_cooperation(document, "Số liệu", by=snv.other_head)
    operations.hand_on(document, snv.desks["official"].id, "Dự thảo.", by=snv.head)
    later = clock.end_of_work(clock.add_working_days(clock.today(), 6))
    line = queries.own_line(document, snv.official)
    operations.ask_more_time(document, line, "Chờ số liệu", due_at=later, by=snv.official)
    return document


@pytest.mark.parametrize(
    ("can", "state", "expected"), HOLDERS, ids=[f"{row[0]}-{row[1]}" for row in HOLDERS]
)
def test_who_has_it_and_nobody_else(stage, can, state, expected):
    people, records = stage
    found = {name for name, actor in people.items() if allowed(actor, can, records[state])}
    assert found == expected


def test_every_permission_stands_in_the_table():
    assert {row[0] for row in HOLDERS} == set(Can)


def test_a_restricted_document_is_followed_by_its_parties_alone(stage):
    people, _records = stage
    snv = build.agency(code="H99.9", name="Sở Công Thương", symbol="SCT")
    document = build.handed_on(snv, is_restricted=True)
    assert allowed(snv.leader, Can.FOLLOW, document)
    assert not allowed(snv.office_head, Can.FOLLOW, document)
    assert not allowed(people["leader"], Can.FOLLOW, document)
    assert not allowed(snv.office_head, Documents.URGE, document)
    operations.ask_opinion(document, [snv.desks["head"].id], "?", by=snv.official)
    asked = db.session.scalars(select(OpinionRound).filter_by(document_id=document.id)).one()
    assert allowed(snv.official, Can.READ_ROUND, asked)
    assert not allowed(snv.leader, Can.READ_ROUND, asked)
