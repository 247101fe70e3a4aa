"""The counting board (Ban kiểm phiếu) of a secret vote: two members, each with a PIN of his own.

Each gives his half in his own session, to seal the box and again to open it. Whoever gave his
first joins both; until then a half lies sealed to a session of a member, never to a key that the
house itself has, so that it helps nobody who takes the database with its keys.
"""

from itertools import pairwise

from sqlalchemy import select

from meetings.models import BallotBox, BallotHalf, BoxState, Participant
from meetings.operations.erasing import forget_halves
from meetings.operations.telling import hold_chain, tell
from meetings.policy import admitted
from meetings.policy.votes import CanVote, meeting_of
from meetings.queries import votes as queries
from meetings.voting import sealed
from office import audit
from office.db import db, operation, transaction
from office.errors import Forbidden, Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

SHORTEST_PIN, LONGEST_PIN, DIFFERENT_SIGNS = 8, 64, 5
SHORTEST_TICKET = 16


@operation
def name_board(box: BallotBox, first: Participant, second: Participant, *, by: Actor) -> None:
    """Name the two members of the board, or others before the vote is opened; they begin anew."""
    require(by, CanVote.HOLD, box)
    held = _held(box)
    if not held.is_secret or held.state != BoxState.PREPARED:
        raise Refusal(_("Only a secret vote that was not opened yet gets a counting board."))
    _check_members(held, first, second)
    forget_halves(held)
    held.public_key = held.first_half = held.second_half = None
    held.first_teller_id, held.second_teller_id = first.id, second.id
    names = [first.uid, second.uid]
    audit.record("ballot.board", held, by=by, board=names)
    tell(meeting_of(held), "vote_board", by=by, box=held.uid, board=names)


def _check_members(box: BallotBox, first: Participant, second: Participant) -> None:
    wrong: dict[str, object] = {}
    for name, one in (("first", first), ("second", second)):
        if one.meeting_id != box.meeting_id or not one.is_admitted or one.person_id is None:
            wrong[name] = _("Choose an official who takes part in this meeting.")
    if first.person_id == second.person_id:
        wrong["second"] = _("The two members are two people.")
    if wrong:
        raise Invalid(_("The counting board cannot be named like this."), fields=wrong)


# --------------------------------------------------------------------------- giving a half


@operation
def give_half(box: BallotBox, pin: str, *, ticket: bytes, by: Actor) -> None:
    """Give the own half: to seal the box under a PIN chosen now, or to open it with that PIN.

    `ticket` is a secret of the session that the browser alone keeps. Given once more it takes the
    place of the former one.
    """
    require(by, CanVote.GIVE, box)
    held = at_work(box)
    own, other = _seats(held, by)
    half = _made(held, own, pin) if held.public_key is None else _found(held, own, pin)
    _keep(held, own, other, half, ticket)
    audit.record("ballot.half", held, by=by)
    tell(meeting_of(held), "vote_half", by=by, box=held.uid, member=own.uid)


def _held(box: BallotBox) -> BallotBox:
    """The box as it stands now, for this act alone: members give at the same moment."""
    hold_chain(meeting_of(box))
    held = select(BallotBox).where(BallotBox.id == box.id).with_for_update()
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def at_work(box: BallotBox) -> BallotBox:
    """The box as it stands now, if its board has to seal or to open it."""
    held = _held(box)
    if not held.waits_for_halves:
        raise Refusal(
            _("This box waits for no PIN now."),
            fix=_("Reload the page to see what is possible now."),
        )
    return held


def _seats(box: BallotBox, by: Actor) -> tuple[Participant, Participant]:
    own = admitted(by, meeting_of(box))
    others = [one for one in queries.tellers_of(box) if own and one.id != own.id]
    if own is None or len(others) != 1:
        raise Forbidden(_("Only the two members of the counting board give their PINs."))
    return own, others[0]


def _made(box: BallotBox, own: Participant, pin: str) -> bytes:
    if problem := _weak(pin):
        raise Invalid(problem, fields={"pin": problem})
    half, covered = sealed.new_half(pin, box=box.uid.bytes)
    if own.id == box.first_teller_id:
        box.first_half = covered
    else:
        box.second_half = covered
    return half


