"""What a rule and a finding are."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Generic, TypeVar
from uuid import UUID

SubjectT = TypeVar("SubjectT")


class Measure(StrEnum):
    """The measures of the index of 2026: đúng, đủ, sạch, sống, thống nhất."""

    CORRECT = "correct"
    SUFFICIENT = "sufficient"
    CLEAN = "clean"
    LIVE = "live"
    UNIFIED = "unified"


class ErrorGroup(IntEnum):
    """The eight groups of faults that are reported."""

    MISSING = 1
    OUT_OF_RANGE = 2
    DUPLICATE = 3
    FORMAT = 4
    BROKEN_REFERENCE = 5
    CONTRADICTION = 6
    STALE = 7
    MISMATCH = 8


class Severity(StrEnum):
    """An error keeps the record from the national database, a warning does not."""

    ERROR = "E"
    WARNING = "W"


class Scope(StrEnum):
    """What a rule looks at."""

    RECORD = "record"
    UNIT = "unit"


class Owner(StrEnum):
    """Whose task a finding is."""

    OFFICIAL = "official"
    HR = "hr"
    HEAD = "head"
    ADMIN = "admin"


@dataclass(frozen=True)
class Problem:
    """What a check found: `what` is the key of one of its rule's messages."""

    what: str
    group: str
    field: str = ""
    row: UUID | None = None
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    severity: Severity | None = None


@dataclass(frozen=True, kw_only=True)
class Rule(Generic[SubjectT]):
    """One row of the validation rules; corrections are due within `sla_days` working days."""

    id: str
    title: str
    error_group: ErrorGroup
    measure: Measure
    severity: Severity
    scope: Scope
    owner: Owner
    sla_days: int
    fix: str
    messages: Mapping[str, str]
    check: Callable[[SubjectT], Iterator[Problem]]


@dataclass(frozen=True)
class Finding:
    """A problem under a rule; can be stored, and is said in any language later."""

    rule: str
    what: str
    severity: Severity
    group: str
    field: str
    row: UUID | None
    words: Mapping[str, str]
