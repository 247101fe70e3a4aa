"""The floor when something ends: who speaks is done, who waits waited in vain."""

from sqlalchemy import select

from meetings.models import Meeting, Participant, Speech, SpeechState
from meetings.operations.telling import tell
from office import clock
from office.db import db
from office.permissions import Actor


def finish_speeches(meeting: Meeting, *, by: Actor) -> None:
    """The speeches at an item end with it: who speaks is done, the rest are void."""
    at_work = (SpeechState.WAITING, SpeechState.SPEAKING)
    wanted = select(Speech).where(Speech.meeting_id == meeting.id, Speech.state.in_(at_work))
    for speech in db.session.scalars(wanted):
        spoke = speech.state == SpeechState.SPEAKING
        finish(meeting, speech, SpeechState.DONE if spoke else SpeechState.WITHDRAWN, by)


def finish(meeting: Meeting, speech: Speech, state: SpeechState, by: Actor) -> None:
    """A speech is over: heard, or given up."""
    speech.state, speech.ended_at = state, clock.now()
    kind = "speech_ended" if state == SpeechState.DONE else "speech_withdrawn"
    tell(meeting, kind, by=by, speech=speech.uid, participant=uid_of(speech))


def uid_of(speech: Speech) -> object:
    """The public name of who speaks."""
    return db.session.get_one(Participant, speech.participant_id).uid
