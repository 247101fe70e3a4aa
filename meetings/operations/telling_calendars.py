"""Invitations by mail (iMIP, RFC 6047): one letter for each, from the unit's mailbox.

The state of the meeting is compared with what each calendar was told last, so that the same work
twice sends nothing twice, and of several changes only the last is told.
"""

import hashlib
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import func, select

from mail import operations as mail
from meetings.ical import writing
from meetings.ical.values import Method, Occasion
from meetings.ical.writing import BadAddress
from meetings.models import CalendarCopy, Meeting, MeetingEvent, MeetingState, Participant, Rsvp
from meetings.operations.calendars import FOLLOWED, ask_calendars
from meetings.operations.guests import make_link
from meetings.operations.wording import Words, invitation, with_links, withdrawal
from meetings.policy.answering import Can
from meetings.queries.answers import copy_of
from meetings.queries.calendars import (
    CallingBox,
    address_of,
    calling_box,
    occasion_for,
    web_address,
)
from office import blobs, clock
from office.db import db, operation, savepoint
from office.errors import Invalid
from office.permissions import Actor, require

FILE = "giay-moi.ics"
OFF = (MeetingState.CANCELLED, MeetingState.POSTPONED)
GUESTS = "/meeting-guests/"
STEP = 50


@operation
def tell_calendars(meeting: Meeting, *, number: int, after: int = 0, by: Actor) -> int:
    """Write to everybody whose calendar does not know how the meeting stands; says to how many.

    `number` is the line of the course that asked for it: when a later one did, that one does it.
    Of a long list some are told at once, those `after` them by the next work of the outbox.
    """
    require(by, Can.TELL_CALENDARS, meeting)
    box = calling_box(meeting)
    if box is None or meeting.ends_at <= clock.now() or _is_overtaken(meeting, number):
        return 0
    listed = select(Participant).where(Participant.meeting_id == meeting.id, Participant.id > after)
    some = db.session.scalars(listed.order_by(Participant.id).limit(STEP)).all()
    told = 0
    for one in some:
        # An address that is none is shown on the page; what was made for it is undone.
        with suppress(Invalid, BadAddress), savepoint():
            told += _tell(meeting, one, box, by)
    if len(some) == STEP:
        ask_calendars(meeting, number, after=some[-1].id)
    return told


def _is_overtaken(meeting: Meeting, number: int) -> bool:
    last = select(func.max(MeetingEvent.number)).where(
        MeetingEvent.meeting_id == meeting.id, MeetingEvent.kind.in_(FOLLOWED)
    )
    return (db.session.scalar(last) or 0) > number


def _tell(meeting: Meeting, participant: Participant, box: CallingBox, by: Actor) -> int:
    known = copy_of(participant)
    method = _wanted(meeting, participant, known)
    if method is None:
        return 0
    is_change = known is not None and known.method == Method.REQUEST
    words = (
        invitation(meeting, participant, is_change=is_change)
        if method is Method.REQUEST
        else withdrawal(meeting, participant)
    )
    address = known.address if known and method is Method.CANCEL else address_of(participant)
    occasion = occasion_for(meeting, participant, box, address=address, text=words.text)
    digest = _digest(occasion)
    if not address or (is_change and method is Method.REQUEST and _knows(known, occasion, digest)):
        return 0
    occasion = replace(occasion, sequence=_sequence(occasion, known, method))
    _post(meeting, participant, occasion, method, words, box, by)
    _keep(participant, known, occasion, method, digest, address)
    return 1


def _wanted(
    meeting: Meeting, participant: Participant, known: CalendarCopy | None
) -> Method | None:
    """What a calendar is to be told: nothing to whom another comes for, nor of what was held."""
    if meeting.state in OFF or participant.removed_at is not None:
        is_there = known is not None and known.method == Method.REQUEST
        return Method.CANCEL if is_there else None
    is_asked = participant.is_admitted and participant.rsvp != Rsvp.DELEGATED
    return Method.REQUEST if is_asked and meeting.state == MeetingState.INVITED else None


def _knows(known: CalendarCopy | None, occasion: Occasion, digest: str) -> bool:
    return known is not None and known.digest == digest and known.sequence >= occasion.sequence


def _sequence(occasion: Occasion, known: CalendarCopy | None, method: Method) -> int:
    """Never lower than before, and higher when an invitation is taken back or holds again."""
    if known is None:
        return occasion.sequence
    return max(occasion.sequence, known.sequence + (known.method != method))


def _digest(occasion: Occasion) -> str:
    parts = (occasion.title, occasion.text, occasion.place, str(occasion.starts_at),
             str(occasion.ends_at), occasion.zone)  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _post(  # noqa: PLR0913, PLR0917 - what a letter is made of
    meeting: Meeting,
    participant: Participant,
    occasion: Occasion,
    method: Method,
    words: Words,
    box: CallingBox,
    by: Actor,
) -> None:
    text = words.text
    if method is Method.REQUEST:
        text = with_links(text, meeting, participant, _link(meeting, participant, by))
    stored = blobs.put(_calendar(occasion, method, participant).encode())
    address = occasion.attendees[0].address
    mail.post(
        to=address,
        subject=words.subject,
        text=text,
        attachments=[mail.Attached(stored.sha256, FILE, method.value)],
        key=f"meeting:{participant.uid}:{occasion.sequence}:{method}:{stored.sha256[:12]}",
        agency_id=meeting.agency_id,
        box_id=box.box_id,
        by=by,
    )


def _link(meeting: Meeting, participant: Participant, by: Actor) -> str:
    if not participant.is_guest or not web_address(""):
        return ""
    return web_address(f"{GUESTS}{make_link(participant, by=by)}")


def _calendar(occasion: Occasion, method: Method, participant: Participant) -> str:
    if method is Method.REQUEST:
        return writing.request(occasion)
    if participant.removed_at is not None:
        return writing.uninvite(occasion, occasion.attendees[0].address)
    return writing.cancel(occasion)


def _keep(  # noqa: PLR0913, PLR0917 - what is kept of a letter
    participant: Participant,
    known: CalendarCopy | None,
    occasion: Occasion,
    method: Method,
    digest: str,
    address: str,
) -> None:
    copy = known or CalendarCopy(participant_id=participant.id, meeting_id=participant.meeting_id)
    copy.address, copy.method, copy.sequence = address, method.value, occasion.sequence
    copy.digest, copy.told_at = digest, clock.now()
    db.session.add(copy)
    db.session.flush()
