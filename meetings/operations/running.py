"""The session itself: opened, paused, gone on with, closed; items begun and ended."""

from sqlalchemy import select

from meetings.lifecycle import MEETING
from meetings.models import AgendaItem, Meeting, MeetingState
from meetings.operations.floor import finish_speeches
from meetings.operations.minutes_papers import begin_closing
from meetings.operations.minutes_writing import lay_sections
from meetings.operations.planning import refuse_classified
from meetings.operations.presence import freeze
from meetings.operations.recording_order import end_order
from meetings.operations.telling import take_turn, tell
from meetings.policy import Can
from meetings.queries.votes import unsettled
from office import clock
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require


@operation
def open_session(meeting: Meeting, *, by: Actor) -> None:
    """Open the session (khai mạc)."""
    take_turn(meeting)
    refuse_classified(meeting)
    MEETING.advance(meeting, "open", by)
    meeting.opened_at = meeting.opened_at or clock.now()
    lay_sections(meeting)
    tell(meeting, "opened", by=by)


@operation
def pause_session(meeting: Meeting, *, by: Actor) -> None:
    """Pause (tạm nghỉ)."""
    take_turn(meeting)
    MEETING.advance(meeting, "pause", by)
    tell(meeting, "paused", by=by)


@operation
def resume_session(meeting: Meeting, *, by: Actor) -> None:
    """Go on after a pause."""
    take_turn(meeting)
    MEETING.advance(meeting, "resume", by)
    tell(meeting, "resumed", by=by)


@operation
def close_session(meeting: Meeting, *, by: Actor) -> None:
    """Close the session (bế mạc): open items end with it, lists and events stand from now on."""
    take_turn(meeting)
    MEETING.advance(meeting, "close", by)
    _refuse_votes_unsettled(meeting)
    running = current_item(meeting)
    if running is not None:
        _end(meeting, running, by)
    finish_speeches(meeting, by=by)
    end_order(meeting, by=by)
    meeting.closed_at = clock.now()
    there = freeze(meeting, meeting.closed_at)
    begin_closing(meeting)
    tell(meeting, "closed", by=by, present=there)


def _refuse_votes_unsettled(meeting: Meeting) -> None:
    left = unsettled(meeting)
    if left:
        raise Refusal(
            _("The vote “%(question)s” was not counted yet.", question=left[0].question),
            fix=_("Close and count it, or declare it void."),
        )


@operation
def begin_item(item: AgendaItem, *, by: Actor) -> None:
    """Come to an item; the one before it ends."""
    meeting = _in_session(item, by)
    running = current_item(meeting)
    if running is not None and running.id == item.id:
        return
    if running is not None:
        _end(meeting, running, by)
    item.started_at = item.started_at or clock.now()
    item.ended_at = None
    tell(meeting, "item_begun", by=by, item=item.uid)


@operation
def end_item(item: AgendaItem, *, by: Actor) -> None:
    """Be done with an item."""
    meeting = _in_session(item, by)
    if item.started_at is None or item.ended_at is not None:
        raise Refusal(_("This item is not being treated now."))
    _end(meeting, item, by)


def current_item(meeting: Meeting) -> AgendaItem | None:
    """The item that the room is at."""
    at_work = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting.id,
        AgendaItem.started_at.is_not(None),
        AgendaItem.ended_at.is_(None),
    )
    return db.session.scalars(at_work.execution_options(populate_existing=True)).first()


def _in_session(item: AgendaItem, by: Actor) -> Meeting:
    meeting = db.session.get_one(Meeting, item.meeting_id)
    require(by, Can.RUN, meeting)
    take_turn(meeting)
    refuse_not_in_session(meeting)
    db.session.refresh(item)
    if item.removed_at is not None:
        raise Refusal(_("This item was taken off the agenda."))
    return meeting


def refuse_not_in_session(meeting: Meeting) -> None:
    """What belongs to the session is done while it is open."""
    if meeting.state != MeetingState.OPEN:
        raise Refusal(
            _("The session is not open now: it stands at “%(state)s”.", state=meeting.state.label),
            fix=_("Reload the page to see what is possible now."),
        )


def _end(meeting: Meeting, item: AgendaItem, by: Actor) -> None:
    finish_speeches(meeting, by=by)
    item.ended_at = clock.now()
    tell(meeting, "item_ended", by=by, item=item.uid)
