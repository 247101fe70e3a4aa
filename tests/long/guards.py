"""Each guard, edge and rule taken away in turn: some test must notice."""

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from office import clock
from tests import mutation
from tests.long.report import REPORTS
from tests.mutants import Mutant, mutants

TOLD = """# Guards taken away

Each guard, edge and rule of policy, visibility, lifecycle, numbering, operations and audit is
taken out of a copy of the tree in turn (`tests/mutants.py` says what counts as one); the tests
that belong to it then run, and at least one must fail."""


def main(_work: Path, *, seed: int, **_given: int) -> int:
    """The number of those that nobody noticed; the order of trying is that of the files."""
    started = time.monotonic()
    wanted = list(mutants())
    survived = mutation.survivors(wanted)
    _write(wanted, survived, seconds=time.monotonic() - started)
    return len(survived)


def _write(wanted: Sequence[Mutant], survived: Sequence[Mutant], *, seconds: float) -> None:
    lines = [
        TOLD,
        "",
        f"- day: {clock.today():%Y-%m-%d}",
        "- seed: none, every one is tried",
        f"- taken away: {len(wanted)}, noticed: {len(wanted) - len(survived)}",
        f"- seconds: {seconds:.0f}",
        "",
        "| file | taken away | noticed by nobody |",
        "|---|---|---|",
    ]
    lost = Counter(one.path for one in survived)
    for path, count in sorted(Counter(one.path for one in wanted).items()):
        lines.append(f"| {path} | {count} | {lost[path]} |")
    lines += ["", *(f"- {one}" for one in survived)] if survived else []
    text = "\n".join(lines) + "\n"
    (REPORTS / "guards.md").write_text(text, encoding="utf-8")
