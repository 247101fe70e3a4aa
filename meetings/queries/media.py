"""What is known of conference rooms: which are wanted, who sits where, who spoke."""

from uuid import UUID

from sqlalchemy import select

from meetings.engines.choice import offered
from meetings.engines.port import Kind, Person, Room
from meetings.models import (
    LIVE,
    AgencyEngine,
    MediaSeat,
    MediaVoice,
    Meeting,
    Part,
    Participant,
    RecordingSpan,
    Secrecy,
)
from meetings.policy import Can, admitted
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


def known_feeds(meeting: Meeting) -> dict[str, MediaSeat]:
    """The connections that stand, by the server's names."""
    wanted = select(MediaSeat).where(
        MediaSeat.meeting_id == meeting.id, MediaSeat.ended_at.is_(None)
    )
    return {row.feed: row for row in db.session.scalars(wanted)}


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
