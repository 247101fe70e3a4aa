"""Sending to the national database and asking it: outside calls, between two transactions."""

import hashlib
import json
from collections import Counter
from datetime import timedelta
from typing import Any

from office import clock, outbox
from office.db import transaction
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
from personnel.national.client.doctor import examine
from personnel.national.codes import MOST_BYTES, Code
from personnel.national.envelope import sha256
from personnel.national.jwe import Receiver
from personnel.operations.line import CHECK
from personnel.operations.telling import LOAD, PUSH, ask_load
from personnel.record import codes


class LineDown(Exception):
    """The other end cannot be reached or does not answer; the job is tried again later."""


LISTED_FOR = timedelta(hours=1)
OVERHEAD = 1024
TOO_LARGE = 413
outbox.RETRIES[PUSH] = outbox.Retry(limit=10_000, first=timedelta(seconds=30))


@delivers(LOAD)
def load(_body: dict[str, Any]) -> None:
    """Tell what the national database has not heard of, piece by piece; a kill loses nothing."""
    told, after = -1, 0
    while told != after:
        told, after = after, operations.load_dossiers(after, by=SYSTEM)


@outbox.every(name="national.look", seconds=60)
def look(_body: dict[str, Any]) -> None:
    """Send what came while the last sending ended, or was put off by the other end."""
    operations.resume_telling(by=SYSTEM)


@outbox.every(name="national.untold", cron="20 * * * *")
def look_for_untold(_body: dict[str, Any]) -> None:
    """Have told what came while the last going through came to its end."""
    if queries.national_connection() is not None:
        with transaction():
            ask_load()


@delivers(CHECK)
def check(_body: dict[str, Any]) -> None:
    """Examine the line as an administrator asked for."""
    line = queries.national_connection()
    if line is None:
        return
    way = queries.national_way(line)
    found = examine(way, queries.national_register(line, way), lists=codes.lists())
    plain = {one.value: result.plain() for one, result in found.items()}
    operations.note_call("check", plain, _verdicts(plain), by=SYSTEM)
    operations.keep_check(line, plain, by=SYSTEM)


def _verdicts(plain: dict[str, dict[str, object]]) -> str:
    return " ".join(f"{name} {one['result']}" for name, one in plain.items())


@delivers(PUSH)
def push(_body: dict[str, Any]) -> None:
    """Send what waits, piece by piece, until nothing is left or the other end cannot."""
    line = queries.national_connection()
    if line is None or line.is_refused:
        return
    _refresh_lists(line)
    while True:
        events = operations.claim_events(by=SYSTEM)
        if not events or not _sent(line, events):
            return


def _refresh_lists(line: NationalConnection) -> None:
    """Ask once an hour which code lists the other end keeps, where it can say."""
    if line.listed_at is not None and clock.now() - line.listed_at < LISTED_FOR:
        return
    try:
        service = queries.national_register(line).service()
        operations.note_lists(line, service.codelists, by=SYSTEM)
        operations.note_keys(line, service.keys, by=SYSTEM)
    except Trouble as trouble:
        if getattr(trouble.outcome, "code", "") == Code.SCHEMA_UNSUPPORTED:
            operations.note_lists(line, line.codelists, by=SYSTEM)
        elif isinstance(trouble.outcome, Later | Refused):
            _give_in(line, trouble.outcome)


def _give_in(line: NationalConnection, trouble: Later | Refused) -> None:
    """Silence is waited for; what is refused for good waits for a person and is not repeated."""
    operations.note_trouble(line, trouble, by=SYSTEM)
    if isinstance(trouble, Refused):
        raise outbox.GiveUp(trouble.why)
    raise LineDown(trouble.why)


def _sent(line: NationalConnection, events: list[NationalEvent]) -> bool:
    """Whether something has come to its end; a line that is down lets the job be tried again."""
    told = queries.envelopes(events, line)
    said = fitting(_sealed(line, [one.plain() for one in told]))
    events = events[: len(said)]
    key = _key(events, said)
    outcomes = _pushed(queries.national_register(line), said, key)
    operations.note_call(
        "events", key, _told(outcomes), count=len(said), correlation=events[0].uid, by=SYSTEM
    )
    done = operations.settle_events(events, outcomes, by=SYSTEM)
    trouble = next((one for one in outcomes if isinstance(one, Later | Refused)), None)
    if trouble is not None and not done:
        _give_in(line, trouble)
    operations.note_line(line, by=SYSTEM)
    return done > 0


def _sealed(line: NationalConnection, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sensitive groups for the register alone, as soon as it has said under which key."""
    receiver = Receiver.of_keys(line.register_keys.get("keys", []))
    return receiver.sealed(said) if receiver else said


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
