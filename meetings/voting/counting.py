"""From papers to a result: what was counted, how many were needed, and what follows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from meetings.voting.rules import Tie, VoteRule

FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
MOTION = (FOR, AGAINST, ABSTAIN)


class Outcome(StrEnum):
    """What a vote came to; without a quorum nothing was decided."""

    CARRIED = "carried"
    REJECTED = "rejected"
    UNDECIDED = "undecided"
    NO_QUORUM = "no_quorum"


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


def counted(
    papers: Iterable[str],
    rule: VoteRule,
    assembly: Assembly,
    *,
    options: tuple[str, ...] = MOTION,
    chair: str = "",
) -> Result:
    """Count papers; `chair` is the open vote of the chair, which decides a tie where the rule says.

    A paper that names no option is invalid: it counts among the present, not among the valid.
    """
    given = Counter(papers)
    votes = {option: given[option] for option in options}
    invalid = given.total() - sum(votes.values())
    of = rule.counted_of(
        members=assembly.members, present=assembly.present, valid=sum(votes.values())
    )
    needed = max(rule.majority.needed(of), 1)
    quorum = rule.quorum.needed(assembly.members)
    reached = tuple(one for one in options if one != ABSTAIN and votes[one] >= needed)
    outcome, by_chair = _outcome(votes, reached, rule, chair, options)
    if assembly.present < quorum:
        outcome, reached, by_chair = Outcome.NO_QUORUM, (), False
    elif by_chair:
        reached = (chair,)
    return Result(votes, invalid, of, needed, quorum, outcome, reached, by_chair)


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
