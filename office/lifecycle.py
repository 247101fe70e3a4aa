"""State machines as tables: permission, state check, audit line and new state in one move."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from office import audit
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, allowed, require


class HasState(Protocol):
    """A record that a lifecycle moves."""

    uid: Any
    state: Any


@dataclass(frozen=True)
class Edge:
    """One allowed move; `label` is the verb on the button."""

    name: str
    sources: frozenset[StrEnum]
    target: StrEnum
    can: StrEnum
    label: object


def edge(
    name: str, sources: Iterable[StrEnum], target: StrEnum, can: StrEnum, label: object = ""
) -> Edge:
    """Write one row of a lifecycle table."""
    return Edge(name, frozenset(sources), target, can, label)


Hold = Callable[[Any], Refusal | None]


def free(_record: Any) -> Refusal | None:
    """Nothing holds the records of this table."""
    return None


class Lifecycle:
    """The table of a record's states; the only way its state changes.

    `hold` says why a record makes no move at all for a while.
    """

    def __init__(self, name: str, initial: StrEnum, *edges: Edge, hold: Hold = free) -> None:
        self.name = name
        self.initial = initial
        self.hold = hold
        self.edges = {row.name: row for row in edges}

    def advance(self, record: HasState, move: str, by: Actor, **facts: Any) -> None:
        """Make a move: permission (403), state (409), audit line, new state."""
        row = self.edges[move]
        require(by, row.can, record)
        if refusal := self.hold(record):
            raise refusal
        if record.state not in row.sources:
            raise Refusal(
                _(
                    "This cannot be done now: the state has changed to “%(state)s”.",
                    state=getattr(record.state, "label", record.state),
                ),
                fix=_("Reload the page to see what is possible now."),
            )
        before = record.state
        record.state = row.target
        facts = {"from": before.value, "to": row.target.value} | facts
        audit.record(f"{self.name}.{move}", record, by=by, **facts)

    def moves(self, record: HasState, by: Actor) -> list[Edge]:
        """The moves that this actor may make now: the buttons of the page."""
        if self.hold(record):
            return []
        return [
            row
            for row in self.edges.values()
            if record.state in row.sources and allowed(by, row.can, record)
        ]

    def states(self) -> set[StrEnum]:
        """Every state that the table names."""
        targets = {row.target for row in self.edges.values()}
        return targets | {self.initial} | {s for row in self.edges.values() for s in row.sources}

    def diagram(self) -> str:
        """The table as a Mermaid state diagram for docs/."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial.value}"]
        for row in self.edges.values():
            lines += [
                f"    {source.value} --> {row.target.value}: {row.name}"
                for source in sorted(row.sources)
            ]
        return "\n".join(lines)


__all__ = ["UUID", "Edge", "HasState", "Lifecycle", "edge"]
