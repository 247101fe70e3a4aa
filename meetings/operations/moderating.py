"""Voices taken away and people put out by the chair's word; the server hears of it at once.

What a server could not be told within a minute is not done any more: the room has gone on.
"""

from collections.abc import Iterable

from meetings.engines.port import LED
from meetings.models import MediaSeat, Meeting, Participant
from meetings.operations.media import note_muted, note_put_out
from meetings.policy.media import Can
from meetings.queries.media import kind_of, open_seats
from office import clock, outbox
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require

TOPIC = "meetings.moderate"
MUTE, OUT = "mute", "out"


@operation
def take_voice(seat: MediaSeat, *, by: Actor) -> None:
    """Take the voice of a connection away; its owner gives it back to himself when called."""
    meeting = _led(seat, by)
    note_muted(meeting, db.session.get_one(Participant, seat.participant_id), by=by)
    _ask(meeting, MUTE, [seat])


@operation
def put_out(seat: MediaSeat, *, by: Actor) -> None:
    """Put somebody out with all his devices; his place at the meeting stays."""
    meeting = _led(seat, by)
    person = db.session.get_one(Participant, seat.participant_id)
    seats = [one for one in open_seats(meeting) if one.participant_id == person.id]
    note_put_out(meeting, person, by=by)
    _ask(meeting, OUT, seats)


def _led(seat: MediaSeat, by: Actor) -> Meeting:
    meeting = db.session.get_one(Meeting, seat.meeting_id)
    require(by, Can.MODERATE, meeting)
    if not meeting.is_live or kind_of(meeting) not in LED:
        raise Refusal(_("This conference is not led from here."))
    return meeting


def _ask(meeting: Meeting, act: str, seats: Iterable[MediaSeat]) -> None:
    now = clock.now()
    for seat in seats:
        outbox.enqueue(
            TOPIC,
            key=f"{TOPIC}:{act}:{seat.feed}:{now.isoformat()}",
            lane=outbox.Lane.OUT,
            urgent=True,
            meeting=str(meeting.uid),
            act=act,
            feed=seat.feed,
            mid=seat.mid,
            asked_at=now.isoformat(),
        )
