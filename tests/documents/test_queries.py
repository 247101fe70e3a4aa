"""Who sees what as time goes on: closing, hand-overs, mergers, transfers of function, deputies."""

from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from documents import operations, queries
from documents.models import DirectiveKind, Duty
from documents.operations.incoming import Assignment
from office import clock, outbox
from office.accounts.queries import posts_of
from office.db import db, transaction
from office.errors import NotFound
from office.permissions import SYSTEM, Actor, Role
from office.units import operations as reorganising
from office.units.models import DeskKind, Tenure
from tests import build
from tests.documents import stages
from tests.documents.stages import acting, deputy_of, seated


@pytest.fixture
def snv(house):
    return build.agency()


def sees(actor, document):
    try:
        found = queries.visible_document(document.uid, actor)
    except NotFound:
        found = None
    in_list = select(queries.BOOK_COLUMNS[0]).where(queries.visible_to(actor))
    assert (document.id in db.session.scalars(in_list).all()) == (found is not None)
    return found is not None


def readers(house, document):
    return {part for part, actor in house.people.items() if sees(actor, document)}


def present(actor):
    """The person in his present first post."""
    return acting(actor, posts_of(actor.person_id)[0].tenure)


# -------------------------------------------------------------------------- by their part


def test_nobody_without_a_person_or_an_agency_sees_anything(snv):
    document = build.handed_on(snv)
    for nobody in (
        Actor(),
        replace(snv.leader, person_id=None),
        replace(snv.leader, agency_id=None),
        Actor(account_id=snv.leader.account_id),
    ):
        assert not sees(nobody, document)
    assert sees(SYSTEM, document)


def test_a_private_draft_is_its_units_own_until_it_is_submitted(snv):
    draft = stages.drafted(snv)
    assert readers(snv, draft) == {"official", "head"}
    operations.submit(draft, snv.desks["leader"].id, by=snv.official)
    assert readers(snv, draft) == {"official", "head", "leader", "deputy", "office_head"}
    operations.send_back(draft, "Sửa lại", by=snv.leader)
    assert readers(snv, draft) == {"official", "head", "leader"}


def test_the_clerk_sees_a_draft_once_it_waits_for_its_number(snv):
    assert "clerk" in readers(snv, stages.signed(snv))


def test_a_dropped_draft_is_not_shown_to_the_whole_agency(snv):
    assert readers(snv, stages.cancelled(snv)) == {"official", "head"}


def test_a_head_sees_what_lies_in_the_rooms_below_his(snv):
    document = build.assigned(snv, lead="other_head")
    assert not sees(snv.head, document)
    assert sees(replace(snv.head, unit_id=snv.unit.id), document)


def test_a_restricted_document_is_for_those_it_was_laid_before(snv):
    document = build.handed_on(snv, is_restricted=True)
    assert readers(snv, document) == {"clerk", "leader", "head", "official"}
    reply = operations.start_reply(document, by=snv.official)
    assert reply.is_restricted
    assert readers(snv, reply) == {"official"}


def test_a_cooperating_desk_reads_what_was_said_to_it_and_no_more(snv):
    document = build.presented(snv)
    proposal = [Assignment(snv.desks["head"].id, Duty.LEAD)]
    operations.return_to_clerk(document, "Trình Văn phòng trước", by=snv.leader)
    operations.present(document, snv.desks["office_head"].id, by=snv.clerk)
    leader = snv.desks["leader"].id
    operations.propose(
        document, "Ý riêng của Văn phòng", proposal, leader_desk_id=leader, by=snv.office_head
    )
    rows = [*proposal, Assignment(snv.desks["other_head"].id, Duty.COOPERATE)]
    operations.direct(document, "Phối hợp số liệu", rows, by=snv.leader)
    operations.hand_on(document, snv.desks["official"].id, "Nói riêng", by=snv.head)
    assert words(document, snv.head) == words(document, snv.leader)
    assert {"Ý riêng của Văn phòng", "Nói riêng"} <= words(document, snv.head)
    heard = words(document, snv.other_head)
    assert "Phối hợp số liệu" in heard
    assert not heard & {"Ý riêng của Văn phòng", "Nói riêng"}
    operations.report_cooperation(document, "Số liệu đây", by=snv.other_head)
    assert "Số liệu đây" in words(document, snv.other_head)
    assert len(entries(document, snv.other_head)) == len(entries(document, snv.leader))


