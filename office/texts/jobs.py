"""Texts on their way to the service: HTTP POST of JSON, told again until it is taken.

The contract stands in docs/operations.md; `Idempotency-Key` lets the service know what it took.
"""

import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from sqlalchemy import select

from office import clock, fetch, outbox
from office.accounts.models import Account
from office.config import current_settings
from office.db import db
from office.i18n import DEFAULT, force_locale
from office.texts.asking import TOPIC, receives
from office.texts.wording import LOOK

PURPOSE = "texts"
PATIENCE = 10.0
MOST_ANSWER = 1 << 16
LONGEST_REASON = 200
# Of these the service or its operator is the cause, not the message: it is told again.
TRIED_AGAIN = {401, 403, 404, 408, 409, 425, 429}
DIGITS = re.compile(r"\d(?:[\s.\-]?\d){4,}")
log = structlog.get_logger(__name__)
outbox.RETRIES[TOPIC] = outbox.Retry(
    limit=6, first=timedelta(seconds=10), longest=timedelta(minutes=10)
)


@fetch.allows(PURPOSE)
def _service() -> Iterable[tuple[str, int]]:
    parts = urlsplit(current_settings().text_url)
    if parts.hostname:
        yield parts.hostname, parts.port or fetch.PORTS.get(parts.scheme, 0)


@outbox.delivers(TOPIC)
def send(body: dict[str, Any]) -> None:
    """One text to one person, unless he wants none any more or it comes too late."""
    wanted = select(Account.mobile, Account.language).where(
        Account.id == body["account"], receives()
    )
    found = db.session.execute(wanted).first()
    db.session.rollback()  # no transaction stays open while the service is asked
    if found is None or not current_settings().text_url:
        return
    if clock.now() >= datetime.fromisoformat(body["until"]):
        log.warning("text_too_late", number=body["number"])
        return
    _send(body["number"], to=found.mobile, language=found.language or DEFAULT)


def _send(number: str, *, to: str, language: str) -> None:
    settings = current_settings()
    with force_locale(language):
        words = {"id": number, "to": to, "text": str(LOOK), "language": language}
    key = settings.text_key
    answer = fetch.fetch(
        settings.text_url,
        purpose=PURPOSE,
        method="POST",
        data=json.dumps(words, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json", "Idempotency-Key": number}
        | ({"Authorization": f"Bearer {key}"} if key else {}),
        timeout=PATIENCE,
        limit=MOST_ANSWER,
    )
    if 200 <= answer.status < 300:
        return
    told = f"{answer.status} {reason_in(answer.body)}".strip()
    if 400 <= answer.status < 500 and answer.status not in TRIED_AGAIN:
        raise outbox.GiveUp(f"the service refused the text: {told}")
    raise fetch.FetchFailed(f"the service did not take the text: {told}")


def reason_in(body: bytes) -> str:
    """Why a service says no, in one line; long numbers are left out, one may be a person's."""
    try:
        told = json.loads(body)
    except ValueError:
        return ""
    words = told if isinstance(told, dict) else {}
    given = (words.get(name) for name in ("reason", "detail", "message", "title", "error"))
    text = next((one for one in given if isinstance(one, str)), "")
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return DIGITS.sub("…", line)[:LONGEST_REASON]
