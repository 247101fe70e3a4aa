"""The one blueprint of the routes of meetings."""

from uuid import UUID

from flask import g

from meetings import queries
from meetings.models import Meeting
from office.api import Closed, api_blueprint
from office.permissions import Actor

bp = api_blueprint("meetings")


class ByItem(Closed):
    """A record of a meeting."""

    uid: UUID
    item_uid: UUID


class Done(Closed):
    """What was changed, and where it stands now."""

    uid: UUID
    state: str


def actor() -> Actor:
    """Whose token it is."""
    found: Actor = g.actor
    return found


def visible(uid: UUID) -> Meeting:
    """The meeting of the address, or 404."""
    return queries.visible_meeting(uid, actor())


def done(meeting: Meeting) -> Done:
    """The answer to a move."""
    return Done(uid=meeting.uid, state=meeting.state.value)
