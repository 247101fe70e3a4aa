"""What is measured, part by part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.figures import Figure
from bench.timing import Call, Times
from bench.world import World

HELLO, RAW = "Flask hello", "raw SQL"
FLOOR = "F"


@dataclass(frozen=True)
class Part:
    """Cases to be timed together with the floor, and the figures that follow from the times."""

    cases: Callable[[World], Mapping[str, Call]]
    figures: Callable[[World, Times], Sequence[Figure]]


def floor_of(times: Times) -> float:
    """F in milliseconds."""
    return times.of(HELLO) + times.of(RAW)


def in_floors(
    name: str,
    times: Times,
    *,
    case: str = "",
    gate: float | None = None,
    target: float | None = None,
) -> Figure:
    """A figure in F."""
    spent = times.of(case or name)
    return Figure(name, spent / floor_of(times), gate, target, spent, "ms", FLOOR)


def related(
    name: str,
    times: Times,
    cases: tuple[str, str],
    *,
    gate: float | None = None,
    target: float | None = None,
) -> Figure:
    """One case in relation to another."""
    case, other = cases
    ratio = times.of(case) / times.of(other)
    return Figure(name, ratio, gate, target, times.of(case), "ms", other)


def nothing(_world: World) -> Mapping[str, Call]:
    """The cases of a part that measures by itself."""
    return {}
