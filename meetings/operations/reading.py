"""Who read a paper of a meeting, and who heard its recording: the first time of each person."""

from meetings.models import AgendaItem, AgendaPaper, Meeting
from meetings.policy.calling import Can
from meetings.policy.recording import Can as CanHear
from meetings.queries.papers import HEARD, READ, is_noted
from office import audit
from office.db import db, operation
from office.permissions import Actor, require


@operation
def note_access(record: AgendaPaper | Meeting, *, by: Actor) -> None:
    """Note that somebody reads a paper, or hears the recording of a meeting; once for each."""
    if isinstance(record, Meeting):
        require(by, CanHear.HEAR, record)
        act, facts = HEARD, {}
    else:
        item = db.session.get_one(AgendaItem, record.item_id)
        meeting = db.session.get_one(Meeting, item.meeting_id)
        require(by, Can.READ_PAPERS, meeting)
        act, facts = READ, {"meeting": meeting.uid, "name": record.name, "sha256": record.sha256}
    if not is_noted(record, by):
        audit.record(act, record, by=by, **facts)
