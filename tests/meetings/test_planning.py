"""Planning and running a meeting: what is kept, who may, what is told in which order."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from meetings import operations, queries
from meetings.models import Meeting, MeetingEvent, MeetingState, Part, Secrecy
from meetings.operations.telling import GENESIS, hash_of
from meetings.policy import Can
from office import clock
from office.db import db, transaction
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import SYSTEM, allowed
from tests import build
from tests.meetings import house as meetings


@pytest.fixture
def snv(house):
    return build.agency()


def test_numbers_follow_each_other_in_a_year(snv):
    first, second = (meetings.planned(snv) for _ in range(2))
    assert second.number == first.number + 1
    next_year = clock.now() + timedelta(days=400)
    later = meetings.planned(snv, starts_at=next_year, ends_at=next_year + timedelta(hours=1))
    assert later.number == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"ends_at": clock.now()}, "ends_at"),
        ({"ends_at": clock.now() + timedelta(days=30)}, "ends_at"),
        ({"engine": "tivi"}, "engine"),
        ({"rule": "tung-xu"}, "rule"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_field(snv, given, field):
    with pytest.raises(Invalid) as refused:
        operations.plan_meeting(meetings.plan(**given), by=snv.official)
    assert field in refused.value.fields


def test_of_a_classified_meeting_only_the_entry_is_kept(snv):
    meeting = meetings.planned(
        snv, secrecy=Secrecy.SECRET, purpose="Kín", place="Hầm", head_count=5
    )
    assert (meeting.title, meeting.purpose, meeting.place) == ("", "", "")
    assert meeting.recording.value == "off"
    assert meeting.head_count == 5
    with pytest.raises(Refusal):
        operations.add_item(meeting, operations.Point(title="Kín"), by=snv.official)
    operations.call(meeting, by=snv.official)
    with pytest.raises(Refusal):
        operations.open_session(meeting, by=snv.leader)
    assert not allowed(snv.leader, Can.ATTEND, meeting)


def test_a_meeting_is_seen_by_who_takes_part_and_the_heads_of_the_house(snv):
    meeting = meetings.called(snv)
    for sees in (snv.official, snv.leader, snv.head, snv.clerk, snv.office_head, snv.deputy):
        assert queries.visible_meeting(meeting.uid, sees) is meeting
    for blind in (snv.colleague, snv.admin, snv.hr):
        with pytest.raises(NotFound):
            queries.visible_meeting(meeting.uid, blind)


def test_a_restricted_meeting_is_seen_by_its_list_alone(snv):
    meeting = meetings.called(snv, is_restricted=True)
    with pytest.raises(NotFound):
        queries.visible_meeting(meeting.uid, snv.clerk)
    assert queries.visible_meeting(meeting.uid, snv.other_head) is meeting


def test_there_is_one_chair_and_nobody_stands_twice_on_the_list(snv):
    meeting = meetings.planned(snv)
    with pytest.raises(Refusal):
        operations.invite_person(meeting, meetings.seat(snv.deputy, Part.CHAIR), by=snv.official)
    with pytest.raises(Invalid):
        operations.invite_person(meeting, meetings.seat(snv.head, Part.MEMBER), by=snv.official)


def test_whoever_was_taken_off_the_list_can_come_back_but_saw_nothing_meanwhile(snv):
    meeting = meetings.called(snv)
    head = next(one for one in queries.people_of(meeting) if one.person_id == snv.head.person_id)
    operations.remove_person(head, by=snv.official)
    with pytest.raises(NotFound):
        queries.visible_meeting(meeting.uid, snv.head)
    operations.invite_person(meeting, meetings.seat(snv.head, Part.INVITED), by=snv.official)
    assert queries.visible_meeting(meeting.uid, snv.head) is meeting


def test_a_meeting_without_a_chair_is_not_called(snv):
    meeting = operations.plan_meeting(meetings.plan(), by=snv.official)
    assert not allowed(snv.official, Can.CALL, meeting)
    with pytest.raises(Forbidden):
        operations.call(meeting, by=snv.official)


def test_a_meeting_put_off_keeps_its_name_in_calendars(snv):
    meeting = meetings.called(snv)
    name = meeting.iuid
    operations.postpone(meeting, "Chủ trì bận", by=snv.official)
    operations.call(meeting, by=snv.official)
    assert (meeting.state, meeting.iuid, meeting.sequence) == (MeetingState.INVITED, name, 1)
    with pytest.raises(Invalid):
        operations.cancel(meeting, "  ", by=snv.official)


def test_the_next_item_ends_the_one_before_and_closing_ends_the_last(snv):
    meeting = meetings.called(snv)
    second = operations.add_item(meeting, operations.Point(title="Việc khác"), by=snv.official)
    first = queries.agenda_of(meeting)[0]
    with pytest.raises(Refusal):
        operations.begin_item(first, by=snv.leader)
    operations.open_session(meeting, by=snv.leader)
    operations.begin_item(first, by=snv.official)
    operations.begin_item(second, by=snv.leader)
    assert first.ended_at is not None
    operations.close_session(meeting, by=snv.leader)
    assert second.ended_at is not None
    with pytest.raises(Refusal):
        operations.invite_person(meeting, meetings.seat(snv.deputy, Part.MEMBER), by=snv.official)


@pytest.mark.parametrize(
    ("can", "who"),
    [
        (Can.PLAN, "admin"),
        (Can.PREPARE, "colleague"),
        (Can.RUN, "head"),
        (Can.LEAD, "official"),
        (Can.KEEP_MINUTES, "head"),
        (Can.ATTEND, "clerk"),
        (Can.BE_SIGNED, "leader"),
    ],
)
def test_what_others_do_is_refused(snv, can, who):
    meeting = meetings.opened(snv)
    assert not allowed(snv.people[who], can, meeting)
    assert allowed(SYSTEM, Can.BE_SIGNED, meeting)


def test_the_course_of_a_meeting_is_a_chain_that_only_grows(snv):
    meeting = meetings.closed(snv)
    lines = queries.events_of(meeting)
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert [line.kind for line in lines][-2:] == ["opened", "closed"]
    before = GENESIS
    for line in lines:
        assert (line.previous, line.hash) == (before, hash_of(meeting.uid, line))
        before = line.hash
    assert queries.events_of(meeting, after=lines[1].number)[0].number == 3
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(update(MeetingEvent).values(kind="other"))


def test_the_lists_go_on_after_the_last_row_seen(snv):
    for days in (3, 2, 1):
        starts = clock.now() + timedelta(days=days)
        meetings.planned(snv, starts_at=starts, ends_at=starts + timedelta(hours=1))
    first = queries.listed(snv.head, "coming", size=1)
    last = (first[0].starts_at, first[0].id)
    rest = queries.listed(snv.head, "coming", after=last)
    times = [row.starts_at for row in [first[0], *rest]]
    assert times == sorted(times)
    assert len(times) == 3
    assert queries.listed(snv.head, "coming", narrow=queries.Narrow(words="giao ban"))
    assert not queries.listed(snv.head, "coming", narrow=queries.Narrow(words="khong co"))
    assert not queries.listed(snv.colleague, "coming")
    assert db.session.scalar(select(Meeting.id).where(Meeting.state == MeetingState.DRAFT))


def test_what_was_written_down_never_becomes_a_classified_entry(snv):
    meeting = meetings.planned(snv)
    with pytest.raises(Refusal):
        operations.change_plan(meeting, meetings.plan(secrecy=Secrecy.SECRET), by=snv.official)
    entry = meetings.planned(snv, secrecy=Secrecy.SECRET)
    operations.change_plan(entry, meetings.plan(secrecy=Secrecy.TOP_SECRET), by=snv.official)
    with pytest.raises(Refusal):
        operations.change_plan(entry, meetings.plan(), by=snv.official)
