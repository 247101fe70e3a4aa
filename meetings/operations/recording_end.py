"""The end of a recording: its content is destroyed by a record, its hashes stay for the minutes."""

from sqlalchemy import Select, select

from meetings.media.retention import retention
from meetings.models import (
    Meeting,
    RecChunk,
    RecordingDestruction,
    TextState,
    Turn,
)
from meetings.operations.telling import tell
from meetings.policy import recording as rules
from meetings.queries import recordings as queries
from office import audit, blob_uses, clock, outbox
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

DESTROY = "meetings.destroy_recording"


@blob_uses.narrows("rec_chunk")
def _still_held(found: Select[int]) -> Select[int]:
    """The hash of a destroyed chunk is a fact; no file is needed for it."""
    return found.where(RecChunk.destroyed_at.is_(None))


@operation
def destroy_recording(
    meeting: Meeting, *, record_number: str, basis: str, by: Actor
) -> RecordingDestruction:
    """Destroy sound, picture and words of the turns when their time of keeping is over."""
    require(by, rules.Can.DESTROY_RECORDING, meeting)
    number, reason = record_number.strip(), basis.strip()
    if not number or not reason:
        raise Invalid(
            _("A recording is destroyed by a record."),
            fields={"record_number": _("Enter the number of the record and its basis.")},
        )
    if queries.destruction_of(meeting) is not None:
        raise Refusal(_("The content of this recording was destroyed already."))
    _refuse_kept(meeting)
    hashes, chunks, size = _drop(meeting)
    made = RecordingDestruction(
        meeting_id=meeting.id,
        record_number=number[:100],
        basis=reason[:500],
        chunks=chunks,
        size=size,
        destroyed_at=clock.now(),
        destroyed_by=by.name,
    )
    db.session.add(made)
    facts = {"record": made.record_number, "chunks": chunks, "bytes": size}
    tell(meeting, "recording_destroyed", by=by, **facts)
    audit.record("meeting.recording_destroyed", meeting, by=by, **facts)
    key = f"destroy:{meeting.uid}"
    outbox.enqueue(DESTROY, key=key, lane=outbox.Lane.BULK, hashes=sorted(hashes))
    return made


def _refuse_kept(meeting: Meeting) -> None:
    held_on = clock.to_local(meeting.closed_at or meeting.starts_at).date()
    row = retention(held_on)
    last = row.last_day(held_on)
    if clock.today() <= last:
        raise Refusal(
            _("This recording is to be kept until %(day)s.", day=last.strftime("%d/%m/%Y")),
            basis=row.basis,
        )


def _drop(meeting: Meeting) -> tuple[set[str], int, int]:
    hashes, count, size = set(), 0, 0
    for rows in queries.chunks_by_segment(meeting).values():
        for row in rows:
            row.destroyed_at = clock.now()
            hashes.add(row.sha256)
            count, size = count + 1, size + row.size
    for _source, segment in queries.segments_of(meeting):
        if segment.film_sha256:
            hashes.add(segment.film_sha256)
        if segment.raw_sha256:
            hashes.add(segment.raw_sha256)
        segment.film_sha256 = segment.raw_sha256 = None
    for turn in db.session.scalars(select(Turn).where(Turn.meeting_id == meeting.id)):
        turn.text, turn.text_state = "", TextState.NONE
    return hashes, count, size
