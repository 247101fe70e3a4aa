"""The one blueprint of the routes of meetings."""

from datetime import datetime
from uuid import UUID

from flask import g, request
from pydantic import AwareDatetime, TypeAdapter, ValidationError

from meetings.forms.room import acted_at
from meetings.forms.seen import keep_to_entry, seen
from meetings.models import Meeting
from office.api import Closed, Moment, api_blueprint
from office.permissions import Actor

bp = api_blueprint("meetings")
SENT = "X-Sent-At"
ENTRY = {
    *("meeting", "change_plan", "call", "postpone", "cancel"),
    *("invite_person", "change_seat", "move_person", "remove_person"),
}
_moment: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)


@bp.before_request
def _keep_to_entry() -> None:
    """Of a classified meeting the entry with its chair, and the moves of the plan, stand alone."""
    keep_to_entry(g.actor, ENTRY)


class Acted(Closed):
    """What was done on a device: `client_at` by its clock, `X-Sent-At` when it was sent."""

    client_at: Moment | None = None

    @property
    def at(self) -> datetime | None:
        """When it was done, by the clock of the house."""
        try:
            sent = _moment.validate_python(request.headers.get(SENT))
        except ValidationError:
            sent = None
        return acted_at(self.client_at, sent)


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
    return seen(uid, actor())


def done(meeting: Meeting) -> Done:
    """The answer to a move."""
    return Done(uid=meeting.uid, state=meeting.state.value)
