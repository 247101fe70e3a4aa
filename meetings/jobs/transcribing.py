"""Asking the endpoint for the words of a turn: only where allowed, never of the classified."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from meetings.media import films, speech, transcribing
from meetings.media.films import NoFilm
from meetings.media.timeline import Span
from meetings.models import Meeting, RecSegment, TextState, Turn
from meetings.operations import turn_texts
from meetings.queries import recordings
from office import blobs, fetch, given_up, outbox
from office.config import current_settings
from office.db import db
from office.permissions import SYSTEM

PURPOSE = "transcribe"
PATIENCE = 120.0
outbox.RETRIES[turn_texts.TOPIC] = outbox.Retry(limit=6)


@fetch.allows(PURPOSE)
def _endpoint() -> Iterable[tuple[str, int]]:
    parts = urlsplit(current_settings().transcribe_url)
    if parts.hostname:
        yield parts.hostname, parts.port or fetch.PORTS.get(parts.scheme, 0)


@outbox.delivers(turn_texts.TOPIC)
def ask(body: dict[str, Any]) -> None:
    """The words of one turn; who forbade it in the meantime is obeyed."""
    turn = db.session.get_one(Turn, body["turn_id"])
    meeting = db.session.get_one(Meeting, turn.meeting_id)
    segment = db.session.get_one(RecSegment, turn.segment_id)
    settings = current_settings()
    allowed = settings.transcribe_url and recordings.may_be_transcribed(meeting)
    if not allowed or turn.text_state is not TextState.ASKED or not segment.film_sha256:
        return
    begins = (turn.began_at - segment.started_at).total_seconds()
    ends = (turn.ended_at - segment.started_at).total_seconds()
    try:
        text = _words(segment.film_sha256, Span(begins, ends))
    except (NoFilm, transcribing.OddAnswer) as fault:
        raise outbox.GiveUp(str(fault)) from fault
    turn_texts.propose_text(turn, text, source=settings.transcribe_model, by=SYSTEM)


def _words(sha256: str, turn: Span) -> str:
    heard = []
    for part in speech.parts(turn, most=transcribing.MOST_SECONDS):
        with films.workroom() as room:
            path = blobs.path_of(sha256)
            heard.append(_asked(films.clip(path, t0=part.t0, t1=part.t1, room=room)))
    return transcribing.plain(" ".join(heard))


def _asked(sound: bytes) -> str:
    settings = current_settings()
    asked = transcribing.question(sound, model=settings.transcribe_model)
    key = settings.transcribe_key
    answer = fetch.fetch(
        transcribing.address(settings.transcribe_url),
        purpose=PURPOSE,
        method="POST",
        data=asked.body,
        headers={"Content-Type": asked.content_type}
        | ({"Authorization": f"Bearer {key}"} if key else {}),
        timeout=PATIENCE,
        limit=transcribing.MOST_ANSWER,
    )
    if answer.status != 200:
        raise fetch.FetchFailed(f"the endpoint answered {answer.status}")
    return transcribing.words_of(answer.body)


@given_up.when_given_up(turn_texts.TOPIC)
def mend(body: dict[str, Any]) -> None:
    """The page says that no text could be made."""
    turn_texts.note_no_text(db.session.get_one(Turn, body["turn_id"]), by=SYSTEM)
