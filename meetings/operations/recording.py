"""Recording: the chair's word, the devices that follow it, their chunks, the end of a segment."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from meetings.media import chunks
from meetings.media.chunks import Codec
from meetings.models import (
    AsideState,
    Meeting,
    RecAside,
    RecChunk,
    Recording,
    RecordingPolicy,
    RecordingSpan,
    RecSegment,
)
from meetings.operations.recording_aside import (
    is_bound,
    lay,
    refuse_destroyed,
    void_former_paper,
)
from meetings.operations.recording_order import (
    begin_order,
    end_order,
    refuse_unrecorded,
    running_order,
)
from meetings.operations.running import refuse_not_in_session
from meetings.operations.telling import take_turn, tell
from meetings.policy import Can, admitted
from meetings.policy import recording as rules
from office import clock, outbox
from office.blobs import Stored
from office.db import db, operation
from office.errors import Forbidden, Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

FILM = "meetings.film"
GRACE = timedelta(seconds=15)
MOST_SOURCES = 40
MOST_SEGMENTS = 2000
LONGEST_MS = 5 * 24 * 3600 * 1000


@dataclass(frozen=True, kw_only=True)
class Place:
    """Which slice of which run a chunk is, and when it was taken by the device's own count."""

    segment: int
    seq: int
    from_ms: int
    to_ms: int
    started_ms: int
    clock_offset_ms: int | None


@operation
def begin_recording(meeting: Meeting, *, by: Actor) -> RecordingSpan:
    """The chair's word that recording begins; everybody is told of it in the same moment."""
    require(by, Can.LEAD, meeting)
    take_turn(meeting)
    refuse_unrecorded(meeting)
    refuse_not_in_session(meeting)
    return begin_order(meeting, by=by)


@operation
def end_recording(meeting: Meeting, *, by: Actor) -> None:
    """The chair's word that recording ends; devices stop at the next chunk they send."""
    require(by, Can.LEAD, meeting)
    take_turn(meeting)
    end_order(meeting, by=by)


@operation
def add_source(meeting: Meeting, codec: Codec, *, device: str = "", by: Actor) -> Recording:
    """Let a device of the chair or the secretary record too, while the order holds."""
    require(by, rules.Can.RECORD, meeting)
    take_turn(meeting)
    refuse_unrecorded(meeting)
    if running_order(meeting) is None:
        raise Refusal(_("Recording has not been ordered."), who=_("The chair begins it."))
    if codec not in chunks.RECORDED:
        raise Invalid(_("No recorder of ours sends this."))
    if codec is Codec.VIDEO and meeting.recording != RecordingPolicy.VIDEO:
        raise Refusal(_("Only the sound of this meeting is recorded."))
    own = admitted(by, meeting)
    known = select(func.count()).where(Recording.meeting_id == meeting.id)
    if (db.session.scalar(known) or 0) >= MOST_SOURCES:
        raise Refusal(_("This meeting has as many recorders as it can have."))
    made = Recording(
        meeting_id=meeting.id,
        participant_id=own.id if own else None,
        source=own.part.value if own else "",
        device=device[:100],
        codec=codec,
        begun_at=clock.now(),
    )
    db.session.add(made)
    tell(meeting, "recorder_added", by=by, source=made.source, codec=codec)
    return made


@operation
def keep_chunk(
    recording: Recording, place: Place, stored: Stored, *, by: Actor
) -> RecChunk | RecAside:
    """Take a chunk whose bytes are in the store; the very same one again changes nothing.

    What comes when the minutes are signed lies aside: what they bind takes no more.
    """
    meeting = db.session.get_one(Meeting, recording.meeting_id)
    _refuse_strange(recording, meeting, by)
    _refuse_beyond(place)
    is_late = is_bound(meeting)
    _lock(recording)
    segment = find_segment(recording, place.segment)
    started_at = _started(meeting, segment, place)
    kept = _chunk(segment, place.seq) if segment else None
    if kept is not None:
        return _same(kept, stored)
    refuse_destroyed(meeting)
    if is_late:
        return lay(meeting, _late(recording, place, stored, started_at), by=by)
    void_former_paper(meeting, by=by)
    segment = segment or _segment(recording, place, started_at)
    made = RecChunk(
        segment_id=segment.id,
        seq=place.seq,
        sha256=stored.sha256,
        size=stored.size,
        from_ms=place.from_ms,
        to_ms=place.to_ms,
        received_at=clock.now(),
    )
    db.session.add(made)
    segment.chunks += 1
    segment.size += stored.size
    segment.length_ms = max(segment.length_ms, place.to_ms)
    segment.received_at = made.received_at
    if segment.finished_at is not None:
        ask_film(segment)
    return made


def _same(kept: RecChunk, stored: Stored) -> RecChunk:
    if kept.sha256 != stored.sha256:
        raise Refusal(_("Another chunk stands at this place already."))
    return kept


