"""Invitations leave by mail a little after the act, one letter for each."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from meetings import operations
from meetings.models import Meeting
from meetings.operations.calendars import TOPIC
from office.db import db
from office.outbox import delivers
from office.permissions import SYSTEM


@delivers(TOPIC)
def tell_calendars(body: dict[str, Any]) -> None:
    """Write to everybody whose calendar does not know how the meeting stands."""
    wanted = select(Meeting).where(Meeting.uid == UUID(body["meeting"]))
    meeting = db.session.scalars(wanted).one()
    if not meeting.is_classified:
        number, after = int(body["number"]), int(body.get("after", 0))
        operations.tell_calendars(meeting, number=number, after=after, by=SYSTEM)