def cooperated(house):
    """The other room cooperates, its official is told; the work goes on in the leading room."""
    document = stages.shared(house)
    operations.hand_on(document, house.desks["official"].id, "Nói riêng", by=house.head)
    operations.give_back(document, "Trả lại riêng", by=house.official)
    return document


PRIVATE = {"Nói riêng", "Trả lại riêng"}


def test_no_further_post_lets_a_reader_hear_more(snv):
    document = cooperated(snv)
    second = seated(snv.other_head, snv.desks["colleague"])
    deputy = deputy_of(snv.admin, snv.other_official)
    for reader in (snv.other_head, second, deputy):
        assert sees(reader, document)
        assert not words(document, reader) & PRIVATE
        assert not hearing(document, reader).is_whole


def test_who_moved_on_hears_as_much_as_before_and_no_more(snv):
    document = cooperated(snv)
    reorganising.unseat(db.session.get_one(Tenure, snv.other_official.tenure_id), by=SYSTEM)
    moved = seated(snv.other_official, snv.desks["hr"])
    assert sees(moved, document)
    assert not words(document, moved) & PRIVATE
    directives = queries.directives_of(document)
    heard = queries.directions_for(directives, hearing(document, moved))
    assert [row.kind for row in heard] == [DirectiveKind.DIRECTION]


def test_a_second_post_keeps_what_the_first_one_leads(snv):
    document = build.handed_on(snv)
    second = seated(snv.official, snv.desks["other_official"])
    assert hearing(document, second).is_whole


def test_a_deputy_hears_what_the_desk_hears_that_he_stands_in_for(snv):
    document = cooperated(snv)
    deputy = deputy_of(snv.head, snv.other_official)
    assert hearing(document, deputy).is_whole


def test_who_bears_the_same_name_does_not_hear_the_others_words(snv):
    document = build.assigned(
        snv, others=[("other_head", Duty.COOPERATE), ("admin", Duty.COOPERATE)]
    )
    namesake = replace(snv.admin, name=snv.other_head.name)
    operations.report_cooperation(document, "Số liệu đây", by=snv.other_head)
    assert "Số liệu đây" in words(document, snv.other_head)
    assert "Số liệu đây" not in words(document, namesake)


def test_a_direction_to_others_is_not_read_by_who_was_relieved(snv):
    document = build.assigned(snv, others=[("other_head", Duty.COOPERATE)])
    operations.return_to_leader(document, "Không đúng chức năng", by=snv.head)
    rows = [Assignment(snv.desks["office_head"].id, Duty.LEAD)]
    operations.direct(document, "Giao Văn phòng", rows, by=snv.leader)
    assert not words(document, snv.other_head) & {"Không đúng chức năng", "Giao Văn phòng"}


def entries(document, actor):
    return queries.progress_for(document, hearing(document, actor))


def hearing(document, actor):
    return queries.hearing_of(document, actor, queries.routing_of(document))


def words(document, actor):
    return {entry.text for entry in entries(document, actor)}


def test_a_duplicate_is_named_to_who_may_see_it(snv):
    secret = build.presented(snv, is_restricted=True)
    again = build.arrived(snv)
    assert queries.duplicates_of(again, snv.clerk) == [secret]
    assert queries.duplicates_of(again, snv.leader) == [secret]
    assert queries.duplicates_of(again, snv.deputy) == []


# ------------------------------------------------------------------------------- deputies


