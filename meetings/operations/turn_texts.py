"""Words of turns: a machine writes them where the chair allows it, a person takes them or not."""

from sqlalchemy import delete, select

from meetings.media import transcribing
from meetings.models import Meeting, TextState, Transcribing, Turn
from meetings.operations.recording_aside import refuse_destroyed
from meetings.operations.telling import tell
from meetings.policy import Can
from meetings.policy import recording as rules
from meetings.queries import recordings as queries
from office import audit, clock, outbox
from office.config import current_settings
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

TOPIC = "meetings.transcribe"
BY_HAND = "manual"


@operation
def allow_transcribing(meeting: Meeting, *, by: Actor) -> None:
    """The chair lets a machine write down what is said; everybody is told."""
    require(by, Can.LEAD, meeting)
    if not current_settings().transcribe_url:
        raise Refusal(
            _("No service that writes down speech is set up here."),
            who=_("The administrator sets it up."),
        )
    if queries.may_be_transcribed(meeting):
        return
    refuse_destroyed(meeting)
    now = clock.now()
    db.session.add(Transcribing(meeting_id=meeting.id, allowed_at=now, allowed_by=by.name))
    tell(meeting, "transcribing_allowed", by=by)
    audit.record("meeting.transcribing_allowed", meeting, by=by)
    open_ones = select(Turn).where(Turn.meeting_id == meeting.id, Turn.text_state == TextState.NONE)
    for turn in db.session.scalars(open_ones):
        ask_text(turn)


@operation
def forbid_transcribing(meeting: Meeting, *, by: Actor) -> None:
    """Nothing more is sent to the machine; what it wrote and nobody took is dropped."""
    require(by, Can.LEAD, meeting)
    if not queries.may_be_transcribed(meeting):
        return
    db.session.execute(delete(Transcribing).where(Transcribing.meeting_id == meeting.id))
    unchecked = (TextState.ASKED, TextState.PROPOSED, TextState.FAILED)
    wanted = select(Turn).where(Turn.meeting_id == meeting.id, Turn.text_state.in_(unchecked))
    for turn in db.session.scalars(wanted):
        turn.text, turn.text_source, turn.text_state = "", "", TextState.NONE
    tell(meeting, "transcribing_forbidden", by=by)
    audit.record("meeting.transcribing_forbidden", meeting, by=by)


def ask_text(turn: Turn) -> None:
    """Have the words of a turn written down; inside the operation that allowed it."""
    turn.text_state = TextState.ASKED
    key = f"text:{turn.uid}"
    outbox.repeat(TOPIC, key=key, lane=outbox.Lane.OUT, turn_id=turn.id)


@operation
def propose_text(turn: Turn, text: str, *, source: str, by: Actor) -> None:
    """Keep what the machine wrote, as a proposal; a text that a person took stands."""
    meeting = db.session.get_one(Meeting, turn.meeting_id)
    require(by, rules.Can.MAKE_FILM, meeting)
    if turn.text_state is not TextState.ASKED or not queries.may_be_transcribed(meeting):
        return  # a destroyed recording has no turn that is still asked for
    turn.text, turn.text_source = text, source
    turn.text_state = TextState.PROPOSED if text else TextState.FAILED


@operation
def note_no_text(turn: Turn, *, by: Actor) -> None:
    """The machine could not be asked, or did not understand."""
    require(by, rules.Can.MAKE_FILM, db.session.get_one(Meeting, turn.meeting_id))
    if turn.text_state is TextState.ASKED:
        turn.text_state = TextState.FAILED


@operation
def accept_text(turn: Turn, text: str, *, by: Actor) -> None:
    """The secretary takes the words of a turn, as they are or mended."""
    meeting = db.session.get_one(Meeting, turn.meeting_id)
    require(by, Can.KEEP_MINUTES, meeting)
    refuse_destroyed(meeting)
    words = transcribing.plain(text)
    if not words or len(words) > transcribing.MOST_TEXT:
        problem = _("Say it in one sentence.") if not words else _("This text is too long.")
        raise Invalid(problem, fields={"text": problem})
    turn.text_source = turn.text_source or BY_HAND
    turn.text, turn.text_state = words, TextState.ACCEPTED
    turn.checked_by, turn.checked_at = by.name, clock.now()
    audit.record("meeting.turn_text_accepted", meeting, by=by, turn=turn.uid)


@operation
def refuse_text(turn: Turn, *, by: Actor) -> None:
    """The secretary drops what the machine wrote."""
    meeting = db.session.get_one(Meeting, turn.meeting_id)
    require(by, Can.KEEP_MINUTES, meeting)
    refuse_destroyed(meeting)
    turn.text, turn.text_state = "", TextState.REFUSED
    turn.checked_by, turn.checked_at = by.name, clock.now()
    audit.record("meeting.turn_text_refused", meeting, by=by, turn=turn.uid)
