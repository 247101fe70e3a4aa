"""What lies beside a recording, and which devices may still hold parts of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import select

from meetings.media import chunks
from meetings.models import (
    AsideState,
    Meeting,
    RecAside,
    RecChunk,
    Recording,
    RecSegment,
)
from meetings.queries.recordings import chunks_by_segment, segments_of
from office.db import db
from office.errors import NotFound
from office.i18n import _


@dataclass(frozen=True)
class Aside:
    """What lies aside of one run, named by its first piece."""

    first: RecAside
    pieces: int
    size: int
    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class Awaited:
    """A recorder that may hold more: parts it counted that are not here; None where it never said.

    `segment` is None where nothing of it has arrived at all.
    """

    recording: Recording
    segment: int | None
    missing: int | None


def all_of(meeting: Meeting) -> list[RecAside]:
    """Everything aside that is kept, by the time it was taken."""
    wanted = select(RecAside).where(
        RecAside.meeting_id == meeting.id,
        RecAside.state.not_in([AsideState.DROPPED, AsideState.TAKEN]),
    )
    order = (RecAside.recording_id, RecAside.segment, RecAside.started_at, RecAside.seq)
    return list(db.session.scalars(wanted.order_by(*order, RecAside.id)))


def asides_of(meeting: Meeting) -> list[Aside]:
    """The same, one line for each run."""
    found = groupby(all_of(meeting), key=_run)
    return [_line(list(rows)) for _key, rows in found]


def late_of(meeting: Meeting) -> list[Aside]:
    """What came after the signature."""
    return [one for one in asides_of(meeting) if one.first.state is AsideState.LATE]


def _run(row: RecAside) -> tuple[object, ...]:
    own = row.id if row.recording_id is None else None
    return row.recording_id, row.segment, row.state, own


def _line(rows: Sequence[RecAside]) -> Aside:
    return Aside(
        rows[0],
        len(rows),
        sum(row.size for row in rows),
        min(row.began_at for row in rows),
        max(row.ended_at for row in rows),
    )


def aside_by(meeting: Meeting, uid: UUID) -> RecAside:
    """What lies aside under this name, or 404."""
    wanted = select(RecAside).where(RecAside.meeting_id == meeting.id, RecAside.uid == uid)
    found = db.session.scalars(wanted.where(RecAside.state != AsideState.DROPPED)).first()
    if found is None:
        raise NotFound(_("Nothing lies aside here."))
    return found


def beginning_of(aside: RecAside) -> str:
    """The first chunk of the same run, without which no program plays the rest; or nothing."""
    wanted = (
        select(RecChunk.sha256)
        .join(RecSegment, RecSegment.id == RecChunk.segment_id)
        .where(RecSegment.recording_id == aside.recording_id, RecSegment.number == aside.segment)
        .where(RecChunk.seq == 0, RecChunk.destroyed_at.is_(None))
    )
    return db.session.scalar(wanted) or ""


# ---------------------------------------------------------------------- still on devices


def awaited(meeting: Meeting) -> list[Awaited]:
    """The known recorders that have not sent everything."""
    arrived = chunks_by_segment(meeting)
    own = [(one, segment) for one, segment in segments_of(meeting) if not one.is_of_engine]
    found = [
        Awaited(recording, segment.number, lost)
        for recording, segment in own
        if (lost := _missing(segment, arrived[segment.id])) != 0
    ]
    known = {recording.id for recording, _segment in segments_of(meeting)}
    silent = select(Recording).where(
        Recording.meeting_id == meeting.id, Recording.is_of_engine.is_(False)
    )
    rest = (one for one in db.session.scalars(silent.order_by(Recording.id)))
    return [*found, *(Awaited(one, None, None) for one in rest if one.id not in known)]


def _missing(segment: RecSegment, rows: Sequence[RecChunk]) -> int | None:
    if segment.finished_at is None or segment.last_seq is None:
        return None
    runs = chunks.missing((row.seq for row in rows), last=segment.last_seq)
    return sum(run.last - run.first + 1 for run in runs)
