"""Votes of a meeting: who may, when, how often; what is counted; what of a secret vote remains."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings import operations
from meetings.jobs.wiping import wipe_ballots
from meetings.models import (
    BallotCast,
    BallotHalf,
    BoxMode,
    BoxState,
    ItemKind,
    MeetingState,
    Part,
    Secrecy,
)
from meetings.operations.counting import hash_of
from meetings.policy.votes import CanVote
from meetings.queries import agenda_of, events_of
from meetings.queries import votes as queries
from meetings.queries.evidence import vote_marks, votes_on
from meetings.voting import sealed
from office import clock, traces
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Invalid, NotFound, Refusal, Throttled
from office.permissions import allowed
from office.units.models import Tenure
from tests import build
from tests.meetings import house as meetings
from tests.meetings import votes
from tests.meetings.votes import PINS, VOTERS
from tests.office.test_traces import PATIENT


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """The PINs of tests are stretched less: the stretching is not what is tested here."""
    monkeypatch.setattr(sealed, "COST", 2**8)


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def meeting(snv):
    return votes.in_session(snv)


def test_an_open_vote_is_counted_at_its_end_with_the_numbers_that_explain_it(snv, meeting):
    box = votes.opened(snv, meeting)
    for name, choice in zip(VOTERS, ("for", "for", "for", "against", "abstain"), strict=True):
        operations.cast(box, [choice], by=snv.people[name])
    operations.close_box(box, by=snv.leader)
    assert box.state == BoxState.COUNTED
    found = box.result
    assert found["votes"] == {"for": 3, "against": 1, "abstain": 1}
    assert (found["outcome"], found["needed"], found["counted_of"]) == ("carried", 3, 5)
    assert (found["present_opening"], found["present_closing"], found["entitled"]) == (5, 5, 5)
    assert "by_name" not in found
    (result,) = queries.results_of(meeting)
    assert result.result_hash == hash_of(box)
    (mark,) = vote_marks(meeting)
    assert (mark.box, mark.result_hash) == (str(box.uid), box.result_hash)


def test_minutes_tell_the_votes_of_an_item(snv, meeting):
    item = agenda_of(meeting)[0]
    box = votes.opened(snv, meeting, item=item, options=["An", "Bình"])
    operations.cast(box, ["2"], by=snv.head)
    operations.close_box(box, by=snv.leader)
    (told,) = votes_on(item)
    assert told.counts == (("An", 0), ("Bình", 1))
    assert (told.manner, told.cast, told.entitled) == ("biểu quyết công khai", 1, 5)


def test_a_vote_by_name_says_who_chose_what_and_its_hash_covers_it(snv, meeting):
    box = votes.opened(snv, meeting, mode=BoxMode.NAMED)
    operations.cast(box, ["for"], by=snv.head)
    operations.close_box(box, by=snv.official)
    ((_uid, name, choice),) = box.result["by_name"]
    assert (name, choice) == (snv.head.name, ["for"])
    before = box.result_hash
    box.result = box.result | {"by_name": []}
    assert hash_of(box) != before


def test_the_last_word_counts_while_an_open_vote_is_open(snv, meeting):
    box = votes.opened(snv, meeting)
    for choice in ("for", "against", "against"):
        operations.cast(box, [choice], by=snv.head)
    operations.close_box(box, by=snv.leader)
    assert box.result["votes"] == {"for": 0, "against": 1, "abstain": 0}


def test_equal_votes_are_decided_by_the_side_of_the_chair(snv, meeting):
    box = votes.opened(snv, meeting)
    for name, choice in zip(VOTERS, ("for", "for", "against", "against", "abstain"), strict=True):
        operations.cast(box, [choice], by=snv.people[name])
    operations.close_box(box, by=snv.leader)
    assert (box.result["by_chair"], box.result["outcome"]) == (True, "carried")


def test_several_are_elected_and_a_blank_paper_is_invalid(snv, meeting):
    box = votes.opened(snv, meeting, options=["An", "Bình", "Chi"], seats=2)
    for name, choice in zip(VOTERS, (["1", "2"], ["1"], ["1", "3"], ["2", "1"], []), strict=True):
        operations.cast(box, choice, by=snv.people[name])
    with pytest.raises(Invalid):
        operations.cast(box, ["1", "2", "3"], by=snv.head)
    with pytest.raises(Invalid):
        operations.cast(box, ["4"], by=snv.head)
    operations.close_box(box, by=snv.leader)
    assert box.result["votes"] == {"1": 4, "2": 2, "3": 1}
    assert (box.result["invalid"], box.result["chosen"]) == (1, ["1"])


def test_a_late_paper_is_refused_and_told(snv, meeting):
    box = votes.opened(snv, meeting)
    operations.cast(box, ["for"], by=snv.head)
    operations.close_box(box, by=snv.leader)
    with pytest.raises(Refusal) as refused:
        operations.cast(box, ["for"], by=snv.other_head)
    assert refused.value.who
    assert box.result["papers"] == 1


def test_whoever_lost_his_post_this_morning_votes_no_more(snv, meeting):
    box = votes.opened(snv, meeting)
    tenure = db.session.get_one(Tenure, snv.head.tenure_id)
    with transaction():
        tenure.valid_to = clock.now() - timedelta(hours=1)
    with pytest.raises(Refusal) as refused:
        operations.cast(box, ["for"], by=snv.head)
    assert refused.value.basis
    assert queries.cast_count(box) == 0


@pytest.mark.parametrize("who", ["official", "clerk", "colleague", "for_head"])
def test_only_voters_of_the_list_vote_in_person(snv, meeting, who):
    box = votes.opened(snv, meeting)
    actor = replace(snv.head, delegation_id=1) if who == "for_head" else snv.people[who]
    with pytest.raises(Forbidden):
        operations.cast(box, ["for"], by=actor)


def test_whoever_was_put_on_the_list_after_the_opening_has_no_vote_in_it(snv, meeting):
    box = votes.opened(snv, meeting)
    operations.invite_person(meeting, meetings.seat(snv.colleague, Part.MEMBER), by=snv.official)
    operations.mark_present(votes.place(meeting, snv.colleague), by=snv.official)
    assert not allowed(snv.colleague, CanVote.CAST, box)
    assert allowed(snv.colleague, CanVote.CAST, votes.opened(snv, meeting))


def test_a_vote_is_held_by_chair_and_secretary_in_an_open_session(snv, meeting):
    for other in (snv.head, snv.clerk, snv.office_head):
        with pytest.raises(Forbidden):
            operations.prepare_box(meeting, operations.Question(text="?"), by=other)
    box = operations.prepare_box(meeting, operations.Question(text="Thông qua?"), by=snv.official)
    with pytest.raises(Refusal):
        operations.cast(box, ["for"], by=snv.head)
    operations.pause_session(meeting, by=snv.leader)
    with pytest.raises(Refusal):
        operations.open_box(box, by=snv.leader)
    operations.resume_session(meeting, by=snv.leader)
    operations.open_box(box, by=snv.leader)
    with pytest.raises(Refusal):
        operations.close_session(meeting, by=snv.leader)
    operations.declare_void(box, "Sai câu hỏi", by=snv.leader)
    operations.close_session(meeting, by=snv.leader)
    assert meeting.state == MeetingState.CLOSED


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": " "}, "question"),
        ({"options": ["An"]}, "options"),
        ({"options": ["An", "An"]}, "options"),
        ({"options": ["An", "Bình"], "seats": 3}, "seats"),
        ({"rule": "none"}, "rule"),
    ],
)
def test_a_vote_that_cannot_be_is_refused_by_field(snv, meeting, given, field):
    with pytest.raises(Invalid) as refused:
        operations.prepare_box(meeting, operations.Question(**{"text": "?"} | given), by=snv.leader)
    assert field in refused.value.fields


def test_at_a_classified_meeting_nothing_is_put_to_the_vote(snv):
    secret = meetings.called(snv, secrecy=Secrecy.SECRET)
    with pytest.raises(Forbidden):
        operations.prepare_box(secret, operations.Question(text="?"), by=snv.leader)


def test_without_a_quorum_no_vote_is_opened(snv, meeting):
    for actor in (snv.head, snv.other_head, snv.deputy, snv.office_head):
        operations.leave(meeting, by=actor)
    box = operations.prepare_box(meeting, operations.Question(text="?"), by=snv.leader)
    with pytest.raises(Refusal):
        operations.open_box(box, by=snv.leader)


def test_those_who_left_are_missed_at_the_end_and_the_absent_cannot_vote(snv, meeting):
    box = votes.opened(snv, meeting)
    operations.cast(box, ["for"], by=snv.leader)
    for actor in (snv.head, snv.other_head, snv.deputy, snv.office_head):
        operations.leave(meeting, by=actor)
    with pytest.raises(Refusal):
        operations.cast(box, ["for"], by=snv.head)
    operations.close_box(box, by=snv.leader)
    assert (box.result["present_opening"], box.result["present_closing"]) == (5, 1)
    assert box.result["outcome"] == "no_quorum"


# ----------------------------------------------------------------------------- in secret


def test_an_item_about_a_person_is_voted_on_in_secret(snv, meeting):
    point = operations.Point(title="Nhân sự", kind=ItemKind.PERSONNEL)
    item = agenda_of(meeting)[0]
    with transaction():
        item.kind = point.kind
    box = operations.prepare_box(
        meeting, operations.Question(text="Bổ nhiệm?", item=item), by=snv.leader
    )
    assert box.is_secret
    with pytest.raises(Refusal):
        operations.open_box(box, by=snv.leader)


def test_a_secret_vote_is_counted_by_its_board_and_leaves_only_numbers(snv, meeting):
    box = votes.secret(snv, meeting)
    for name, choice in zip(VOTERS, ("for", "for", "for", "against", "for"), strict=True):
        assert operations.cast(box, [choice], by=snv.people[name])
    assert not operations.cast(box, ["against"], by=snv.head), "the first paper counts"
    operations.close_box(box, by=snv.leader)
    assert (box.state, box.result) == (BoxState.CLOSED, {})
    with pytest.raises(Forbidden):
        operations.give_half(box, PINS[0], ticket=votes.ticket(snv.leader), by=snv.leader)
    votes.count(box, snv)
    assert box.result["votes"] == {"for": 4, "against": 1, "abstain": 0}
    assert (box.public_key, box.first_half, box.second_half) == (None, None, None)
    rows = db.session.scalars(select(BallotCast)).all()
    assert len(rows) == 5
    assert all((row.sealed, row.choice, row.at) == (None, None, None) for row in rows)


def test_a_wrong_pin_opens_nothing_and_tries_are_few(snv, meeting):
    box = votes.secret(snv, meeting)
    operations.close_box(box, by=snv.leader)
    for _try in range(5):
        with pytest.raises(Invalid):
            votes.count(box, snv, (PINS[0], "wrong-pin-9"))
        with pytest.raises(Refusal):  # both halves are gone, none is tried on many others
            operations.count_secret(box, ticket=votes.ticket(snv.official), by=snv.official)
    with pytest.raises(Throttled):
        votes.count(box, snv)
    assert box.state == BoxState.CLOSED


@pytest.mark.parametrize("cast", [0, 2])
def test_too_few_papers_give_no_result_in_secret(snv, meeting, cast):
    box = votes.secret(snv, meeting)
    for name in VOTERS[:cast]:
        operations.cast(box, ["for"], by=snv.people[name])
    operations.close_box(box, by=snv.leader)
    votes.count(box, snv)
    assert box.result["outcome"] == "too_few"
    assert "votes" not in box.result
    assert box.public_key is None


def test_a_paper_that_was_tampered_with_is_invalid_and_told(snv, meeting):
    box = votes.secret(snv, meeting)
    for name in VOTERS:
        operations.cast(box, ["for"], by=snv.people[name])
    with transaction():
        first, second = db.session.scalars(select(BallotCast)).all()[:2]
        first.sealed = second.sealed
    operations.close_box(box, by=snv.leader)
    votes.count(box, snv)
    assert (box.result["spoilt"], box.result["invalid"], box.result["votes"]["for"]) == (1, 1, 4)


@pytest.mark.parametrize("pin", ["12345678", "short1", "11221122", "n" * 65])
def test_a_pin_that_is_guessed_at_once_is_refused(snv, meeting, pin):
    box = votes.named(snv, meeting)
    with pytest.raises(Invalid) as refused:
        operations.give_half(box, pin, ticket=votes.ticket(snv.clerk), by=snv.clerk)
    assert "pin" in refused.value.fields


def test_a_board_is_two_people_of_the_meeting(snv, meeting):
    box = votes.named(snv, meeting)
    first = votes.place(meeting, snv.clerk)
    with pytest.raises(Invalid) as refused:
        operations.name_board(box, first, first, by=snv.leader)
    assert "second" in refused.value.fields


def standing(box):
    """Who of the board has given, and who goes on."""
    return [(one.has_given, one.goes_on) for one in queries.board_of(box)]


def test_whoever_gave_his_half_first_seals_the_box_once_the_other_gave_his(snv, meeting):
    box = votes.named(snv, meeting)
    mine, other = votes.ticket(snv.official), votes.ticket(snv.clerk)
    operations.give_half(box, PINS[1], ticket=other, by=snv.clerk)
    assert standing(box) == [(False, False), (True, False)]
    with pytest.raises(Refusal):
        operations.seal_box(box, ticket=other, by=snv.clerk)
    operations.give_half(box, PINS[0], ticket=mine, by=snv.official)
    assert standing(box) == [(True, False), (True, True)]
    with pytest.raises(Refusal):
        operations.seal_box(box, ticket=mine, by=snv.official)
    with pytest.raises(Refusal):
        operations.open_box(box, by=snv.leader)
    operations.seal_box(box, ticket=other, by=snv.clerk)
    assert not db.session.scalars(select(BallotHalf)).all(), "what was given serves once"
    operations.open_box(box, by=snv.leader)
    with pytest.raises(Refusal):
        operations.give_half(box, PINS[0], ticket=mine, by=snv.official)


def test_who_lost_his_session_gives_his_half_once_more_and_the_other_goes_on(snv, meeting):
    box = votes.named(snv, meeting)
    votes.give(box, snv)
    with pytest.raises(Refusal):
        operations.seal_box(box, ticket=b"a session on another device", by=snv.official)
    operations.give_half(box, PINS[0], ticket=b"a session on another device", by=snv.official)
    assert standing(box) == [(True, False), (True, True)]
    operations.seal_box(box, ticket=votes.ticket(snv.clerk), by=snv.clerk)
    operations.open_box(box, by=snv.leader)
    operations.close_box(box, by=snv.leader)
    votes.count(box, snv)
    assert box.state == BoxState.COUNTED


def test_in_place_of_a_member_who_leaves_another_is_named_and_both_begin_anew(snv, meeting):
    box = votes.sealed(snv, meeting)
    seats = votes.place(meeting, snv.official), votes.place(meeting, snv.deputy)
    with pytest.raises(Forbidden):
        operations.name_board(box, *seats, by=snv.clerk)
    operations.name_board(box, *seats, by=snv.leader)
    assert (box.public_key, box.first_half, standing(box)) == (None, None, [(False, False)] * 2)
    with pytest.raises(Forbidden):
        operations.give_half(box, PINS[1], ticket=votes.ticket(snv.clerk), by=snv.clerk)
    for actor in (snv.deputy, snv.official):
        operations.give_half(box, PINS[1], ticket=votes.ticket(actor), by=actor)
    operations.seal_box(box, ticket=votes.ticket(snv.deputy), by=snv.deputy)
    operations.open_box(box, by=snv.leader)
    with pytest.raises(Refusal):
        operations.name_board(box, *seats, by=snv.leader)


def test_a_void_secret_vote_destroys_its_papers_and_keeps_its_reason(snv, meeting):
    box = votes.secret(snv, meeting)
    operations.cast(box, ["for"], by=snv.head)
    operations.close_box(box, by=snv.leader)
    operations.declare_void(box, "Quên mã PIN", by=snv.leader)
    assert (box.state, box.void_reason, box.public_key) == (BoxState.VOID, "Quên mã PIN", None)
    assert not db.session.scalars(select(BallotCast).where(BallotCast.sealed.is_not(None))).all()


def test_of_a_secret_paper_neither_audit_nor_course_says_anything(snv, meeting):
    box = votes.secret(snv, meeting)
    counts = lambda: (len(events_of(meeting)), len(db.session.scalars(select(AuditEvent)).all()))  # noqa: E731
    before = counts()
    for name in VOTERS:
        operations.cast(box, ["for"], by=snv.people[name])
    assert counts() == before
    operations.close_box(box, by=snv.leader)
    votes.count(box, snv)
    told = [line.payload for line in events_of(meeting) if line.kind.startswith("vote")]
    assert told[-1] | {"box": "", "result_hash": ""} == {
        "box": "",
        "papers": 5,
        "outcome": "carried",
        "result_hash": "",
    }


def test_a_box_is_seen_by_who_sees_its_meeting(snv, meeting):
    box = votes.opened(snv, meeting)
    assert queries.visible_box(meeting.uid, box.uid, snv.head)[1] is box
    with pytest.raises(NotFound):
        queries.visible_box(meeting.uid, box.uid, snv.colleague)


def test_the_wiping_job_is_safe_to_run_twice(lasting_app, monkeypatch):
    monkeypatch.setattr(traces, "LOOKS", PATIENT)
    with lasting_app.app_context():
        wipe_ballots({})
        wipe_ballots({})