def _found(box: BallotBox, own: Participant, pin: str) -> bytes:
    """Whether it is the right one shows when both are joined."""
    covered = box.first_half if own.id == box.first_teller_id else box.second_half
    if not covered:
        raise Refusal(_("This box has no key any more."))
    if not 0 < len(pin) <= LONGEST_PIN:
        words = _("Type the PIN that you chose for this box.")
        raise Invalid(words, fields={"pin": words})
    return sealed.uncovered(covered, pin, box=box.uid.bytes)


def _weak(pin: str) -> str:
    """Refuse a PIN that is guessed at once: short, of few signs, or a run of them."""
    steps = {ord(after) - ord(before) for before, after in pairwise(pin)}
    is_run = len(steps) <= 1
    is_long = SHORTEST_PIN <= len(pin) <= LONGEST_PIN
    if is_long and len(set(pin)) >= DIFFERENT_SIGNS and not is_run:
        return ""
    return str(
        _(
            "A PIN of the board has at least %(count)s signs, %(different)s of them different,"
            " and is no run like 12345678.",
            count=SHORTEST_PIN,
            different=DIFFERENT_SIGNS,
        )
    )


def _keep(box: BallotBox, own: Participant, other: Participant, half: bytes, ticket: bytes) -> None:
    """For the own session, and for that of the other member if he gave his before."""
    if len(ticket) < SHORTEST_TICKET:
        raise ValueError(len(ticket))
    uid, giver = box.uid.bytes, own.uid.bytes
    row = queries.half_of(box, own) or BallotHalf(box_id=box.id, participant_id=own.id)
    theirs = queries.half_of(box, other)
    row.key = sealed.public_of(sealed.session_key(ticket, box=uid))
    row.kept = sealed.handed(row.key, half, box=uid, giver=giver)
    row.handed = sealed.handed(theirs.key, half, box=uid, giver=giver) if theirs else None
    if theirs:
        theirs.handed = None
    db.session.add(row)


# --------------------------------------------------------------------------- joining both


@operation
def seal_box(box: BallotBox, *, ticket: bytes, by: Actor) -> None:
    """Join both halves into the key of the box; from now on it takes papers."""
    require(by, CanVote.GIVE, box)
    held = at_work(box)
    if held.state != BoxState.PREPARED:
        raise Refusal(_("Only a secret vote that was not opened yet gets a counting board."))
    held.public_key = sealed.public_of(sealed.joined(*both_halves(held, ticket=ticket, by=by)))
    forget_halves(held)
    names = [one.uid for one in queries.tellers_of(held)]
    audit.record("ballot.seal", held, by=by, board=names)
    tell(meeting_of(held), "vote_board", by=by, box=held.uid, board=names)


def both_halves(box: BallotBox, *, ticket: bytes, by: Actor) -> tuple[bytes, bytes]:
    """The first and the second half, for whoever gave his own in this session before the other."""
    own, other = _seats(box, by)
    mine, theirs = queries.half_of(box, own), queries.half_of(box, other)
    if mine is None or theirs is None or theirs.handed is None:
        raise Refusal(
            _("Both members have to give their PINs first."),
            fix=_("Whoever gave his PIN first goes on once the other has given his."),
        )
    key = sealed.session_key(ticket, box=box.uid.bytes)
    try:
        my_half = sealed.taken(key, mine.kept, box=box.uid.bytes, giver=own.uid.bytes)
        their_half = sealed.taken(key, theirs.handed, box=box.uid.bytes, giver=other.uid.bytes)
    except sealed.SpoiltPaper:
        raise Refusal(
            _("You gave your PIN in another session, which alone can go on."),
            fix=_("Give your PIN here once more; the other member then goes on."),
        ) from None
    is_first = own.id == box.first_teller_id
    return (my_half, their_half) if is_first else (their_half, my_half)


def let_halves_go(box: BallotBox, *, by: Actor) -> None:
    """After wrong PINs both are given anew: a right half is not tried on many others."""
    with transaction():
        hold_chain(meeting_of(box))
        forget_halves(box)
        audit.record("ballot.wrong_pins", box, by=by)
        tell(meeting_of(box), "vote_half", by=by, box=box.uid)
