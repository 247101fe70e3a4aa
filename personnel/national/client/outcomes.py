"""What a call came to: for each what is to be done next is another thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from personnel.national.codes import Code


@dataclass(frozen=True)
class FieldError:
    """One member that the other end does not take, by its JSON pointer (RFC 6901)."""

    pointer: str
    rule: str
    message: str = ""


@dataclass(frozen=True)
class Accepted:
    """The business answer yes: what waited to be sent is done."""

    version: int
    etag: str = ""


@dataclass(frozen=True)
class Duplicate:
    """It was accepted before: done as well."""

    version: int


@dataclass(frozen=True)
class Deferred:
    """Not yet: `expected` is the place in the person's order that must come first."""

    code: str
    expected: int


@dataclass(frozen=True)
class Rejected:
    """The business answer no: a person mends what the errors name."""

    code: str
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """The other end has another version; `conflict_id` names the question that waits there."""

    version: int
    etag: str = ""
    conflict_id: str = ""


@dataclass(frozen=True)
class Waiting:
    """Taken as a job: its answer is asked for later."""

    job: str
    retry_after: float = 1.0


@dataclass(frozen=True)
class Later:
    """Nobody knows: the same again with the same key, not before `retry_after` seconds."""

    why: str
    retry_after: float | None = None


@dataclass(frozen=True)
class Refused:
    """Understood and refused for good: trying again unchanged is useless."""

    code: str
    why: str
    status: int = 0
    errors: tuple[FieldError, ...] = ()


Outcome = Accepted | Duplicate | Deferred | Rejected | Conflict | Later | Refused


class Trouble(Exception):
    """A call that has no answer of its own kind."""

    def __init__(self, outcome: Conflict | Rejected | Later | Refused) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome


def field_errors(said: Sequence[Mapping[str, Any]] | None) -> tuple[FieldError, ...]:
    """The errors of problem details."""
    return tuple(
        FieldError(str(one.get("pointer", "")), str(one.get("rule", "")), _message(one))
        for one in said or ()
    )


def of_event(said: Mapping[str, Any]) -> Outcome:
    """One result of a push."""
    code = str(said.get("code") or "")
    match said.get("ack"):
        case "accepted":
            return Accepted(int(said.get("newVersion") or 0), str(said.get("etag") or ""))
        case "duplicate":
            return Duplicate(int(said.get("newVersion") or 0))
        case "deferred":
            return Deferred(code, int(said.get("expected") or 0))
        case "rejected":
            return _rejected(code, said)
    return Later("the answer to an event cannot be read")


def _rejected(code: str, said: Mapping[str, Any]) -> Outcome:
    if code == Code.VERSION_CONFLICT:
        version, etag = int(said.get("currentVersion") or 0), str(said.get("etag") or "")
        return Conflict(version, etag, str(said.get("conflictId") or ""))
    return Rejected(code, field_errors(said.get("errors")))


def _message(said: Mapping[str, Any]) -> str:
    return str(said.get("message") or "")
