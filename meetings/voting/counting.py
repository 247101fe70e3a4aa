"""From papers to a result: what was counted, how many were needed, and what follows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from meetings.voting.rules import Tie, VoteRule

FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
MOTION = (FOR, AGAINST, ABSTAIN)


class Outcome(StrEnum):
    """What a vote came to; without a quorum, or too few papers for secrecy, nothing was decided."""

    CARRIED = "carried"
    REJECTED = "rejected"
    UNDECIDED = "undecided"
    NO_QUORUM = "no_quorum"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Assembly:
    """The people of a vote: who belongs to the body, and who was there while the box was open."""

    members: int
    present: int


@dataclass(frozen=True)
class Result:
    """A counted vote with the numbers that explain it; `chosen` reached the majority."""

    votes: dict[str, int]
    invalid: int
    counted_of: int
    needed: int
    quorum_needed: int
    outcome: Outcome
    chosen: tuple[str, ...]
    by_chair: bool = False


def counted(  # noqa: PLR0913  # what a count depends on, each by name
    papers: Iterable[str | tuple[str, ...]],
    rule: VoteRule,
    assembly: Assembly,
    *,
    options: tuple[str, ...] = MOTION,
    seats: int = 1,
    chair: str = "",
) -> Result:
    """Count papers; `chair` is the open vote of the chair, which decides a tie where the rule says.

    A paper names one option, or up to as many as there are seats. One that names none, too many or
    an unknown one is invalid: it counts among the present, not among the valid.
    """
    taken = [(paper,) if isinstance(paper, str) else paper for paper in papers]
    valid = [paper for paper in taken if _is_valid(paper, options, seats)]
    given = Counter(choice for paper in valid for choice in paper)
    votes = {option: given[option] for option in options}
    of = rule.counted_of(members=assembly.members, present=assembly.present, valid=len(valid))
    needed = max(rule.majority.needed(of), 1)
    quorum = rule.quorum.needed(assembly.members)
    reached = _seated([one for one in options if votes[one] >= needed], votes, seats)
    outcome, by_chair = _outcome(votes, reached, rule, chair, options)
    if assembly.present < quorum:
        outcome, reached, by_chair = Outcome.NO_QUORUM, (), False
    elif by_chair:
        reached = (chair,)
    return Result(votes, len(taken) - len(valid), of, needed, quorum, outcome, reached, by_chair)


def _is_valid(paper: tuple[str, ...], options: tuple[str, ...], seats: int) -> bool:
    return 0 < len(paper) <= seats and len(set(paper)) == len(paper) and set(paper) <= {*options}


def _seated(reached: list[str], votes: dict[str, int], seats: int) -> tuple[str, ...]:
    """The first by votes, as many as there are seats; equals for the last seat take none."""
    able = sorted((one for one in reached if one != ABSTAIN), key=lambda one: -votes[one])
    if len(able) <= seats:
        return tuple(able)
    beyond = votes[able[seats]]
    return tuple(one for one in able[:seats] if votes[one] > beyond)


def _outcome(
    votes: dict[str, int],
    reached: tuple[str, ...],
    rule: VoteRule,
    chair: str,
    options: tuple[str, ...],
) -> tuple[Outcome, bool]:
    if options != MOTION:
        return (Outcome.CARRIED if reached else Outcome.UNDECIDED), False
    if FOR in reached:
        return Outcome.CARRIED, False
    if votes[FOR] != votes[AGAINST] or not votes[FOR]:
        return Outcome.REJECTED, False
    if rule.tie is Tie.CHAIR and chair in (FOR, AGAINST):
        return (Outcome.CARRIED if chair == FOR else Outcome.REJECTED), True
    return Outcome.UNDECIDED, False