def _late(recording: Recording, place: Place, stored: Stored, started_at: datetime) -> RecAside:
    return RecAside(
        recording_id=recording.id,
        segment=place.segment,
        seq=place.seq,
        sha256=stored.sha256,
        size=stored.size,
        codec=recording.codec,
        source=recording.source,
        started_at=started_at,
        from_ms=place.from_ms,
        to_ms=place.to_ms,
        state=AsideState.LATE,
    )


@operation
def finish_segment(
    recording: Recording, number: int, *, last_seq: int, stopped_ms: int, by: Actor
) -> RecSegment:
    """The device says how many chunks there were; what is missing is a gap from now on."""
    meeting = db.session.get_one(Meeting, recording.meeting_id)
    _refuse_strange(recording, meeting, by)
    if not (0 <= last_seq < chunks.MOST_CHUNKS and 0 <= stopped_ms <= LONGEST_MS):
        raise Invalid(_("These numbers do not fit a recording."))
    _lock(recording)
    segment = find_segment(recording, number)
    if segment is None:
        raise Refusal(_("Nothing of this part of the recording has arrived."))
    if segment.finished_at is None:
        segment.finished_at = clock.now()
    segment.last_seq = max(last_seq, segment.last_seq or 0)
    segment.stopped_ms = max(stopped_ms, segment.length_ms)
    ask_film(segment)
    return segment


def ask_film(segment: RecSegment) -> None:
    """Have the film of what is there made; each number of chunks is one piece of work."""
    outbox.enqueue(
        FILM,
        key=f"film:{segment.id}:{segment.chunks}:{segment.last_seq}",
        lane=outbox.Lane.BULK,
        segment_id=segment.id,
    )


def find_segment(recording: Recording, number: int) -> RecSegment | None:
    """A run of a recorder by its number."""
    wanted = select(RecSegment).where(
        RecSegment.recording_id == recording.id, RecSegment.number == number
    )
    return db.session.scalars(wanted).first()


def _segment(recording: Recording, place: Place, started_at: datetime) -> RecSegment:
    made = RecSegment(
        recording_id=recording.id,
        number=place.segment,
        started_at=started_at,
        clock_offset_ms=place.clock_offset_ms,
        received_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


def _started(meeting: Meeting, segment: RecSegment | None, place: Place) -> datetime:
    """When the run began by our clock; what was taken outside the chair's order is not kept.

    A device that could not ask for the time is believed within the length of the last order,
    unless its own clock says that the order was over.
    """
    told = segment.started_at if segment else _told(place)
    length, orders = timedelta(milliseconds=place.from_ms), orders_of(meeting)
    if any(_covers(order, told + length) for order in orders):
        return told
    if segment is None and place.clock_offset_ms is None and orders:
        last = orders[-1]
        if not _is_after(last, told + length) and _covers(last, last.began_at + length):
            return last.began_at
    raise Refusal(
        _("This was not taken while recording was ordered."),
        who=_("The chair begins and ends the recording."),
        fix=_("It stays on your device: save it to a file or drop it there."),
    )


def _told(place: Place) -> datetime:
    return datetime.fromtimestamp(place.started_ms / 1000, UTC)


def _is_after(order: RecordingSpan, moment: datetime) -> bool:
    """Between the end of the order and now; a clock that is ahead of ours proves nothing."""
    return order.ended_at is not None and order.ended_at + GRACE < moment <= clock.now() + GRACE


def orders_of(meeting: Meeting) -> list[RecordingSpan]:
    """The orders of a meeting by their time."""
    wanted = select(RecordingSpan).where(RecordingSpan.meeting_id == meeting.id)
    return list(db.session.scalars(wanted.order_by(RecordingSpan.began_at)))


def _covers(order: RecordingSpan, moment: datetime) -> bool:
    ends = order.ended_at or clock.now()
    return order.began_at - GRACE <= moment <= ends + GRACE


def _chunk(segment: RecSegment, seq: int) -> RecChunk | None:
    wanted = select(RecChunk).where(RecChunk.segment_id == segment.id, RecChunk.seq == seq)
    return db.session.scalars(wanted).first()


def _lock(recording: Recording) -> None:
    """Chunks of one recorder wait for each other, so that two devices cannot both be first."""
    held = select(Recording.id).where(Recording.id == recording.id).with_for_update()
    db.session.execute(held)


def _refuse_strange(recording: Recording, meeting: Meeting, by: Actor) -> None:
    require(by, rules.Can.RECORD, meeting)
    refuse_unrecorded(meeting)
    if by.is_machine:
        return
    own = admitted(by, meeting)
    if own is None or own.id != recording.participant_id:
        raise Forbidden(_("A recording is gone on with by whoever began it."))


def _refuse_beyond(place: Place) -> None:
    fits = 0 <= place.segment < MOST_SEGMENTS and 0 <= place.seq < chunks.MOST_CHUNKS
    times = 0 <= place.from_ms <= place.to_ms <= LONGEST_MS
    if not (fits and times and 0 <= place.started_ms < 1 << 42):
        raise Invalid(_("These numbers do not fit a recording."))
