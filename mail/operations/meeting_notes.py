"""Of which meeting a letter speaks."""

from typing import Any

from mail.models import MailMeeting, MailMessage
from office.db import db

LONGEST = 500


def note_meeting(message: MailMessage, calendar: dict[str, Any]) -> None:
    """Keep of which meeting a letter speaks, so that a later one about it is recognised."""
    event = next(iter(calendar.get("events") or ()), None)
    if event is None or not event["uid"]:
        return
    row = MailMeeting(
        message_id=message.id,
        event=str(event["uid"])[:LONGEST],
        recurrence_id=str(event["recurrence_id"]),
        method=str(calendar.get("method") or ""),
        sequence=int(event["sequence"]),
        organizer=str(event["organizer"]["address"]).lower(),
    )
    db.session.add(row)
