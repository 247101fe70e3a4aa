"""Sending to the national database and asking it: outside calls, between two transactions."""

from collections import Counter
from datetime import timedelta
from typing import Any

from office import clock, outbox
from office.outbox import delivers
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.models import NationalConnection, NationalEvent
from personnel.national.client import Later, Outcome, Refused, Trouble, Waiting
from personnel.national.envelope import sha256
from personnel.operations.telling import LOAD, PUSH


class LineDown(Exception):
    """The other end cannot be reached or does not answer; the job is tried again later."""


LISTED_FOR = timedelta(hours=1)
outbox.RETRIES[PUSH] = outbox.Retry(limit=10_000)


@delivers(LOAD)
def load(body: dict[str, Any]) -> None:
    """Tell the next piece of a register that was just connected."""
    operations.load_dossiers(body["after"], by=SYSTEM)


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
    said = [one.plain() for one in queries.envelopes(events, line)]
    digest = sha256(said)
    outcomes = _pushed(queries.national_register(line), said, digest)
    operations.note_call("events", digest, _told(outcomes), count=len(said), by=SYSTEM)
    done = operations.settle_events(events, outcomes, by=SYSTEM)
    trouble = next((one for one in outcomes if isinstance(one, Later | Refused)), None)
    operations.note_line(line, problem=trouble.why if trouble else "", by=SYSTEM)
    if trouble is not None and not done:
        raise LineDown(trouble.why)
    return done > 0


def _pushed(register: Any, said: list[dict[str, Any]], key: str) -> list[Outcome]:
    try:
        found = register.push(said, key=key)
    except Trouble as trouble:
        return [trouble.outcome] * len(said)
    if isinstance(found, Waiting):
        return [Later("the register is still at work", found.retry_after)] * len(said)
    return list(found)


def _told(outcomes: list[Outcome]) -> str:
    found = Counter(type(one).__name__.lower() for one in outcomes)
    return " ".join(f"{name} {count}" for name, count in sorted(found.items()))
