"""Making the film of a segment from its chunks, each of them hashed once more on the way."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select

from meetings.media import films, speech
from meetings.media.films import NoFilm
from meetings.models import RecChunk, RecSegment
from meetings.operations import recorded
from meetings.operations.recording import FILM, ask_film
from meetings.operations.recording_aside import DESTROY
from meetings.queries import recordings
from office import blob_uses, blobs, clock
from office.db import db, transaction
from office.outbox import delivers, every
from office.permissions import SYSTEM

QUIET = timedelta(minutes=2)
MOST_AT_ONCE = 50


@every(name="meetings.films", seconds=30)
def look_for_segments(_body: dict[str, Any]) -> None:
    """A device that never said it was done is believed to be after two quiet minutes."""
    silent = RecSegment.received_at < clock.now() - QUIET
    with transaction():
        wanted = select(RecSegment).where(
            RecSegment.chunks != RecSegment.film_chunks,
            or_(RecSegment.finished_at.is_not(None), silent),
        )
        for segment in db.session.scalars(wanted.limit(MOST_AT_ONCE)):
            ask_film(segment)


@delivers(FILM)
def make_film(body: dict[str, Any]) -> None:
    """One film; a second round with the same chunks changes nothing."""
    segment = db.session.get_one(RecSegment, body["segment_id"])
    rows = recordings.chunks_of(segment)
    if segment.film_chunks == len(rows) or any(row.destroyed_at for row in rows):
        return
    former = segment.film_sha256
    try:
        made = _made(rows)
    except NoFilm as fault:
        recorded.note_no_film(segment, str(fault), chunks=len(rows), by=SYSTEM)
        return
    recorded.keep_film(segment, made, by=SYSTEM)
    for sha256 in filter(None, (former, made.stored.sha256)):
        if not blob_uses.is_referred(sha256):
            blobs.remove(sha256)


def _made(rows: Sequence[RecChunk]) -> recorded.Made:
    if not rows or rows[0].seq != 0:
        raise NoFilm("the beginning has not arrived")
    with films.workroom() as room:
        film = films.remuxed(films.joined(_proven(rows), room=room), room=room)
        stored = films.keep(film)
        return recorded.Made(
            stored=stored, seconds=film.seconds, chunks=len(rows), turns=_turns(film.path, room)
        )


def _turns(film: Path, room: Path) -> Sequence[Any]:
    """A film without sound has no turns."""
    with suppress(NoFilm):
        return speech.turns_of(films.sound_of(film, room=room))
    return ()


def _proven(rows: Sequence[RecChunk]) -> Iterator[bytes]:
    for row in rows:
        try:
            yield blobs.read(row.sha256)
        except OSError as fault:
            raise NoFilm(f"chunk {row.seq} is damaged in the store") from fault


@delivers(DESTROY)
def remove_content(body: dict[str, Any]) -> None:
    """Take the bytes off the disk where nothing else needs them."""
    for sha256 in body["hashes"]:
        if not blob_uses.is_referred(sha256):
            blobs.remove(sha256)
