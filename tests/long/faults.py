"""The matter comes to its end although the axis is sick."""

import json
import random
import shutil
import urllib.request
from dataclasses import asdict
from pathlib import Path

from office.supervisor import say
from tests.long import campaign, world
from tests.long.house import House
from tests.long.report import write

RUNS, PER_RUN = 6, 5
CALLS = ("sendEdoc", "getReceivedEdocList", "downloadEdoc", "updateStatus", "getSentEdocList")
KINDS = ("drop", "error_500", "truncate")
TITLE = "A sick axis"
TOLD = """The whole matter is played over HTTP while the axis answers late, loses answers, breaks
them off, fails with 500, or lays messages out twice. The same must be true at the end as after
processes have fallen; what the axis itself doubles is kept twice and counts once."""


def main(work: Path, *, seed: int, runs: int = RUNS, per_run: int = PER_RUN, first: int = 0) -> int:
    """Run, tell each outcome at once, write the report; the number of runs with a fault."""
    base = work / "world"
    if not base.exists():
        world.make(base)
    results = work / "faults.jsonl"
    bad = 0
    for number in range(first, first + runs):
        switched = _switches(random.Random(f"{seed}-{number}"), per_run)  # noqa: S311
        outcome = campaign.run(
            base, work / f"sick-{number}", [], lambda house, row=switched: _switch(house, row)
        )
        outcome.points = outcome.fired = [f"{kind} {call}" for kind, call in switched]
        bad += bool(outcome.faults)
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(outcome) | {"run": number + 1, "seed": seed}) + "\n")
        say(f"{number + 1}: {switched} {outcome.faults or 'whole'}")
        if not outcome.faults:
            shutil.rmtree(work / f"sick-{number}")
    write("axis-faults", TITLE, TOLD, results)
    return bad


def _switches(chance: random.Random, count: int) -> list[tuple[str, str]]:
    every = [(kind, call) for kind in KINDS for call in CALLS]
    always = [("delay_ms", chance.choice(CALLS)), ("duplicate", "script")]
    return [*chance.sample(every, count - len(always)), *always]


def _switch(house: House, switched: list[tuple[str, str]]) -> None:
    """Each strikes twice: once is what every retry is ready for."""
    wanted: dict[str, dict[str, float]] = {}
    for kind, call in switched:
        wanted.setdefault(kind, {})[call] = 1500 if kind == "delay_ms" else 2
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{house.axis.url}/faults",
        data=json.dumps(wanted).encode(),
        headers={"Authorization": f"Bearer {house.axis.token}", "Content-Type": "application/json"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(request, timeout=30).close()
