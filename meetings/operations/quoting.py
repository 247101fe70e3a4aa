"""What was said goes into the minutes: a checked turn as a quotation with its time and speaker."""

from meetings import queries
from meetings.models import Meeting, MinuteSection, Participant, SectionPlace, TextState, Turn
from meetings.operations.minutes_writing import begin_minutes, save_section
from meetings.policy.minutes import Can
from office import clock
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require


@operation
def quote_turn(turn: Turn, *, by: Actor) -> MinuteSection:
    """Add the words of a turn to the section of its item; only words that a person has taken."""
    meeting = db.session.get_one(Meeting, turn.meeting_id)
    require(by, Can.WRITE, meeting)
    if turn.text_state is not TextState.ACCEPTED:
        raise Refusal(_("Only words that the secretary has taken are quoted."))
    section = _section(begin_minutes(meeting, by=by), turn)
    words = _quotation(meeting, turn)
    if words in section.body:
        return section
    body = f"{section.body}\n\n{words}" if section.body.strip() else words
    return save_section(section, body, base=section.number, by=by)


def _section(sections: list[MinuteSection], turn: Turn) -> MinuteSection:
    """The item's section; what was said at no item stands at the end."""
    own = (one for one in sections if one.item_id is not None and one.item_id == turn.item_id)
    tail = (one for one in sections if one.place is SectionPlace.TAIL)
    return next(own, None) or next(tail)


def _quotation(meeting: Meeting, turn: Turn) -> str:
    """Minutes are in Vietnamese whatever the reader's language is; the link plays the very turn."""
    at = clock.to_local(turn.began_at).strftime("%H:%M:%S")
    speaker = db.session.get(Participant, turn.participant_id) if turn.participant_id else None
    who = f"{speaker.name}, " if speaker else ""
    return f"> {who}{at} ({_place(meeting, turn)}): “{' '.join(turn.text.split())}”"


def _place(meeting: Meeting, turn: Turn) -> str:
    """The second of the recording, as a link on the page; on paper its words alone."""
    second = queries.second_of(meeting, turn.began_at) or 0
    words = f"bản ghi {second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
    return f"[{words}](/meetings/{meeting.uid}/recording?at={second}#turn-{turn.uid})"