def test_a_deputy_sees_the_open_work_of_the_desk_only(snv):
    open_one, closed = build.handed_on(snv), stages.completed(snv)
    restricted = build.handed_on(snv, is_restricted=True)
    deputy = deputy_of(snv.official, snv.other_official)
    assert sees(deputy, open_one)
    assert not sees(deputy, closed)
    assert not sees(deputy, restricted)
    assert not sees(snv.other_official, open_one)
    operations.complete(open_one, "Xong", by=deputy)
    assert not sees(deputy, open_one)
    assert sees(snv.official, open_one)


def test_a_deputy_keeps_what_he_handled_in_his_own_post(snv):
    own = build.assigned(snv, lead="other_head")
    deputy = deputy_of(snv.official, snv.other_head)
    assert sees(deputy, own)


def test_the_lists_and_numbers_of_a_deputy_leave_out_what_names_its_readers(snv):
    for restricted in (False, True, True):
        document = build.presented(snv, is_restricted=restricted)
        make_due(document)
    deputy = deputy_of(snv.leader, snv.colleague)
    only = queries.limits_of(deputy)
    desk = snv.desks["leader"].id
    assert queries.counts_at(snv.leader) == queries.counts_of_desk(desk)
    assert queries.counts_at(snv.leader).open == {Duty.DIRECT: 3}
    assert queries.counts_at(deputy) == ({Duty.DIRECT: 1}, {Duty.DIRECT: 1})
    assert len(queries.work_of_desk(desk)) == 3
    assert len(queries.work_of_desk(desk, only=only)) == 1
    found = [
        *queries.work_by_deadline(desk, only=only),
        *queries.work_without_deadline(desk, only=only),
    ]
    assert len(found) == 1
    assert queries.limits_of(snv.leader) == ()
    soon = clock.now().replace(year=clock.now().year + 1)
    before = soon.replace(year=soon.year - 2)
    assert queries.situation_at(snv.leader, clock.now(), soon)[1:] == (3, 0)
    assert queries.situation_at(snv.leader, before, soon)[1:] == (0, 3)
    assert queries.situation_at(deputy, before, soon) == (queries.counts_at(deputy), 0, 1)
    operations.mark_read(documents_at(deputy)[0], by=deputy)
    assert queries.counts_at(deputy) == ({Duty.DIRECT: 1}, {Duty.DIRECT: 0})
    assert queries.counts_at(deputy_of(snv.hr, snv.colleague)) == ({}, {})


def make_due(document):
    with transaction():
        for routing in queries.routing_of(document):
            routing.due_at = clock.now()


def documents_at(actor):
    uids = [UUID(row.document_uid) for row in queries.work_of_desk(actor.desk_id)]
    return queries.visible_documents(uids, actor)


# ------------------------------------------------------------ posts that change hands


def test_whoever_left_a_post_keeps_what_he_handled_and_gets_nothing_new(snv):
    closed, open_one = stages.completed(snv), build.handed_on(snv)
    reorganising.unseat(db.session.get_one(Tenure, snv.official.tenure_id), by=SYSTEM)
    left, came = new_post(snv, snv.official), at_the_desk(snv, snv.hr, "official")
    later = build.handed_on(snv)
    assert [sees(left, paper) for paper in (closed, open_one, later)] == [True, True, False]
    assert [sees(came, paper) for paper in (closed, open_one, later)] == [False, True, True]


def test_whoever_left_the_agency_sees_nothing_of_it(snv):
    closed = stages.completed(snv)
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    elsewhere = replace(other.official, person_id=snv.official.person_id)
    assert sees(snv.official, closed)
    assert not sees(elsewhere, closed)


def new_post(house, actor):
    desk = reorganising.open_desk(DeskKind.PERSON, unit=house.rooms["finance"], by=SYSTEM)
    return seated(actor, desk)


def at_the_desk(house, actor, part):
    return seated(actor, house.desks[part])


# ------------------------------------------------------------------------- transfers


