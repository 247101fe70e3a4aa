"""Each guard, edge and rule taken away in turn: some test must notice."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from office import clock
from tests.long.report import REPORTS
from tests.mutants import ROOT, Mutant, mutants

TOLD = """# Guards taken away

Each guard, edge and rule of policy, visibility, lifecycle, numbering, operations and audit is
taken out of the running product in turn (`tests/mutants.py` says what counts as one); the tests
that reach it then run, and at least one must fail."""


def main(_work: Path, *, seed: int, **_given: int) -> int:
    """The number of those that nobody noticed; the order of trying is that of the files."""
    started = time.monotonic()
    survived = _survivors()
    _write(list(mutants()), survived, seconds=time.monotonic() - started)
    return len(survived)


def _survivors() -> list[str]:
    """Asked in a process of its own: this one holds the whole product, unchanged, in its memory."""
    command = [sys.executable, "-m", "tests.mutation"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        lines = [_shown(line) for line in process.stdout]
    if process.returncode not in {0, 1}:
        raise RuntimeError("the tests that should notice fail by themselves")
    return [line.removeprefix("passed").strip() for line in lines if line.startswith("passed")]


def _shown(line: str) -> str:
    sys.stdout.write(line)
    sys.stdout.flush()
    return line.rstrip()


def _write(wanted: Sequence[Mutant], survived: Sequence[str], *, seconds: float) -> None:
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
    lost = Counter(one.split(":")[0] for one in survived)
    for path, count in sorted(Counter(one.path for one in wanted).items()):
        lines.append(f"| {path} | {count} | {lost[path]} |")
    lines += ["", *(f"- {one}" for one in survived)] if survived else []
    text = "\n".join(lines) + "\n"
    (REPORTS / "guards.md").write_text(text, encoding="utf-8")
