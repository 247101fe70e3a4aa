"""What a verdict says: the state of each of the four answers, of each signature, of the file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """One answer, or the whole verdict."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"
    UNSIGNED = "unsigned"


@dataclass(frozen=True)
class Answer:
    """One of the four answers; its plain words stand in `signing.pades.words`."""

    state: State
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Expected:
    """Who should have signed: an enrolled certificate, or an agency by its name."""

    field: str = ""
    """The field meant; empty means that any one signature of the file may be theirs."""
    certificate_sha256: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class SignatureVerdict:
    """Who signed, when, and the four answers."""

    field: str
    signer: str
    organisation: str
    issuer: str
    serial: str
    certificate_sha256: str
    algorithm: str
    level: str
    claimed_at: datetime | None
    proven_at: datetime | None
    revision_sha256: str
    revision_length: int
    integrity: Answer
    changes: Answer
    trust: Answer
    person: Answer

    @property
    def answers(self) -> tuple[Answer, Answer, Answer, Answer]:
        return (self.integrity, self.changes, self.trust, self.person)

    @property
    def state(self) -> State:
        return worst(answer.state for answer in self.answers)


@dataclass(frozen=True)
class Verdict:
    """What can be said of one file, down to its hash."""

    sha256: str
    length: int
    state: State
    code: str = ""
    signatures: tuple[SignatureVerdict, ...] = ()


def worst(states: Iterable[State]) -> State:
    """Bad before unknown before good; what was not asked does not count."""
    given = set(states)
    order = (State.BAD, State.UNKNOWN, State.GOOD)
    return next((state for state in order if state in given), State.UNKNOWN)
