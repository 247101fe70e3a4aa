"""Interleaved measuring: every round runs every case once, so that noise falls on all alike.

The order is drawn anew for each round: a case that always ran after its like would find the
processor's caches warm, one that always ran after another kind of work would find them cold.
"""

import cProfile
import io
import pstats
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

Call = Callable[[], None]
SLOW = 0.05
SHARE_OF_SLOW = 10


@dataclass(frozen=True)
class Undone:
    """A call that changes something, and what brings it back outside the measured time."""

    do: Call
    undo: Call

    def __call__(self) -> None:
        """Both, for warming up and profiles."""
        self.do()
        self.undo()


@dataclass
class Times:
    """Milliseconds of each case: processor time of this process, and time on the wall."""

    cpu: dict[str, list[float]] = field(default_factory=dict)
    wall: dict[str, list[float]] = field(default_factory=dict)

    def of(self, name: str) -> float:
        """The median processor time."""
        return median(self.cpu[name])

    def on_the_wall(self, name: str) -> float:
        """The median time on the wall."""
        return median(self.wall[name])

    def note(self, name: str, cpu: float, wall: float) -> None:
        """One more measurement, in seconds."""
        self.cpu.setdefault(name, []).append(cpu * 1000)
        self.wall.setdefault(name, []).append(wall * 1000)


def timed(call: Call) -> tuple[float, float]:
    """Processor and wall seconds of one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return time.process_time() - cpu, time.perf_counter() - wall


def measure(cases: Mapping[str, Call], *, rounds: int) -> Times:
    """Warm up, then run all cases in turn; slow ones take part in every tenth round only."""
    times = Times()
    slow = {name for name, call in cases.items() if _warm(call) > SLOW}
    times.cpu |= {name: [] for name in cases}
    times.wall |= {name: [] for name in cases}
    order = list(cases.items())
    for at in range(rounds):
        random.Random(at).shuffle(order)  # noqa: S311 - the same orders in every run
        for name, call in order:
            if name not in slow or at % SHARE_OF_SLOW == 0:
                times.note(name, *timed(call.do if isinstance(call, Undone) else call))
                if isinstance(call, Undone):
                    call.undo()
    return times


def _warm(call: Call) -> float:
    first = timed(call)[1]
    if first > 1:
        return first
    return min(timed(call)[1] for _ in range(3))


def profile(call: Call, *, times: int = 200, lines: int = 30) -> str:
    """Where a case spends its time."""
    call()
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(times):
        call()
    profiler.disable()
    said = io.StringIO()
    stats = pstats.Stats(profiler, stream=said).strip_dirs()
    stats.sort_stats("tottime").print_stats(lines)
    stats.sort_stats("cumulative").print_stats(lines)
    return said.getvalue()
