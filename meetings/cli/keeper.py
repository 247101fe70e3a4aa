"""Keeps the embedded conference server: what the tables say is wanted becomes so, again and again.

Nothing depends on a last word of anybody: a room that is wanted is made, one that is not is closed,
a server that fell is started anew and what it left open is salvaged first.
"""

import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError

from meetings.engines.choice import running_janus
from meetings.engines.janus import mjr
from meetings.engines.janus.engine import JanusEngine
from meetings.engines.janus.growing import Growth
from meetings.engines.janus.place import recordings
from meetings.engines.janus.reports import normalised
from meetings.engines.janus.server import Server
from meetings.engines.port import EngineGone, EngineRefused, Event, Happened, Room
from meetings.models import Meeting
from meetings.operations import media as operations
from meetings.queries import media
from office import clock
from office.config import current_settings
from office.db import db
from office.permissions import SYSTEM

LOOK_EVERY = 1.0
LONGEST_PAUSE = 30.0
VOICES = {Happened.TALKING, Happened.QUIET}
log = structlog.get_logger(__name__)


@dataclass
class Kept:
    """A room that stands."""

    meeting_id: int
    room: Room
    growth: Growth = field(default_factory=Growth)
    is_recording: bool = False
    is_alarmed: bool = False
    is_over: threading.Event = field(default_factory=threading.Event)


class Keeper:
    """The rooms of one server; every round is a context of its own."""

    def __init__(self, app: Flask, server: Server) -> None:
        self.app = app
        self.server = server
        self.rooms: dict[str, Kept] = {}
        self.told: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._pause = LOOK_EVERY
        self._fallen: set[int] = set()

    def keep(self, is_over: threading.Event) -> None:
        """Until somebody says that it is over."""
        self.begin()
        try:
            while not is_over.wait(LOOK_EVERY):
                self.look()
        finally:
            self.end()

    def begin(self) -> None:
        """Salvage what an earlier server left, then start one."""
        self._salvage()
        with self.app.app_context():
            self.server.start()

    def end(self) -> None:
        """End the server in order; what is still open then is salvaged."""
        self._forget_rooms()
        self.server.stop()
        self._salvage()

    def look(self) -> None:
        """One round; what goes wrong is tried again in the next."""
        with self._context():
            if not self.server.is_alive():
                self._raise_again()
            self._follow()
            self._take_voices()

    @contextmanager
    def _context(self) -> Iterator[None]:
        with self.app.app_context():
            try:
                yield
            except (EngineGone, EngineRefused, OperationalError) as fault:
                log.warning("media_round_failed", fault=str(fault))
            finally:
                db.session.remove()

    # ------------------------------------------------------------------------- falling

    def _raise_again(self) -> None:
        """The server fell: rooms are told, files are salvaged, a new one is started."""
        fallen = [kept.meeting_id for kept in self.rooms.values()]
        self._forget_rooms()
        for meeting_id in fallen:
            if meeting := _live(meeting_id):
                operations.note_fallen(meeting, by=SYSTEM)
        self._fallen.update(fallen)
        self._salvage()
        try:
            self.server.start()
        except EngineGone:
            time.sleep(self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            raise
        self._pause = LOOK_EVERY

    def _forget_rooms(self) -> None:
        for kept in self.rooms.values():
            kept.is_over.set()
        self.rooms.clear()

    def _salvage(self) -> None:
        """Only while no server writes there."""
        folder = recordings(self.server.data_dir)
        with self._context():
            saved, lost = mjr.salvage(folder)
            if saved or lost:
                log.warning("media_salvaged", saved=len(saved), lost=len(lost))
            for name in sorted({path.parent.name for path in folder.glob("*/*.mjr")}):
                if meeting := media.meeting_of_room(name):
                    operations.ask_tracks(meeting, by=SYSTEM)

    # --------------------------------------------------------------------------- rooms

    def _engine(self) -> JanusEngine:
        return running_janus(current_settings())

    def _follow(self) -> None:
        engine = self._engine()
        wanted = {str(one.uid): one for one in media.embedded_rooms()}
        for name in self.rooms.keys() - wanted.keys():
            self._close(engine, self.rooms.pop(name))
        for name, meeting in wanted.items():
            if name not in self.rooms:
                self._open(engine, meeting)
            self._follow_recording(engine, meeting, self.rooms[name])

    def _open(self, engine: JanusEngine, meeting: Meeting) -> None:
        kept = Kept(meeting.id, media.room_of(meeting))
        engine.create_room(kept.room)
        self.rooms[kept.room.name] = kept
        threading.Thread(target=self._listen, args=(engine, kept), daemon=True).start()
        if meeting.id in self._fallen:
            self._fallen.discard(meeting.id)
            operations.note_room(meeting, what="engine_back", by=SYSTEM)

    def _close(self, engine: JanusEngine, kept: Kept) -> None:
        kept.is_over.set()
        if kept.is_recording:  # files are closed before their writers are put out
            engine.stop_recording(kept.room)
        engine.end_room(kept.room)
        meeting = db.session.get(Meeting, kept.meeting_id)
        if meeting is not None and not meeting.is_classified:
            operations.note_ended(meeting, by=SYSTEM)
            operations.ask_tracks(meeting, by=SYSTEM)

    def _follow_recording(self, engine: JanusEngine, meeting: Meeting, kept: Kept) -> None:
        is_wanted = media.is_recorded(meeting)
        if is_wanted != kept.is_recording:
            self._switch(engine, meeting, kept)
        if kept.is_recording:
            self._look_at_files(engine, meeting, kept)

    def _switch(self, engine: JanusEngine, meeting: Meeting, kept: Kept) -> None:
        if kept.is_recording:
            engine.stop_recording(kept.room)
            operations.ask_tracks(meeting, by=SYSTEM)
        else:
            engine.start_recording(kept.room)
            kept.growth, kept.is_alarmed = Growth(), False
        kept.is_recording = not kept.is_recording

    def _look_at_files(self, engine: JanusEngine, meeting: Meeting, kept: Kept) -> None:
        """A recording that is not written is told to the room once, until it is written again."""
        senders = engine.senders(kept.room)
        sizes = mjr.sizes(engine.rooms.rec_dir(kept.room.name))
        is_well = kept.growth.look(sizes, senders=senders, now=time.monotonic())
        if not is_well and not kept.is_alarmed:
            operations.note_room(meeting, what="engine_not_recording", by=SYSTEM)
        kept.is_alarmed = not is_well

    # -------------------------------------------------------------------------- voices

    def _listen(self, engine: JanusEngine, kept: Kept) -> None:
        """A thread for each room: the long poll, until the room is forgotten or gone."""
        with self.app.app_context(), suppress(EngineGone, EngineRefused):
            session = engine.janus.open()
            engine.rooms.watch(session.attach(), kept.room.name)
            while not kept.is_over.is_set():
                for answer in session.events():
                    for event in normalised(answer, now=clock.now()):
                        self.told.put(event)
            session.end()

    def _take_voices(self) -> None:
        with suppress(queue.Empty):
            while True:
                event = self.told.get_nowait()
                meeting = media.meeting_of_room(event.room) if event.what in VOICES else None
                if meeting is not None and meeting.is_live and not meeting.is_classified:
                    operations.note_voice(meeting, event, by=SYSTEM)


def _live(meeting_id: int) -> Meeting | None:
    found = db.session.get(Meeting, meeting_id)
    return found if found is not None and found.is_live and not found.is_classified else None
