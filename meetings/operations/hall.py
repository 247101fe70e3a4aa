"""Putting a page of a paper on the screen of the hall (màn chiếu), turning it, taking it away.

The picture is made by a worker: a page is asked for, and shown once its picture is there.
"""

from meetings.models import AgendaItem, AgendaPaper, Meeting
from meetings.operations.running import current_item, refuse_not_in_session
from meetings.operations.telling import tell
from meetings.policy import Can
from meetings.policy.minutes import Can as CanNote
from meetings.queries.hall import ASKED, HIDDEN, SHOWN, last_asked
from office import outbox
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require

TOPIC = "meetings.show_page"
SHOWABLE = ("application/pdf", "image/png", "image/jpeg")
LAST_PAGE = 10_000


@operation
def show_page(paper: AgendaPaper, number: int, *, by: Actor) -> None:
    """Let the hall see a page of a paper of the item that is treated now."""
    item = db.session.get_one(AgendaItem, paper.item_id)
    meeting = db.session.get_one(Meeting, item.meeting_id)
    require(by, Can.RUN, meeting)
    refuse_not_in_session(meeting)
    running = current_item(meeting)
    if running is None or running.id != item.id or paper.removed_at is not None:
        raise Refusal(
            _("Only papers of the item that is treated now stand on the screen of the hall."),
            fix=_("Begin the item first."),
        )
    if paper.media_type not in SHOWABLE:
        raise Refusal(_("Only PDF files and pictures can be shown in the hall."))
    if not 1 <= number <= LAST_PAGE:
        raise Refusal(_("This paper has no such page."))
    line = tell(meeting, ASKED, by=by, paper=paper.uid, page=number)
    outbox.enqueue(
        TOPIC,
        key=f"{TOPIC}:{meeting.uid}:{line.number}",
        urgent=True,
        paper_id=paper.id,
        page=number,
        line=line.number,
    )


@operation
def keep_page(paper: AgendaPaper, number: int, *, pages: int, picture: str, by: Actor) -> None:
    """The picture is there: the screen shows it; without one it says that it cannot be shown."""
    item = db.session.get_one(AgendaItem, paper.item_id)
    meeting = db.session.get_one(Meeting, item.meeting_id)
    require(by, CanNote.RECORD, meeting)
    said = {"paper": paper.uid, "page": number, "pages": pages, "picture": picture}
    tell(meeting, SHOWN, by=by, **said)


@operation
def hide_page(meeting: Meeting, *, by: Actor) -> None:
    """Take the paper off the screen of the hall."""
    require(by, Can.RUN, meeting)
    if last_asked(meeting):
        tell(meeting, HIDDEN, by=by)
