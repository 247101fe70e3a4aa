"""The floor: asked for, given, ended, given up; and what people think of an item."""

from datetime import datetime

from sqlalchemy import select, update

from meetings.models import (
    AHEAD,
    LIVE,
    AgendaItem,
    ItemNote,
    ItemOpinion,
    Meeting,
    MeetingState,
    Participant,
    Speech,
    SpeechKind,
    SpeechState,
    Stance,
)
from meetings.operations.floor import finish, uid_of
from meetings.operations.running import refuse_not_in_session
from meetings.operations.telling import hold_chain, take_turn, tell
from meetings.policy import Can, admitted
from office import audit, clock
from office.db import db, operation
from office.errors import Forbidden, Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

LONGEST_OPINION = 4000
LONGEST_NOTE = 20_000
MOST_WAITING = 100


# -------------------------------------------------------------------------------------- the floor


@operation
def ask_to_speak(item: AgendaItem, kind: SpeechKind = SpeechKind.SPEAK, *, by: Actor) -> Speech:
    """Ask for the floor (đăng ký phát biểu) at the item that the room is at; once at a time."""
    meeting, own = _meeting_and_place(item, by)
    return queued(meeting, own, item, kind, by)


def queued(
    meeting: Meeting, own: Participant, item: AgendaItem, kind: SpeechKind, by: Actor
) -> Speech:
    """The wish of somebody on the list to speak; part of other acts."""
    take_turn(meeting)
    refuse_not_in_session(meeting)
    db.session.refresh(item)
    refuse_not_at(item)
    waiting = select(Speech).where(
        Speech.meeting_id == meeting.id, Speech.state == SpeechState.WAITING
    )
    queue = db.session.scalars(waiting).all()
    for speech in queue:
        if speech.participant_id == own.id and speech.kind == kind:
            return speech
    if len(queue) >= MOST_WAITING:
        raise Refusal(_("The speaking queue is full."))
    speech = Speech(
        meeting_id=meeting.id,
        item_id=item.id,
        participant_id=own.id,
        kind=kind,
        state=SpeechState.WAITING,
        asked_at=clock.now(),
    )
    db.session.add(speech)
    db.session.flush()
    tell(meeting, "speech_asked", by=by, speech=speech.uid, of=kind)
    return speech


def refuse_not_at(item: AgendaItem) -> None:
    """What belongs to an item is asked for while the room is at it."""
    if item.started_at is None or item.ended_at is not None:
        raise Refusal(
            _("The room is not at this item now."),
            fix=_("Ask for the floor at the item that is being treated."),
        )


@operation
def give_floor(speech: Speech, *, by: Actor) -> None:
    """Let somebody speak (mời phát biểu); whoever spoke before is done."""
    meeting = _run(speech, by)
    if speech.state == SpeechState.SPEAKING:
        return
    if speech.state != SpeechState.WAITING:
        raise Refusal(_("This wish to speak was heard or given up already."))
    speaking = select(Speech).where(
        Speech.meeting_id == meeting.id, Speech.state == SpeechState.SPEAKING
    )
    for other in db.session.scalars(speaking):
        finish(meeting, other, SpeechState.DONE, by)
    speech.state, speech.began_at = SpeechState.SPEAKING, clock.now()
    tell(meeting, "speech_begun", by=by, speech=speech.uid, participant=uid_of(speech))


@operation
def end_speech(speech: Speech, *, by: Actor) -> None:
    """Whoever speaks is done."""
    meeting = _run_or_own(speech, by)
    if speech.state == SpeechState.SPEAKING:
        finish(meeting, speech, SpeechState.DONE, by)


@operation
def withdraw_speech(speech: Speech, *, by: Actor) -> None:
    """Give a wish to speak up before it was heard."""
    meeting = _run_or_own(speech, by)
    if speech.state == SpeechState.WAITING:
        finish(meeting, speech, SpeechState.WITHDRAWN, by)


