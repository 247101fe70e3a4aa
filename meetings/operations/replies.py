"""Answers that come by mail (REPLY, COUNTER): whose they are, and whether they hold (RFC 5546)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from meetings.ical.replies import Reply
from meetings.ical.replies import Said as Told
from meetings.ical.values import Method
from meetings.models import CalendarCopy, MeetingAnswer, Participant, Rsvp, Via
from meetings.operations.answering import Said, take
from meetings.operations.telling import take_turn
from meetings.policy.answering import Can, is_to_come
from meetings.queries.answers import copies_at, last_stamp
from meetings.queries.calendars import RSVPS, invited_as, meeting_named
from office.db import db, operation, savepoint
from office.errors import Refusal
from office.permissions import Actor, require


@dataclass(frozen=True)
class Came:
    """How an answer came: to which addresses, from whom, and whether that is proven."""

    message_uid: UUID
    addresses: Sequence[str]
    sender: str
    is_proven: bool


@operation
def note_reply(reply: Reply, came: Came, *, by: Actor) -> MeetingAnswer | None:
    """Keep an answer by mail; None when it is of nobody we asked, or of a former state.

    It is matched by the name of the meeting and the address that was invited, never by ORGANIZER,
    which some programs leave out; the mark in its address, or a proven sender, vouches for it.
    """
    meeting = meeting_named(reply.uid)
    if meeting is None:
        return None
    require(by, Can.TELL_CALENDARS, meeting)
    take_turn(meeting)
    marked = invited_as(meeting, came.addresses)
    found = _answered(meeting.id, reply, marked)
    if found is None or not is_to_come(meeting):
        return None
    copy, told = found
    participant = db.session.get_one(Participant, copy.participant_id)
    if participant.removed_at is not None or _is_old(reply, participant, copy, came):
        return None
    is_marked = marked is not None and marked.id == participant.id
    is_sender = came.is_proven and came.sender.lower() == copy.address.lower()
    said = _said(reply, told, came, is_verified=is_marked or is_sender)
    return _taken(participant, said, by)


def _taken(participant: Participant, said: Said, by: Actor) -> MeetingAnswer:
    """What cannot count as it was said is kept all the same, for a person to look at."""
    try:
        with savepoint():
            return take(participant, said, by=by)
    except Refusal as refusal:
        db.session.refresh(participant)
        return take(participant, replace(said, problem=str(refusal.message)), by=by)


def _answered(
    meeting_id: int, reply: Reply, marked: Participant | None
) -> tuple[CalendarCopy, Told] | None:
    """The calendar that answers: that of the mark when its address is named, else by address."""
    copies = copies_at(meeting_id, [one.address for one in reply.said])
    copies.sort(key=lambda one: marked is None or one.participant_id != marked.id)
    for copy in copies:
        told = reply.of(copy.address)
        if told is not None and copy.method == Method.REQUEST and told.answer in RSVPS:
            return copy, told
    return None


def _is_old(reply: Reply, participant: Participant, copy: CalendarCopy, came: Came) -> bool:
    last = last_stamp(participant)
    if last is not None and last.message_uid == came.message_uid:
        return True
    return reply.is_older_than(copy.sequence, answered=last.stamp if last else None)


def _said(reply: Reply, told: Told, came: Came, *, is_verified: bool) -> Said:
    wish = reply.proposal
    return Said(
        rsvp=RSVPS[told.answer] if wish is None else Rsvp.NONE,
        via=Via.MAIL,
        comment=reply.comment,
        sender=came.sender,
        is_verified=is_verified,
        stamp=reply.stamp,
        message_uid=came.message_uid,
        stand_in_address=told.delegated_to,
        stand_in_name=_name_at(reply, told.delegated_to),
        proposed_from=wish.starts_at if wish else None,
        proposed_until=wish.ends_at if wish else None,
    )


def _name_at(reply: Reply, address: str) -> str:
    found = reply.of(address) if address else None
    return found.name if found else ""
