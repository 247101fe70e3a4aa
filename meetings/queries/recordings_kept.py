"""How long recordings are kept, and which of them have been kept long enough."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, func, select

from meetings.media.retention import fewest_years, retention
from meetings.models import HELD, Meeting, Recording, RecordingDestruction, Secrecy
from meetings.policy.recording import Can
from meetings.queries.recordings import size_of
from meetings.queries.seeing import visible_to
from office import clock
from office.db import db
from office.permissions import Actor, allowed


@dataclass(frozen=True)
class Keeping:
    """The last day on which the recording of a meeting is kept, and by which rule."""

    meeting: Meeting
    last: date
    basis: str

    @property
    def is_over(self) -> bool:
        """Whether it may be destroyed by a record."""
        return clock.today() > self.last

    @property
    def size(self) -> int:
        """Its bytes."""
        return size_of(self.meeting)


def keeping_of(meeting: Meeting) -> Keeping:
    """Counted from the end of the session, by the rule of that day."""
    held_on = clock.to_local(meeting.closed_at or meeting.starts_at).date()
    row = retention(held_on)
    return Keeping(meeting, row.last_day(held_on), row.basis)


def time_over(actor: Actor) -> list[Keeping]:
    """The recordings of the actor's agency whose time is over and that nobody destroyed, by age."""
    ended = func.coalesce(Meeting.closed_at, Meeting.starts_at)
    wanted = (
        select(Meeting)
        .where(visible_to(actor), Meeting.state.in_(HELD), Meeting.secrecy == Secrecy.NONE)
        .where(ended < clock.now() - timedelta(days=365 * fewest_years()))
        .where(exists().where(Recording.meeting_id == Meeting.id))
        .where(~exists().where(RecordingDestruction.meeting_id == Meeting.id))
        .order_by(ended, Meeting.id)
    )
    found = (keeping_of(meeting) for meeting in db.session.scalars(wanted))
    return [one for one in found if one.is_over and _is_own(one.meeting, actor)]


def _is_own(meeting: Meeting, actor: Actor) -> bool:
    return actor.is_machine or allowed(actor, Can.DESTROY_RECORDING, meeting)
