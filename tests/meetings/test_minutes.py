"""Writing minutes together: nothing that somebody wrote is lost, and nothing overwrites."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from documents.models import Task, Urgency
from meetings import operations, queries
from meetings.models import (
    LeadAnswer,
    MeetingTaskState,
    Part,
    Secrecy,
    SectionPlace,
    SuggestionKind,
    SuggestionState,
)
from meetings.operations import HandOut
from office import clock, outbox
from office.db import db
from office.errors import Conflict, Forbidden, Invalid, Refusal
from tests import build
from tests.meetings import house as meetings


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def meeting(snv):
    made = meetings.opened(snv)
    operations.begin_minutes(made, by=snv.official)
    return made


def item_section(meeting):
    return next(one for one in queries.sections_of(meeting) if one.place is SectionPlace.ITEM)


def told(meeting, kind):
    return [line for line in queries.events_of(meeting) if line.kind == kind]


def test_sections_follow_the_agenda_and_are_laid_out_once(snv, meeting):
    places = [one.place for one in queries.sections_of(meeting)]
    assert places == [SectionPlace.HEAD, SectionPlace.ITEM, SectionPlace.TAIL]
    operations.add_item(meeting, operations.Point(title="Phát sinh"), by=snv.official)
    assert len(operations.begin_minutes(meeting, by=snv.leader)) == 4
    assert len(operations.begin_minutes(meeting, by=snv.leader)) == 4


def test_every_version_is_kept_and_told_without_its_words(snv, meeting):
    section = item_section(meeting)
    for number, words in enumerate(["một", "một\n\nhai"]):
        operations.save_section(section, words, base=number, by=snv.official)
    assert [one.body for one in queries.section_versions(section)] == ["một\n\nhai", "một"]
    assert [line.payload["version"] for line in told(meeting, "minutes")] == [1, 2]
    assert "một" not in str([line.payload for line in told(meeting, "minutes")])


def test_two_secretaries_at_once(snv, meeting):
    section = item_section(meeting)
    operations.hold_section(section, by=snv.official)
    with pytest.raises(Conflict):
        operations.hold_section(section, by=snv.leader)
    with pytest.raises(Conflict):
        operations.save_section(section, "của chủ tọa", base=0, by=snv.leader)
    operations.save_section(section, "của thư ký", base=0, by=snv.official)
    operations.release_section(section, by=snv.official)
    with pytest.raises(Conflict):
        operations.save_section(section, "của chủ tọa", base=0, by=snv.leader)
    operations.save_section(section, "của cả hai", base=1, by=snv.leader)
    assert section.body == "của cả hai"


def test_who_was_cut_off_keeps_the_section_for_ten_minutes(snv, meeting):
    section = item_section(meeting)
    operations.hold_section(section, by=snv.official)
    early = time_machine.travel(clock.now() + timedelta(minutes=9), tick=False)
    with early, pytest.raises(Conflict):
        operations.hold_section(section, by=snv.leader)
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        operations.hold_section(section, by=snv.leader)
        assert section.lease_by == snv.leader.name


def test_the_same_text_sent_twice_is_no_clash(snv, meeting):
    section = item_section(meeting)
    for _time in range(2):  # the page saved by itself while its button was pressed
        operations.save_section(section, "một", base=0, by=snv.official)
    assert (section.number, section.body) == (1, "một")
    with pytest.raises(Conflict):
        operations.save_section(section, "hai", base=0, by=snv.official)


def test_an_offline_text_returns_as_a_proposal_and_is_merged_by_a_person(snv, meeting):
    section = item_section(meeting)
    operations.save_section(section, "một\n\nhai", base=0, by=snv.official)
    operations.save_section(section, "một mới\n\nhai", base=1, by=snv.leader)
    with pytest.raises(Conflict):
        operations.save_section(section, "một\n\nhai\n\nba", base=1, by=snv.official)
    proposal = operations.bring_back(section, "một\n\nhai\n\nba", base=1, by=snv.official)
    assert section.body == "một mới\n\nhai"
    same = operations.bring_back(section, "một\n\nhai\n\nba", base=1, by=snv.official)
    assert same.id == proposal.id
    assert operations.bring_back(section, "một mới\n\nhai", base=1, by=snv.official) is None
    operations.take_in(proposal, by=snv.leader)
    assert section.body == "một mới\n\nhai\n\nba"
    assert (proposal.kind, proposal.state) == (SuggestionKind.RETURNING, SuggestionState.TAKEN)
    with pytest.raises(Refusal):
        operations.take_in(proposal, by=snv.leader)


def test_only_those_present_suggest_while_the_minutes_are_read(snv, meeting):
    section = item_section(meeting)
    operations.save_section(section, "một\n\nhai", base=0, by=snv.official)
    with pytest.raises(Refusal):
        operations.suggest(section, "hai rõ", paragraph=1, base=1, by=snv.head)
    for one in queries.people_of(meeting):
        if one.person_id == snv.head.person_id:
            operations.mark_present(one, by=snv.official)
    operations.close_session(meeting, by=snv.leader)
    operations.send_for_reading(meeting, by=snv.official)
    for absent in (snv.colleague, snv.other_head):  # not on the list, and not in the room
        with pytest.raises(Forbidden):
            operations.suggest(section, "hai rõ", paragraph=1, base=1, by=absent)
    with pytest.raises(Invalid):
        operations.suggest(section, "hai", paragraph=1, base=1, by=snv.head)
    made = operations.suggest(section, "hai rõ", paragraph=1, base=1, by=snv.head)
    with pytest.raises(Refusal):  # nothing is signed over an open suggestion
        operations.prepare_secretary_signature(meeting, by=snv.official)
    operations.take_in(made, by=snv.official)
    assert section.body == "một\n\nhai rõ"
    other = operations.suggest(section, "một khác", paragraph=0, base=2, by=snv.head)
    with pytest.raises(Invalid):
        operations.decline_suggestion(other, " ", by=snv.official)
    operations.decline_suggestion(other, "Đã nêu ở phần sau.", by=snv.official)
    assert section.body == "một\n\nhai rõ"
    late = time_machine.travel(clock.now() + timedelta(hours=25), tick=False)
    with late, pytest.raises(Refusal):
        operations.suggest(section, "một nữa", paragraph=0, base=2, by=snv.head)


def test_a_suggestion_for_a_place_that_changed_is_not_forced_in(snv, meeting):
    section = item_section(meeting)
    operations.save_section(section, "một", base=0, by=snv.official)
    operations.close_session(meeting, by=snv.leader)
    operations.send_for_reading(meeting, by=snv.official)
    made = operations.suggest(section, "một của trưởng phòng", paragraph=0, base=1, by=snv.head)
    operations.save_section(section, "một của thư ký", base=1, by=snv.official)
    with pytest.raises(Refusal):
        operations.take_in(made, by=snv.official)
    assert (section.body, made.state) == ("một của thư ký", SuggestionState.OPEN)


def task_of(snv, meeting, **given):
    filled = {
        "text": "Lập danh sách",
        "lead_unit_id": snv.rooms["staff"].id,
        "due_on": clock.today() + timedelta(days=10),
        "helper_ids": [snv.rooms["finance"].id],
        "item": queries.agenda_of(meeting)[0],
    }
    return operations.hand_out(meeting, HandOut(**filled | given), by=snv.official)


def test_a_task_is_agreed_to_by_the_lead_unit_and_confirmed_by_the_chair(snv, meeting):
    task = task_of(snv, meeting)
    with pytest.raises(Forbidden):
        operations.answer_hand_out(task, LeadAnswer.AGREES, by=snv.other_head)
    with pytest.raises(Invalid):
        operations.answer_hand_out(task, LeadAnswer.OBJECTS, by=snv.head)
    operations.answer_hand_out(task, LeadAnswer.OBJECTS, "Thiếu thời gian.", by=snv.head)
    operations.answer_hand_out(task, LeadAnswer.AGREES, by=snv.head)
    assert (task.answer, task.objection) == (LeadAnswer.AGREES, "")
    with pytest.raises(Forbidden):
        operations.confirm_hand_out(task, by=snv.official)
    with time_machine.travel(meeting.opened_at + timedelta(seconds=75), tick=False):
        operations.confirm_hand_out(task, by=snv.leader)
    assert (task.state, task.second) == (MeetingTaskState.CONFIRMED, 75)
    with pytest.raises(Refusal):
        operations.answer_hand_out(task, LeadAnswer.AGREES, by=snv.head)
    with pytest.raises(Forbidden):
        operations.withdraw_hand_out(task, "Nhầm.", by=snv.official)
    operations.withdraw_hand_out(task, "Nhầm.", by=snv.leader)
    assert queries.confirmed_tasks(meeting) == []
    assert queries.meeting_tasks(meeting) == [task]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": " "}, "text"),
        ({"due_on": None}, "due_on"),
        ({"due_on": clock.today() - timedelta(days=1)}, "due_on"),
        ({"lead_unit_id": 999_999}, "lead"),
        ({"helper_ids": [999_999]}, "helpers"),
    ],
)
def test_a_task_that_nobody_can_keep_is_said_at_its_field(snv, meeting, given, field):
    with pytest.raises(Invalid) as refused:
        task_of(snv, meeting, **given)
    assert field in refused.value.fields


def test_a_classified_meeting_has_no_minutes_here(snv):
    secret = meetings.called(snv, secrecy=Secrecy.SECRET)
    with pytest.raises(Forbidden):
        operations.begin_minutes(secret, by=snv.official)
    with pytest.raises(Forbidden):
        operations.hand_out(
            secret,
            HandOut(text="x", lead_unit_id=snv.rooms["staff"].id, due_on=clock.today()),
            by=snv.official,
        )
    assert db.session.get_one(type(secret), secret.id).is_classified


def test_only_the_keepers_write(snv, meeting):
    section = item_section(meeting)
    for actor in (snv.head, snv.clerk, snv.colleague):
        with pytest.raises(Forbidden):
            operations.save_section(section, "x", base=0, by=actor)
    assert {one.part for one in queries.people_of(meeting)} >= {Part.CHAIR, Part.SECRETARY}


def test_an_urgent_task_stands_in_the_register_as_soon_as_the_chair_confirms_it(snv, meeting):
    usual, urgent = task_of(snv, meeting), task_of(snv, meeting, is_urgent=True)
    outbox.drain()
    assert urgent.state is MeetingTaskState.DRAFT  # it binds nobody before the chair's word
    for task in (usual, urgent):
        operations.confirm_hand_out(task, by=snv.leader)
    outbox.drain()
    states = (usual.state, urgent.state, urgent.problem)
    assert states == (MeetingTaskState.CONFIRMED, MeetingTaskState.ISSUED, "")
    given = db.session.scalars(select(Task).where(Task.uid == urgent.task_uid)).one()
    assert (given.urgency, given.lead_desk_id) == (Urgency.URGENT, snv.desks["head"].id)
    assert queries.confirmed_tasks(meeting) == [usual, urgent]  # the notice names both
    with pytest.raises(Refusal):
        operations.withdraw_hand_out(urgent, "Nhầm.", by=snv.leader)
