"""What was recorded: sources, segments, the time line, gaps, turns, and what the manifest binds."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select

from meetings.media import chunks
from meetings.media.chunks import Run
from meetings.media.timeline import Piece, Span
from meetings.models import (
    AgendaItem,
    Meeting,
    Participant,
    RecChunk,
    RecGap,
    Recording,
    RecordingDestruction,
    RecordingSpan,
    RecSegment,
    Transcribing,
    Turn,
)
from office import blobs
from office.db import db
from office.errors import NotFound
from office.i18n import _

CONFERENCE = "conference"  # the source that is composed of the tracks of a server
OVERLAP = 0.5  # of a turn: then another source heard the same words


@dataclass(frozen=True)
class Have:
    """What arrived of one segment; `last` is what the device counted, None while it still runs."""

    segment: int
    received: tuple[Run, ...]
    last: int | None


@dataclass(frozen=True)
class Damage:
    """A chunk whose bytes are no longer those that were recorded; `is_gone` if there are none."""

    source: str
    segment: int
    seq: int
    sha256: str
    is_gone: bool


def orders(meeting: Meeting) -> list[RecordingSpan]:
    """From when to when the chair had the meeting recorded."""
    wanted = select(RecordingSpan).where(RecordingSpan.meeting_id == meeting.id)
    return list(db.session.scalars(wanted.order_by(RecordingSpan.began_at)))


def is_recorded_now(meeting: Meeting) -> bool:
    """Whether the chair's order holds: everybody in the room sees a banner."""
    return any(one.ended_at is None for one in orders(meeting))


def recording_by(meeting: Meeting, uid: UUID) -> Recording:
    """A source of this meeting, or 404."""
    wanted = select(Recording).where(Recording.meeting_id == meeting.id, Recording.uid == uid)
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("There is no such recording of this meeting."))
    return found


def segment_by(recording: Recording, number: int) -> RecSegment:
    """A run of a recorder, or 404."""
    wanted = select(RecSegment).where(
        RecSegment.recording_id == recording.id, RecSegment.number == number
    )
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("There is no such part of this recording."))
    return found


def segments_of(meeting: Meeting) -> list[tuple[Recording, RecSegment]]:
    """Every segment with its source, by the time it began."""
    wanted = (
        select(Recording, RecSegment)
        .join(RecSegment, RecSegment.recording_id == Recording.id)
        .where(Recording.meeting_id == meeting.id)
        .order_by(RecSegment.started_at, RecSegment.id)
    )
    return [(recording, segment) for recording, segment in db.session.execute(wanted)]


def chunks_of(segment: RecSegment) -> list[RecChunk]:
    """The chunks of a segment in their order."""
    wanted = select(RecChunk).where(RecChunk.segment_id == segment.id)
    return list(db.session.scalars(wanted.order_by(RecChunk.seq)))


def chunks_by_segment(meeting: Meeting) -> dict[int, list[RecChunk]]:
    """The chunks of all segments, by segment."""
    wanted = (
        select(RecChunk)
        .join(RecSegment, RecSegment.id == RecChunk.segment_id)
        .join(Recording, Recording.id == RecSegment.recording_id)
        .where(Recording.meeting_id == meeting.id)
        .order_by(RecChunk.segment_id, RecChunk.seq)
    )
    found: dict[int, list[RecChunk]] = defaultdict(list)
    for row in db.session.scalars(wanted):
        found[row.segment_id].append(row)
    return found


def have(recording: Recording) -> list[Have]:
    """What arrived of each segment, so that another device can go on."""
    wanted = select(RecSegment).where(RecSegment.recording_id == recording.id)
    return [
        Have(one.number, chunks.runs(row.seq for row in chunks_of(one)), one.last_seq)
        for one in db.session.scalars(wanted.order_by(RecSegment.number))
    ]


def size_of(meeting: Meeting) -> int:
    """The bytes of all chunks of a meeting."""
    wanted = (
        select(func.sum(RecSegment.size))
        .join(Recording, Recording.id == RecSegment.recording_id)
        .where(Recording.meeting_id == meeting.id)
    )
    return int(db.session.scalar(wanted) or 0)


# -------------------------------------------------------------------------- the time line


def begun_at(meeting: Meeting) -> datetime | None:
    """The zero of the time line: the chair's first order."""
    found = orders(meeting)
    return found[0].began_at if found else None


def covered(segment: RecSegment, rows: Sequence[RecChunk]) -> Iterator[Span]:
    """What the chunks of a segment hold; without its first chunk nothing of it can be played."""
    by_seq = {row.seq: row for row in rows}
    if 0 not in by_seq:
        return
    start = segment.started_at.timestamp()
    for run in chunks.runs(by_seq):
        first, last = by_seq[run.first], by_seq[run.last]
        yield Span(start + first.from_ms / 1000, start + last.to_ms / 1000)


def wanted_spans(meeting: Meeting) -> list[Span]:
    """The orders as spans; one that still holds counts up to what arrived last."""
    latest = max((one.ended_at for _source, one in segments_of(meeting)), default=None)
    found = []
    for order in orders(meeting):
        ends = order.ended_at or max(latest or order.began_at, order.began_at)
        found.append(Span(order.began_at.timestamp(), ends.timestamp()))
    return found


def gaps_of(meeting: Meeting) -> list[RecGap]:
    """What was to be recorded and is not there, for the minutes."""
    wanted = select(RecGap).where(RecGap.meeting_id == meeting.id)
    return list(db.session.scalars(wanted.order_by(RecGap.began_at)))


