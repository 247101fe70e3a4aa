"""A vote as the room sees it: the question, what the reader may do, the numbers that explain it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from meetings.lifecycle import BOX
from meetings.models import BallotBox, BoxState, Meeting, Participant
from meetings.policy import admitted
from meetings.policy.votes import CanVote
from meetings.queries import votes as queries
from meetings.voting.counting import ABSTAIN, AGAINST, FOR, Outcome
from meetings.voting.rules import Base
from office.i18n import _, _l
from office.permissions import Actor, allowed

WORDS = {FOR: _l("For"), AGAINST: _l("Against"), ABSTAIN: _l("Not voting")}
ICONS = {FOR: "check", AGAINST: "x"}
OUTCOMES = {
    Outcome.CARRIED: _l("Carried"),
    Outcome.REJECTED: _l("Not carried"),
    Outcome.UNDECIDED: _l("Undecided"),
    Outcome.NO_QUORUM: _l("No quorum, nothing was decided"),
    Outcome.TOO_FEW: _l("Too few papers for secrecy, no result is told"),
}
BASES = {
    Base.ALL.value: _l("all members"),
    Base.PRESENT.value: _l("those present"),
    Base.VALID.value: _l("valid papers"),
}


@dataclass(frozen=True)
class Count:
    """One line of a result."""

    label: str
    votes: int
    is_chosen: bool


@dataclass(frozen=True)
class Shown:
    """A vote for one reader."""

    box: BallotBox
    papers: int
    entitled: int
    needed: int
    may_cast: bool
    has_cast: bool
    may_seal: bool
    moves: frozenset[str]
    own: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    counts: tuple[Count, ...] = ()
    outcome: str = ""
    base: str = ""
    tellers: tuple[str, ...] = ()
    waits_for: str = ""
    may_give: bool = False
    voters: tuple[tuple[str, str], ...] = field(default=())

    @property
    def is_moving(self) -> bool:
        """Whether the numbers may change while one looks."""
        return self.box.state in (BoxState.OPEN, BoxState.CLOSED, BoxState.PREPARED)

    @property
    def is_being_filled_in(self) -> bool:
        """Whether the reader has a paper with ticks before him, which must not be swapped away."""
        return self.may_cast and not self.has_cast and bool(self.box.options)


def shown(meeting: Meeting, actor: Actor) -> list[Shown]:
    """The votes of a meeting, those at work first, the latest of the others after them.

    What was not put to the vote yet is for those who hold it.
    """
    place = admitted(actor, meeting)
    boxes = queries.boxes_for(meeting, actor)
    boxes.sort(key=lambda box: (_rank(box), -box.id))
    return [shown_box(box, actor, place) for box in boxes]


FIRST = (BoxState.OPEN, BoxState.CLOSED, BoxState.PREPARED)


def _rank(box: BallotBox) -> int:
    return FIRST.index(box.state) if box.state in FIRST else len(FIRST)


def shown_box(box: BallotBox, actor: Actor, place: Participant | None) -> Shown:
    """One vote."""
    names = dict(choices_of(box))
    result = box.result
    own = queries.own_choice(box, place.id) if place else ()
    return Shown(
        box=box,
        papers=queries.cast_count(box),
        entitled=len(box.entitled),
        needed=result.get("needed", 0) or _needed(box),
        may_cast=box.state == BoxState.OPEN and allowed(actor, CanVote.CAST, box),
        has_cast=bool(place and queries.has_cast(box, place.id)),
        may_seal=_may_seal(box, actor),
        moves=_moves(box, actor),
        own=tuple(names.get(one, one) for one in own),
        choices=tuple(names.items()),
        counts=counts_of(box),
        outcome=str(OUTCOMES[Outcome(result["outcome"])]) if result else "",
        base=str(BASES.get(result.get("base", ""), "")),
        tellers=tuple(one.name for one in queries.tellers_of(box)),
        waits_for=waits_for(box),
        may_give=box.waits_for_halves and allowed(actor, CanVote.GIVE, box),
        voters=tuple(_voters(box, names)),
    )


def _moves(box: BallotBox, actor: Actor) -> frozenset[str]:
    """A secret vote is opened once its box is sealed, and counted where the PINs are given."""
    found = {move.name for move in BOX.moves(box, actor)} - {"count"}
    return frozenset(found - {"open"} if box.is_secret and not box.public_key else found)


def waits_for(box: BallotBox) -> str:
    """Whom the counting board waits for, in a sentence; nothing where it has nothing to do."""
    if not box.waits_for_halves:
        return ""
    board = queries.board_of(box)
    if going_on := [one.place.name for one in board if one.goes_on]:
        words = _("Both PINs were given; waiting for %(name)s, who gave his first and goes on.")
        return str(words) % {"name": going_on[0]}
    missing = [one.place.name for one in board if not one.has_given]
    return str(_("Waiting for the PIN of: %(names)s", names=", ".join(missing)))


def _may_seal(box: BallotBox, actor: Actor) -> bool:
    is_waiting = box.is_secret and box.state == BoxState.PREPARED
    return is_waiting and allowed(actor, CanVote.HOLD, box)


def _needed(box: BallotBox) -> int:
    """How many must agree, where that is known before the end: of all members."""
    rule = queries.rule_of(box)
    return rule.majority.needed(len(box.entitled)) if rule.base is Base.ALL else 0


def choices_of(box: BallotBox) -> list[tuple[str, str]]:
    """What stands on a paper: the key that is sent, and the words."""
    keys = queries.keys_of(box)
    words: Sequence[object] = box.options or [WORDS[key] for key in keys]
    return [(key, str(word)) for key, word in zip(keys, words, strict=True)]


def counts_of(box: BallotBox) -> tuple[Count, ...]:
    """The lines of a result, in the order of the paper."""
    votes = box.result.get("votes", {})
    chosen = box.result.get("chosen", [])
    rows = [Count(words, votes[key], key in chosen) for key, words in choices_of(box) if votes]
    return (*rows, Count(str(_("Invalid")), box.result["invalid"], is_chosen=False)) if rows else ()


def _voters(box: BallotBox, names: dict[str, str]) -> list[tuple[str, str]]:
    """Who voted, with the words where the vote is by name."""
    is_named = box.mode == box.mode.NAMED
    return [
        (place.name, ", ".join(names.get(one, one) for one in said or ()) if is_named else "")
        for place, said in queries.voters_named(box)
    ]
