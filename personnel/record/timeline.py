"""Rows that are dated twice: when something held, and when the register knew it.

Rows are only ever added. A row belongs to a slot of its group: what the official can have one of at
a time (his pay, his primary post) shares a slot, what he can have many of has a slot each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

Values = Mapping[str, Any]
State = dict[str, list["Row"]]
PRIMARY = "primary"


@dataclass(frozen=True)
class Row:
    """One version of one line of the record.

    `line` names what is corrected or taken away by later versions, `order` is the place in which
    the register learned of it; `valid_to` is exclusive. A row that `ends` leaves its slot empty
    from its day on; a void version takes its line away.
    """

    uid: UUID
    line: UUID
    group: str
    slot: str
    valid_from: date
    order: int
    recorded_at: datetime
    values: Values = field(default_factory=dict)
    valid_to: date | None = None
    ends: bool = False
    is_void: bool = False
    decision_uid: UUID | None = None

    def holds(self, on: date) -> bool:
        """Whether the day lies within the row's own dates."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Change:
    """What a decision does to one line; `line` names the one that it corrects or takes away."""

    group: str
    slot: str
    valid_from: date
    valid_to: date | None = None
    values: Values = field(default_factory=dict)
    ends: bool = False
    is_void: bool = False
    line: UUID | None = None


def known(rows: Iterable[Row], at: datetime | None = None) -> list[Row]:
    """Of each line the version that the register knew at an instant; what was void is left out."""
    last: dict[UUID, Row] = {}
    for row in sorted(rows, key=lambda one: one.order):
        if at is None or row.recorded_at <= at:
            last[row.line] = row
    return [row for row in last.values() if not row.is_void]


def state(rows: Iterable[Row], on: date, known_at: datetime | None = None) -> State:
    """What held on a day as the register knew it: of each slot the row that began last."""
    slots: dict[tuple[str, str], Row] = {}
    for row in known(rows, known_at):
        if row.holds(on):
            key = (row.group, row.slot)
            slots[key] = max(slots.get(key, row), row, key=_began)
    found: State = {}
    for row in sorted(slots.values(), key=_began):
        if not row.ends:
            found.setdefault(row.group, []).append(row)
    return found


def history(rows: Iterable[Row], group: str, known_at: datetime | None = None) -> list[Row]:
    """The lines of one group in the order in which they began to hold."""
    return sorted((row for row in known(rows, known_at) if row.group == group), key=_began)


def value(found: State, group: str, name: str, default: Any = None) -> Any:
    """A field of a group that one has once, or of the row that began last."""
    rows = found.get(group)
    return rows[-1].values.get(name, default) if rows else default


def _began(row: Row) -> tuple[date, int]:
    return (row.valid_from, row.order)
