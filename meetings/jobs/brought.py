"""Reads what was brought from elsewhere, and tells the clerks whose recordings' time is over."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from meetings.media import brought, films, speech
from meetings.media.chunks import Codec
from meetings.media.films import Film, NoFilm
from meetings.models import AsideState, RecAside
from meetings.operations import recorded, recording_end
from meetings.operations.recording_brought import READ
from office import blobs
from office.db import db
from office.outbox import delivers, every
from office.permissions import SYSTEM


@delivers(READ)
def read_brought(body: dict[str, Any]) -> None:
    """Into the recording, or aside with the reason; done again, it finds nothing left to do."""
    aside = db.session.get_one(RecAside, body["aside_id"])
    if aside.state is not AsideState.WAITING:
        return
    path = blobs.path_of(aside.sha256)
    try:
        with films.workroom() as room:
            codec, made = _made(path, aside, room)
    except (NoFilm, OSError) as fault:
        recorded.note_unreadable(aside, str(fault), by=SYSTEM)
        return
    recorded.keep_brought(aside, made, codec=codec, by=SYSTEM)


def _made(path: Path, aside: RecAside, room: Path) -> tuple[Codec, recorded.Made]:
    form = brought.format_in(path)
    told = brought.told_by(path, form, room=room)
    codec = Codec.FILM_FILE if told.has_picture else Codec.SOUND_FILE
    raw = blobs.Stored(aside.sha256, aside.size)
    try:
        film = brought.film_of(path, form, told, room=room)
    except NoFilm:
        made = recorded.Made(stored=raw, seconds=told.seconds, chunks=1, turns=())
        return codec, made
    stored = films.keep(film)
    turns = _turns(film, room)
    return codec, recorded.Made(stored=stored, seconds=film.seconds, chunks=1, turns=turns)


def _turns(film: Film, room: Path) -> Sequence[Any]:
    with suppress(NoFilm):
        return speech.turns_of(films.sound_of(film.path, room=room))
    return ()


@every(name="meetings.recordings_over", cron="40 7 1 * *")
def tell_whose_time_is_over(_body: dict[str, Any]) -> None:
    """On the first of each month; destroyed is only what a clerk destroys by a record."""
    recording_end.tell_time_over(by=SYSTEM)
