"""Counting a box: the papers become numbers, and what explains them; secret papers then vanish."""

import functools
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any, TypeVar, cast

import rfc8785
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select

from meetings.lifecycle import BOX
from meetings.models import BallotBox, BallotCast, Part, Participant
from meetings.operations.board import at_work, both_halves, let_halves_go
from meetings.operations.erasing import erase_secret
from meetings.operations.telling import tell
from meetings.policy.votes import CanVote, meeting_of
from meetings.queries import votes as queries
from meetings.voting import sealed
from meetings.voting.counting import Assembly, Outcome, Result, counted
from office import clock
from office.accounts import throttle
from office.audit import plain
from office.db import db, in_operation, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

ActT = TypeVar("ActT", bound=Callable[..., Any])
TRIES = throttle.Limit(free=5, first=timedelta(minutes=1), longest=timedelta(minutes=15))
FEWEST_SECRET = 3
Papers = Sequence[tuple[str, ...]]


def tried(act: ActT) -> ActT:
    """Count each try at the PINs of a box in a transaction of its own; after a wrong one anew."""

    @functools.wraps(act)
    def within(box: BallotBox, *, ticket: bytes, by: Actor) -> Any:
        if in_operation():
            raise RuntimeError("PINs are tried outside any other operation")
        require(by, CanVote.COUNT, box)
        both_halves(box, ticket=ticket, by=by)
        key = throttle.key_of("ballot", str(box.uid))
        throttle.take(key, limit=TRIES)
        try:
            done = act(box, ticket=ticket, by=by)
        except Invalid:
            let_halves_go(box, by=by)
            raise
        throttle.forget(key)
        return done

    return cast("ActT", within)


@tried
@operation
def count_secret(box: BallotBox, *, ticket: bytes, by: Actor) -> None:
    """Open a secret box with both halves of its board, count, and destroy papers and key.

    Papers are opened in memory only. Fewer than three give no result, for it would tell on people.
    """
    private = _joined(at_work(box), ticket, by)
    BOX.advance(box, "count", by)
    papers, spoilt = _opened(box, private)
    if len(papers) < FEWEST_SECRET:
        numbers: dict[str, Any] = {"outcome": Outcome.TOO_FEW.value}
    else:
        numbers = _numbers(box, papers, chair="")
    _settle(box, numbers | {"papers": len(papers), "spoilt": spoilt}, by)
    erase_secret(box)


def _joined(box: BallotBox, ticket: bytes, by: Actor) -> X25519PrivateKey:
    if box.public_key is None:
        raise Refusal(_("This box has no key any more."))
    try:
        return sealed.opened(box.public_key, *both_halves(box, ticket=ticket, by=by))
    except sealed.WrongPin:
        message = _("These two PINs do not open the box. Both members give theirs again.")
        raise Invalid(message) from None


def _opened(box: BallotBox, private: X25519PrivateKey) -> tuple[list[tuple[str, ...]], int]:
    """The choices without their voters; a paper that was tampered with counts as invalid."""
    rows = db.session.execute(
        select(BallotCast.sealed, Participant.uid)
        .join(Participant, Participant.id == BallotCast.participant_id)
        .where(BallotCast.box_id == box.id)
    ).all()
    papers, spoilt = [], 0
    for paper, voter in rows:
        try:
            papers.append(sealed.read(private, paper or b"", box=box.uid.bytes, voter=voter.bytes))
        except sealed.SpoiltPaper:
            papers.append(())
            spoilt += 1
    return papers, spoilt


def count_open(box: BallotBox, *, by: Actor) -> None:
    """Count an open vote or one by name, in the operation that closes it."""
    BOX.advance(box, "count", by)
    rows = queries.voters_named(box)
    papers = [tuple(choice or ()) for _place, choice in rows]
    chairs = [choice for place, choice in rows if place.part == Part.CHAIR]
    chair = chairs[0][0] if chairs and chairs[0] else ""
    numbers = _numbers(box, papers, chair=chair) | {"papers": len(papers), "spoilt": 0}
    if box.mode == box.mode.NAMED:
        numbers["by_name"] = [[str(one.uid), one.name, list(said or ())] for one, said in rows]
    _settle(box, numbers, by)


def _numbers(box: BallotBox, papers: Papers, *, chair: str) -> dict[str, Any]:
    """Whoever voted and left was there for this vote."""
    present = max(box.present_closing or 0, len(papers))
    made: Result = counted(
        papers,
        queries.rule_of(box),
        Assembly(len(box.entitled), present),
        options=queries.keys_of(box),
        seats=box.seats,
        chair=chair,
    )
    return {name: plain(value) for name, value in asdict(made).items()}


def _settle(box: BallotBox, numbers: dict[str, Any], by: Actor) -> None:
    rule = queries.rule_of(box)
    box.counted_at = clock.now()
    box.result = numbers | {
        "entitled": len(box.entitled),
        "present_opening": box.present_opening,
        "present_closing": box.present_closing,
        "base": rule.base.value,
        "basis": rule.basis,
    }
    box.result_hash = hash_of(box)
    tell(
        meeting_of(box),
        "vote_counted",
        by=by,
        box=box.uid,
        papers=numbers["papers"],
        outcome=numbers["outcome"],
        result_hash=box.result_hash,
    )


def hash_of(box: BallotBox) -> str:
    """SHA-256 over question, options, rule and numbers in canonical JSON (RFC 8785)."""
    return hashlib.sha256(rfc8785.dumps(said_by(box))).hexdigest()


def said_by(box: BallotBox) -> dict[str, Any]:
    """What the hash of a result covers."""
    return {
        "box": str(box.uid),
        "question": box.question,
        "mode": box.mode.value,
        "options": list(box.options),
        "seats": box.seats,
        "rule": box.rule,
        "opened_at": plain(box.opened_at),
        "closed_at": plain(box.closed_at),
        "entitled": sorted(box.entitled),
        "result": box.result,
    }
