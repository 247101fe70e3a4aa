"""Guests from elsewhere: links to their invitation and to the room, given, renewed, withdrawn."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from meetings.models import (
    AgendaPaper,
    AttendanceSpan,
    GuestLink,
    Meeting,
    Participant,
    Rsvp,
    Speech,
    SpeechKind,
    SpeechState,
    Via,
)
from meetings.operations.answering import Said, refuse_without_reason, take
from meetings.operations.floor import finish
from meetings.operations.presence import come_by_code, come_online, go
from meetings.operations.running import current_item
from meetings.operations.speaking import queued
from meetings.operations.telling import hold_chain, take_turn
from meetings.policy.answering import Can, meeting_of
from meetings.queries.answers import guest_papers
from meetings.queries.presence import open_span
from meetings.queries.speaking import open_speeches
from office import audit, clock
from office.actor import hash_token
from office.db import db, operation
from office.errors import NotFound, Refusal
from office.i18n import _
from office.permissions import Actor, require

AFTER = timedelta(days=1)


@operation
def make_link(participant: Participant, *, by: Actor) -> str:
    """Make a link for a guest: it opens until a day after the meeting; gives the secret once."""
    meeting = meeting_of(participant)
    require(by, Can.LET_GUESTS_IN, meeting)
    if not participant.is_guest or participant.removed_at is not None:
        raise Refusal(_("Only a guest from elsewhere comes by a link; others sign in."))
    secret = secrets.token_urlsafe(32)
    row = GuestLink(
        meeting_id=meeting.id,
        participant_id=participant.id,
        address=participant.address,
        token_hash=hash_token(secret),
        made_at=clock.now(),
        expires_at=meeting.ends_at + AFTER,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("meeting.guest_link", meeting, by=by, participant=participant.uid, link=row.uid)
    return secret


@operation
def withdraw_links(participant: Participant, *, by: Actor) -> int:
    """Shut every link of a guest, also after the meeting was called off; says how many opened."""
    meeting = meeting_of(participant)
    require(by, Can.SHUT_LINKS, meeting)
    shut = db.session.execute(
        update(GuestLink)
        .where(GuestLink.participant_id == participant.id, GuestLink.withdrawn_at.is_(None))
        .values(withdrawn_at=clock.now())
    )
    count = int(getattr(shut, "rowcount", 0))
    audit.record("meeting.guest_shut", meeting, by=by, participant=participant.uid, links=count)
    return count


@operation
def open_link(link: GuestLink, *, visitor: str, by: Actor) -> None:
    """Bind a link to the browser that opens it first; to every other one it is shut from then on.

    From where it was opened stands in the log.
    """
    require(by, Can.COME_AS_GUEST, db.session.get_one(Participant, link.participant_id))
    bound = db.session.execute(
        update(GuestLink)
        .where(GuestLink.id == link.id, GuestLink.opened_at.is_(None))
        .values(opened_at=clock.now())
    )
    if not getattr(bound, "rowcount", 0):
        raise Refusal(
            _("This link was opened in another browser."),
            fix=_("Open it there, or ask whoever invited you for a new one."),
        )
    meeting = db.session.get_one(Meeting, link.meeting_id)
    audit.record("meeting.guest_opened", meeting, by=by, link=link.uid, visitor=visitor)


@operation
def take_paper(link: GuestLink, uid: UUID, *, visitor: str, by: Actor) -> AgendaPaper:
    """Give a guest a paper of the meeting; which, and from where it is asked, stands in the log."""
    participant = db.session.get_one(Participant, link.participant_id)
    require(by, Can.READ_AS_GUEST, participant)
    meeting = db.session.get_one(Meeting, link.meeting_id)
    offered = (paper for papers in guest_papers(meeting).values() for paper in papers)
    found = next((paper for paper in offered if paper.uid == uid), None)
    if found is None:
        raise NotFound(_("There is no such paper for you."))
    facts = {"participant": participant.uid, "paper": found.uid, "visitor": visitor}
    audit.record("meeting.guest_paper", meeting, by=by, **facts)
    return found


@operation
def answer_as_guest(participant: Participant, rsvp: Rsvp, *, reason: str = "", by: Actor) -> None:
    """A guest says by his link whether he comes."""
    take_turn(meeting_of(participant))
    require(by, Can.ANSWER_AS_GUEST, participant)
    refuse_without_reason(rsvp, reason)
    take(participant, Said(rsvp, Via.LINK, comment=reason.strip()), by=by)


# -------------------------------------------------------------------------- in the room


@operation
def come_as_guest(participant: Participant, *, code: str = "", by: Actor) -> AttendanceSpan:
    """A guest is there: in the hall by its code, else from afar where the meeting allows it."""
    require(by, Can.ENTER_AS_GUEST, participant)
    meeting = meeting_of(participant)
    if code.strip():
        return come_by_code(meeting, participant, code, by)
    return come_online(meeting, participant, by)


@operation
def leave_as_guest(participant: Participant, *, by: Actor) -> None:
    """A guest leaves the room; whoever comes back checks in again."""
    require(by, Can.ENTER_AS_GUEST, participant)
    go(meeting_of(participant), participant, by)


@operation
def ask_as_guest(participant: Participant, *, by: Actor) -> Speech:
    """A guest who is there asks for the floor at the item that the room is at."""
    require(by, Can.ENTER_AS_GUEST, participant)
    meeting = meeting_of(participant)
    item = current_item(meeting)
    if item is None:
        raise Refusal(
            _("No item is being treated now."),
            fix=_("Ask for the floor once an item is begun."),
        )
    if open_span(participant) is None:
        raise Refusal(_("Check in first, then ask for the floor."))
    return queued(meeting, participant, item, SpeechKind.SPEAK, by)


@operation
def give_up_as_guest(participant: Participant, *, by: Actor) -> None:
    """A guest gives his wish to speak up, or is done with his speech."""
    require(by, Can.ENTER_AS_GUEST, participant)
    meeting = meeting_of(participant)
    hold_chain(meeting)
    for speech in open_speeches(participant):
        spoke = speech.state == SpeechState.SPEAKING
        finish(meeting, speech, SpeechState.DONE if spoke else SpeechState.WITHDRAWN, by)
