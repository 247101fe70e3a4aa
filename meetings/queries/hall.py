"""Which page of which paper stands on the screen of the hall: the course of the meeting says it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from meetings.models import AgendaItem, AgendaPaper, Meeting, MeetingEvent
from office.db import db
from office.errors import NotFound
from office.i18n import _

ASKED, SHOWN, HIDDEN = "page_asked", "page_shown", "page_hidden"
KINDS = frozenset({ASKED, SHOWN, HIDDEN})


@dataclass(frozen=True)
class HallPage:
    """A page on the screen; `event` is the line of the course that its picture is asked by."""

    paper: AgendaPaper
    number: int
    pages: int
    picture: str
    event: int


def hall_page(meeting: Meeting, item: AgendaItem | None) -> HallPage | None:
    """What stands there while the room is at an item; the papers of others are put away."""
    wanted = select(MeetingEvent).where(
        MeetingEvent.meeting_id == meeting.id, MeetingEvent.kind.in_((SHOWN, HIDDEN))
    )
    last = db.session.scalars(wanted.order_by(MeetingEvent.number.desc()).limit(1)).first()
    if item is None or last is None or last.kind == HIDDEN:
        return None
    found = _page(last)
    return found if found and found.paper.item_id == item.id else None


def _page(line: MeetingEvent) -> HallPage | None:
    said = line.payload
    paper = db.session.scalars(
        select(AgendaPaper).where(
            AgendaPaper.uid == UUID(said["paper"]), AgendaPaper.removed_at.is_(None)
        )
    ).first()
    if paper is None:
        return None
    return HallPage(paper, said["page"], said["pages"], said["picture"], line.number)


def last_asked(meeting: Meeting) -> int:
    """The line of the course in which somebody last said what is to stand there."""
    wanted = select(MeetingEvent.number).where(
        MeetingEvent.meeting_id == meeting.id, MeetingEvent.kind.in_((ASKED, HIDDEN))
    )
    return db.session.scalar(wanted.order_by(MeetingEvent.number.desc()).limit(1)) or 0


def hall_picture(meeting: Meeting, number: int) -> str:
    """The hash of the picture that a line of the course put on the screen, or 404."""
    wanted = select(MeetingEvent).where(
        MeetingEvent.meeting_id == meeting.id,
        MeetingEvent.number == number,
        MeetingEvent.kind == SHOWN,
    )
    line = db.session.scalars(wanted).first()
    found = _page(line) if line else None
    if found is None or not found.picture:
        raise NotFound(_("There is no such page on the screen of the hall."))
    return found.picture
