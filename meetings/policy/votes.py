"""Who puts a question to the vote, who votes, who seals and opens a secret box."""

from enum import StrEnum

from meetings.models import BallotBox, Meeting, Part
from meetings.policy import admitted, has_part, not_classified
from office.db import db
from office.permissions import Actor, rule


class CanVote(StrEnum):
    """The permissions over a ballot box."""

    PREPARE = "prepare_vote"
    HOLD = "hold_vote"
    CAST = "cast_vote"
    GIVE = "give_half"
    COUNT = "count_vote"


def meeting_of(box: BallotBox) -> Meeting:
    """The meeting that a box stands in."""
    return db.session.get_one(Meeting, box.meeting_id)


@rule(CanVote.PREPARE)
def may_prepare_vote(actor: Actor, meeting: Meeting) -> bool:
    """Votes are prepared by the chair and the secretary of a meeting that is not classified."""
    return not_classified(meeting) and has_part(actor, meeting, Part.CHAIR, Part.SECRETARY)


@rule(CanVote.HOLD)
def may_hold_vote(actor: Actor, box: BallotBox) -> bool:
    """A vote is opened, closed and declared void by the chair, or the secretary at his word."""
    return may_prepare_vote(actor, meeting_of(box))


@rule(CanVote.CAST)
def may_cast_vote(actor: Actor, box: BallotBox) -> bool:
    """Only who was on the list of voters when the box was opened votes, in person."""
    meeting = meeting_of(box)
    own = admitted(actor, meeting)
    return not_classified(meeting) and own is not None and str(own.uid) in box.entitled


@rule(CanVote.GIVE)
def may_give_half(actor: Actor, box: BallotBox) -> bool:
    """Only the two members of the counting board give their PINs, each in his own session."""
    own = admitted(actor, meeting_of(box))
    return own is not None and own.id in box.tellers


@rule(CanVote.COUNT)
def may_count_vote(actor: Actor, box: BallotBox) -> bool:
    """A secret box is opened by its counting board alone; other votes by chair and secretary."""
    return may_give_half(actor, box) if box.is_secret else may_hold_vote(actor, box)