def test_a_transfer_moves_open_work_and_no_closed_paper(snv):
    closed, open_one = stages.completed(snv), build.handed_on(snv)
    desks = snv.desks
    reorganising.transfer(desks["official"], to=desks["other_official"], by=SYSTEM)
    outbox.drain(outbox.Lane.BULK)
    assert sees(snv.other_official, open_one)
    assert not sees(snv.other_official, closed)
    assert sees(snv.official, open_one)
    assert sees(snv.official, closed)
    (row,) = queries.work_of_desk(desks["other_official"].id)
    assert row.document_uid == str(open_one.uid)
    assert queries.work_of_desk(desks["official"].id) == []
    operations.complete(open_one, "Xong", by=snv.other_official)


# --------------------------------------------------------------------------- mergers


def test_the_head_of_the_successor_sees_open_work_and_no_closed_paper(snv):
    closed, open_one = stages.completed(snv), build.assigned(snv)
    staff, finance = snv.rooms["staff"], snv.rooms["finance"]
    reorganising.merge([staff], into=finance, on=clock.today(), by=SYSTEM)
    assert sees(snv.other_head, open_one)
    assert not sees(snv.other_head, closed)
    lost = present(snv.head)
    assert lost.roles == {Role.OFFICIAL}
    assert sees(lost, open_one)
    assert sees(lost, closed)


def test_the_leader_and_clerk_of_the_successor_see_what_was_still_open(snv):
    new = build.agency(code="H99.6", name="Sở mới", symbol="SM")
    closed, open_one = stages.completed(snv), build.presented(snv)
    restricted = build.presented(snv, is_restricted=True)
    reorganising.merge([snv.unit], into=new.unit, on=clock.today(), by=SYSTEM)
    for part in ("leader", "clerk", "deputy", "office_head"):
        assert sees(new.people[part], open_one), part
        assert not sees(new.people[part], closed), part
    assert not sees(new.people["deputy"], restricted)
    assert sees(new.leader, restricted)
    fresh = build.registered(new)
    assert sees(new.leader, fresh)
    assert not sees(present(snv.leader), fresh)
    assert sees(present(snv.leader), closed) == sees(snv.leader, closed)


PARTS = sorted(build.PARTS)
PAPERS = {
    "arrived": build.arrived,
    "presented": build.presented,
    "shared": stages.shared,
    "in hand": build.handed_on,
    "completed": stages.completed,
    "refused": stages.refused,
}
DRAFTS = {"draft": stages.drafted, "submitted": stages.submitted, "cancelled": stages.cancelled}
GAINERS = {"other_head"}


@contextmanager
def undone():
    """One example of many: what it made is taken back."""
    db.session.remove()
    point = db.engines[None].begin_nested()
    try:
        yield
    finally:
        db.session.remove()
        point.rollback()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kinds=st.lists(st.sampled_from(sorted([*PAPERS, *DRAFTS])), min_size=2, max_size=5),
    restricted=st.sets(st.integers(0, 4)),
)
def test_after_a_merger_nobody_sees_more_but_its_head_the_open_work(house, kinds, restricted):
    with undone():
        merge_and_compare(kinds, restricted)


def merge_and_compare(kinds, restricted):
    snv = build.agency()
    papers = [made(snv, kind, place in restricted) for place, kind in enumerate(kinds)]
    before = [readers(snv, paper) for paper in papers]
    staff, finance = snv.rooms["staff"], snv.rooms["finance"]
    reorganising.merge([staff], into=finance, on=clock.today(), by=SYSTEM)
    for paper, old in zip(papers, before, strict=True):
        new = {part for part in PARTS if sees(present(snv.people[part]), paper)}
        gained = GAINERS if paper.closed_at is None and "head" in old else set()
        assert new - old <= gained, paper.state
        assert old - new <= {"head"}, paper.state


def made(house, kind, restricted):
    if kind in DRAFTS:
        return DRAFTS[kind](house)
    return PAPERS[kind](house, is_restricted=restricted)
