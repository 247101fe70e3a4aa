"""Recording over HTTP: sources, chunks, what arrived, the end of a segment. Browsers use it too."""

import hashlib
from typing import Any
from uuid import UUID

from flask import Response, request
from pydantic import Field

from meetings.api.blueprint import actor, bp, visible
from meetings.media import chunks
from meetings.media.chunks import Codec
from meetings.models import Meeting, RecAside, Recording
from meetings.operations import recording as operations
from meetings.operations import recording_room
from meetings.policy import recording as rules
from meetings.queries import recordings as queries
from office import clock
from office.api import ByUid, Closed, shown, takes_bytes
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import require

OVER = "X-Recording"


class BySource(Closed):
    """One source of one meeting."""

    uid: UUID
    part_uid: UUID


class BySegment(BySource):
    """One run of a source."""

    segment: int


class ByChunk(BySegment):
    """One slice of a run."""

    seq: int


class SourceIn(Closed):
    """What a device records."""

    codec: Codec
    device: str = Field("", max_length=100)


class SourceOut(Closed):
    """A source."""

    uid: UUID
    codec: str
    source: str


class RunOut(Closed):
    """Numbers without a gap."""

    first: int
    last: int


class SegmentHave(Closed):
    """What arrived of a segment."""

    segment: int
    received: list[RunOut]
    last_seq: int | None


class HaveOut(Closed):
    """What arrived of a source, and the number of the next segment."""

    segments: list[SegmentHave]
    next_segment: int


class FinishIn(Closed):
    """How many chunks there were, and how long the device recorded."""

    last_seq: int = Field(ge=0)
    stopped_ms: int = Field(ge=0)


class ChunkOut(Closed):
    """A chunk that is kept."""

    seq: int
    sha256: str


class SegmentOut(Closed):
    """A segment and whether it is whole."""

    segment: int
    missing: list[RunOut]


class ClockOut(Closed):
    """The server's clock in milliseconds."""

    now: float


class OrderOut(Closed):
    """Whether the chair has the meeting recorded now."""

    is_recorded: bool


@bp.get("/meetings/<uuid:uid>/recordings/clock", responses={200: ClockOut})
def recording_clock(path: ByUid) -> Response:
    """What a device measures its own clock against."""
    visible(path.uid)
    return shown(ClockOut(now=clock.now().timestamp() * 1000))


@bp.post("/meetings/<uuid:uid>/recording", responses={200: OrderOut})
def begin_recording(path: ByUid) -> Response:
    """The chair's word that recording begins."""
    operations.begin_recording(visible(path.uid), by=actor())
    return shown(OrderOut(is_recorded=True))


@bp.delete("/meetings/<uuid:uid>/recording", responses={200: OrderOut})
def end_recording(path: ByUid) -> Response:
    """The chair's word that recording ends."""
    operations.end_recording(visible(path.uid), by=actor())
    return shown(OrderOut(is_recorded=False))


@bp.post("/meetings/<uuid:uid>/recordings", responses={201: SourceOut})
def add_source(path: ByUid, body: SourceIn) -> Response:
    """Let this device record too."""
    found = visible(path.uid)
    made = operations.add_source(found, body.codec, device=body.device, by=actor())
    out = SourceOut(uid=made.uid, codec=made.codec.value, source=made.source)
    return shown(out, status=201)


@bp.get("/meetings/<uuid:uid>/recordings/<uuid:part_uid>/have", responses={200: HaveOut})
def have(path: BySource) -> Response:
    """What arrived, so that another device can go on."""
    _found, recording = _source(path)
    rows = queries.have(recording)
    segments = [
        SegmentHave(
            segment=one.segment,
            received=[RunOut(first=run.first, last=run.last) for run in one.received],
            last_seq=one.last,
        )
        for one in rows
    ]
    following = max((one.segment + 1 for one in rows), default=0)
    return shown(HaveOut(segments=segments, next_segment=following))


@bp.put(
    "/meetings/<uuid:uid>/recordings/<uuid:part_uid>/<int:segment>/<int:seq>",
    responses={200: ChunkOut},
)
@takes_bytes
def put_chunk(path: ByChunk) -> Response:
    """Keep a chunk; an identical repeat is kept already, another one in its place is refused.

    The header `X-Recording` says `over` when the order has ended, `late` when the minutes are
    signed: what comes then lies aside.
    """
    meeting, recording = _source(path)
    place = _place(path)
    data = _body(place)
    stored = recording_room.kept(meeting, data)
    try:
        made = operations.keep_chunk(recording, place, stored, by=actor())
    except Refusal:
        recording_room.drop_strange(stored)
        raise
    answer = shown(ChunkOut(seq=made.seq, sha256=made.sha256))
    if isinstance(made, RecAside):
        answer.headers[OVER] = "late"
    elif not queries.is_recorded_now(meeting):
        answer.headers[OVER] = "over"
    return answer


@bp.post(
    "/meetings/<uuid:uid>/recordings/<uuid:part_uid>/<int:segment>/finish",
    responses={200: SegmentOut},
)
def finish_segment(path: BySegment, body: FinishIn) -> Response:
    """The device counted so many chunks; what has not arrived is told as missing."""
    _meeting, recording = _source(path)
    facts: dict[str, Any] = body.model_dump()
    made = operations.finish_segment(recording, path.segment, **facts, by=actor())
    seqs = (row.seq for row in queries.chunks_of(made))
    lost = chunks.missing(seqs, last=made.last_seq or 0)
    runs = [RunOut(first=run.first, last=run.last) for run in lost]
    return shown(SegmentOut(segment=made.number, missing=runs))


def _source(path: BySource) -> tuple[Meeting, Recording]:
    """The source of a meeting that the actor may record."""
    meeting = visible(path.uid)
    require(actor(), rules.Can.RECORD, meeting)
    return meeting, queries.recording_by(meeting, path.part_uid)


def _place(path: ByChunk) -> operations.Place:
    headers = request.headers
    skew = headers.get("X-Clock-Offset")
    return operations.Place(
        segment=path.segment,
        seq=path.seq,
        from_ms=_number("X-Chunk-From"),
        to_ms=_number("X-Chunk-To"),
        started_ms=_number("X-Segment-Started"),
        clock_offset_ms=None if skew is None else _number("X-Clock-Offset"),
    )


def _number(name: str) -> int:
    told = request.headers.get(name, "")
    digits = told.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 15):
        raise Invalid(_("The header %(name)s is missing or no number.", name=name))
    return int(told)


def _body(place: operations.Place) -> bytes:
    """The bytes, if they are those that the device hashed and a film can begin with them."""
    recording_room.refuse_large(request.content_length or 0)
    data = request.get_data(cache=False)
    recording_room.refuse_large(len(data))
    told = request.headers.get("X-Chunk-SHA256", "")
    if not chunks.is_hash(told) or hashlib.sha256(data).hexdigest() != told:
        raise Invalid(_("These bytes are not those that were recorded; send them again."))
    if not data or (place.seq == 0 and not chunks.begins_film(data)):
        raise Invalid(_("This is not the beginning of a recording."))
    return data
