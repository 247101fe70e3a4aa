"""Who was there decides: the code of the room, three devices, leaving, the quorum at an instant."""

import threading
import time
from datetime import timedelta

import pytest
import time_machine

from meetings import operations, queries
from meetings.jobs.minutes_content import minutes_of
from meetings.models import Form, Meeting, MeetingState, Part, Participant, Secrecy
from meetings.policy import Can
from office import clock
from office.db import db, transaction
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import allowed
from tests import build
from tests.meetings import house as meetings


@pytest.fixture
def snv(house):
    return build.agency()


def come(meeting, *actors):
    for actor in actors:
        operations.check_in(meeting, queries.code_at(meeting, clock.now()), by=actor)


def present(meeting, at=None):
    return {one.person_id for one in queries.present_at(meeting, at)}


def kinds(meeting):
    return [line.kind for line in queries.events_of(meeting)]


def test_the_code_of_now_and_its_neighbours_open_the_door(snv):
    meeting = meetings.opened(snv)
    now = clock.now()
    near = {queries.code_at(meeting, now, steps=steps) for steps in (-1, 0, 1)}
    assert len({queries.code_at(meeting, now, steps=steps) for steps in range(200)}) > 190
    for code in near:
        operations.check_in(meeting, f" {code[:3]} {code[3:]} ", by=snv.head)
    stale = {queries.code_at(meeting, now, steps=steps) for steps in (-2, 2)} - near
    for code in [*stale, "", "١٢٣٤٥٦", "12345"]:
        with pytest.raises(Invalid):
            operations.check_in(meeting, code, by=snv.other_head)
    assert present(meeting) == {snv.head.person_id}


def test_another_meeting_has_another_code(snv):
    one, other = meetings.opened(snv), meetings.opened(snv)
    now = clock.now()
    codes = [queries.code_at(one, now, steps=steps) for steps in range(20)]
    assert codes != [queries.code_at(other, now, steps=steps) for steps in range(20)]


def test_three_devices_of_one_person_are_one_presence(snv):
    meeting = meetings.opened(snv, form=Form.HYBRID)
    come(meeting, snv.head)
    operations.join_online(meeting, by=snv.head)
    head = next(one for one in queries.people_of(meeting) if one.person_id == snv.head.person_id)
    operations.mark_present(head, by=snv.official)
    assert len(queries.spans_of(meeting)[head.id]) == 1
    assert kinds(meeting).count("came") == 1


def test_whoever_leaves_and_returns_was_away_in_between(snv):
    meeting = meetings.opened(snv)
    begun = clock.now()
    with time_machine.travel(begun, tick=False) as traveller:
        come(meeting, snv.head)
        traveller.shift(timedelta(minutes=10))
        operations.leave(meeting, by=snv.head)
        operations.leave(meeting, by=snv.head)
        traveller.shift(timedelta(minutes=10))
        come(meeting, snv.head)
        traveller.shift(timedelta(minutes=10))
        person = {snv.head.person_id}
        minutes = (0, 5, 10, 15, 20, 25)
        there = [present(meeting, begun + timedelta(minutes=at)) == person for at in minutes]
        assert there == [True, True, False, False, True, True]
        (spans,) = queries.spans_of(meeting).values()
        assert queries.total_of(spans) == timedelta(minutes=20)
    assert kinds(meeting).count("left") == 1


def test_the_quorum_is_counted_of_the_members_by_the_rule_of_the_meeting(snv):
    meeting = meetings.opened(snv, rule="committee")
    assert (queries.quorum(meeting).members, queries.quorum(meeting).needed) == (3, 2)
    come(meeting, snv.official, snv.head)
    found = queries.quorum(meeting)
    assert (found.present, found.people_present, found.is_met) == (1, 2, False)
    come(meeting, snv.leader)
    assert queries.quorum(meeting).is_met


def test_presence_stands_once_the_session_is_closed(snv):
    meeting = meetings.opened(snv)
    come(meeting, snv.head, snv.leader)
    operations.close_session(meeting, by=snv.leader)
    assert present(meeting) == set()
    assert queries.quorum(meeting).present == 2
    last = queries.events_of(meeting)[-1]
    assert (last.kind, len(last.payload["present"])) == ("closed", 2)
    with pytest.raises(Refusal):
        come(meeting, snv.other_head)
    with pytest.raises(Refusal):
        operations.mark_present(queries.people_of(meeting)[0], by=snv.official)


