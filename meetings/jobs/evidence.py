"""The rest of a meeting's work file: who was there, votes, course, opinions, raw recordings.

Each file is what the signed manifest names by hash, so that the file proves itself without the
house: spans of presence, results and lines of the course in the spelling that was hashed, and the
pieces of each recording in their order with their lengths.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from documents import operations as documents
from meetings import operations, queries
from meetings.compose.archive import lines, whole
from meetings.compose.printing import Came, Occasion, attendance_record
from meetings.jobs.minutes_content import attendant
from meetings.jobs.minutes_items import span
from meetings.media.brought import format_in
from meetings.models import Meeting, MeetingEvent, RecChunk, Recording, RecSegment
from meetings.models.presence import How
from meetings.operations.counting import said_by as said_by_box
from meetings.operations.evidence import EVIDENCE
from meetings.operations.telling import said_by as said_by_line
from meetings.queries import recordings
from meetings.queries.votes import boxes_of
from office import blobs, clock
from office.db import db
from office.outbox import delivers
from office.permissions import SYSTEM
from office.units.headings import heading_of

PDF, JSON, LINES = "application/pdf", "application/json", "application/jsonl"
HOWS = {How.CODE: "mã điểm danh", How.ONLINE: "trực tuyến", How.BY_HAND: "thư ký ghi nhận"}


@delivers(EVIDENCE)
def file_evidence(body: dict[str, Any]) -> None:
    """Make and put in what is missing; done again, it adds nothing."""
    meeting = db.session.get_one(Meeting, body["meeting_id"])
    if meeting.is_classified:
        return
    raw = dict(_raw(meeting))
    made = [*_records(meeting), *_recorded(meeting, raw)]
    operations.keep_evidence(meeting, made, raw, by=SYSTEM)


def _records(meeting: Meeting) -> Iterator[documents.Further]:
    uid = str(meeting.uid)
    yield _further(meeting, "diem-danh.pdf", PDF, "Danh sách điểm danh", _attendance(meeting))
    spans = whole("attendance", uid, queries.presence_of(meeting))
    yield _further(meeting, "diem-danh.json", JSON, "Dữ liệu điểm danh", spans)
    counted = (box for box in boxes_of(meeting) if box.result_hash)
    votes = [said_by_box(box) | {"result_hash": box.result_hash} for box in counted]
    if votes:
        data = whole("votes", uid, votes)
        yield _further(meeting, "bieu-quyet.json", JSON, "Kết quả biểu quyết", data)
    if opinions := list(_opinions(meeting)):
        data = whole("opinions", uid, opinions)
        yield _further(meeting, "y-kien.json", JSON, "Ý kiến của thành viên", data)
    course = lines(said_by_line(meeting.uid, one) | {"hash": one.hash} for one in _events(meeting))
    yield _further(meeting, "dien-bien.jsonl", LINES, "Diễn biến cuộc họp", course)


def _further(
    meeting: Meeting, name: str, media_type: str, title: str, data: bytes
) -> documents.Further:
    at = meeting.closed_at or meeting.ends_at
    return documents.Further(blobs.put(data), name, media_type, title, at)


def _attendance(meeting: Meeting) -> bytes:
    parent, own = heading_of(meeting.agency_id)
    begins = clock.to_local(meeting.opened_at or meeting.starts_at)
    people, there = queries.people_of(meeting), queries.spans_of(meeting)
    came = [
        Came(
            attendant(one),
            "; ".join(span(each.from_at, each.to_at) for each in there[one.id]),
            ", ".join(dict.fromkeys(HOWS[each.how] for each in there[one.id])),
        )
        for one in people
        if one.id in there
    ]
    occasion = Occasion(own, meeting.title, begins, meeting.place, parent)
    return attendance_record(occasion, came, called=len(people))


def _opinions(meeting: Meeting) -> Iterator[dict[str, Any]]:
    """What each thought of an item at last; notes for oneself are nobody's record."""
    items = {item.id: item for item in queries.agenda_of(meeting)}
    for item, rows in queries.opinions_on(meeting).items():
        for opinion, who in rows if item in items else ():
            yield {
                "item": str(items[item].uid),
                "title": items[item].title,
                "participant": str(who.uid),
                "name": who.name,
                "stance": opinion.stance.value,
                "text": opinion.text,
                "is_before": opinion.is_before,
                "at": _instant(opinion.at),
            }


def _events(meeting: Meeting) -> Iterator[MeetingEvent]:
    number = 0
    while found := queries.events_of(meeting, after=number):
        yield from found
        number = found[-1].number


# ------------------------------------------------------------------------------ recordings


def _raw(meeting: Meeting) -> Iterator[tuple[int, blobs.Stored]]:
    """The pieces of each segment as one file; a single piece is its own file already."""
    for segment, rows in _present(meeting):
        if len(rows) == 1:
            yield segment.id, blobs.Stored(rows[0].sha256, rows[0].size)
            continue
        with blobs.writer() as whole_file:
            for row in rows:
                whole_file.write(blobs.read(row.sha256))
            yield segment.id, whole_file.keep()


def _present(meeting: Meeting) -> Iterator[tuple[RecSegment, list[RecChunk]]]:
    """What was destroyed by a record stays destroyed."""
    chunks = recordings.chunks_by_segment(meeting)
    for _recording, segment in recordings.segments_of(meeting):
        rows = chunks[segment.id]
        if rows and not any(row.destroyed_at for row in rows):
            yield segment, rows


def _recorded(meeting: Meeting, raw: dict[int, blobs.Stored]) -> Iterator[documents.Further]:
    chunks = recordings.chunks_by_segment(meeting)
    told = []
    for recording, segment in recordings.segments_of(meeting):
        if segment.id in raw:
            ending, kind = _kind(recording, raw[segment.id])
            name = f"ban-ghi-goc-{meeting.number}-{meeting.year}-{segment.id}.{ending}"
            title, at = f"Bản ghi gốc, đoạn {segment.number}", segment.started_at
            yield documents.Further(raw[segment.id], name, kind, title, at)
            told.append(_pieces(recording, segment, name, chunks[segment.id]))
    if told:
        data = whole("raw recordings", str(meeting.uid), told)
        yield _further(meeting, "ban-ghi-goc.json", JSON, "Danh mục các mảnh ghi gốc", data)


def _kind(recording: Recording, stored: blobs.Stored) -> tuple[str, str]:
    """Ending and media type; tracks of a conference server are kept as it wrote them."""
    if recording.is_of_engine:
        return "mjr", "application/octet-stream"
    form = format_in(blobs.path_of(stored.sha256))
    return form.ending, form.media_type(sort=recording.codec.sort)


def _pieces(
    recording: Recording, segment: RecSegment, name: str, rows: list[RecChunk]
) -> dict[str, Any]:
    return {
        "file": name,
        "source": f"{recording.uid}/{segment.number}",
        "started_at": _instant(segment.started_at),
        "pieces": [{"seq": one.seq, "sha256": one.sha256, "bytes": one.size} for one in rows],
    }


def _instant(at: datetime) -> str:
    return at.isoformat()
