"""The end of a recording: its content is destroyed by a record, its hashes stay for the minutes."""

from sqlalchemy import Select, select

from documents import operations as documents
from meetings.models import (
    Meeting,
    RecChunk,
    RecordingDestruction,
    TextState,
    Turn,
)
from meetings.operations.recording_aside import DESTROY, settle
from meetings.operations.telling import tell
from meetings.policy import recording as rules
from meetings.queries import minutes, recordings_aside, recordings_kept
from meetings.queries import recordings as queries
from office import audit, blob_uses, clock, notices, outbox
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import SYSTEM, Actor, Role, require
from office.units import queries as units


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
    hashes |= settle(recordings_aside.all_of(meeting), by=by)
    hashes |= _drop_filed(meeting, number, hashes)
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


@operation
def tell_time_over(*, by: Actor) -> None:
    """Tell the clerks of each agency once a month that recordings may be destroyed by a record."""
    require(by, rules.Can.END_KEEPING, by)
    over = recordings_kept.time_over(by)
    for agency_id in sorted({units.successor_of(one.meeting.agency_id) for one in over}):
        for desk in units.desks_of_role(agency_id, Role.CLERK):
            notices.tell(
                desk.id,
                kind="recordings_over",
                text=_l("Recordings of meetings have been kept as long as the rules say."),
                url="/meetings/recordings-over",
                key=f"recordings_over:{desk.id}:{clock.today():%Y-%m}",
            )


def _drop_filed(meeting: Meeting, number: str, hashes: set[str]) -> set[str]:
    """The same films in the work file of the meeting; each keeps its place there with the record.

    Packages made of that file hold them too.
    """
    closing = minutes.closing_of(meeting)
    if closing is None or closing.work_file_uid is None:
        return set()
    words = f"(Nội dung đã hủy theo biên bản số {number})"
    return documents.blank_further(closing.work_file_uid, hashes, words, by=SYSTEM)


def _refuse_kept(meeting: Meeting) -> None:
    keeping = recordings_kept.keeping_of(meeting)
    if not keeping.is_over:
        raise Refusal(
            _("This recording is to be kept until %(day)s.", day=f"{keeping.last:%d/%m/%Y}"),
            basis=keeping.basis,
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
