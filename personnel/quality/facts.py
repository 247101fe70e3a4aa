"""What the rules are told of a record and of a unit; the law is computed by who asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from personnel.record import timeline
from personnel.record.timeline import PRIMARY, Row, State
from personnel.record.values import plain

Span = tuple[date, date | None]


@dataclass(frozen=True, kw_only=True)
class DecisionFacts:
    """What is on file of the decision behind a row."""

    number: str
    signed_on: date | None
    issuer: str
    signer: str
    is_signature_valid: bool
    signer_held_post: bool


@dataclass(frozen=True, kw_only=True)
class PayFacts:
    """What the pay scale of a row says for its step on the row's day; None: no such step."""

    coefficient: Decimal | None
    steps: int


@dataclass(frozen=True)
class Twin:
    """Another record that may be of the same person; `same` names what both have."""

    uid: str
    name: str
    same: frozenset[str]


@dataclass(frozen=True)
class Population:
    """The answer of the population database: the fields of the identity that differ there."""

    differing: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One record on one day: its known rows, and what others know about them.

    `pay`, `forms_allowed` and `extension_ends` are by the uid of a row; `units` says when each unit
    existed; `population` is None while that database is not connected; `closed_period` is the last
    period whose evaluation must be there; `waiting_since` the day of the oldest change that the
    national database has not acknowledged.
    """

    on: date
    rows: Sequence[Row]
    decisions: Mapping[UUID, DecisionFacts] = field(default_factory=dict)
    pay: Mapping[UUID, PayFacts] = field(default_factory=dict)
    forms_allowed: Mapping[UUID, bool] = field(default_factory=dict)
    extension_ends: Mapping[UUID, date] = field(default_factory=dict)
    units: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    twins: Sequence[Twin] = ()
    population: Population | None = None
    closed_period: str = ""
    raise_due: date | None = None
    retires_on: date | None = None
    waiting_since: date | None = None

    @cached_property
    def known(self) -> list[Row]:
        return timeline.known(self.rows)

    @cached_property
    def state(self) -> State:
        """What is in force on the day."""
        return timeline.state(self.rows, self.on)

    @property
    def is_active(self) -> bool:
        """In service: no way of leaving is in force."""
        return not self.state.get("exit")

    @property
    def category(self) -> str:
        return str(self.code("service", "category"))

    @cached_property
    def histories(self) -> Mapping[str, list[Row]]:
        """The lines of each group in the order in which they began to hold."""
        found: dict[str, list[Row]] = {}
        for row in sorted(self.known, key=lambda one: (one.valid_from, one.order)):
            found.setdefault(row.group, []).append(row)
        return found

    def history(self, group: str) -> list[Row]:
        return self.histories.get(group, [])

    def value(self, group: str, name: str) -> Any:
        return timeline.value(self.state, group, name)

    def code(self, group: str, name: str) -> Any:
        """The bare code or text of a field, "" where there is none."""
        return plain(self.value(group, name)) or ""

    def primary(self) -> Row | None:
        """The primary post in force."""
        posts = self.state.get("assignment", ())
        return next((row for row in posts if row.slot == PRIMARY), None)


@dataclass(frozen=True)
class DutyGroup:
    """How many of a group of similar duties were rated excellent, and how many may be."""

    name: str
    excellent: int
    allowed: int


@dataclass(frozen=True, kw_only=True)
class StaffFacts:
    """Those of one category who are there, beside what a decision allots (biên chế).

    None stands for a number of deputies that nobody has fixed.
    """

    category: str
    present: int
    allotted: int
    deputies: int = 0
    deputies_allowed: int | None = None


@dataclass(frozen=True, kw_only=True)
class UnitFacts:
    """One unit: its staff where posts are allotted, and an evaluation by codes of its list."""

    staff: Sequence[StaffFacts] = ()
    duty_groups: Sequence[DutyGroup] = ()
    unit_level: str = ""
    head_level: str = ""
