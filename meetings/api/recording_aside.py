"""What lies beside a recording, over HTTP: bring a file, settle it, see whose time is over."""

from datetime import date, datetime
from typing import Any, BinaryIO, Literal, cast
from uuid import UUID

from flask import Response, request
from pydantic import Field

from meetings.api.blueprint import actor, bp, visible
from meetings.media import brought
from meetings.models import AsideState, Meeting, RecAside
from meetings.operations import recording_aside, recording_brought, recording_room
from meetings.operations.recording_brought import Brought
from meetings.policy import recording as rules
from meetings.queries import recordings_aside, recordings_kept
from office.api import ByUid, Closed, Moment, scope, shown, takes_bytes
from office.errors import Invalid
from office.i18n import _
from office.permissions import require


class ByAside(Closed):
    """What lies aside of one meeting."""

    uid: UUID
    part_uid: UUID


class BroughtIn(Closed):
    """Where the file comes from, and when its first second was."""

    source: str = Field(max_length=100)
    began_at: Moment


class AsideOut(Closed):
    """What lies aside of one run: how many pieces, and why."""

    uid: UUID
    state: AsideState
    source: str
    pieces: int
    size: int
    sha256: str
    began_at: datetime
    ended_at: datetime
    problem: str


class AwaitedOut(Closed):
    """A recorder that may hold more; `missing` is null where it never said how much there is."""

    recording: UUID
    segment: int | None
    missing: int | None


class AsideList(Closed):
    """What lies aside, and which recorders may hold more."""

    items: list[AsideOut]
    awaited: list[AwaitedOut]


class AsideIn(Closed):
    """What becomes of it."""

    move: Literal["again", "drop"]


class KeepingOut(Closed):
    """A recording that has been kept long enough."""

    meeting: UUID
    code: str
    kept_until: date
    basis: str
    size: int


class KeepingList(Closed):
    """Those of the agency."""

    items: list[KeepingOut]


def _list(meeting: Meeting) -> AsideList:
    return AsideList(
        items=[
            _out(one.first, pieces=one.pieces, size=one.size, ended_at=one.ended_at)
            for one in recordings_aside.asides_of(meeting)
        ],
        awaited=[
            AwaitedOut(recording=one.recording.uid, segment=one.segment, missing=one.missing)
            for one in recordings_aside.awaited(meeting)
        ],
    )


def _out(row: RecAside, **more: Any) -> AsideOut:
    names = AsideOut.model_fields.keys() - {"pieces", "size", "ended_at"}
    return AsideOut(**{name: getattr(row, name) for name in names}, **more)


@bp.get("/meetings/<uuid:uid>/asides", responses={200: AsideList})
def asides(path: ByUid) -> Response:
    """What lies beside the recording, and what has not arrived."""
    meeting = visible(path.uid)
    require(actor(), rules.Can.RECORD, meeting)
    return shown(_list(meeting))


@bp.put("/meetings/<uuid:uid>/recordings/brought", responses={201: AsideOut})
@scope("act")
@takes_bytes
def bring_recording(path: ByUid, query: BroughtIn) -> Response:
    """Bring a recording of another system or device as the body; it is read in a moment.

    The header `X-Content-SHA256`, where it is sent, is compared with the bytes.
    """
    meeting = visible(path.uid)
    given = Brought(source=query.source, began_at=query.began_at)
    recording_brought.refuse_unwanted(meeting, given, by=actor())
    request.max_content_length = brought.LARGEST
    size = request.content_length or 0
    stored = recording_room.kept_file(meeting, cast(BinaryIO, request.stream), size)
    told = request.headers.get("X-Content-SHA256", stored.sha256)
    if told != stored.sha256:
        recording_room.drop_strange(stored)
        raise Invalid(_("These bytes are not those that were recorded; send them again."))
    made = recording_brought.bring_recording(meeting, stored, given, by=actor())
    return shown(_out(made, pieces=1, size=made.size, ended_at=made.ended_at), status=201)


@bp.post("/meetings/<uuid:uid>/asides/<uuid:part_uid>", responses={200: AsideList})
@scope("act")
def settle_aside(path: ByAside, body: AsideIn) -> Response:
    """Have a file read again that could not be read, or drop what lies aside."""
    meeting = visible(path.uid)
    aside = recordings_aside.aside_by(meeting, path.part_uid)
    if body.move == "again":
        recording_brought.read_again(aside, by=actor())
    else:
        recording_aside.drop_aside(aside, by=actor())
    return shown(_list(meeting))


@bp.get("/recordings-over", responses={200: KeepingList})
def recordings_over() -> Response:
    """The recordings of the agency that may be destroyed by a record."""
    require(actor(), rules.Can.END_KEEPING, actor())
    rows = [
        KeepingOut(
            meeting=one.meeting.uid,
            code=one.meeting.code,
            kept_until=one.last,
            basis=one.basis,
            size=one.size,
        )
        for one in recordings_kept.time_over(actor())
    ]
    return shown(KeepingList(items=rows))