def _run(speech: Speech, by: Actor) -> Meeting:
    meeting = db.session.get_one(Meeting, speech.meeting_id)
    require(by, Can.RUN, meeting)
    take_turn(meeting)
    refuse_not_in_session(meeting)
    db.session.refresh(speech)
    return meeting


def _run_or_own(speech: Speech, by: Actor) -> Meeting:
    meeting = db.session.get_one(Meeting, speech.meeting_id)
    own = admitted(by, meeting)
    if own is None or own.id != speech.participant_id:
        require(by, Can.RUN, meeting)
    hold_chain(meeting)
    db.session.refresh(speech)
    return meeting


# --------------------------------------------------------------------------------------- opinions


@operation
def give_opinion(
    item: AgendaItem, stance: Stance, text: str = "", *, by: Actor, at: datetime | None = None
) -> ItemOpinion:
    """Say what one thinks of an item (cho ý kiến), before the meeting or during it.

    `at` is when it was said on a device without a line: what was said before the closing counts.
    """
    meeting, own = _meeting_and_place(item, by)
    said_at = min(at or clock.now(), clock.now())
    given = _opinion_text(stance, text)
    take_turn(meeting)
    _refuse_too_late(meeting, said_at)
    earlier = update(ItemOpinion).where(
        ItemOpinion.item_id == item.id,
        ItemOpinion.participant_id == own.id,
        ItemOpinion.replaced_at.is_(None),
    )
    quietly = {"synchronize_session": False}
    db.session.execute(earlier.values(replaced_at=clock.now()).execution_options(**quietly))
    opinion = ItemOpinion(
        item_id=item.id,
        participant_id=own.id,
        stance=stance,
        text=given,
        is_before=meeting.opened_at is None or said_at < meeting.opened_at,
        at=said_at,
        came_at=clock.now(),
    )
    db.session.add(opinion)
    db.session.flush()
    audit.record("meeting.opinion", meeting, by=by, item=item.uid, stance=stance)
    tell(meeting, "opinion", by=by, item=item.uid, opinion=opinion.uid, stance=stance)
    return opinion


def _refuse_too_late(meeting: Meeting, said_at: datetime) -> None:
    if meeting.state in LIVE or (meeting.state in AHEAD and meeting.state != MeetingState.DRAFT):
        return
    closed = meeting.state == MeetingState.CLOSED and meeting.closed_at is not None
    if not closed or (meeting.closed_at and said_at > meeting.closed_at):
        raise Refusal(_("Opinions are given from the call on until the session is closed."))


def _opinion_text(stance: Stance, text: str) -> str:
    given = text.strip()
    if len(given) > LONGEST_OPINION:
        said = _("At most %(count)s characters.", count=LONGEST_OPINION)
        raise Invalid(_("The opinion is too long."), fields={"text": said})
    if stance != Stance.AGREE and not given:
        raise Invalid(_("Say what should change."), fields={"text": _("Fill this in.")})
    return given


@operation
def write_note(item: AgendaItem, text: str, *, by: Actor, at: datetime | None = None) -> None:
    """Keep a note for oneself; an older text that comes late replaces no newer one."""
    _meeting_and_place(item, by)
    if len(text) > LONGEST_NOTE:
        raise Invalid(
            _("The note is too long."),
            fields={"text": _("At most %(count)s characters.", count=LONGEST_NOTE)},
        )
    mine = select(ItemNote).where(ItemNote.item_id == item.id, ItemNote.person_id == by.person_id)
    found = db.session.scalars(mine.with_for_update()).first()
    written = min(at or clock.now(), clock.now())
    if found is None:
        found = ItemNote(item_id=item.id, person_id=by.person_id, text="", written_at=written)
        db.session.add(found)
    if written >= found.written_at:
        found.text, found.written_at = text, written


def _meeting_and_place(item: AgendaItem, by: Actor) -> tuple[Meeting, Participant]:
    meeting = db.session.get_one(Meeting, item.meeting_id)
    require(by, Can.ATTEND, meeting)
    own = admitted(by, meeting)
    if own is None:
        raise Forbidden(_("You are not on the list of this meeting."))
    return meeting, own
