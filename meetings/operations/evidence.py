"""What the work file of a meeting holds beside its papers, so that it proves itself anywhere."""

from collections.abc import Mapping, Sequence
from typing import Final

from documents import operations as documents
from meetings import queries
from meetings.models import Meeting, RecSegment
from meetings.policy.minutes import Can
from meetings.queries import recordings
from office import audit, blobs, outbox
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _, ngettext
from office.permissions import Actor, require

EVIDENCE: Final = "meetings.file_evidence"


def refuse_films_to_come(meeting: Meeting) -> None:
    """A file without a film that is still being made would lack it for good."""
    if count := recordings.films_to_come(meeting):
        raise Refusal(
            ngettext(
                "%(num)d film of the recording is still being made.",
                "%(num)d films of the recording are still being made.",
                count,
            ),
            fix=_("Wait until the page of the recording shows them, then open the work file."),
        )


def ask_evidence(meeting: Meeting) -> None:
    """Have the worker make the rest of the work file; part of the act that opens it."""
    key = f"meeting:{meeting.uid}:evidence"
    outbox.enqueue(EVIDENCE, key=key, lane=outbox.Lane.BULK, meeting_id=meeting.id)


@operation
def keep_evidence(
    meeting: Meeting,
    made: Sequence[documents.Further],
    raw: Mapping[int, blobs.Stored],
    *,
    by: Actor,
) -> None:
    """Put what was made into the work file; `raw` are the joined pieces by their segment."""
    require(by, Can.RECORD, meeting)
    closing = queries.closing_of(meeting)
    if closing is None or closing.work_file_uid is None:
        return
    for number, stored in raw.items():
        db.session.get_one(RecSegment, number).raw_sha256 = stored.sha256
    documents.add_made(closing.work_file_uid, made, by=by)
    audit.record("meeting.file_evidence", meeting, by=by, files=len(made))
