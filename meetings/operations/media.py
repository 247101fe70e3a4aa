"""Conference rooms: which engine, who takes a seat, who is put out, what the server tells."""

from datetime import timedelta

from sqlalchemy import delete, select

from meetings import policy
from meetings.engines.choice import offered
from meetings.engines.janus.engine import Seat
from meetings.engines.outside import BadLink, checked_link
from meetings.engines.port import Event, Happened, Kind
from meetings.models import (
    AgencyEngine,
    EngineReport,
    MediaSeat,
    MediaVoice,
    Meeting,
    Participant,
)
from meetings.operations import conference
from meetings.operations.planning import refuse_held
from meetings.operations.telling import take_turn, tell
from meetings.policy import admitted
from meetings.policy.media import Can
from meetings.queries.media import entrance, open_seats, participant_named
from office import audit, clock, outbox
from office.config import current_settings
from office.db import db, insert_ignoring, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

TRACKS, FILM = "meetings.tracks", "meetings.conference_film"
REMEMBERED = timedelta(days=2)
LONGEST_VOICE = timedelta(hours=4)
ROOMS = {Happened.REC_STARTED, Happened.REC_FAILED, Happened.REC_FILE, Happened.ROOM_ENDED}


@operation
def choose_engine(meeting: Meeting, kind: Kind, *, link: str = "", by: Actor) -> None:
    """Choose what carries voices and pictures of a meeting; `link` is the address of another's."""
    require(by, Can.CHOOSE_ENGINE, meeting)
    take_turn(meeting)
    refuse_held(meeting)
    _refuse_unknown(kind)
    room = _link(link) if kind is Kind.LINK else ""
    if (meeting.engine, meeting.engine_room) == (kind.value, room):
        return
    meeting.engine, meeting.engine_room = kind.value, room
    audit.record("meeting.choose_engine", meeting, by=by, engine=kind)
    tell(meeting, "engine", by=by, engine=kind)


@operation
def set_agency_engine(kind: Kind, *, by: Actor) -> AgencyEngine:
    """Set the engine that new meetings of the actor's agency have."""
    require(by, Can.SET_ENGINE, by)
    _refuse_unknown(kind)
    if kind is Kind.LINK:
        raise Invalid(_("An address belongs to one meeting: choose it there."))
    agency_id = by.agency_id or 0
    words = {"engine": kind.value, "set_by": by.name, "set_at": clock.now()}
    insert_ignoring(AgencyEngine, {"uid": new_uid(), "agency_id": agency_id, **words})
    wanted = select(AgencyEngine).where(AgencyEngine.agency_id == agency_id)
    found = db.session.scalars(wanted).one()
    found.engine, found.set_by, found.set_at = kind.value, by.name, clock.now()
    audit.record("agency.set_engine", found, by=by, engine=kind)
    return found


def _refuse_unknown(kind: Kind) -> None:
    if kind not in offered(current_settings()):
        raise Refusal(
            _("This installation has no such conference engine."),
            who=_("The operator of the machine sets one up."),
        )


def _link(link: str) -> str:
    try:
        return checked_link(link)
    except BadLink:
        told = _("Give the whole address, beginning with https://.")
        raise Invalid(told, fields={"link": told}) from None


# ---------------------------------------------------------------------------- the room


@operation
def take_seat(meeting: Meeting, seat: Seat, *, by: Actor) -> MediaSeat:
    """Somebody is in the room with a device; the room hears who came."""
    own = entrance(meeting, by)
    made = MediaSeat(
        meeting_id=meeting.id,
        participant_id=own.id,
        feed=seat.feed,
        session=seat.session,
        sends=seat.sends,
        receives=seat.receives,
        mid=seat.mid,
        began_at=clock.now(),
    )
    db.session.add(made)
    tell(meeting, "media_joined", by=by, participant=own.uid)
    return made


@operation
def note_receiving(found: MediaSeat, receives: int, *, by: Actor) -> None:
    """The connection by which a seat hears the others."""
    _refuse_strange(found, by)
    found.receives = receives


@operation
def leave_seat(found: MediaSeat, *, by: Actor) -> None:
    """Somebody left the room with one of his devices."""
    meeting = _refuse_strange(found, by)
    if found.ended_at is None:
        found.ended_at = clock.now()
        tell(meeting, "media_left", by=by)


def _refuse_strange(found: MediaSeat, by: Actor) -> Meeting:
    meeting = db.session.get_one(Meeting, found.meeting_id)
    require(by, policy.Can.ATTEND, meeting)
    own = admitted(by, meeting)
    if own is None or own.id != found.participant_id:
        raise Refusal(_("This is the connection of somebody else."))
    return meeting


@operation
def note_muted(meeting: Meeting, participant: Participant, *, by: Actor) -> None:
    """The voice of somebody was taken away; he gives it back to himself when called."""
    require(by, Can.MODERATE, meeting)
    audit.record("meeting.mute", meeting, by=by, participant=participant.uid)
    tell(meeting, "media_muted", by=by, participant=participant.uid)


