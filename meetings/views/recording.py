"""The recording of a meeting: the recorder while it runs, the player afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from flask import (
    Flask,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from meetings import queries
from meetings.forms.recording import brought_values
from meetings.media import proposals
from meetings.media.brought import format_in
from meetings.media.chunks import Codec
from meetings.media.timeline import Piece, place_of
from meetings.models import Meeting, RecordingPolicy, RecSegment, TextState, Turn
from meetings.operations import quoting, recording_end, recording_notes, turn_texts
from meetings.operations import recording as operations
from meetings.operations.reading import note_access
from meetings.policy import Can
from meetings.policy import recording as rules
from meetings.queries import recordings, recordings_aside
from meetings.views.blueprint import actor, bp, visible
from office import blobs, clock
from office.config import current_settings
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, allowed, require
from office.ui import actions
from office.ui.csp import page_kind
from office.ui.parts import Act
from office.ui.toasts import toast

TONES = ("tone1", "tone2", "tone3", "tone4", "tone5", "tone6")  # of the items, in turn


@dataclass(frozen=True)
class Line:
    """A turn as the page shows it: `left` and `width` are thousandths of the time line."""

    turn: Turn
    speaker: str
    item: str
    item_uid: str
    tone: str
    second: float
    left: int
    width: int
    proposals: Sequence[proposals.Proposal]


@dataclass(frozen=True)
class Stretch:
    """A gap on the time line."""

    began_at: datetime
    ended_at: datetime
    left: int
    width: int


def register(app: Flask) -> None:
    """The way from the page of a meeting to its recording."""
    actions.register(app, "meeting", offered)


def offered(meeting: Meeting, reader: Actor) -> list[Act]:
    """Only where something was ordered to be recorded, for those who may hear it."""
    if not allowed(reader, rules.Can.HEAR, meeting) or not recordings.orders(meeting):
        return []
    url = url_for("meetings.recording", uid=meeting.uid)
    return [Act(_("Recording"), url, icon="rec", method="get", is_minor=True)]


@bp.get("/<uuid:uid>/recording")
@page_kind("room")
def recording(uid: UUID) -> Response:
    """Record, or hear what was recorded, turn by turn."""
    meeting = visible(uid)
    require(actor(), rules.Can.HEAR, meeting)
    return page(meeting)


def page(
    meeting: Meeting,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, object] | None = None,
) -> Response:
    """The page, with what was typed and what is wrong with it."""
    pieces = recordings.playlist(meeting)
    at = request.args.get("at", 0.0, type=float)
    may = _may(meeting)
    text = render_template(
        "meetings/recording.html",
        meeting=meeting,
        is_on=recordings.is_recorded_now(meeting),
        orders=recordings.orders(meeting),
        pieces=[_shown(meeting, piece) for piece in pieces],
        here=_here(meeting, at, pieces),
        at=at,
        lines=_lines(meeting, pieces),
        gaps=_gaps(meeting, pieces),
        marks=_marks(meeting, pieces),
        destroyed=recordings.destruction_of(meeting),
        sources=recordings.segments_of(meeting),
        may=may,
        asides=recordings_aside.asides_of(meeting) if may["record"] else [],
        brought=typed or brought_values(meeting),
        zone=clock.to_local(clock.now()).strftime("%z"),
        errors=errors or {},
        is_transcribed=recordings.may_be_transcribed(meeting),
        can_transcribe=bool(current_settings().transcribe_url),
        begins="begin" in request.args,
        takes_picture=meeting.recording == RecordingPolicy.VIDEO,
        states=TextState,
        hms=_hms,
        tones=TONES,
    )
    return make_response(text, 422 if errors else 200)


def _hms(at: datetime) -> str:
    """Minutes name the second."""
    return clock.to_local(at).strftime("%H:%M:%S")


def _may(meeting: Meeting) -> dict[str, bool]:
    asked = {
        "lead": Can.LEAD,
        "record": rules.Can.RECORD,
        "write": Can.KEEP_MINUTES,
        "destroy": rules.Can.DESTROY_RECORDING,
    }
    return {name: allowed(actor(), can, meeting) for name, can in asked.items()}


@bp.post("/<uuid:uid>/recording/begin")
def begin_recording(uid: UUID) -> BaseResponse:
    """The chair's word; this device begins with it."""
    meeting = visible(uid)
    operations.begin_recording(meeting, by=actor())
    toast(_("The meeting is being recorded; everybody has been told."))
    return redirect(_asked_from(uid) + "?begin=1", code=303)


