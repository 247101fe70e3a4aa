"""The matter comes to its end although processes fall: many runs, each with points of its own."""

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from office.supervisor import say
from tests.long import campaign, points, world
from tests.long.report import write

RUNS, PER_RUN = 25, 4
TITLE = "Processes that fall"
TOLD = """The whole matter is played over HTTP in a small demo folder, from the letter at the axis
to the last receipt of the sealed reply. In every run some points end a process with SIGKILL and
all that belongs to it; it is started again, and the officials go on. At the end of each run the
matter must be complete, no number may be twice or missing, no package lost or doubled (counted at
the axis), no job dead, every counter must equal its rows, every file must have its hash, the
signatures must be valid, and the audit trail whole."""


def main(work: Path, *, seed: int, runs: int = RUNS, per_run: int = PER_RUN, first: int = 0) -> int:
    """Run, tell each outcome at once, write the report; the number of runs with a fault."""
    base = work / "world"
    if not base.exists():
        world.make(base)
    results = work / "kills.jsonl"
    bad = 0
    for number, chosen in enumerate(_plan(seed, runs, per_run, first), first + 1):
        outcome = campaign.run(base, work / f"run-{number}", chosen)
        bad += bool(outcome.faults)
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(outcome) | {"run": number, "seed": seed}) + "\n")
        say(f"{number}: {outcome.fired} in {outcome.seconds:.0f} s {outcome.faults or 'whole'}")
        if not outcome.faults:
            shutil.rmtree(work / f"run-{number}")
    write("kills", TITLE, TOLD, results)
    return bad


def _plan(seed: int, runs: int, per_run: int, first: int) -> Iterator[list]:
    """Every point comes before any comes a second time."""
    chance = random.Random(seed)  # noqa: S311 - the same seed gives the same plan
    row: list = []
    for number in range(first + runs):
        while len(row) < per_run:
            fresh = points.every()
            chance.shuffle(fresh)
            row += [point for point in fresh if point not in row]
        chosen, row = row[:per_run], row[per_run:]
        if number >= first:
            yield chosen
