"""Answers on the page and by mail, stand-ins with the chair's consent, reminders."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from sqlalchemy import select

from meetings import operations, queries
from meetings.jobs.reminding import remind
from meetings.models import (
    MeetingAnswer,
    MeetingEvent,
    MeetingReminder,
    MeetingState,
    Part,
    Participant,
    Rsvp,
    Secrecy,
    Via,
)
from meetings.operations import StandIn
from office import clock
from office.accounts.models import Notice
from office.db import db
from office.errors import Forbidden, Invalid, NotFound, Refusal
from tests.documents.pages import Reader
from tests.mail.post import post_office
from tests.meetings import house as meetings
from tests.meetings.invited import (
    GUEST,
    guest_of,
    organizer_of,
    place_of,
    replies,
    told,
    with_guest,
)


@pytest.fixture
def mail(house):
    return post_office()


@pytest.fixture
def asked(mail):
    """A meeting whose invitations have left, and the letter to the guest."""
    meeting = with_guest(mail)
    return meeting, told(meeting)


def answers_of(meeting):
    wanted = select(MeetingAnswer).where(MeetingAnswer.meeting_id == meeting.id)
    return db.session.scalars(wanted.order_by(MeetingAnswer.id)).all()


def notices_at(actor):
    found = select(Notice.kind).where(Notice.desk_id == actor.desk_id)
    return [kind for kind in db.session.scalars(found) if kind.startswith("meeting_")]


# ------------------------------------------------------------------------- on the page


def test_an_answer_may_be_changed(mail):
    meeting = meetings.called(mail)
    mine = place_of(meeting, mail.head)
    operations.answer(mine, Rsvp.TENTATIVE, by=mail.head)
    operations.answer(mine, Rsvp.ACCEPTED, by=mail.head)
    assert mine.rsvp == Rsvp.ACCEPTED
    kinds = select(MeetingEvent.kind).where(MeetingEvent.meeting_id == meeting.id)
    assert list(db.session.scalars(kinds)).count("answered") == 2


def test_who_cannot_come_reports_to_the_chair_why(mail):
    meeting = meetings.called(mail)
    mine = place_of(meeting, mail.head)
    with pytest.raises(Invalid):
        operations.answer(mine, Rsvp.DECLINED, by=mail.head)
    operations.answer(mine, Rsvp.DECLINED, reason="Đi công tác", by=mail.head)
    assert (mine.rsvp, mine.reason) == (Rsvp.DECLINED, "Đi công tác")
    assert notices_at(mail.leader) == ["meeting_answer"]


@pytest.mark.parametrize("who", ["leader", "official", "clerk", "other_head"])
def test_nobody_answers_for_another(mail, who):
    mine = place_of(meetings.called(mail), mail.head)
    with pytest.raises(Forbidden):
        operations.answer(mine, Rsvp.ACCEPTED, by=mail.agency.people[who])


def test_no_answer_before_it_is_called_nor_when_it_has_begun(mail):
    planned = place_of(meetings.planned(mail), mail.head)
    opened = place_of(meetings.opened(mail), mail.head)
    for mine in (planned, opened):
        with pytest.raises(Forbidden):
            operations.answer(mine, Rsvp.ACCEPTED, by=mail.head)


# --------------------------------------------------------------------------- stand-ins


def sent(mail, meeting, **given):
    other = {"tenure_id": mail.official.tenure_id} | given
    mine = place_of(meeting, mail.other_head)
    return operations.send_stand_in(mine, StandIn(**other), reason="Ốm", by=mail.other_head)


def test_a_stand_in_takes_part_once_the_chair_has_consented(mail):
    meeting = meetings.called(mail)
    made = sent(mail, meeting, tenure_id=mail.other_official.tenure_id)
    mine = place_of(meeting, mail.other_head)
    assert (mine.rsvp, made.is_admitted, made.is_voting) == (Rsvp.DELEGATED, False, False)
    assert notices_at(mail.leader) == ["meeting_answer"]
    with pytest.raises(Forbidden):
        operations.admit_stand_in(made, by=mail.official)
    with pytest.raises(NotFound):
        queries.visible_meeting(meeting.uid, mail.other_official)
    operations.admit_stand_in(made, by=mail.leader)
    assert made.is_admitted
    assert queries.visible_meeting(meeting.uid, mail.other_official) is meeting
    assert notices_at(mail.other_head) == ["meeting_answer"]
    with pytest.raises(Refusal):
        operations.admit_stand_in(made, by=mail.leader)


def test_the_chair_may_insist(mail):
    meeting = meetings.called(mail)
    made = sent(mail, meeting, tenure_id=mail.other_official.tenure_id)
    operations.refuse_stand_in(made, reason="Cần đồng chí", by=mail.leader)
    assert place_of(meeting, mail.other_head).rsvp == Rsvp.NONE
    assert made.removed_at is not None
    again = sent(mail, meeting, tenure_id=mail.other_official.tenure_id)
    assert again.id == made.id  # one row for one person
    assert again.removed_at is None


def test_who_was_refused_as_a_stand_in_may_be_invited_himself(mail):
    meeting = meetings.called(mail)
    made = sent(mail, meeting, tenure_id=mail.other_official.tenure_id)
    operations.refuse_stand_in(made, reason="Cần đồng chí", by=mail.leader)
    invited = operations.invite_person(
        meeting, meetings.seat(mail.other_official, Part.INVITED), by=mail.official
    )
    assert (invited.id, invited.is_admitted) == (made.id, True)


def test_who_comes_after_all_calls_his_stand_in_back(mail):
    meeting = meetings.called(mail)
    made = sent(mail, meeting, tenure_id=mail.other_official.tenure_id)
    operations.answer(place_of(meeting, mail.other_head), Rsvp.ACCEPTED, by=mail.other_head)
    assert made.removed_at is not None


def test_stand_ins_that_cannot_be(mail):
    meeting = meetings.called(mail)
    with pytest.raises(Invalid):
        sent(mail, meeting)  # the official is on the list already
    chair = place_of(meeting, mail.leader)
    other = StandIn(tenure_id=mail.other_official.tenure_id)
    with pytest.raises(Refusal):
        operations.send_stand_in(chair, other, reason="Bận", by=mail.leader)
    made = sent(mail, meeting, tenure_id=mail.other_official.tenure_id)
    operations.admit_stand_in(made, by=mail.leader)
    with pytest.raises(Forbidden):  # one stand-in, no chain of them
        operations.send_stand_in(
            made, StandIn(tenure_id=mail.colleague.tenure_id), reason="x", by=mail.other_official
        )


def test_a_stand_in_is_told_by_mail_once_admitted(mail):
    meeting = meetings.called(mail)
    told(meeting)
    mine = place_of(meeting, mail.head)
    other = StandIn(tenure_id=mail.colleague.tenure_id)
    made = operations.send_stand_in(mine, other, reason="Ốm", by=mail.head)
    assert told(meeting) == {}
    operations.admit_stand_in(made, by=mail.leader)
    assert set(told(meeting)) == {"colleague@snv.lamgiang.example"}


# ----------------------------------------------------------------------------- by mail


def test_an_answer_by_mail_counts_by_the_mark_in_its_address(asked):
    meeting, letters = asked
    replies(meeting, organizer_of(letters[GUEST]), comment="Đến muộn")
    [row] = answers_of(meeting)
    assert (row.via, row.is_verified, row.comment) == (Via.MAIL, True, "Đến muộn")
    assert guest_of(meeting).rsvp == Rsvp.ACCEPTED


def test_without_the_mark_a_proven_sender_counts(asked):
    meeting, _letters = asked
    replies(meeting, "vanthu@snv.lamgiang.example", proven=True)
    assert guest_of(meeting).rsvp == Rsvp.ACCEPTED


@pytest.mark.parametrize("tag", ["", "+m.aaaaaaaaaaaaaaaa"])
def test_what_nobody_vouches_for_waits_for_a_person(asked, mail, tag):
    meeting, _letters = asked
    replies(meeting, f"vanthu{tag}@snv.lamgiang.example")
    [row] = queries.unsettled(meeting)
    assert (row.is_verified, guest_of(meeting).rsvp) == (False, Rsvp.NONE)
    assert notices_at(mail.official) == ["meeting_answer"]
    with pytest.raises(Forbidden):
        operations.accept_answer(row, by=mail.other_head)
    operations.accept_answer(row, by=mail.official)
    assert guest_of(meeting).rsvp == Rsvp.ACCEPTED
    assert queries.unsettled(meeting) == []
    with pytest.raises(Refusal):
        operations.set_answer_aside(row, by=mail.official)


def test_the_mark_of_another_does_not_vouch(asked):
    """A guest who answers for somebody else with his own mark."""
    meeting, letters = asked
    head = "head@snv.lamgiang.example"
    replies(meeting, organizer_of(letters[GUEST]), address=head)
    assert [row.is_verified for row in answers_of(meeting)] == [False]


def test_an_answer_set_aside_changes_nothing(asked, mail):
    meeting, _letters = asked
    replies(meeting, "vanthu@snv.lamgiang.example", "DECLINED")
    [row] = queries.unsettled(meeting)
    operations.set_answer_aside(row, by=mail.official)
    assert (guest_of(meeting).rsvp, queries.unsettled(meeting)) == (Rsvp.NONE, [])


def test_answers_to_a_former_state_are_passed_over(asked, mail):
    meeting, letters = asked
    to = organizer_of(letters[GUEST])
    operations.add_item(meeting, operations.Point(title="Thêm"), by=mail.official)
    told(meeting)
    replies(meeting, to, sequence=0)
    assert answers_of(meeting) == []
    replies(meeting, to, sequence=1)
    assert guest_of(meeting).rsvp == Rsvp.ACCEPTED


def test_an_answer_that_was_written_earlier_does_not_replace_a_later_one(asked):
    meeting, letters = asked
    to = organizer_of(letters[GUEST])
    replies(meeting, to, "DECLINED", stamp="2026-11-23T04:00:00+00:00")
    replies(meeting, to, "ACCEPTED", stamp="2026-11-23T03:00:00+00:00")
    assert guest_of(meeting).rsvp == Rsvp.DECLINED


def test_answers_of_strangers_and_about_nothing_are_passed_over(asked):
    meeting, letters = asked
    to = organizer_of(letters[GUEST])
    replies(meeting, to, address="la@x.example", sender="la@x.example", proven=True)
    replies(meeting, to, uid="1@elsewhere.example")
    replies(meeting, to, uid="not-a-uid@meetings")
    replies(meeting, to, "MAYBE")
    assert answers_of(meeting) == []


def test_answers_after_the_opening_are_passed_over(asked, mail):
    meeting, letters = asked
    operations.open_session(meeting, by=mail.leader)
    replies(meeting, organizer_of(letters[GUEST]))
    assert answers_of(meeting) == []


def test_another_time_is_a_proposal_to_the_secretary(asked, mail):
    meeting, letters = asked
    times = {"start": "2026-12-03T08:00:00+07:00", "end": "2026-12-03T09:00:00+07:00"}
    replies(meeting, organizer_of(letters[GUEST]), method="COUNTER", **times)
    [row] = queries.unsettled(meeting)
    assert row.proposed_from == datetime(2026, 12, 3, 1, tzinfo=UTC)
    assert guest_of(meeting).rsvp == Rsvp.NONE
    operations.accept_answer(row, by=mail.official)
    assert meeting.starts_at != row.proposed_from  # a proposal moves nothing by itself


def test_a_delegation_by_mail_asks_the_chair(asked, mail):
    meeting, letters = asked
    head = "head@snv.lamgiang.example"
    replies(
        meeting,
        organizer_of(letters[head]),
        "DELEGATED",
        sender=head,
        delegated_to="colleague@snv.lamgiang.example",
    )
    made = queries.stand_in_of(place_of(meeting, mail.head))
    assert (made.person_id, made.is_admitted) == (mail.colleague.person_id, False)
    assert place_of(meeting, mail.head).rsvp == Rsvp.DELEGATED


def test_an_answer_that_cannot_count_is_kept_with_its_reason(asked, mail, house):
    meeting, letters = asked
    chair = "leader@snv.lamgiang.example"
    replies(
        meeting,
        organizer_of(letters[chair]),
        "DELEGATED",
        sender=chair,
        delegated_to="colleague@snv.lamgiang.example",
    )
    (row,) = queries.unsettled(meeting)
    assert (row.participant_id, row.is_verified) == (place_of(meeting, mail.leader).id, True)
    assert row.problem
    assert place_of(meeting, mail.leader).rsvp == Rsvp.NONE
    page = Reader(house, mail.official).get(f"/meetings/{meeting.uid}/answers")
    assert row.problem in unescape(page)
    with pytest.raises(Refusal):
        operations.accept_answer(row, by=mail.official)
    operations.set_answer_aside(row, by=mail.official)
    assert queries.unsettled(meeting) == []


def test_a_guest_delegates_to_somebody_of_his_house(asked):
    meeting, letters = asked
    to = organizer_of(letters[GUEST])
    replies(meeting, to, "DELEGATED", delegated_to="thay@h98.example")
    made = queries.stand_in_of(guest_of(meeting))
    assert (made.is_guest, made.address, made.part) == (True, "thay@h98.example", Part.INVITED)


# --------------------------------------------------------------------------- reminders


def at(meeting, before):
    return time_machine.travel(meeting.starts_at - before, tick=False)


def test_reminders_come_a_day_and_two_hours_before(mail):
    meeting = meetings.called(mail)
    operations.answer(place_of(meeting, mail.head), Rsvp.DECLINED, reason="Bận", by=mail.head)
    for before, count in ((30, 0), (23, 1), (22, 1), (1, 2), (0, 2), (-1, 2)):
        with at(meeting, timedelta(hours=before)):
            remind({})
        reminded = [kind for kind in notices_at(mail.other_head) if kind == "meeting_reminder"]
        assert len(reminded) == count, before
    assert "meeting_reminder" not in notices_at(mail.head)
    assert len(db.session.scalars(select(MeetingReminder)).all()) == 2


def test_a_meeting_called_off_reminds_nobody(mail):
    meeting = meetings.called(mail)
    operations.cancel(meeting, "Thôi", by=mail.official)
    with at(meeting, timedelta(hours=1)):
        remind({})
    assert notices_at(mail.other_head) == []
    assert meeting.state is MeetingState.CANCELLED


# ---------------------------------------------------------------------------- busy times


def busy(actor, meeting, **given):
    frame = (meeting.starts_at - timedelta(hours=1), meeting.ends_at + timedelta(hours=1))
    return queries.free_busy([actor.person_id], *frame, **given)[actor.person_id]


def test_meetings_make_busy_whatever_they_are_about(mail):
    meeting = meetings.planned(mail, secrecy=Secrecy.SECRET)
    assert busy(mail.leader, meeting) == []
    operations.call(meeting, by=mail.official)
    [span] = busy(mail.leader, meeting)
    assert (span.span.starts_at, span.span.ends_at) == (meeting.starts_at, meeting.ends_at)
    assert span.reason is queries.Reason.MEETING
    assert busy(mail.leader, meeting, but=meeting) == []
    assert busy(mail.clerk, meeting) == []


def test_who_does_not_come_is_free(mail):
    meeting = meetings.called(mail)
    operations.answer(place_of(meeting, mail.head), Rsvp.DECLINED, reason="Bận", by=mail.head)
    assert busy(mail.head, meeting) == []
    made = sent(mail, meeting, tenure_id=mail.other_official.tenure_id)
    assert busy(mail.other_official, meeting) == []
    operations.admit_stand_in(made, by=mail.leader)
    assert len(busy(mail.other_official, meeting)) == 1


def test_absences_make_busy(mail):
    from office.accounts import operations as accounts
    from office.accounts.models import Person

    meeting = meetings.called(mail)
    person = db.session.get_one(Person, mail.other_head.person_id)
    accounts.record_absence(
        person,
        kind="leave",
        valid_from=clock.now(),
        valid_to=clock.now() + timedelta(days=30),
        by=mail.other_head,
    )
    reasons = [one.reason for one in busy(mail.other_head, meeting)]
    assert reasons == [queries.Reason.MEETING, queries.Reason.ABSENT]


def test_nobody_is_on_the_list_twice(mail):
    meeting = meetings.called(mail)
    sent(mail, meeting, tenure_id=mail.other_official.tenure_id)
    sent(mail, meeting, tenure_id=mail.colleague.tenure_id)
    listed = select(Participant).where(
        Participant.meeting_id == meeting.id, Participant.stands_for_id.is_not(None)
    )
    there = [one for one in db.session.scalars(listed) if one.removed_at is None]
    assert [one.person_id for one in there] == [mail.colleague.person_id]