def _asked_from(uid: UUID) -> str:
    """The room, where the chair sits in it; else the page of the recording."""
    here = url_for("meetings.recording", uid=uid)
    room = here.removesuffix("recording") + "room"
    return room if urlsplit(request.referrer or "").path == room else here


@bp.post("/<uuid:uid>/recording/end")
def end_recording(uid: UUID) -> BaseResponse:
    """The chair ends the recording for all devices."""
    operations.end_recording(visible(uid), by=actor())
    toast(_("The recording has ended."))
    return redirect(_asked_from(uid), code=303)


@bp.post("/<uuid:uid>/recording/transcribing")
def switch_transcribing(uid: UUID) -> BaseResponse:
    """The chair lets a machine write down what is said, or forbids it."""
    meeting = visible(uid)
    if recordings.may_be_transcribed(meeting):
        turn_texts.forbid_transcribing(meeting, by=actor())
    else:
        turn_texts.allow_transcribing(meeting, by=actor())
    return redirect(url_for("meetings.recording", uid=uid), code=303)


@bp.post("/<uuid:uid>/turns/<uuid:part_uid>/text")
def turn_text(uid: UUID, part_uid: UUID) -> BaseResponse:
    """The secretary takes the words of a turn as they are or mended, or drops them."""
    meeting = visible(uid)
    turn = recordings.turn_by(meeting, part_uid)
    if request.form.get("go") == "refuse":
        turn_texts.refuse_text(turn, by=actor())
    else:
        turn_texts.accept_text(turn, request.form.get("text", ""), by=actor())
    url = url_for("meetings.recording", uid=uid, _anchor=f"turn-{turn.uid}")
    return redirect(url, code=303)


@bp.post("/<uuid:uid>/turns/<uuid:part_uid>/quote")
def quote_turn(uid: UUID, part_uid: UUID) -> BaseResponse:
    """The words of a turn go into the minutes of its item."""
    meeting = visible(uid)
    turn = recordings.turn_by(meeting, part_uid)
    quoting.quote_turn(turn, by=actor())
    toast(_("The words stand in the minutes."))
    return redirect(url_for("meetings.recording", uid=uid, _anchor=f"turn-{turn.uid}"), code=303)


@bp.post("/<uuid:uid>/recording/destruction")
def destroy_recording(uid: UUID) -> BaseResponse:
    """The clerk destroys the content by a record; the hashes stay."""
    number, basis = request.form.get("record_number", ""), request.form.get("basis", "")
    meeting = visible(uid)
    recording_end.destroy_recording(meeting, record_number=number, basis=basis, by=actor())
    toast(_("The content was destroyed; the hashes stay."))
    hears = allowed(actor(), rules.Can.HEAR, meeting)
    here = url_for("meetings.recording", uid=uid) if hears else url_for("meetings.recordings_over")
    return redirect(here, code=303)


@bp.get("/<uuid:uid>/recordings/<uuid:part_uid>/<int:segment>/film")
def film(uid: UUID, part_uid: UUID, segment: int) -> BaseResponse:
    """A segment to be heard: the browser asks for the parts it plays; who hears first is noted."""
    meeting, row, codec = _segment(uid, part_uid, segment)
    if not queries.is_noted(meeting, actor()):
        note_access(meeting, by=actor())
    return _sent(row, codec)


@bp.post("/<uuid:uid>/recordings/<uuid:part_uid>/<int:segment>/copy")
def take_film(uid: UUID, part_uid: UUID, segment: int) -> BaseResponse:
    """A segment taken out of the house: it is noted who took it."""
    meeting, row, codec = _segment(uid, part_uid, segment)
    recording_notes.note_copy(meeting, row, by=actor())
    answer = _sent(row, codec)
    ending = format_in(_paths(row)[0]).ending
    name = f"{meeting.number}-{meeting.year}-{row.id}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _segment(uid: UUID, part_uid: UUID, number: int) -> tuple[Meeting, RecSegment, Codec]:
    meeting = visible(uid)
    require(actor(), rules.Can.HEAR, meeting)
    recording = recordings.recording_by(meeting, part_uid)
    segment = recordings.segment_by(recording, number)
    if recordings.destruction_of(meeting) is not None:
        raise NotFound(_("The content of this recording was destroyed already."))
    return meeting, segment, recording.codec


