"""Agenda, people and papers of a meeting being prepared, and calls at short notice."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine

from documents import operations as documents
from meetings import operations, queries
from meetings.models import NoMeeting, Part, Secrecy
from meetings.operations import agenda, inviting
from meetings.policy.calling import Can
from office import blobs, clock
from office.db import transaction
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import SYSTEM, allowed
from tests import build
from tests.documents import stages
from tests.meetings import house as meetings


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def meeting(snv):
    return meetings.planned(snv)


def item(meeting, snv, title="Kế hoạch quý"):
    return operations.add_item(meeting, operations.Point(title=title), by=snv.official)


def titles(meeting):
    return [one.title for one in queries.agenda_of(meeting)]


def file(words="%PDF-1.4 x"):
    kept = blobs.put(words.encode())
    return operations.Paper(name="bao-cao.pdf", media_type="application/pdf", stored=kept)


def test_items_are_put_in_order_and_taken_off_until_they_are_begun(snv, meeting):
    first, second, third = (item(meeting, snv, title) for title in ("Một", "Hai", "Ba"))
    operations.move_item(third, up=True, by=snv.official)
    operations.move_item(first, up=True, by=snv.official)
    assert titles(meeting) == ["Một", "Ba", "Hai"]
    operations.remove_item(third, by=snv.official)
    operations.move_item(first, up=False, by=snv.official)
    assert titles(meeting) == ["Hai", "Một"]
    with pytest.raises(NotFound):
        queries.visible_item(third.uid, snv.official)
    operations.call(meeting, by=snv.official)
    operations.open_session(meeting, by=snv.leader)
    operations.begin_item(second, by=snv.leader)
    for act in (operations.remove_item, lambda one, by: operations.move_item(one, up=False, by=by)):
        with pytest.raises(Refusal):
            act(second, by=snv.official)


def test_only_what_stands_on_a_list_counts(snv, meeting, monkeypatch):
    monkeypatch.setattr(agenda, "MOST_ITEMS", 2)
    first, second = item(meeting, snv), item(meeting, snv)
    with pytest.raises(Refusal):
        item(meeting, snv)
    operations.remove_item(first, by=snv.official)
    third = item(meeting, snv)
    assert queries.agenda_of(meeting) == [second, third]
    people = queries.people_of(meeting)
    monkeypatch.setattr(inviting, "MOST_PEOPLE", len(people))
    deputy = meetings.seat(snv.deputy, Part.MEMBER)
    with pytest.raises(Refusal):
        operations.invite_person(meeting, deputy, by=snv.official)
    operations.remove_person(people[-1], by=snv.official)
    made = operations.invite_person(meeting, deputy, by=snv.official)
    assert made.position > people[-1].position


def test_an_item_with_a_vote_or_a_task_stays_on_the_agenda(snv):
    meeting = meetings.called(snv)
    voted, tasked = item(meeting, snv, "Bầu"), item(meeting, snv, "Giao việc")
    question = operations.Question(text="Thông qua?", item=voted)
    box = operations.prepare_box(meeting, question, by=snv.leader)
    operations.open_session(meeting, by=snv.leader)
    given = operations.HandOut(
        text="Lập danh sách",
        lead_unit_id=snv.rooms["staff"].id,
        due_on=clock.today() + timedelta(days=9),
        item=tasked,
    )
    task = operations.hand_out(meeting, given, by=snv.official)
    for one in (voted, tasked):
        with pytest.raises(Refusal):
            operations.remove_item(one, by=snv.official)
    operations.declare_void(box, "Nhầm", by=snv.leader)
    operations.withdraw_hand_out(task, "Nhầm", by=snv.official)
    for one in (voted, tasked):
        operations.remove_item(one, by=snv.official)
    assert titles(meeting) == ["Kế hoạch quý"]
    with pytest.raises(Invalid):
        operations.prepare_box(meeting, question, by=snv.leader)


def test_the_order_of_people_is_the_order_of_seats(snv, meeting):
    names = [one.name for one in queries.people_of(meeting)]
    last = queries.people_of(meeting)[-1]
    operations.move_person(last, up=True, by=snv.official)
    assert [one.name for one in queries.people_of(meeting)] == [*names[:-2], names[-1], names[-2]]
    with pytest.raises(Forbidden):
        operations.move_person(last, up=True, by=snv.colleague)


def test_a_part_is_changed_and_there_stays_one_chair(snv, meeting):
    people = {one.person_id: one for one in queries.people_of(meeting)}
    head = people[snv.head.person_id]
    operations.change_seat(head, Part.OBSERVER, votes=False, by=snv.official)
    assert (head.part, head.is_voting) == (Part.OBSERVER, False)
    with pytest.raises(Refusal):
        operations.change_seat(head, Part.CHAIR, votes=True, by=snv.official)
    guest = operations.invite_person(
        meeting, operations.Seat(part=Part.INVITED, name="Trần Khách"), by=snv.official
    )
    with pytest.raises(Invalid):
        operations.change_seat(guest, Part.MEMBER, votes=True, by=snv.official)


def test_whole_desks_are_asked_at_once_and_who_is_there_stays(snv, meeting):
    desks = {
        snv.desks["head"].id: Part.INVITED,
        snv.desks["deputy"].id: Part.MEMBER,
        snv.desks["colleague"].id: Part.OBSERVER,
    }
    made = operations.invite_desks(meeting, desks, by=snv.official)
    assert [(one.name, one.part, one.is_voting) for one in made] == [
        (snv.deputy.name, Part.MEMBER, True),
        (snv.colleague.name, Part.OBSERVER, False),
    ]


def test_a_guest_with_an_address_that_is_none_is_refused(snv, meeting):
    with pytest.raises(Invalid):
        operations.invite_person(
            meeting,
            operations.Seat(part=Part.INVITED, name="Trần Khách", address="không có"),
            by=snv.official,
        )


def test_the_list_of_a_classified_meeting_is_kept_on_paper(snv):
    meeting = operations.plan_meeting(meetings.plan(secrecy=Secrecy.SECRET), by=snv.official)
    operations.invite_person(meeting, meetings.seat(snv.leader, Part.CHAIR), by=snv.official)
    with pytest.raises(Refusal):
        operations.invite_person(meeting, meetings.seat(snv.head, Part.MEMBER), by=snv.official)


# ------------------------------------------------------------------------------- papers


def test_a_document_is_laid_as_it_is_now_and_a_newer_text_is_told(snv, meeting):
    document = stages.drafted(snv)
    paper = operations.lay_document(
        item(meeting, snv), document.uid, must_read=True, by=snv.official
    )
    before = paper.sha256
    assert (paper.document_uid, paper.must_read) == (document.uid, True)
    assert queries.outdated([paper], snv.official) == set()
    text = stages.form(document) | {"subject": "Về việc khác"}
    documents.save_form(document, text, by=snv.official)
    stages.kept(document)
    assert queries.outdated([paper], snv.official) == {paper.id}
    assert paper.sha256 == before
    with pytest.raises(Invalid):
        operations.lay_file(
            queries.agenda_of(meeting)[0],
            file(f"%PDF-1.4 {'Về việc trồng cây'}"),
            must_read=False,
            by=snv.official,
        )


def test_only_what_the_planner_sees_is_laid_and_nothing_restricted(snv, meeting):
    point = item(meeting, snv)
    with pytest.raises(NotFound):
        operations.lay_document(point, uuid4(), must_read=False, by=snv.official)
    foreign = stages.drafted(build.agency(code="H99.2", name="Sở Tài chính", symbol="STC"))
    with pytest.raises(NotFound):
        operations.lay_document(point, foreign.uid, must_read=False, by=snv.official)
    own = stages.drafted(snv, "Việc kín")
    with transaction():
        own.is_restricted = True
    with pytest.raises(Refusal):
        operations.lay_document(point, own.uid, must_read=False, by=snv.official)


def test_papers_are_read_by_who_takes_part_or_prepares(snv, meeting):
    paper = operations.lay_file(item(meeting, snv), file(), must_read=False, by=snv.official)
    assert queries.paper_of(meeting, paper.uid) is paper
    for who, may in {
        "head": True,
        "official": True,
        "office_head": True,
        "colleague": False,
    }.items():
        assert allowed(snv.people[who], Can.READ_PAPERS, meeting) is may
    other = meetings.planned(snv)
    with pytest.raises(NotFound):
        queries.paper_of(other, paper.uid)
    operations.take_paper_back(paper, by=snv.official)
    assert queries.papers_of(meeting) == {}
    assert [line.kind for line in queries.events_of(meeting)][-2:] == ["paper", "paper"]


def test_no_paper_comes_before_a_classified_meeting(snv, meeting):
    point = item(meeting, snv)
    paper = operations.lay_file(point, file(), must_read=False, by=snv.official)
    with transaction():
        meeting.secrecy = Secrecy.SECRET
    for act in (
        lambda: operations.lay_file(point, file("y"), must_read=False, by=snv.official),
        lambda: operations.lay_document(point, uuid4(), must_read=False, by=snv.official),
        lambda: operations.take_paper_back(paper, by=snv.official),
        lambda: operations.draft_letter(meeting, by=snv.official),
    ):
        with pytest.raises(Refusal):
            act()
    assert not allowed(snv.leader, Can.READ_PAPERS, meeting)


# ------------------------------------------------------------------------ notice, cases


def soon(**given):
    starts = clock.now() + timedelta(hours=20)
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=1)} | given


def test_a_call_at_short_notice_says_why(snv):
    meeting = meetings.planned(snv, **soon())
    assert queries.is_short(meeting)
    with pytest.raises(Invalid) as refused:
        operations.call(meeting, by=snv.official)
    assert "urgent_reason" in refused.value.fields
    operations.change_plan(
        meeting, meetings.plan(**soon(urgent_reason="Bão số 9")), by=snv.official
    )
    operations.call(meeting, by=snv.official)
    assert meeting.urgent_reason == "Bão số 9"


def test_a_called_meeting_does_not_come_closer_without_a_reason(snv, meeting):
    operations.call(meeting, by=snv.official)
    with pytest.raises(Invalid):
        operations.change_plan(meeting, meetings.plan(**soon()), by=snv.official)


def test_days_off_do_not_count_as_notice(snv):
    tet = clock.local_midnight(date(2027, 2, 11))
    with time_machine.travel("2027-02-03T09:00:00+07:00"):
        meeting = meetings.planned(snv, **soon(starts_at=tet, ends_at=tet + timedelta(hours=2)))
        assert clock.working_days_between(clock.today(), date(2027, 2, 11)) < 3, "the new year"
        assert queries.is_short(meeting)


def test_a_meeting_that_should_not_be_says_why_it_is_needed(snv):
    case = (NoMeeting.SETTLED,)
    with pytest.raises(Invalid) as refused:
        operations.plan_meeting(meetings.plan(cases=case), by=snv.official)
    assert "needed_reason" in refused.value.fields
    made = operations.plan_meeting(
        meetings.plan(cases=case, needed_reason="Bộ yêu cầu"), by=snv.official
    )
    assert made.cases == ["settled"]


def test_the_machine_calls_whatever_the_letter_called(snv):
    meeting = meetings.planned(snv, **soon())
    operations.call(meeting, by=SYSTEM)
    assert meeting.invited_at is not None
