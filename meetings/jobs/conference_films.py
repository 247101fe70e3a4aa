"""One film of a whole conference: everybody side by side, composed of the films of the tracks."""

from pathlib import Path
from typing import Any

from meetings.engines.janus import film
from meetings.engines.janus.film import NoFilm
from meetings.engines.port import Medium, Track
from meetings.media.chunks import Codec
from meetings.media.films import workroom
from meetings.models import Meeting
from meetings.operations import media as operations
from meetings.operations import recorded
from meetings.queries import media, recordings
from office import blob_uses, blobs
from office.db import db
from office.outbox import GiveUp, delivers
from office.permissions import SYSTEM


@delivers(operations.FILM)
def compose(body: dict[str, Any]) -> None:
    """Made anew when tracks came late; the former one goes."""
    meeting = db.session.get_one(Meeting, body["meeting_id"])
    tracks = media.tracks_of(meeting)
    if meeting.is_classified or len(tracks) < 2:
        return
    former = recordings.conference_of(meeting)
    before = former.film_sha256 if former else None
    with workroom() as room:
        made = _made(tracks, room)
        stored = _stored(made.path)
    has_picture = any(one.medium is Medium.VIDEO for one in tracks)
    recorded.keep_conference(
        meeting,
        Codec.VIDEO if has_picture else Codec.AUDIO,
        recorded.Made(stored=stored, seconds=made.seconds, chunks=0, turns=()),
        at=made.began_at,
        by=SYSTEM,
    )
    if before and before != stored.sha256 and not blob_uses.is_referred(before):
        blobs.remove(before)


def _made(tracks: list[Track], room: Path) -> film.Film:
    try:
        return film.compose(tracks, work=room)
    except NoFilm as fault:
        raise GiveUp(str(fault)) from fault


def _stored(path: Path) -> blobs.Stored:
    with path.open("rb") as stream:
        return blobs.put(stream)
