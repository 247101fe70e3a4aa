"""What is known of conference rooms: which are wanted, who sits where, who spoke."""

from uuid import UUID

from sqlalchemy import select

from meetings.engines.choice import offered
from meetings.engines.port import Kind, Medium, Person, Room, Track
from meetings.media.chunks import Codec
from meetings.models import (
    LIVE,
    AgencyEngine,
    AsideState,
    MediaSeat,
    MediaVoice,
    Meeting,
    Part,
    Participant,
    RecAside,
    RecChunk,
    Recording,
    RecordingSpan,
    RecSegment,
    Secrecy,
)
from meetings.policy import Can, admitted
from office import blobs
from office.config import current_settings
from office.db import db
from office.errors import NotFound, Refusal
from office.i18n import _
from office.permissions import Actor, require

LEADING = (Part.CHAIR, Part.SECRETARY)


def kind_of(meeting: Meeting) -> Kind:
    """The engine of a meeting; a classified one has none whatever stands in its row."""
    return Kind.NONE if meeting.is_classified else Kind(meeting.engine or Kind.NONE)


def room_of(meeting: Meeting) -> Room:
    """The meeting as its engine knows it."""
    settings = current_settings()
    senders, kbit = settings.janus_senders, settings.janus_kbit
    return Room(str(meeting.uid), meeting.code, kbit, senders, meeting.engine_room)


def person_of(one: Participant) -> Person:
    """A participant as an engine knows him."""
    return Person(f"p{one.id}", one.name, one.address, leads=one.part in LEADING)


def entrance(meeting: Meeting, actor: Actor) -> Participant:
    """Whose place somebody takes in the room; only while the session is open or paused."""
    require(actor, Can.ATTEND, meeting)
    own = admitted(actor, meeting)
    if own is None or not meeting.is_live:
        raise Refusal(
            _("The conference room is open while the session is."),
            who=_("The chair or the secretary opens the session."),
        )
    return own


def usual_engine(agency_id: int) -> Kind:
    """What new meetings of an agency have; nothing that the installation has no more."""
    wanted = select(AgencyEngine.engine).where(AgencyEngine.agency_id == agency_id)
    found = Kind(db.session.scalar(wanted) or Kind.NONE)
    return found if found in offered(current_settings()) else Kind.NONE


def embedded_rooms() -> list[Meeting]:
    """Meetings in session whose room the embedded server keeps."""
    wanted = select(Meeting).where(
        Meeting.engine == Kind.JANUS.value,
        Meeting.state.in_(LIVE),
        Meeting.secrecy == Secrecy.NONE,
    )
    return list(db.session.scalars(wanted.order_by(Meeting.id)))


def is_recorded(meeting: Meeting) -> bool:
    """Whether the chair ordered recording, and the order holds."""
    held = select(RecordingSpan.id).where(
        RecordingSpan.meeting_id == meeting.id, RecordingSpan.ended_at.is_(None)
    )
    return db.session.scalar(held) is not None


def participant_named(meeting: Meeting, key: str) -> Participant | None:
    """Whom a server means: `p` and the number of his place."""
    if not (key[:1] == "p" and key[1:].isdecimal() and len(key) < 12):
        return None
    found = db.session.get(Participant, int(key[1:]))
    return found if found is not None and found.meeting_id == meeting.id else None


def has_raw(meeting: Meeting, sha256: str) -> bool:
    """Whether a raw track stands in the store of this meeting already, or lies aside."""
    wanted = (
        select(RecChunk.id)
        .join(RecSegment, RecSegment.id == RecChunk.segment_id)
        .join(Recording, Recording.id == RecSegment.recording_id)
        .where(Recording.meeting_id == meeting.id, RecChunk.sha256 == sha256)
    )
    beside = select(RecAside.id).where(
        RecAside.meeting_id == meeting.id,
        RecAside.sha256 == sha256,
        RecAside.state != AsideState.DROPPED,
    )
    return any(db.session.scalar(one.limit(1)) is not None for one in (wanted, beside))


def tracks_of(meeting: Meeting) -> list[Track]:
    """What the embedded server recorded of a meeting, as far as films of it stand in the store."""
    wanted = (
        select(Recording, RecSegment)
        .join(RecSegment, RecSegment.recording_id == Recording.id)
        .where(Recording.meeting_id == meeting.id, Recording.is_of_engine, RecSegment.chunks > 0)
        .where(RecSegment.film_sha256.is_not(None))
        .order_by(RecSegment.started_at, RecSegment.id)
    )
    return [_track(recording, segment) for recording, segment in db.session.execute(wanted)]


def _track(recording: Recording, segment: RecSegment) -> Track:
    who = f"p{recording.participant_id}" if recording.participant_id else recording.source
    medium = Medium.VIDEO if recording.codec is Codec.VIDEO else Medium.AUDIO
    seconds = (segment.film_ms or segment.length_ms) / 1000
    path = blobs.path_of(str(segment.film_sha256))
    return Track(path, who, medium, "", segment.started_at, seconds)


def seat_of(meeting: Meeting, uid: UUID) -> MediaSeat:
    """A connection that still stands, or 404."""
    wanted = select(MediaSeat).where(
        MediaSeat.meeting_id == meeting.id, MediaSeat.uid == uid, MediaSeat.ended_at.is_(None)
    )
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound(_("This connection has ended."))
    return found


def seat_by_feed(meeting: Meeting, feed: str) -> tuple[MediaSeat, Participant]:
    """A connection and whose it is, by the server's name for it, or 404."""
    wanted = (
        select(MediaSeat, Participant)
        .join(Participant, Participant.id == MediaSeat.participant_id)
        .where(MediaSeat.meeting_id == meeting.id, MediaSeat.feed == feed)
    )
    found = db.session.execute(wanted).first()
    if found is None:
        raise NotFound(_("This connection has ended."))
    return found[0], found[1]


def open_seats(meeting: Meeting) -> list[MediaSeat]:
    """The connections that stand, oldest first."""
    wanted = select(MediaSeat).where(
        MediaSeat.meeting_id == meeting.id, MediaSeat.ended_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(MediaSeat.id)))


def known_feeds(meeting: Meeting) -> dict[str, MediaSeat]:
    """The connections that stand, by the server's names."""
    return {row.feed: row for row in open_seats(meeting)}


def connections(meeting: Meeting) -> list[tuple[MediaSeat, str]]:
    """The connections that stand, with the names of their people."""
    wanted = (
        select(MediaSeat, Participant.name)
        .join(Participant, Participant.id == MediaSeat.participant_id)
        .where(MediaSeat.meeting_id == meeting.id, MediaSeat.ended_at.is_(None))
        .order_by(MediaSeat.id)
    )
    return [(seat, name) for seat, name in db.session.execute(wanted)]


def voices_of(meeting: Meeting) -> list[MediaVoice]:
    """Who was heard when, in its order."""
    wanted = select(MediaVoice).where(MediaVoice.meeting_id == meeting.id)
    return list(db.session.scalars(wanted.order_by(MediaVoice.began_at, MediaVoice.id)))


def meeting_of_room(name: str) -> Meeting | None:
    """The meeting that a server names."""
    try:
        uid = UUID(name)
    except ValueError:
        return None
    return db.session.scalars(select(Meeting).where(Meeting.uid == uid)).first()
