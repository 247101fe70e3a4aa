"""The pages of votes without a script: prepared, sealed, cast, closed, counted, printed."""

import re
from datetime import timedelta

import pytest

from meetings import operations
from meetings.models import BallotBox, BoxMode, BoxState
from meetings.queries import votes as queries
from meetings.voting import sealed
from office import clock
from office.db import db, transaction
from office.units.models import Tenure
from tests import build
from tests.documents.pages import Reader
from tests.meetings import votes
from tests.meetings.votes import PINS, VOTERS


@pytest.fixture
def snv(house, monkeypatch):
    monkeypatch.setattr(sealed, "COST", 2**8)
    return build.agency()


@pytest.fixture
def meeting(snv):
    return votes.in_session(snv)


def path_of(meeting, *more):
    return "/".join(["/meetings", str(meeting.uid), "votes", *map(str, more)])


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_secret_election_from_the_question_to_the_printed_record(house, snv, meeting):
    chair, teller, other = (Reader(house, one) for one in (snv.leader, snv.official, snv.clerk))
    typed = {
        "question": "Bầu Ban kiểm tra",
        "mode": "secret",
        "options": "An\nBình\n",
        "seats": "1",
    }
    board = chair.post(path_of(meeting, "new"), **typed)
    box = queries.boxes_of(meeting)[0]
    assert board == path_of(meeting, box.uid, "board")
    first, second = (str(one.uid) for one in votes.tellers(snv, meeting))
    assert "two people" in chair.post(board, status=422, first=first, second=first)
    chair.post(board, first=first, second=second)
    half = path_of(meeting, box.uid, "half")
    assert f"Waiting for the PIN of: {snv.official.name}, {snv.clerk.name}" in chair.get(
        path_of(meeting)
    )
    again = other.post(half, status=422, pin="kín12")
    assert "kín12" not in again, "a PIN never comes back to the page"
    other.post(half, pin=PINS[1])
    assert f"Waiting for the PIN of: {snv.official.name}" in other.get(half)
    teller.post(half, pin=PINS[0])
    assert f"waiting for {snv.clerk.name}" in teller.get(half)
    assert "it is for you to go on" in other.get(half)
    assert "another session" in Reader(house, snv.clerk).get(half)
    teller.post(path_of(meeting, box.uid, "seal"), status=409)
    other.post(path_of(meeting, box.uid, "seal"))
    chair.post(path_of(meeting, box.uid, "open"))
    for name in VOTERS:
        voter = Reader(house, snv.people[name])
        assert "Bầu Ban kiểm tra" in voter.get(path_of(meeting))
        voter.post(path_of(meeting, box.uid, "paper"), choice="2" if name == "head" else "1")
        assert "Your paper is in the box." in voter.get(path_of(meeting))
    chair.post(path_of(meeting, box.uid, "close"))
    for pin in ("not the pin", PINS[0]):
        teller.post(half, pin=pin)
        other.post(half, pin=PINS[1])
        status = 303 if pin == PINS[0] else 422
        told = teller.post(path_of(meeting, box.uid, "count"), status=status)
        assert status == 303 or "do not open the box" in told
    page = words_of(chair.get(path_of(meeting)))
    assert "An 4 elected" in page
    assert "Bình 1" in page
    record = words_of(chair.get(path_of(meeting, box.uid, "record")))
    assert "BIÊN BẢN KIỂM PHIẾU" in record
    assert box.result_hash in record
    assert snv.clerk.name in record


def test_the_paper_shows_what_was_chosen_until_the_vote_is_closed(house, snv, meeting):
    box = votes.opened(snv, meeting)
    voter = Reader(house, snv.head)
    voter.post(path_of(meeting, box.uid, "paper"), choice="against")
    assert "You voted: Against" in voter.get(path_of(meeting))
    assert "1 of 5 have voted" in voter.get(path_of(meeting))
    operations.close_box(box, by=snv.leader)
    late = voter.post(path_of(meeting, box.uid, "paper"), status=409, choice="for")
    assert "came too late" in late


