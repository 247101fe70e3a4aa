"""What the house makes of chunks: the film of a segment, its turns, the gaps of the meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from meetings.media.chunks import Codec
from meetings.media.timeline import Span, cut, gaps
from meetings.models import (
    AsideState,
    Meeting,
    Participant,
    RecAside,
    RecChunk,
    RecGap,
    Recording,
    RecSegment,
    Speech,
    TextState,
    Turn,
    TurnSource,
)
from meetings.operations.recording_aside import (
    is_bound,
    lay,
    refuse_destroyed,
    void_former_paper,
)
from meetings.operations.telling import hold_chain
from meetings.operations.turn_texts import ask_text
from meetings.policy import recording as rules
from meetings.queries import agenda_of
from meetings.queries import recordings as queries
from office import clock
from office.blobs import Stored
from office.db import db, operation
from office.permissions import Actor, require

BROUGHT = "brought"  # the source of what no recorder of ours made
SAME_TURN = timedelta(seconds=1)
SHORTEST = SAME_TURN.total_seconds()  # of a part of a turn


@dataclass(frozen=True, kw_only=True)
class Made:
    """A film, how long it plays, of how many chunks it is, and where somebody speaks in it."""

    stored: Stored
    seconds: float
    chunks: int
    turns: Sequence[Span]


@operation
def keep_film(segment: RecSegment, made: Made, *, by: Actor) -> None:
    """Keep the film of a segment with its turns, and count the gaps of the meeting anew.

    A film that was being made while the recording was destroyed is not kept.
    """
    recording, meeting = _whose(segment, by)
    if queries.destruction_of(meeting) is not None:
        return
    segment.film_sha256, segment.film_ms = made.stored.sha256, round(made.seconds * 1000)
    segment.film_chunks, segment.problem = made.chunks, ""
    _keep_turns(meeting, recording, segment, made.turns)
    _count_gaps(meeting)


@operation
def note_no_film(segment: RecSegment, problem: str, *, chunks: int, by: Actor) -> None:
    """Say why there is no film; the chunks stay and are played as they came."""
    _recording, meeting = _whose(segment, by)
    segment.film_chunks, segment.problem = chunks, problem[:300]
    _count_gaps(meeting)


@operation
def keep_track(  # noqa: PLR0913 - what a track is, said by name
    meeting: Meeting,
    codec: Codec,
    made: Made,
    *,
    source: str,
    participant: Participant | None,
    started_at: datetime,
    raw: Stored | None = None,
    by: Actor,
) -> Recording | None:
    """Take a whole track that a conference server recorded: one source, one segment, one chunk.

    The chunk is the track as the server wrote it (`raw`), from which the film was made. What comes
    when the minutes are signed lies aside.
    """
    require(by, rules.Can.MAKE_FILM, meeting)
    recording = Recording(
        meeting_id=meeting.id,
        participant_id=participant.id if participant else None,
        source=source[:100],
        codec=codec,
        is_of_engine=True,
        begun_at=clock.now(),
    )
    return _keep_whole(meeting, recording, made, raw or made.stored, started_at=started_at, by=by)


@operation
def keep_brought(aside: RecAside, made: Made, *, codec: Codec, by: Actor) -> Recording | None:
    """Take a file that was brought from elsewhere, once the house has read it."""
    meeting = db.session.get_one(Meeting, aside.meeting_id)
    require(by, rules.Can.MAKE_FILM, meeting)
    if aside.state is not AsideState.WAITING:
        return None
    recording = Recording(
        meeting_id=meeting.id,
        source=BROUGHT,
        device=aside.source,
        codec=codec,
        begun_at=clock.now(),
    )
    aside.codec, aside.to_ms = codec, round(made.seconds * 1000)
    raw = Stored(aside.sha256, aside.size)
    if is_bound(meeting):
        aside.state = AsideState.LATE
        return None
    aside.state, aside.settled_at, aside.settled_by = AsideState.TAKEN, clock.now(), by.name
    return _keep_whole(meeting, recording, made, raw, started_at=aside.started_at, by=by)


@operation
def note_unreadable(aside: RecAside, problem: str, *, by: Actor) -> None:
    """What was brought is no recording that can be read here; it lies aside as it came."""
    require(by, rules.Can.MAKE_FILM, db.session.get_one(Meeting, aside.meeting_id))
    if aside.state is AsideState.WAITING:
        aside.state, aside.problem = AsideState.UNREADABLE, problem[:300]


def _keep_whole(  # noqa: PLR0913 - what a track is, said by name
    meeting: Meeting,
    recording: Recording,
    made: Made,
    raw: Stored,
    *,
    started_at: datetime,
    by: Actor,
) -> Recording | None:
    refuse_destroyed(meeting)
    ms = round(made.seconds * 1000)
    if is_bound(meeting):
        lay(meeting, _late(recording, raw, started_at, ms), by=by)
        return None
    void_former_paper(meeting, by=by)
    db.session.add(recording)
    db.session.flush()
    segment = RecSegment(
        recording_id=recording.id,
        number=0,
        started_at=started_at,
        clock_offset_ms=0,
        last_seq=0,
        stopped_ms=ms,
        finished_at=clock.now(),
        received_at=clock.now(),
        chunks=1,
        size=raw.size,
        length_ms=ms,
    )
    db.session.add(segment)
    db.session.flush()
    only = {"sha256": raw.sha256, "size": raw.size, "from_ms": 0, "to_ms": ms}
    db.session.add(RecChunk(segment_id=segment.id, seq=0, received_at=clock.now(), **only))
    db.session.flush()
    keep_film(segment, made, by=by)
    return recording


def _late(recording: Recording, raw: Stored, started_at: datetime, ms: int) -> RecAside:
    return RecAside(
        sha256=raw.sha256,
        size=raw.size,
        codec=recording.codec,
        source=recording.source,
        started_at=started_at,
        to_ms=ms,
        state=AsideState.LATE,
    )


@operation
def keep_conference(meeting: Meeting, codec: Codec, made: Made, *, at: datetime, by: Actor) -> None:
    """The film of a whole conference, composed of its tracks: derived, so no seal binds it."""
    require(by, rules.Can.MAKE_FILM, meeting)
    if queries.destruction_of(meeting) is not None:
        return
    segment = queries.conference_of(meeting)
    if segment is None:
        segment = _conference(meeting, codec, at)
    ms = round(made.seconds * 1000)
    segment.started_at, segment.stopped_ms, segment.length_ms = at, ms, ms
    segment.film_sha256, segment.film_ms = made.stored.sha256, ms


def _conference(meeting: Meeting, codec: Codec, at: datetime) -> RecSegment:
    recording = Recording(
        meeting_id=meeting.id,
        source=queries.CONFERENCE,
        codec=codec,
        is_of_engine=True,
        begun_at=clock.now(),
    )
    db.session.add(recording)
    db.session.flush()
    now = clock.now()
    times = {"started_at": at, "finished_at": now, "received_at": now, "clock_offset_ms": 0}
    segment = RecSegment(recording_id=recording.id, number=0, last_seq=0, **times)
    db.session.add(segment)
    return segment


def _whose(segment: RecSegment, by: Actor) -> tuple[Recording, Meeting]:
    """In turns: of two films at once the second one sees what the first one counted."""
    recording = db.session.get_one(Recording, segment.recording_id)
    meeting = db.session.get_one(Meeting, recording.meeting_id)
    require(by, rules.Can.MAKE_FILM, meeting)
    hold_chain(meeting)
    return recording, meeting


def _keep_turns(
    meeting: Meeting, recording: Recording, segment: RecSegment, spans: Sequence[Span]
) -> None:
    """A turn ends where the item or the floor changes, even when nobody paused.

    One whose words were asked for stays as it is when a later chunk makes a new film.
    """
    held = (Turn.segment_id == segment.id, Turn.text_state == TextState.NONE)
    db.session.execute(delete(Turn).where(*held))
    told = select(Turn).where(Turn.segment_id == segment.id)
    kept = [turn.began_at for turn in db.session.scalars(told)]
    items = agenda_of(meeting)
    places = [(at - segment.started_at).total_seconds() for at in _changes(meeting, recording)]
    for span in (part for one in spans for part in cut(one, places, shortest=SHORTEST)):
        began_at = segment.started_at + timedelta(seconds=span.t0)
        if any(abs(one - began_at) < SAME_TURN for one in kept):
            continue
        item = queries.item_at(items, began_at)
        turn = Turn(
            meeting_id=meeting.id,
            segment_id=segment.id,
            participant_id=_speaker(meeting, recording, began_at),
            item_id=item.id if item else None,
            began_at=began_at,
            ended_at=segment.started_at + timedelta(seconds=span.t1),
            source=TurnSource.ENGINE if recording.is_of_engine else TurnSource.VAD,
        )
        db.session.add(turn)
        db.session.flush()
        if queries.may_be_transcribed(meeting):
            ask_text(turn)


def _changes(meeting: Meeting, recording: Recording) -> list[datetime]:
    """When the room came to another item; in the room also when somebody got or gave the floor."""
    items = [(one.started_at, one.ended_at) for one in agenda_of(meeting)]
    had_floor = select(Speech.began_at, Speech.ended_at).where(Speech.meeting_id == meeting.id)
    floor = [(began, ended) for began, ended in db.session.execute(had_floor)]
    if recording.is_of_engine:
        floor = []
    return [at for row in (*items, *floor) for at in row if at is not None]


def _speaker(meeting: Meeting, recording: Recording, moment: datetime) -> int | None:
    """A track of a server is one person's; a microphone in the room hears whoever has the floor."""
    if recording.is_of_engine:
        return recording.participant_id
    had_floor = select(Speech.participant_id).where(
        Speech.meeting_id == meeting.id,
        Speech.began_at <= moment + SAME_TURN,
        or_(Speech.ended_at.is_(None), Speech.ended_at > moment),
    )
    return db.session.scalars(had_floor.order_by(Speech.began_at.desc())).first()


def _count_gaps(meeting: Meeting) -> None:
    rows = queries.chunks_by_segment(meeting)
    held = [
        span
        for _source, segment in queries.segments_of(meeting)
        for span in queries.covered(segment, rows[segment.id])
    ]
    db.session.execute(delete(RecGap).where(RecGap.meeting_id == meeting.id))
    for gap in gaps(queries.wanted_spans(meeting), held):
        began, ended = queries.moment_of(gap.t0), queries.moment_of(gap.t1)
        db.session.add(RecGap(meeting_id=meeting.id, began_at=began, ended_at=ended))