@operation
def note_put_out(meeting: Meeting, participant: Participant, *, by: Actor) -> None:
    """Somebody was put out of the conference room; his place at the meeting stays."""
    require(by, Can.MODERATE, meeting)
    audit.record("meeting.put_out", meeting, by=by, participant=participant.uid)
    tell(meeting, "media_put_out", by=by, participant=participant.uid)
    for seat in open_seats(meeting):
        if seat.participant_id == participant.id:
            seat.ended_at = clock.now()


# -------------------------------------------------------------------- what servers tell


@operation
def note_fallen(meeting: Meeting, *, by: Actor) -> None:
    """The server fell in the middle: the room is told, seats are empty, voices end."""
    require(by, Can.KEEP_ROOM, meeting)
    _end_all(meeting)
    audit.record("meeting.engine_fell", meeting, by=by)
    tell(meeting, "engine_fell", by=by)


@operation
def note_room(meeting: Meeting, *, what: str, by: Actor) -> None:
    """The server is back, records, or does not record although it should."""
    require(by, Can.KEEP_ROOM, meeting)
    tell(meeting, what, by=by)


@operation
def note_ended(meeting: Meeting, *, by: Actor) -> None:
    """The room was closed with the session."""
    require(by, Can.KEEP_ROOM, meeting)
    _end_all(meeting)


@operation
def ask_tracks(meeting: Meeting, *, by: Actor) -> None:
    """Have the raw tracks that lie ready brought into the store."""
    require(by, Can.KEEP_ROOM, meeting)
    outbox.repeat(TRACKS, key=f"tracks:{meeting.id}", lane=outbox.Lane.BULK, meeting_id=meeting.id)


@operation
def ask_film(meeting: Meeting, *, by: Actor) -> None:
    """Have the film of the whole conference composed."""
    require(by, Can.KEEP_ROOM, meeting)
    outbox.repeat(
        FILM, key=f"conference:{meeting.id}", lane=outbox.Lane.BULK, meeting_id=meeting.id
    )


@operation
def note_voice(meeting: Meeting, event: Event, *, by: Actor) -> None:
    """Somebody begins or ends to speak."""
    require(by, Can.KEEP_ROOM, meeting)
    speaker = participant_named(meeting, event.who)
    if speaker is None:
        return
    for voice in _open_voices(meeting):
        if voice.participant_id == speaker.id:
            voice.ended_at = event.at
    if event.what is Happened.TALKING:
        db.session.add(
            MediaVoice(meeting_id=meeting.id, participant_id=speaker.id, began_at=event.at)
        )


@operation
def take_report(meeting: Meeting, number: str, event: Event, *, kind: Kind, by: Actor) -> bool:
    """Take what another server reports, once; whether it was new."""
    require(by, Can.KEEP_ROOM, meeting)
    now = clock.now()
    db.session.execute(delete(EngineReport).where(EngineReport.taken_at < now - REMEMBERED))
    row = {"engine": kind.value, "number": number[:200], "taken_at": now}
    if meeting.engine != kind.value or not insert_ignoring(EngineReport, row):
        return False
    own = participant_named(meeting, event.who)
    _follow_report(meeting, own, event, number)
    if event.what is not Happened.SENDS and (own is not None or event.what in ROOMS):
        named = {"participant": own.uid} if own is not None else {}
        tell(meeting, f"media_{event.what}", by=by, detail=event.detail[:300], **named)
    return True


def _follow_report(meeting: Meeting, own: Participant | None, event: Event, number: str) -> None:
    """Who is in a room of others has a seat here too; a new voice is recorded like the others."""
    if event.what is Happened.SENDS:
        conference.ask(meeting, why=f"report:{number[:200]}")
    elif event.what is Happened.ROOM_ENDED:
        _end_all(meeting)
    elif own is not None and event.what in {Happened.JOINED, Happened.LEFT}:
        _seat_elsewhere(meeting, own, event)


def _seat_elsewhere(meeting: Meeting, own: Participant, event: Event) -> None:
    """One seat a person: servers of others know him by one name; older reports change nothing."""
    is_in = event.what is Happened.JOINED
    wanted = select(MediaSeat).where(MediaSeat.feed == event.who)
    seat = db.session.scalars(wanted).first()
    if seat is None:
        row = {"uid": new_uid(), "meeting_id": meeting.id, "participant_id": own.id}
        numbers = {"session": 0, "sends": 0, "receives": 0, "mid": ""}
        ended = {"ended_at": None if is_in else event.at}
        made = row | numbers | ended | {"feed": event.who, "began_at": event.at}
        insert_ignoring(MediaSeat, made)
    elif is_in:
        seat.began_at, seat.ended_at = max(event.at, seat.began_at), None
    elif event.at >= seat.began_at:
        seat.ended_at = event.at


def _end_all(meeting: Meeting) -> None:
    now = clock.now()
    for seat in open_seats(meeting):
        seat.ended_at = now
    for voice in _open_voices(meeting):
        voice.ended_at = now


def _open_voices(meeting: Meeting) -> list[MediaVoice]:
    here = select(MediaVoice).where(MediaVoice.meeting_id == meeting.id)
    return list(db.session.scalars(here.where(MediaVoice.ended_at.is_(None))))