def test_whoever_lost_his_post_this_morning_is_told_so_and_his_paper_is_not_taken(
    house, snv, meeting
):
    box = votes.opened(snv, meeting)
    voter = Reader(house, snv.head)
    assert "Thông qua phương án?" in voter.get(path_of(meeting))
    with transaction():
        db.session.get_one(Tenure, snv.head.tenure_id).valid_to = clock.now() - timedelta(hours=1)
    api = f"/api/v1/meetings/{meeting.uid}/votes/{box.uid}/paper"
    told = voter.client.post(api, json={"choice": ["for"]})
    assert (told.status_code, queries.cast_count(box)) == (403, 0)
    assert told.json["code"] == "forbidden", told.json


def test_a_void_vote_asks_why(house, snv, meeting):
    box = votes.opened(snv, meeting)
    chair = Reader(house, snv.leader)
    chair.get(path_of(meeting, box.uid, "void"))
    chair.post(path_of(meeting, box.uid, "void"), status=422, reason=" ")
    chair.post(path_of(meeting, box.uid, "void"), reason="Hỏi chưa rõ")
    assert "Hỏi chưa rõ" in chair.get(path_of(meeting))
    assert db.session.get(BallotBox, box.id, populate_existing=True).state == BoxState.VOID


def test_the_paper_of_a_program_counts_once(house, snv, meeting):
    box = votes.secret(snv, meeting)
    reader = Reader(house, snv.head)
    api = f"/api/v1/meetings/{meeting.uid}/votes/{box.uid}"
    box_told = reader.client.get(api).json
    assert [one["has_given"] for one in box_told["board"]] == [False, False]
    assert box_told["waits_for_halves"] is False
    first, second = (
        reader.client.post(f"{api}/paper", json={"choice": [choice]}).json
        for choice in ("for", "against")
    )
    assert (first["counts"], second["counts"]) == (True, False)
    told = reader.client.get(api).json
    assert (told["papers"], told["result"], told["keys"]) == (1, {}, ["for", "against", "abstain"])


def test_in_the_room_one_votes_and_stays_there(house, snv, meeting):
    box = votes.opened(snv, meeting)
    voter, room = Reader(house, snv.head), f"/meetings/{meeting.uid}/room"
    page = voter.get(room)
    assert "Thông qua phương án?" in page
    assert "0 of 5 have voted" in words_of(page)
    back = voter.post(path_of(meeting, box.uid, "paper"), choice="for", _from="room")
    assert back == room
    assert "You voted: For" in voter.get(room)
    hall = words_of(Reader(house, snv.leader).get(f"/meetings/{meeting.uid}/hall"))
    assert "1 of 5 have voted" in hall
    assert "You voted" not in hall
    operations.close_box(box, by=snv.leader)
    assert "For 1" in words_of(voter.get(room))


def test_what_is_only_prepared_is_not_shown_in_the_room(house, snv, meeting):
    operations.prepare_box(meeting, operations.Question(text="Chưa mở"), by=snv.leader)
    room = f"/meetings/{meeting.uid}/room"
    head, leader = Reader(house, snv.head), Reader(house, snv.leader)
    assert "Chưa mở" not in head.get(room)
    assert "Chưa mở" in leader.get(room)
    box = queries.boxes_of(meeting)[-1]
    votes_of = f"/api/v1/meetings/{meeting.uid}/votes"
    assert head.answer(votes_of).json["items"] == []
    assert head.answer(f"{votes_of}/{box.uid}").status_code == 404
    head.get(path_of(meeting, box.uid, "record"), 404)
    assert leader.answer(votes_of).json["items"][0]["question"] == "Chưa mở"
    operations.declare_void(box, "Không hỏi nữa", by=snv.leader)
    assert "Chưa mở" not in head.get(path_of(meeting)), "it was never put"


def test_the_counting_board_sees_its_box_before_it_is_opened(house, snv, meeting):
    question = operations.Question(text="Nhân sự", mode=BoxMode.SECRET)
    box = operations.prepare_box(meeting, question, by=snv.leader)
    one = f"/api/v1/meetings/{meeting.uid}/votes/{box.uid}"
    teller = Reader(house, snv.clerk)
    assert teller.answer(one).status_code == 404
    operations.name_board(box, *votes.tellers(snv, meeting), by=snv.official)
    assert teller.answer(one).json["question"] == "Nhân sự"
