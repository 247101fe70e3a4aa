"""The Janus driver of the port, and the connections of people to its rooms."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from meetings.engines.janus import mjr
from meetings.engines.janus.api import (
    NO_SUCH_HANDLE,
    NO_SUCH_SESSION,
    Described,
    Handle,
    Janus,
    Session,
)
from meetings.engines.janus.place import Place, recordings
from meetings.engines.janus.rooms import Feed, Heard, Offered, Rooms, audio_mid, new_feed
from meetings.engines.port import (
    TIME_TO_JOIN,
    Access,
    EngineGone,
    EngineRefused,
    Kind,
    MediaEngine,
    Person,
    Room,
    Track,
)

OFFER, ANSWER = "offer", "answer"
GONE = {NO_SUCH_SESSION, NO_SUCH_HANDLE}


@dataclass(frozen=True)
class Seat:
    """One connection of a person: the numbers by which any process of ours finds it again."""

    feed: str
    session: int
    sends: int
    receives: int = 0
    mid: str = ""


class JanusEngine(MediaEngine):
    """Rooms on the machine itself; browsers reach it through the pages of this suite only."""

    kind = Kind.JANUS

    def __init__(self, place: Place, data_dir: Path) -> None:
        self.janus = Janus(place)
        self.rooms = Rooms(self.janus, recordings(data_dir))

    def create_room(self, room: Room) -> None:
        """Make the room unless it is there."""
        with self._handle() as handle:
            self.rooms.create(handle, room)

    def access(self, room: Room, person: Person, *, now: datetime) -> Access:
        """By our own pages; no token leaves the house."""
        return Access(Kind.JANUS, now + TIME_TO_JOIN)

    def start_recording(self, room: Room) -> Sequence[str]:
        """Record everybody, those who come later too."""
        with self._handle() as handle:
            self.rooms.record(handle, room.name, on=True)
        return [room.name]

    def stop_recording(self, room: Room) -> None:
        """Close the files."""
        with self._handle() as handle:
            self.rooms.record(handle, room.name, on=False)

    def mute(self, room: Room, feed: str, *, mid: str = "") -> None:
        """Take the voice of a connection away; usually the first part of it carries the voice."""
        with self._handle() as handle:
            self.rooms.mute(handle, room.name, feed=feed, mid=mid or audio_mid(""))

    def kick(self, room: Room, feed: str) -> None:
        """Put a connection out."""
        with self._handle() as handle:
            self.rooms.kick(handle, room.name, feed=feed)

    def end_room(self, room: Room) -> None:
        """Put everybody out; files are closed and get their names."""
        with self._handle() as handle:
            self.rooms.destroy(handle, room.name)

    def collect(self, room: Room) -> Sequence[Track]:
        """The tracks that are finished."""
        return mjr.tracks(self.rooms.rec_dir(room.name))

    # ------------------------------------------------------------------- connections

    def publish(self, room: Room, person: Person, *, sdp: str) -> tuple[Seat, str]:
        """Take a connection in: the seat that it has now, and the answer for its browser."""
        session = self.janus.open()
        try:
            handle = session.attach()
            feed = Feed(new_feed(person.key), person.name)
            answer = self.rooms.publish(handle, room.name, feed=feed, offer=Described(OFFER, sdp))
        except (EngineGone, EngineRefused):
            _end(session)
            raise
        return Seat(feed.name, session.id, handle.id, mid=audio_mid(sdp)), answer.sdp

    def subscribe(self, room: Room, seat: Seat, *, feeds: Sequence[Heard]) -> tuple[Seat, Offered]:
        """Let a seat receive these and nobody else; the offer for its browser."""
        if seat.receives:
            with suppress(EngineGone, EngineRefused):
                self._receiving(seat).leave()
        handle = self._session(seat).attach()
        offer = self.rooms.subscribe(handle, room.name, feeds=feeds)
        return Seat(seat.feed, seat.session, seat.sends, handle.id, seat.mid), offer

    def change(self, seat: Seat, *, add: Sequence[Heard], drop: Sequence[str]) -> Offered:
        """The next offer for the same connection; empty when there is nothing to agree on."""
        return self.rooms.change(self._receiving(seat), add=add, drop=drop)

    def start(self, seat: Seat, *, sdp: str) -> None:
        """The browser agreed."""
        self.rooms.start(self._receiving(seat), Described(ANSWER, sdp))

    def keep(self, room: Room, seat: Seat) -> list[Feed]:
        """Say that the seat is still taken; who sends now. `EngineRefused` when it fell out."""
        self._session(seat).keep()
        return self.rooms.feeds(Handle(self._session(seat), seat.sends), room.name)

    def senders(self, room: Room) -> int:
        """How many send now."""
        with self._handle() as handle:
            return len(self.rooms.feeds(handle, room.name))

    def leave(self, seat: Seat) -> None:
        """Give the seat up; one that is gone already is no fault."""
        _end(self._session(seat))

    def _session(self, seat: Seat) -> Session:
        return Session(self.janus, seat.session)

    def _receiving(self, seat: Seat) -> Handle:
        return Handle(self._session(seat), seat.receives)

    @contextmanager
    def _handle(self) -> Iterator[Handle]:
        session = self.janus.open()
        try:
            yield session.attach()
        finally:
            _end(session)


def _end(session: Session) -> None:
    with suppress(EngineGone, EngineRefused):
        session.end()
