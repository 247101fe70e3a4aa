"""Sending to the national database and asking it: outside calls, between two transactions."""

import hashlib
import json
from collections import Counter
from datetime import timedelta
from typing import Any

from office import clock, outbox
from office.outbox import delivers
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.models import NationalConnection, NationalEvent
from personnel.national.client import (
    FieldError,
    Later,
    Outcome,
    Refused,
    Register,
    Rejected,
    Trouble,
    Waiting,
)
from personnel.national.codes import MOST_BYTES
from personnel.national.envelope import sha256
from personnel.operations.telling import LOAD, PUSH


class LineDown(Exception):
    """The other end cannot be reached or does not answer; the job is tried again later."""


LISTED_FOR = timedelta(hours=1)
OVERHEAD = 1024
TOO_LARGE = 413
outbox.RETRIES[PUSH] = outbox.Retry(limit=10_000)


@delivers(LOAD)
def load(body: dict[str, Any]) -> None:
    """Tell the next piece of a register that was just connected."""
    operations.load_dossiers(body["after"], by=SYSTEM)


@outbox.every(name="national.look", seconds=60)
def look(_body: dict[str, Any]) -> None:
    """Send what came while the last sending ended, or was put off by the other end."""
    operations.resume_telling(by=SYSTEM)


@delivers(PUSH)
def push(_body: dict[str, Any]) -> None:
    """Send what waits, piece by piece, until nothing is left or the other end cannot."""
    line = queries.national_connection()
    if line is not None:
        _refresh_lists(line)
    while line is not None:
        events = operations.claim_events(by=SYSTEM)
        if not events or not _sent(line, events):
            return


def _refresh_lists(line: NationalConnection) -> None:
    """Ask once an hour which code lists the other end keeps."""
    if line.listed_at is not None and clock.now() - line.listed_at < LISTED_FOR:
        return
    try:
        service = queries.national_register(line).service()
    except Trouble as trouble:
        why = getattr(trouble.outcome, "why", "")
        operations.note_line(line, problem=why, by=SYSTEM)
        raise LineDown(why) from trouble
    operations.note_lists(line, service.codelists, by=SYSTEM)


def _sent(line: NationalConnection, events: list[NationalEvent]) -> bool:
    """Whether something has come to its end; a line that is down lets the job be tried again."""
    told = queries.envelopes(events, line)
    said = fitting([one.plain() for one in told])
    events = events[: len(said)]
    key = _key(events, said)
    outcomes = _pushed(queries.national_register(line), said, key)
    operations.note_call("events", key, _told(outcomes), count=len(said), by=SYSTEM)
    done = operations.settle_events(events, outcomes, by=SYSTEM)
    trouble = next((one for one in outcomes if isinstance(one, Later | Refused)), None)
    operations.note_line(line, problem=trouble.why if trouble else "", by=SYSTEM)
    if trouble is not None and not done:
        raise LineDown(trouble.why)
    return done > 0


def fitting(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first events that one call may carry; one that is too large alone is tried alone."""
    room = MOST_BYTES - OVERHEAD
    for place, one in enumerate(said):
        room -= len(json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode()) + 1
        if room < 0:
            return said[: max(place, 1)]
    return said


def _key(events: list[NationalEvent], said: list[dict[str, Any]]) -> str:
    """The same for a sending whose answer never came, another for one that was answered "later".

    Whoever was told to wait must not be given the stored answer for ever.
    """
    placed = [str(event.sent_at) for event in events]
    text = json.dumps([said, placed], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _pushed(register: Register, said: list[dict[str, Any]], key: str) -> list[Outcome]:
    """One outcome for each event; when a body is too large, its halves are tried."""
    found = _answered(register, said, key)
    first = found[0]
    if not (isinstance(first, Refused) and first.status == TOO_LARGE):
        return found
    if len(said) == 1:
        return [Rejected(first.code, first.errors or (FieldError("", first.why),))]
    half = len(said) // 2
    parts = (said[:half], said[half:])
    return [one for part in parts for one in _pushed(register, part, sha256([key, part[0]]))]


def _answered(register: Register, said: list[dict[str, Any]], key: str) -> list[Outcome]:
    try:
        found = register.push(said, key=key)
        if isinstance(found, Waiting):
            found = register.job(found.job)
    except Trouble as trouble:
        return [trouble.outcome] * len(said)
    if isinstance(found, Waiting):
        return [Later("the register is still at work", found.retry_after)] * len(said)
    return list(found)


def _told(outcomes: list[Outcome]) -> str:
    found = Counter(type(one).__name__.lower() for one in outcomes)
    return " ".join(f"{name} {count}" for name, count in sorted(found.items()))
