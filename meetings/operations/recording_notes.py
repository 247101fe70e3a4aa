"""What is noted of the use of a recording."""

from meetings.models import Meeting, RecSegment
from meetings.policy import recording as rules
from office import audit
from office.db import operation
from office.permissions import Actor, require


@operation
def note_copy(meeting: Meeting, segment: RecSegment, *, by: Actor) -> None:
    """Somebody took a copy out of the house."""
    require(by, rules.Can.HEAR, meeting)
    audit.record("meeting.recording_copied", meeting, by=by, segment=segment.id)
