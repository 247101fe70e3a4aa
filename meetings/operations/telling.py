"""Telling the room: every act that others must see becomes a line of the meeting's chain."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785
from sqlalchemy import select

from meetings.models import Meeting, MeetingChain, MeetingEvent
from meetings.operations import calendars, conference, texting
from office import clock, live
from office.audit import plain
from office.db import db
from office.permissions import Actor

CHANNEL = "meetings"
GENESIS = "0" * 64


def begin_chain(meeting: Meeting) -> None:
    """Lay the empty chain of a new meeting."""
    db.session.add(MeetingChain(meeting_id=meeting.id, number=0, head=GENESIS))


def hold_chain(meeting: Meeting) -> MeetingChain:
    """Acts at one meeting that count something take turns: the lock is the head of its chain."""
    held = select(MeetingChain).where(MeetingChain.meeting_id == meeting.id).with_for_update()
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def take_turn(meeting: Meeting) -> None:
    """Wait for the other acts at this meeting and read it anew: it stands so until this one ends.

    An act that depends on the state of the meeting asks for it behind this line, and before any
    other lock: who waits for the chain holds nothing for which another could wait.
    """
    hold_chain(meeting)
    db.session.refresh(meeting)


def tell(meeting: Meeting, kind: str, *, by: Actor, **payload: Any) -> MeetingEvent:
    """Add a line to the course of the meeting, in the operation that it tells of.

    Lines of one meeting wait for each other, so that numbers have no gap and appear in order.
    """
    head = hold_chain(meeting)
    line = MeetingEvent(
        meeting_id=meeting.id,
        number=head.number + 1,
        kind=kind,
        person_id=by.person_id,
        by=by.name,
        at=clock.now(),
        payload={name: plain(value) for name, value in payload.items()},
        previous=head.head,
    )
    line.hash = hash_of(meeting.uid, line)
    head.number, head.head = line.number, line.hash
    db.session.add(line)
    live.announce(CHANNEL, line.number)
    for follow in (calendars.follow, conference.follow, texting.follow):
        follow(meeting, kind, line.number, line.payload)
    return line


def hash_of(meeting: UUID, line: MeetingEvent) -> str:
    """SHA-256 over the line in canonical JSON (RFC 8785) with the hash of the line before it."""
    return hashlib.sha256(rfc8785.dumps(said_by(meeting, line))).hexdigest()


def said_by(meeting: UUID, line: MeetingEvent) -> dict[str, Any]:
    """What the hash of a line covers."""
    return {
        "meeting": str(meeting),
        "number": line.number,
        "kind": line.kind,
        "by": line.by,
        "at": _instant(line.at),
        "payload": line.payload,
        "previous": line.previous,
    }


def _instant(at: datetime) -> str:
    return at.isoformat()
