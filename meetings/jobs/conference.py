"""Conference servers of others do as the tables say; people are led at the chair's word."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select

from meetings.engines import choice
from meetings.engines.janus.rooms import NO_SUCH_FEED
from meetings.engines.port import CALLED, EngineRefused, MediaEngine, Room
from meetings.models import Meeting
from meetings.operations import conference, moderating
from meetings.operations import media as operations
from meetings.queries import media, recordings
from office import clock, given_up, outbox
from office.config import current_settings
from office.db import db
from office.permissions import SYSTEM

GONE = {404}
SOON = timedelta(minutes=1)
log = structlog.get_logger(__name__)
outbox.RETRIES[conference.TOPIC] = outbox.Retry(
    limit=10, first=timedelta(seconds=2), longest=timedelta(minutes=2)
)
outbox.RETRIES[moderating.TOPIC] = outbox.Retry(
    limit=4, first=timedelta(seconds=2), longest=timedelta(seconds=20)
)


@outbox.delivers(conference.TOPIC)
def follow(body: dict[str, Any]) -> None:
    """Make the room as it is wanted now: there, recorded or not, or ended; safe to do again."""
    meeting = _meeting(body)
    kind = media.kind_of(meeting)
    if kind not in CALLED:
        return
    engine, room = choice.engine(kind, current_settings()), media.room_of(meeting)
    was_ordered, is_recorded = bool(recordings.orders(meeting)), media.is_recorded(meeting)
    is_live = meeting.is_live
    db.session.rollback()  # no transaction stays open while the server is asked
    if is_live:
        engine.create_room(room)
    if is_live and is_recorded:
        engine.start_recording(room)
    elif was_ordered:
        engine.stop_recording(room)
    if not is_live:
        _end(engine, room)
        operations.note_ended(_meeting(body), by=SYSTEM)


def _end(engine: MediaEngine, room: Room) -> None:
    try:
        engine.end_room(room)
    except EngineRefused as refused:
        if refused.code not in GONE:
            raise


@given_up.when_given_up(conference.TOPIC)
def tell_room(body: dict[str, Any]) -> None:
    """A room that should be recorded and is not is told so."""
    meeting = _meeting(body)
    if meeting.is_live and media.is_recorded(meeting):
        operations.note_room(meeting, what="engine_not_recording", by=SYSTEM)


@outbox.delivers(moderating.TOPIC)
def moderate(body: dict[str, Any]) -> None:
    """Take a voice away or put somebody out; who left in the meantime is no fault."""
    meeting = _meeting(body)
    is_late = clock.now() - datetime.fromisoformat(body["asked_at"]) > SOON
    if is_late or not meeting.is_live or meeting.is_classified:
        log.warning("media_word_too_late", act=body["act"], meeting=body["meeting"])
        return
    engine = choice.engine(media.kind_of(meeting), current_settings())
    room = media.room_of(meeting)
    db.session.rollback()
    try:
        if body["act"] == moderating.MUTE:
            engine.mute(room, body["feed"], mid=body["mid"])
        else:
            engine.kick(room, body["feed"])
    except EngineRefused as refused:
        if refused.code not in GONE | {NO_SUCH_FEED}:
            raise


def _meeting(body: dict[str, Any]) -> Meeting:
    wanted = select(Meeting).where(Meeting.uid == UUID(body["meeting"]))
    return db.session.scalars(wanted).one()
