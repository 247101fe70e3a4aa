"""Texts about a meeting are asked for a little after the act."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from meetings import operations
from meetings.models import Meeting
from meetings.operations.texting import TOPIC
from office.db import db
from office.outbox import delivers
from office.permissions import SYSTEM


@delivers(TOPIC)
def text_people(body: dict[str, Any]) -> None:
    """Tell those who come that something waits for them."""
    wanted = select(Meeting).where(Meeting.uid == UUID(body["meeting"]))
    operations.text_people(db.session.scalars(wanted).one(), number=int(body["number"]), by=SYSTEM)
