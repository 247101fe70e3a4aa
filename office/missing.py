"""What an agency still lacks before it can work: each package says what it asks for.

The answers are computed from the data whenever somebody asks: for the page of the first day and
for `office doctor`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from office.units import queries

KEPT_FOR = 30.0  # seconds
MOST_KEPT = 1000


class State(StrEnum):
    """How a line stands; what is only advised keeps nobody from working."""

    DONE = "done"
    MISSING = "missing"
    ADVISED = "advised"


@dataclass(frozen=True)
class Answer:
    """Whether the agency has it, and what it has or lacks in a few words."""

    has: bool
    detail: str = ""


Finder = Callable[[int], Answer]


@dataclass(frozen=True)
class Asked:
    """One thing asked for: its name, why it matters and the page that mends it."""

    code: str
    order: int
    label: object
    why: object
    endpoint: str
    otherwise: State
    find: Finder


@dataclass(frozen=True)
class Line:
    """What is asked for and how one agency stands."""

    asked: Asked
    state: State
    detail: str


_asked: dict[str, Asked] = {}


def asks(  # noqa: PLR0913 - the words of one line, each by name
    code: str,
    *,
    order: int,
    label: object,
    why: object,
    endpoint: str = "",
    otherwise: State = State.MISSING,
) -> Callable[[Finder], Finder]:
    """Ask every agency for something; `endpoint` takes the agency's `uid`, in path or query."""

    def keep(find: Finder) -> Finder:
        _asked[code] = Asked(code, order, label, why, endpoint, otherwise, find)
        return find

    return keep


def lines_of(agency_id: int) -> list[Line]:
    """Everything that is asked for, in its order, with what this agency has."""
    found = []
    for asked in sorted(_asked.values(), key=lambda one: one.order):
        answer = asked.find(agency_id)
        state = State.DONE if answer.has else asked.otherwise
        found.append(Line(asked, state, answer.detail))
    _note(agency_id, sum(line.state is State.MISSING for line in found))
    return found


def missing_in(agency_id: int) -> list[Line]:
    """Only what keeps the agency from working."""
    return [line for line in lines_of(agency_id) if line.state is State.MISSING]


_lately: dict[int, tuple[float, int]] = {}


def count_lately(agency_id: int) -> int:
    """How much is missing, for the navigation: counted at most twice a minute, or by its page."""
    at, count = _lately.get(agency_id, (0.0, 0))
    if time.monotonic() - at > KEPT_FOR or not at:
        count = len(missing_in(agency_id))
    return count


def _note(agency_id: int, count: int) -> None:
    if len(_lately) > MOST_KEPT:
        _lately.clear()
    _lately[agency_id] = time.monotonic(), count


def in_all_agencies() -> list[tuple[str, Line]]:
    """Agency and line of whatever is missing anywhere; for `office doctor`."""
    return [
        (agency.name, line) for agency in queries.agencies() for line in missing_in(agency.unit_id)
    ]