def test_who_is_taken_off_the_list_in_the_session_was_there_until_then(snv):
    meeting = meetings.opened(snv)
    come(meeting, snv.head, snv.leader)
    head = next(one for one in queries.people_of(meeting) if one.person_id == snv.head.person_id)
    operations.remove_person(head, by=snv.official)
    (span,) = queries.spans_of(meeting)[head.id]
    assert span.to_at is not None
    operations.close_session(meeting, by=snv.leader)
    assert str(head.uid) in [row["participant"] for row in queries.presence_of(meeting)]
    made = minutes_of(meeting, version=1)
    assert head.name in [one.name for one in made.present]
    assert head.name not in [one.name for one in made.absent]


def test_doors_open_an_hour_before(snv):
    meeting = meetings.called(snv)
    assert meeting.state == MeetingState.INVITED
    with pytest.raises(Refusal):
        come(meeting, snv.head)
    with time_machine.travel(meeting.starts_at - timedelta(minutes=59)):
        come(meeting, snv.head)
        assert present(meeting) == {snv.head.person_id}


def test_a_guest_is_noted_by_the_secretary_alone(snv):
    meeting = meetings.opened(snv)
    seat = operations.Seat(part=Part.INVITED, name="Vũ Hải Yến", address="yen@nhamay.example")
    guest = operations.invite_person(meeting, seat, by=snv.official)
    with pytest.raises(Forbidden):
        operations.mark_present(guest, by=snv.head)
    operations.mark_present(guest, by=snv.official)
    assert [one.name for one in queries.present_at(meeting)] == ["Vũ Hải Yến"]
    operations.mark_left(guest, by=snv.official)
    assert not queries.present_at(meeting)


def test_a_meeting_in_the_room_is_not_joined_from_afar(snv):
    with pytest.raises(Refusal):
        operations.join_online(meetings.opened(snv), by=snv.head)


def test_who_is_not_on_the_list_does_not_come_in(snv):
    meeting = meetings.opened(snv)
    for actor in (snv.clerk, snv.deputy):
        with pytest.raises(Forbidden):
            come(meeting, actor)


def test_nobody_is_checked_in_at_a_classified_meeting(snv):
    meeting = meetings.called(snv, secrecy=Secrecy.SECRET)
    for act in (come, lambda meeting, actor: operations.join_online(meeting, by=actor)):
        with pytest.raises(Refusal):
            act(meeting, snv.head)
    with pytest.raises(Refusal):
        operations.mark_present(queries.people_of(meeting)[0], by=snv.official)


def test_the_room_is_for_those_who_take_part_and_the_code_for_who_prepares(snv):
    meeting = meetings.opened(snv)
    assert allowed(snv.head, Can.ENTER, meeting)
    assert not allowed(snv.clerk, Can.ENTER, meeting)
    assert allowed(snv.official, Can.SHOW_CODE, meeting)
    assert not allowed(snv.head, Can.SHOW_CODE, meeting)


def test_many_come_in_within_the_share_of_three_hundred_in_two_minutes(snv):
    meeting = meetings.opened(snv)
    with transaction():
        guests = [
            Participant(
                meeting_id=meeting.id,
                position=100 + number,
                part=Part.INVITED,
                name=f"Khách {number}",
            )
            for number in range(50)
        ]
        db.session.add_all(guests)
    begun = time.monotonic()
    for guest in guests:
        operations.mark_present(guest, by=snv.official)
    assert time.monotonic() - begun < 20
    assert queries.quorum(meeting).people_present == 50
    assert kinds(meeting).count("came") == 50


def test_devices_that_come_in_at_once_are_one_presence_and_lines_have_no_gap(lasting_app):
    with lasting_app.app_context():
        snv = build.agency()
        meeting = meetings.opened(snv)
        number, faults = meeting.id, []

    def come_in(actor):
        with lasting_app.app_context():
            try:
                found = db.session.get_one(Meeting, number)
                operations.check_in(found, queries.code_at(found, clock.now()), by=actor)
            except Exception as fault:  # noqa: BLE001 - whatever it was is shown below
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [
        threading.Thread(target=come_in, args=(actor,)) for actor in (snv.head, snv.other_head) * 3
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert faults == []
    with lasting_app.app_context():
        found = db.session.get_one(Meeting, number)
        assert [len(spans) for spans in queries.spans_of(found).values()] == [1, 1]
        numbers = [line.number for line in queries.events_of(found)]
        assert numbers == list(range(1, len(numbers) + 1))
