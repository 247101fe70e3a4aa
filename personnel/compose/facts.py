"""What goes into a printed form: one record on a day, who prints it for whom, what he may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from personnel.record.timeline import Row, State, history, state


@dataclass(frozen=True)
class Heading:
    """The agency that keeps the record, and the head who confirms what is printed."""

    agency: str
    parent_agency: str = ""
    place: str = ""
    head_role: str = ""
    head_name: str = ""


@dataclass(frozen=True)
class Decision:
    """The decision that brought a row, as forms cite it."""

    number: str
    day: date
    issuer: str = ""


@dataclass(frozen=True)
class FormRecord:
    """One record as it is printed: `rows` of all groups, `on` the day whose state is asked for.

    `hidden` names what the reader may not see: a group, or a field as `group.field`; those rows
    may be given or left out. `compared_on` is the day on which an administrator loaded the
    official template of the form: before that the paper says that nobody compared it. The photo
    is a PNG or JPEG that the house has drawn anew.
    """

    heading: Heading
    rows: Sequence[Row]
    on: date
    printed_on: date
    known_at: datetime | None = None
    photo: bytes = b""
    hidden: frozenset[str] = frozenset()
    decisions: Mapping[UUID, Decision] = field(default_factory=dict)
    compared_on: date | None = None

    @cached_property
    def state(self) -> State:
        """What held on the day."""
        return state(self.rows, self.on, self.known_at)

    @cached_property
    def _begun(self) -> Mapping[str, list[Row]]:
        groups = {row.group for row in self.rows}
        found = {group: history(self.rows, group, self.known_at) for group in groups}
        return {
            group: [row for row in rows if row.valid_from <= self.on]
            for group, rows in found.items()
        }

    def every(self, group: str) -> list[Row]:
        """The lines of a group that had begun by the day, oldest first; also those that end it."""
        return self._begun.get(group, [])

    def history(self, group: str) -> list[Row]:
        """The lines that say something, oldest first."""
        return [row for row in self.every(group) if not row.ends]

    def hides(self, group: str, name: str) -> bool:
        """Whether the reader may not see a field."""
        return group in self.hidden or f"{group}.{name}" in self.hidden
