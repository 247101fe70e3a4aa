"""The chair's order to record: from when to when, told to everybody before the first sound is kept.

Decision 45/2018/QĐ-TTg leaves it to the chair whether sound and picture are taken.
"""

from sqlalchemy import select

from meetings.models import Meeting, RecordingPolicy, RecordingSpan
from meetings.operations.telling import tell
from office import audit, clock
from office.db import db
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor


def running_order(meeting: Meeting) -> RecordingSpan | None:
    """The order that holds now."""
    held = select(RecordingSpan).where(
        RecordingSpan.meeting_id == meeting.id, RecordingSpan.ended_at.is_(None)
    )
    return db.session.scalars(held).first()


def begin_order(meeting: Meeting, *, by: Actor) -> RecordingSpan:
    """Lay the order and tell the room; inside the operation that allowed it."""
    found = running_order(meeting)
    if found is not None:
        return found
    made = RecordingSpan(meeting_id=meeting.id, began_at=clock.now(), began_by=by.name)
    db.session.add(made)
    tell(meeting, "recording_begun", by=by, takes=meeting.recording, began_at=made.began_at)
    audit.record("meeting.recording_begun", meeting, by=by, takes=meeting.recording)
    return made


def end_order(meeting: Meeting, *, by: Actor) -> None:
    """End the order that holds, if any; inside the operation that allowed it."""
    found = running_order(meeting)
    if found is None:
        return
    found.ended_at, found.ended_by = clock.now(), by.name
    tell(meeting, "recording_ended", by=by, ended_at=found.ended_at)
    audit.record("meeting.recording_ended", meeting, by=by)


def refuse_unrecorded(meeting: Meeting) -> None:
    """A meeting planned without recording stays without it."""
    if meeting.recording == RecordingPolicy.OFF:
        raise Refusal(
            _("This meeting is not recorded."),
            basis=_("The chair decides on sound and picture (Decision 45/2018/QĐ-TTg)."),
            fix=_("Change the recording in the plan before the meeting is opened."),
        )
