"""The floor goes in turns, opinions count when they were given in time, notes stay one's own."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from meetings import operations, queries
from meetings.models import ItemOpinion, Secrecy, SpeechKind, SpeechState, Stance
from office import clock
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Invalid, NotFound, Refusal
from tests import build
from tests.meetings import house as meetings


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def room(snv):
    """In session, at its first item."""
    meeting = meetings.opened(snv)
    operations.begin_item(item_of(meeting), by=snv.leader)
    return meeting


def item_of(meeting):
    return queries.agenda_of(meeting)[0]


def names(meeting):
    return [(person.person_id, speech.kind) for speech, person in queries.queue_of(meeting)]


def test_a_point_of_order_goes_first_and_a_reply_before_a_speech(snv, room):
    item = item_of(room)
    operations.ask_to_speak(item, by=snv.head)
    operations.ask_to_speak(item, by=snv.head)
    operations.ask_to_speak(item, SpeechKind.REPLY, by=snv.other_head)
    operations.ask_to_speak(item, SpeechKind.POINT_OF_ORDER, by=snv.official)
    assert names(room) == [
        (snv.official.person_id, SpeechKind.POINT_OF_ORDER),
        (snv.other_head.person_id, SpeechKind.REPLY),
        (snv.head.person_id, SpeechKind.SPEAK),
    ]


def test_one_speaks_at_a_time_and_the_times_of_each_add_up(snv, room):
    item = item_of(room)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for minutes, actor in ((3, snv.head), (2, snv.other_head), (4, snv.head)):
            speech = operations.ask_to_speak(item, by=actor)
            operations.give_floor(speech, by=snv.leader)
            operations.give_floor(speech, by=snv.official)
            traveller.shift(timedelta(minutes=minutes))
        assert states(room) == [SpeechState.SPEAKING]
        operations.end_speech(speech, by=snv.head)
        by_person = {one.id: one.person_id for one in queries.people_of(room)}
        found = {by_person[who]: time for who, time in queries.speaking_times(room).items()}
    assert found[snv.head.person_id] == timedelta(minutes=7)
    assert found[snv.other_head.person_id] == timedelta(minutes=2)
    with pytest.raises(Refusal):
        operations.give_floor(speech, by=snv.leader)


def states(meeting):
    return [speech.state for speech, _person in queries.queue_of(meeting)]


def test_the_floor_is_asked_for_at_the_item_of_now_and_falls_with_it(snv, room):
    second = operations.add_item(room, operations.Point(title="Việc khác"), by=snv.official)
    with pytest.raises(Refusal):
        operations.ask_to_speak(second, by=snv.head)
    waiting = operations.ask_to_speak(item_of(room), by=snv.head)
    operations.begin_item(second, by=snv.leader)
    assert waiting.state == SpeechState.WITHDRAWN
    speaking = operations.ask_to_speak(second, by=snv.head)
    operations.give_floor(speaking, by=snv.leader)
    operations.close_session(room, by=snv.leader)
    assert (speaking.state, speaking.ended_at is not None) == (SpeechState.DONE, True)


def test_only_who_runs_the_session_gives_the_floor_and_each_gives_up_his_own(snv, room):
    speech = operations.ask_to_speak(item_of(room), by=snv.head)
    for act in (operations.give_floor, operations.end_speech, operations.withdraw_speech):
        with pytest.raises(Forbidden):
            act(speech, by=snv.other_head)
    with pytest.raises(NotFound):
        queries.visible_speech(speech.uid, snv.colleague)
    operations.withdraw_speech(speech, by=snv.head)
    assert not queries.queue_of(room)


def test_the_last_opinion_of_a_person_counts_and_the_former_stays(snv, room):
    item = item_of(room)
    with pytest.raises(Invalid):
        operations.give_opinion(item, Stance.DISAGREE, "  ", by=snv.head)
    operations.give_opinion(item, Stance.DISAGREE, "Thiếu kinh phí", by=snv.head)
    operations.give_opinion(item, Stance.AGREE, by=snv.head)
    ((opinion, _person),) = queries.opinions_on(room)[item.id]
    assert opinion.stance == Stance.AGREE
    assert len(db.session.scalars(select(ItemOpinion)).all()) == 2
    last = queries.events_of(room)[-1]
    assert last.kind == "opinion"
    assert "Thiếu" not in str([line.payload for line in queries.events_of(room)])


def test_what_was_said_before_the_closing_counts_though_it_comes_late(snv):
    meeting = meetings.called(snv)
    item = item_of(meeting)
    early = operations.give_opinion(item, Stance.AGREE, by=snv.other_head)
    operations.open_session(meeting, by=snv.leader)
    said_at = clock.now()
    operations.close_session(meeting, by=snv.leader)
    late = operations.give_opinion(item, Stance.AGREE, by=snv.head, at=said_at)
    assert (early.is_before, late.is_before, late.at) == (True, False, said_at)
    with pytest.raises(Refusal):
        operations.give_opinion(item, Stance.AGREE, by=snv.head)


def test_a_note_is_read_by_its_writer_alone_and_told_nowhere(snv, room):
    item = item_of(room)
    lines, events = count(AuditEvent), len(queries.events_of(room))
    operations.write_note(item, "Hỏi lại số liệu", by=snv.head)
    assert queries.notes_of(room, snv.head) == {item.id: "Hỏi lại số liệu"}
    for actor in (snv.leader, snv.official, snv.other_head):
        assert queries.notes_of(room, actor) == {}
    assert (count(AuditEvent), len(queries.events_of(room))) == (lines, events)
    operations.write_note(item, "cũ", by=snv.head, at=clock.now() - timedelta(hours=1))
    assert queries.notes_of(room, snv.head) == {item.id: "Hỏi lại số liệu"}
    with pytest.raises(Invalid):
        operations.write_note(item, "x" * 30_000, by=snv.head)


def count(model):
    return len(db.session.scalars(select(model.id)).all())


def test_whoever_only_sees_the_meeting_says_nothing_in_it(snv, room):
    for act in (
        lambda: operations.write_note(item_of(room), "x", by=snv.clerk),
        lambda: operations.give_opinion(item_of(room), Stance.AGREE, by=snv.clerk),
        lambda: operations.ask_to_speak(item_of(room), by=snv.clerk),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_classified_meeting_takes_no_words(snv, room):
    with transaction():
        room.secrecy = Secrecy.SECRET
    for act in (
        lambda: operations.write_note(item_of(room), "x", by=snv.head),
        lambda: operations.give_opinion(item_of(room), Stance.AGREE, by=snv.head),
        lambda: operations.ask_to_speak(item_of(room), by=snv.head),
    ):
        with pytest.raises(Forbidden):
            act()
