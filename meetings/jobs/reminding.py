"""Every few minutes: whose meeting is within a day, or within two hours."""

from typing import Any

from sqlalchemy import select

from meetings import operations
from meetings.models import Meeting, MeetingState
from meetings.operations.reminding import EARLIEST
from office import clock
from office.db import db
from office.outbox import every
from office.permissions import SYSTEM

SECONDS = 300.0


@every(name="meetings.remind", seconds=SECONDS)
def remind(_body: dict[str, Any]) -> None:
    """Each step is told once, however often this runs."""
    now = clock.now()
    near = select(Meeting).where(
        Meeting.state == MeetingState.INVITED,
        Meeting.starts_at > now,
        Meeting.starts_at <= now + EARLIEST,
    )
    for meeting in db.session.scalars(near.order_by(Meeting.id)).all():
        operations.remind(meeting, by=SYSTEM)
