"""What the doctor says of the service for text messages."""

from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from sqlalchemy import func, select

from office.config import current_settings
from office.db import db
from office.health import looked_at
from office.outbox import JobState, OutboxMessage
from office.texts.asking import TOPIC

HERE = {"localhost", "127.0.0.1", "::1"}


@looked_at("text messages")
def service() -> Iterator[str]:
    """An address that is none or is not private, a key that cannot be read, texts not taken."""
    settings = current_settings()
    if not settings.text_url:
        return
    yield from _address(urlsplit(settings.text_url))
    try:
        if settings.text_key_file and not settings.text_key:
            yield f"the key in {settings.text_key_file} is empty: OFFICE_TEXT_KEY_FILE"
    except (OSError, UnicodeDecodeError):
        yield f"{settings.text_key_file} cannot be read: OFFICE_TEXT_KEY_FILE"
    if lost := _not_taken():
        yield f"{lost} text messages were not taken by the service: see “Jobs that failed”"


def _address(parts: SplitResult) -> Iterator[str]:
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield "OFFICE_TEXT_URL is no address: https://…"
    elif parts.scheme == "http" and parts.hostname not in HERE:
        yield "text messages leave with the key and the numbers in clear: OFFICE_TEXT_URL is http"


def _not_taken() -> int:
    dead = select(func.count()).where(
        OutboxMessage.topic == TOPIC, OutboxMessage.state == JobState.DEAD
    )
    return db.session.scalar(dead) or 0
