"""Votes are counted by the rule of the body; secret papers open to two people together."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.voting import sealed
from meetings.voting.counting import ABSTAIN, AGAINST, FOR, Assembly, Outcome, counted
from meetings.voting.rules import Base, Share, Tie, vote_rule, vote_rules

TODAY = date(2026, 11, 23)
PINS = ("111222", "333444")


@pytest.mark.parametrize(
    ("over", "of", "strict", "people", "needed"),
    [
        (2, 3, False, 19, 13),
        (2, 3, False, 18, 12),
        (1, 2, True, 19, 10),
        (1, 2, True, 18, 10),
        (1, 2, False, 18, 9),
        (1, 2, True, 0, 1),
    ],
)
def test_a_share_of_people_is_a_whole_number(over, of, strict, people, needed):
    assert Share(over=over, of=of, strict=strict).needed(people) == needed


@given(st.integers(1, 9), st.integers(1, 9), st.booleans(), st.integers(0, 10_000))
def test_needed_is_the_least_number_that_makes_the_share(over, of, strict, people):
    needed = Share(over=over, of=of, strict=strict).needed(people)

    def makes(number):
        return number * of > over * people if strict else number * of >= over * people

    assert makes(needed)
    assert needed == 0 or not makes(needed - 1)


def test_a_rule_is_found_by_its_day_with_its_law():
    before, now = vote_rule("committee", date(2025, 6, 15)), vote_rule("committee", TODAY)
    assert "77/2015/QH13" in before.basis
    assert "72/2025/QH15" in now.basis
    with pytest.raises(KeyError):
        vote_rule("committee", date(2015, 12, 31))
    assert len({row.code for row in vote_rules(TODAY)}) == len(vote_rules(TODAY))


def votes(yes, no, abstain=0):
    return [FOR] * yes + [AGAINST] * no + [ABSTAIN] * abstain


@pytest.mark.parametrize(
    ("papers", "present", "chair", "outcome"),
    [
        (votes(10, 5), 15, "", Outcome.CARRIED),
        (votes(9, 6), 15, "", Outcome.REJECTED),
        (votes(9, 9), 18, FOR, Outcome.CARRIED),
        (votes(9, 9), 18, AGAINST, Outcome.REJECTED),
        (votes(9, 9), 18, ABSTAIN, Outcome.UNDECIDED),
        (votes(12, 0), 12, "", Outcome.NO_QUORUM),
        (votes(0, 0, 15), 15, "", Outcome.REJECTED),
    ],
)
def test_the_committee_decides_by_more_than_half_of_all_its_members(
    papers, present, chair, outcome
):
    rule = vote_rule("committee", TODAY)
    result = counted(papers, rule, Assembly(19, present), chair=chair)
    assert result.outcome is outcome
    assert (result.counted_of, result.needed, result.quorum_needed) == (19, 10, 13)
    assert result.chosen == ((FOR,) if outcome is Outcome.CARRIED else result.chosen)
    assert not (outcome is Outcome.NO_QUORUM and result.chosen)


def test_an_invalid_paper_is_told_and_chooses_nothing():
    rule = vote_rule("ordinary", TODAY)
    assert (rule.base, rule.tie) == (Base.PRESENT, Tie.CHAIR)
    result = counted([FOR, FOR, "both", ""], rule, Assembly(4, 4))
    assert (result.votes[FOR], result.invalid, result.needed) == (2, 2, 3)
    assert result.outcome is Outcome.REJECTED


def test_several_candidates_are_chosen_by_the_same_majority():
    rule = vote_rule("council", TODAY)
    papers = ["an"] * 6 + ["binh"] * 3
    result = counted(papers, rule, Assembly(10, 9), options=("an", "binh"))
    assert (result.outcome, result.chosen) == (Outcome.CARRIED, ("an",))


SEVERAL = st.lists(st.sampled_from(["1", "2", "3", "4"]), max_size=4).map(tuple)


@given(st.lists(SEVERAL, max_size=40), st.integers(1, 3))
def test_of_several_to_be_chosen_nobody_has_more_votes_than_there_are_papers(papers, seats):
    rule = vote_rule("council", TODAY)
    result = counted(papers, rule, Assembly(40, 40), options=("1", "2", "3", "4"), seats=seats)
    valid = [one for one in papers if one and len(set(one)) == len(one) <= seats]
    assert result.votes == {key: sum(key in one for one in valid) for key in "1234"}
    assert result.invalid == len(papers) - len(valid)
    assert len(result.chosen) <= seats
    assert all(result.votes[one] >= result.needed for one in result.chosen)


def test_equal_votes_for_the_last_seat_choose_neither():
    papers = [("1", "2")] * 4 + [("1", "3")] * 4
    result = counted(
        papers, vote_rule("ordinary", TODAY), Assembly(6, 6), options=("1", "2", "3"), seats=2
    )
    assert result.chosen == ("1",)


@given(st.lists(st.sampled_from([FOR, AGAINST, ABSTAIN, "?"]), max_size=60))
def test_every_paper_is_counted_once(papers):
    result = counted(papers, vote_rule("ordinary", TODAY), Assembly(60, len(papers)))
    assert sum(result.votes.values()) + result.invalid == len(papers)


@pytest.fixture(scope="module")
def box():
    return uuid4().bytes


@pytest.fixture(scope="module")
def locked(box):
    """The public key of a box, and what is kept of its two halves."""
    (first, one), (second, other) = (sealed.new_half(pin, box=box) for pin in PINS)
    return sealed.public_of(sealed.joined(first, second)), (one, other)


def unlocked(locked, pins, box):
    public, kept = locked
    halves = [sealed.uncovered(one, pin, box=box) for one, pin in zip(kept, pins, strict=True)]
    return sealed.opened(public, *halves)


def test_papers_open_to_both_members_together(box, locked):
    voters = [uuid4().bytes for _ in range(3)]
    cast = [sealed.cast(locked[0], [FOR], box=box, voter=one) for one in voters]
    private = unlocked(locked, PINS, box)
    found = [
        sealed.read(private, paper, box=box, voter=one)
        for paper, one in zip(cast, voters, strict=True)
    ]
    assert found == [(FOR,)] * 3
    assert len(set(cast)) == 3, "equal choices do not look alike"


@pytest.mark.parametrize("pins", [("1", PINS[1]), (PINS[0], "1"), PINS[::-1]])
def test_one_pin_alone_opens_nothing(box, locked, pins):
    with pytest.raises(sealed.WrongPin):
        unlocked(locked, pins, box)
    with pytest.raises(sealed.WrongPin):
        unlocked(locked, PINS, b"another box")


def test_a_half_is_taken_by_the_session_alone_to_which_it_was_handed(box):
    half, giver = uuid4().bytes * 2, uuid4().bytes
    session = sealed.session_key(b"kept by a browser", box=box)
    given = sealed.handed(sealed.public_of(session), half, box=box, giver=giver)
    assert sealed.taken(session, given, box=box, giver=giver) == half
    others = (sealed.session_key(b"another browser", box=box), box, giver)
    for key, inside, by in (others, (session, b"another", giver), (session, box, b"another")):
        with pytest.raises(sealed.SpoiltPaper):
            sealed.taken(key, given, box=inside, giver=by)


def test_choices_cannot_be_told_by_their_length(box, locked):
    papers = [
        sealed.cast(locked[0], choice, box=box, voter=b"v")
        for choice in ([], [FOR], ["Nguyễn Thị Hương Giang"] * 9)
    ]
    assert len({len(paper) for paper in papers}) == 1


def test_a_paper_belongs_to_its_box_and_voter_and_is_whole(box, locked):
    private = unlocked(locked, PINS, box)
    paper = sealed.cast(locked[0], [FOR], box=box, voter=b"me")
    altered = paper[:-1] + bytes([paper[-1] ^ 1])
    for tried, inside, voter in (
        (paper, box, b"another"),
        (paper, b"another box", b"me"),
        (altered, box, b"me"),
        (paper[:40], box, b"me"),
    ):
        with pytest.raises(sealed.SpoiltPaper):
            sealed.read(private, tried, box=inside, voter=voter)
