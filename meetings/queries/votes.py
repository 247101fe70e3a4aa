"""Ballot boxes for pages, programs and the minutes; of secret papers nothing but numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from meetings.models import BallotBox, BallotCast, BallotHalf, BoxState, Meeting, Participant
from meetings.policy import admitted
from meetings.policy.votes import CanVote
from meetings.queries.seeing import visible_to
from meetings.voting.counting import MOTION
from meetings.voting.rules import VoteRule, vote_rule
from office import clock
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, allowed

LIVE_BOXES = (BoxState.PREPARED, BoxState.OPEN, BoxState.CLOSED)


@dataclass(frozen=True)
class Result:
    """What a counted box came to, for the minutes: `numbers` is what `result_hash` covers.

    `names` are those of an election by the keys of `numbers`.
    """

    box: UUID
    item: int | None
    question: str
    mode: str
    numbers: dict[str, Any]
    result_hash: str
    names: dict[str, str]


def results_of(meeting: Meeting) -> list[Result]:
    """The counted boxes of a meeting in the order in which they were opened."""
    return [
        Result(
            box.uid,
            box.item_id,
            box.question,
            box.mode.value,
            box.result,
            box.result_hash,
            dict(zip(keys_of(box), box.options, strict=False)),
        )
        for box in boxes_of(meeting)
        if box.state == BoxState.COUNTED
    ]


def boxes_of(meeting: Meeting) -> list[BallotBox]:
    """All boxes of a meeting, in their order."""
    wanted = select(BallotBox).where(BallotBox.meeting_id == meeting.id)
    return list(db.session.scalars(wanted.order_by(BallotBox.id)))


def unsettled(meeting: Meeting) -> list[BallotBox]:
    """Boxes that stand open, or whose papers were not counted."""
    at_work = (BoxState.OPEN, BoxState.CLOSED)
    return [box for box in boxes_of(meeting) if box.state in at_work]


def boxes_for(meeting: Meeting, actor: Actor) -> list[BallotBox]:
    """The boxes of a meeting that the actor may know of.

    A question that was not put yet is for chair, secretary and its counting board alone.
    """
    found = boxes_of(meeting)
    if allowed(actor, CanVote.PREPARE, meeting):
        return found
    own = admitted(actor, meeting)
    return [box for box in found if box.opened_at or (own and own.id in box.tellers)]


def visible_box(uid: UUID, item_uid: UUID, actor: Actor) -> tuple[Meeting, BallotBox]:
    """A box of the meeting of the address, or 404 for whoever may not know of it."""
    wanted = (
        select(Meeting, BallotBox)
        .join(BallotBox, BallotBox.meeting_id == Meeting.id)
        .where(Meeting.uid == uid, BallotBox.uid == item_uid, visible_to(actor))
    )
    found = db.session.execute(wanted).first()
    if found is None or not (found[1].opened_at or found[1] in boxes_for(found[0], actor)):
        raise NotFound(_("There is no such vote at this meeting."))
    return found[0], found[1]


def rule_of(box: BallotBox) -> VoteRule:
    """The rule of a box as it holds on the day of its opening."""
    day = clock.to_local(box.opened_at or clock.now()).date()
    return vote_rule(box.rule, day)


def keys_of(box: BallotBox) -> tuple[str, ...]:
    """The words that papers are filled in with: for, against, abstain, or the names by number."""
    return tuple(str(n) for n in range(1, len(box.options) + 1)) or MOTION


def cast_count(box: BallotBox) -> int:
    """How many papers are in the box."""
    wanted = select(func.count()).select_from(BallotCast).where(BallotCast.box_id == box.id)
    return db.session.scalar(wanted) or 0


def has_cast(box: BallotBox, participant_id: int) -> bool:
    """Whether this place has voted."""
    return participant_id in set(
        db.session.scalars(
            select(BallotCast.participant_id).where(
                BallotCast.box_id == box.id, BallotCast.participant_id == participant_id
            )
        )
    )


def own_choice(box: BallotBox, participant_id: int) -> Sequence[str]:
    """What this place chose in an open vote or one by name."""
    wanted = select(BallotCast.choice).where(
        BallotCast.box_id == box.id, BallotCast.participant_id == participant_id
    )
    return db.session.scalar(wanted) or ()


def voters_named(box: BallotBox) -> list[tuple[Participant, Sequence[str] | None]]:
    """Who has voted, in the order of the list; with the choice where the vote is not secret."""
    wanted = (
        select(Participant, BallotCast.choice)
        .join(BallotCast, BallotCast.participant_id == Participant.id)
        .where(BallotCast.box_id == box.id)
        .order_by(Participant.position, Participant.id)
    )
    return [(place, choice) for place, choice in db.session.execute(wanted)]


def tellers_of(box: BallotBox) -> list[Participant]:
    """The counting board, first and second."""
    found = (db.session.get(Participant, one) for one in box.tellers)
    return [one for one in found if one]


def half_of(box: BallotBox, place: Participant) -> BallotHalf | None:
    """What a member of the board has given for what the box waits for now."""
    wanted = select(BallotHalf).where(
        BallotHalf.box_id == box.id, BallotHalf.participant_id == place.id
    )
    return db.session.scalars(wanted).first()


@dataclass(frozen=True)
class Teller:
    """A member of the counting board; `goes_on` is the one who joins both halves."""

    place: Participant
    has_given: bool
    goes_on: bool


def board_of(box: BallotBox) -> list[Teller]:
    """The counting board, first and second, and what each has given for the step at hand."""
    given = {one.id: half_of(box, one) for one in tellers_of(box)}
    handed = {place for place, half in given.items() if half and half.handed}
    return [
        Teller(one, given[one.id] is not None, bool(handed - {one.id})) for one in tellers_of(box)
    ]