def playlist(meeting: Meeting) -> list[Piece]:
    """The films on one time line, seconds from the first order; `file` is source and segment."""
    zero = begun_at(meeting)
    if zero is None:
        return []
    pieces = []
    composed = conference_of(meeting)
    for recording, segment in segments_of(meeting):
        if recording.is_of_engine and composed not in (None, segment):
            continue
        t0 = (segment.started_at - zero).total_seconds()
        t1 = (segment.ended_at - zero).total_seconds()
        if segment.chunks or segment is composed:
            pieces.append(Piece(t0, t1, f"{recording.uid}/{segment.number}"))
    return pieces


def conference_of(meeting: Meeting) -> RecSegment | None:
    """The composed film of a conference, once there is one that is not destroyed."""
    wanted = (
        select(RecSegment)
        .join(Recording, Recording.id == RecSegment.recording_id)
        .where(Recording.meeting_id == meeting.id, Recording.source == CONFERENCE)
        .where(RecSegment.film_sha256.is_not(None))
    )
    return db.session.scalars(wanted).first()


def moment_of(seconds: float) -> datetime:
    """A second of a span as a moment."""
    return datetime.fromtimestamp(seconds, UTC)


# ------------------------------------------------------------------------------- turns


def turns_of(meeting: Meeting) -> list[Turn]:
    """Who spoke when; where two sources heard the same, only one of them tells it.

    Tracks of a conference server know the person and go before devices in the room.
    """
    wanted = (
        select(Turn, Recording)
        .join(RecSegment, RecSegment.id == Turn.segment_id)
        .join(Recording, Recording.id == RecSegment.recording_id)
        .where(Turn.meeting_id == meeting.id)
        .order_by(Recording.is_of_engine.desc(), Recording.codec, Recording.id, Turn.began_at)
    )
    kept: list[tuple[Turn, Recording]] = []
    for turn, recording in db.session.execute(wanted):
        if not any(_is_echo(turn, recording, *other) for other in kept):
            kept.append((turn, recording))
    return sorted((turn for turn, _source in kept), key=lambda one: (one.began_at, one.id))


def _is_echo(turn: Turn, source: Recording, other: Turn, of: Recording) -> bool:
    if source.id == of.id or (source.is_of_engine and of.is_of_engine):
        return False
    begins, ends = max(turn.began_at, other.began_at), min(turn.ended_at, other.ended_at)
    whole = (turn.ended_at - turn.began_at).total_seconds()
    return (ends - begins).total_seconds() > OVERLAP * whole


def turn_by(meeting: Meeting, uid: UUID) -> Turn:
    """A turn of this meeting, or 404."""
    found = db.session.scalars(
        select(Turn).where(Turn.meeting_id == meeting.id, Turn.uid == uid)
    ).first()
    if found is None:
        raise NotFound(_("There is no such turn in this recording."))
    return found


def item_at(items: Iterable[AgendaItem], moment: datetime) -> AgendaItem | None:
    """The item of the agenda that was being treated."""
    for item in items:
        has_begun = item.started_at is not None and item.started_at <= moment
        if has_begun and (item.ended_at is None or moment < item.ended_at):
            return item
    return None


def films_to_come(meeting: Meeting) -> int:
    """How many segments have chunks of which no film was made or tried yet."""
    wanted = (
        select(func.count())
        .select_from(RecSegment)
        .join(Recording, Recording.id == RecSegment.recording_id)
        .where(Recording.meeting_id == meeting.id, RecSegment.chunks != RecSegment.film_chunks)
        .where(~exists().where(RecordingDestruction.meeting_id == meeting.id))
    )
    return db.session.scalar(wanted) or 0


def may_be_transcribed(meeting: Meeting) -> bool:
    """Whether the chair allowed it for this meeting; never where it is classified."""
    row = select(Transcribing.id).where(Transcribing.meeting_id == meeting.id)
    return not meeting.is_classified and db.session.scalar(row) is not None


def destruction_of(meeting: Meeting) -> RecordingDestruction | None:
    """The record of the destruction of the content."""
    wanted = select(RecordingDestruction).where(RecordingDestruction.meeting_id == meeting.id)
    return db.session.scalars(wanted).first()


# ---------------------------------------------------------------------------- the manifest


def manifest_segments(meeting: Meeting) -> list[dict[str, Any]]:
    """What the signed minutes bind: of each segment the hashes of its raw chunks in their order."""
    rows, names = chunks_by_segment(meeting), _people(meeting)
    return [
        {
            "source": f"{recording.uid}/{segment.number}",
            "participant": names.get(recording.participant_id or 0, ""),
            "codec": recording.codec.value,
            "started_at": segment.started_at.isoformat(),
            "clock_offset_ms": segment.clock_offset_ms,
            "chunks": [row.sha256 for row in rows[segment.id]],
            "bytes": segment.size,
        }
        for recording, segment in segments_of(meeting)
        if segment.chunks
    ]


def _people(meeting: Meeting) -> dict[int, str]:
    wanted = select(Participant.id, Participant.uid).where(Participant.meeting_id == meeting.id)
    return {row: str(uid) for row, uid in db.session.execute(wanted)}


def damaged_chunks(meeting: Meeting) -> list[Damage]:
    """Every stored chunk hashed anew; the faulty ones are named by source, segment and number."""
    rows = chunks_by_segment(meeting)
    return [
        Damage(str(recording.uid), segment.number, row.seq, row.sha256, is_gone=is_gone)
        for recording, segment in segments_of(meeting)
        for row in rows[segment.id]
        if row.destroyed_at is None and (is_gone := _fault(row.sha256)) is not None
    ]


def _fault(sha256: str) -> bool | None:
    """True if the bytes are gone, False if they changed, None if all is well."""
    try:
        with blobs.open_blob(sha256) as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]  # binary
    except FileNotFoundError:
        return True
    return None if found == sha256 else False
