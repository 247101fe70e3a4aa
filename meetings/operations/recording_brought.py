"""A recording from elsewhere: of another conference system, or of a device without our recorder.

It lies aside until the house has read it; then it stands in the recording with its source.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings.media.chunks import Codec
from meetings.models import AsideState, Meeting, RecAside
from meetings.operations.recording_aside import lay, refuse_destroyed
from meetings.operations.recording_order import refuse_unrecorded
from meetings.policy import recording as rules
from meetings.queries import media
from meetings.queries import recordings as queries
from office import audit, clock, outbox
from office.blobs import Stored
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

READ = "meetings.read_brought"
EARLY = timedelta(minutes=15)
LONGEST_SOURCE = 100


@dataclass(frozen=True, kw_only=True)
class Brought:
    """Where a file comes from, and when its first second was."""

    source: str
    began_at: datetime | None


def refuse_unwanted(meeting: Meeting, given: Brought, *, by: Actor) -> None:
    """What can be said before the file is read: who brings it, whether recording was ordered."""
    require(by, rules.Can.RECORD, meeting)
    refuse_unrecorded(meeting)
    refuse_destroyed(meeting)
    if not queries.orders(meeting):
        raise Refusal(_("Recording has not been ordered."), who=_("The chair begins it."))
    if not given.source.strip():
        problem = _("Say where this recording comes from.")
        raise Invalid(problem, fields={"source": problem})
    first = (meeting.opened_at or meeting.starts_at) - EARLY
    last = meeting.closed_at or clock.now()
    if given.began_at is None or not first <= given.began_at <= last:
        problem = _(
            "The recording begins while the meeting is held; enter when its first second was."
        )
        raise Invalid(problem, fields={"began_at": problem})


@operation
def bring_recording(meeting: Meeting, stored: Stored, given: Brought, *, by: Actor) -> RecAside:
    """Take a file whose bytes are in the store; the house reads it in its own time."""
    require(by, rules.Can.RECORD, meeting)
    refuse_unwanted(meeting, given, by=by)
    if media.has_raw(meeting, stored.sha256):
        raise Refusal(_("This recording is here already."))
    made = RecAside(
        sha256=stored.sha256,
        size=stored.size,
        codec=Codec.SOUND_FILE,
        source=given.source.strip()[:LONGEST_SOURCE],
        started_at=given.began_at or clock.now(),
        state=AsideState.WAITING,
    )
    lay(meeting, made, by=by)
    audit.record("meeting.recording_brought", meeting, by=by, sha256=stored.sha256)
    _ask(made)
    return made


@operation
def read_again(aside: RecAside, *, by: Actor) -> None:
    """Have a file read once more that could not be read."""
    require(by, rules.Can.RECORD, db.session.get_one(Meeting, aside.meeting_id))
    if aside.state is not AsideState.UNREADABLE:
        raise Refusal(
            _("What came after the signature stays beside the recording."),
            fix=_("Save it to a file, or drop it."),
        )
    aside.state, aside.problem = AsideState.WAITING, ""
    _ask(aside)


def _ask(aside: RecAside) -> None:
    key = f"brought:{aside.uid}"
    outbox.repeat(READ, key=key, lane=outbox.Lane.BULK, aside_id=aside.id)