def _sent(segment: RecSegment, codec: Codec) -> BaseResponse:
    """The seekable film; where there is none, the chunks one after the other as they came."""
    paths = _paths(segment)
    media_type = format_in(paths[0]).media_type(sort=codec.sort)
    if segment.film_sha256:
        return send_file(paths[0], mimetype=media_type, conditional=True)
    return Response(_raw(paths), mimetype=media_type)


def _paths(segment: RecSegment) -> Sequence[Path]:
    if segment.film_sha256:
        return [blobs.path_of(segment.film_sha256)]
    rows = recordings.chunks_of(segment)
    if not rows:
        raise NotFound(_("Nothing of this part of the recording has arrived."))
    return [blobs.path_of(row.sha256) for row in rows]


def _raw(paths: Sequence[Path]) -> Iterator[bytes]:
    """Read while the answer goes out, when the application's context is gone."""
    for path in paths:
        yield path.read_bytes()


# --------------------------------------------------------------------- the time line


def _shown(meeting: Meeting, piece: Piece) -> dict[str, object]:
    return {"t0": piece.t0, "t1": piece.t1, "url": _film_url(meeting, piece)}


def _film_url(meeting: Meeting, piece: Piece) -> str:
    source, _slash, number = piece.file.partition("/")
    return url_for("meetings.film", uid=meeting.uid, part_uid=source, segment=int(number))


def _here(meeting: Meeting, at: float, pieces: Sequence[Piece]) -> str:
    """What a browser without scripts plays: the film that holds the second, from that second."""
    found = place_of(at, pieces)
    return f"{_film_url(meeting, found[0])}#t={found[1]:.1f}" if found else ""


def _whole(pieces: Sequence[Piece]) -> float:
    return max((piece.t1 for piece in pieces), default=0) or 1


def _place(meeting: Meeting, began: datetime, ended: datetime, whole: float) -> tuple[int, int]:
    zero = recordings.begun_at(meeting) or began
    left = (began - zero).total_seconds() / whole * 1000
    width = (ended - began).total_seconds() / whole * 1000
    return max(0, min(1000, round(left))), max(2, min(1000, round(width)))


def _lines(meeting: Meeting, pieces: Sequence[Piece]) -> list[Line]:
    names = {one.id: one.name for one in queries.people_of(meeting)}
    agenda = queries.agenda_of(meeting)
    places = {item.id: place for place, item in enumerate(agenda)}
    titles = {item.id: item.title for item in agenda}
    uids = {item.id: str(item.uid) for item in agenda}
    zero, whole = recordings.begun_at(meeting), _whole(pieces)
    found = []
    for turn in recordings.turns_of(meeting):
        left, width = _place(meeting, turn.began_at, turn.ended_at, whole)
        item = turn.item_id or 0
        is_text = turn.text_state is TextState.ACCEPTED
        found.append(
            Line(
                turn=turn,
                speaker=names.get(turn.participant_id or 0, ""),
                item=titles.get(item, ""),
                item_uid=uids.get(item, ""),
                tone=TONES[places[item] % len(TONES)] if item in places else "",
                second=(turn.began_at - zero).total_seconds() if zero else 0,
                left=left,
                width=width,
                proposals=proposals.proposals(turn.text) if is_text else (),
            )
        )
    return found


def _gaps(meeting: Meeting, pieces: Sequence[Piece]) -> list[Stretch]:
    whole = _whole(pieces)
    return [
        Stretch(one.began_at, one.ended_at, *_place(meeting, one.began_at, one.ended_at, whole))
        for one in recordings.gaps_of(meeting)
    ]


def _marks(meeting: Meeting, pieces: Sequence[Piece]) -> list[tuple[str, float]]:
    """Where each item of the agenda begins; one that began behind the last film has no mark."""
    zero = recordings.begun_at(meeting)
    if zero is None or not pieces:
        return []
    ends = max(piece.t1 for piece in pieces)
    begun = [
        (item.title, max(0.0, (item.started_at - zero).total_seconds()))
        for item in queries.agenda_of(meeting)
        if item.started_at
    ]
    return [(title, second) for title, second in begun if second < ends]
