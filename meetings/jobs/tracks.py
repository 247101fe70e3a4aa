"""Brings what the conference server recorded into the store: raw as it was written, and as films.

A raw track is kept before anything is made of it; its file goes once it is in the store for good.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog

from meetings.engines.janus import film, mjr
from meetings.engines.janus.place import recordings
from meetings.engines.port import Medium, Track
from meetings.media import films, speech
from meetings.media.chunks import Codec
from meetings.media.films import Film, NoFilm
from meetings.models import Meeting
from meetings.operations import media as operations
from meetings.operations import recorded
from meetings.queries import media
from office import blobs
from office.config import current_settings
from office.db import db
from office.outbox import delivers
from office.permissions import SYSTEM

CODECS = {Medium.AUDIO: Codec.AUDIO, Medium.VIDEO: Codec.VIDEO}
log = structlog.get_logger(__name__)


class StillOpen(Exception):
    """A track of a closed meeting is still being written."""


@delivers(operations.TRACKS)
def take_tracks(body: dict[str, Any]) -> None:
    """Every finished track of a meeting; done again, it finds nothing left to do."""
    meeting = db.session.get_one(Meeting, body["meeting_id"])
    folder = recordings(current_settings().data_dir) / str(meeting.uid)
    if meeting.is_classified:
        return
    for track in mjr.tracks(folder):
        _take(meeting, track)
        track.path.unlink(missing_ok=True)
    if not meeting.is_live:
        _refuse_open(folder)
        with suppress(OSError):
            folder.rmdir()
        operations.ask_film(meeting, by=SYSTEM)


def _refuse_open(folder: Path) -> None:
    """The server closes its files in its own time: the work is tried again a little later."""
    if mjr.sizes(folder):
        raise StillOpen(folder.name)


def _take(meeting: Meeting, track: Track) -> None:
    with track.path.open("rb") as stream:
        raw = blobs.put(stream)
    if media.has_raw(meeting, raw.sha256):
        return
    participant = media.participant_named(meeting, track.who)
    with films.workroom() as room:
        made = _made(track, raw, room)
        recorded.keep_track(
            meeting,
            CODECS[track.medium],
            made,
            raw=raw,
            source=_source(track),
            participant=participant,
            started_at=track.began_at,
            by=SYSTEM,
        )


def _source(track: Track) -> str:
    """What the manifest calls it."""
    words = f"janus {track.medium} {track.who}"
    return f"{words} salvaged" if track.is_salvaged else words


def _made(track: Track, raw: blobs.Stored, room: Path) -> recorded.Made:
    """The film of a track; where none can be made the raw track is all there is."""
    try:
        plain = film.plain(track, work=room)
        made = films.remuxed(plain, room=room)
    except (film.NoFilm, NoFilm) as fault:
        log.warning("track_without_film", fault=str(fault))
        return recorded.Made(stored=raw, seconds=track.seconds, chunks=1, turns=())
    stored = films.keep(made)
    return recorded.Made(
        stored=stored, seconds=made.seconds, chunks=1, turns=_turns(track, made, room)
    )


def _turns(track: Track, made: Film, room: Path) -> Sequence[Any]:
    if track.medium is not Medium.AUDIO:
        return ()
    with suppress(NoFilm):
        return speech.turns_of(films.sound_of(made.path, room=room))
    return ()
