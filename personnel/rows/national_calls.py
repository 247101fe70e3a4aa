"""Calls of the national database in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from office.i18n import _, _l
from personnel.models import NationalCall
from personnel.national.client.doctor import Check, Result
from personnel.queries.exchange import FALLEN
from personnel.rows.national import RESULTS, TITLES

NAMES: Mapping[str, object] = {
    "events": _l("Events sent"),
    "check": _l("Line checked"),
    "changes": _l("Changes read"),
    "ack": _l("Changes acknowledged"),
    "conflicts": _l("Conflicts asked for"),
    "resolve": _l("Conflict settled"),
    "reconcile": _l("Compared"),
    "person": _l("Record read"),
    "transfer": _l("Transfer offered"),
    "transfers": _l("Transfers asked for"),
    "accept": _l("Transfer accepted"),
    "reject": _l("Transfer refused"),
}
OUTCOMES: Mapping[str, object] = {
    "accepted": _l("accepted"),
    "duplicate": _l("known already"),
    "deferred": _l("put off"),
    "rejected": _l("sent back"),
    "conflict": _l("conflict"),
    "later": _l("no answer"),
    "refused": _l("refused"),
}


@dataclass(frozen=True)
class CallLine:
    """One call of the log."""

    at: datetime
    name: str
    correlation: UUID | None
    count: int
    outcome: str
    is_fallen: bool
    sha256: str
    hash: str
    previous: str


def kind_options(kinds: Iterable[str]) -> list[tuple[str, object]]:
    """The kinds of calls that the log knows."""
    return [("", _("Every kind")), *((one, NAMES.get(one, one)) for one in kinds)]


def call_lines(calls: Sequence[NationalCall]) -> list[CallLine]:
    """The lines of the log."""
    return [
        CallLine(
            at=call.at,
            name=str(NAMES.get(call.name, call.name)),
            correlation=call.correlation,
            count=call.count,
            outcome=outcome_words(call.outcome),
            is_fallen=any(word in call.outcome for word in FALLEN),
            sha256=call.sha256,
            hash=call.hash,
            previous=call.previous,
        )
        for call in calls
    ]


def outcome_words(outcome: str) -> str:
    """What came of it: each word of the log in words, with its number."""
    parts = outcome.split()
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    if len(parts) % 2 or not all(_is_known(name) for name, _value in pairs):
        return outcome
    return ", ".join(_pair(name, value) for name, value in pairs)


def _is_known(name: str) -> bool:
    return name in OUTCOMES or name in set(Check)


def _pair(name: str, value: str) -> str:
    if name in OUTCOMES:
        return f"{OUTCOMES[name]} {value}"
    word = RESULTS[Result(value)][0] if value in set(Result) else value
    return f"{TITLES[Check(name)]}: {word}"
