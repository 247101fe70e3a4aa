"""Our invitations and feeds in the hands of a library of another world: npm `ical.js`."""

import json
import subprocess
import time
from pathlib import Path

from office.supervisor import say
from tests.long.report import write
from tests.meetings.ical import javascript
from tests.meetings.ical.test_writing import WRITTEN

TITLE = "Invitations read by ical.js"
TOLD = """Every kind of calendar that leaves is read by ical.js {version} (node {node}): the parser
must take it, and UID, title, beginning, invited people, method and the days of a series must be
those that were meant. CI reads the same calendars with icalendar (Python) and libical (C); node is
not among its packages. By hand: `make long PART=calendars`, with node, npm and the npm registry."""


def main(work: Path, *, seed: int, runs: int = 1, per_run: int = 0, first: int = 0) -> int:
    """The number of runs with a fault."""
    del runs, per_run
    began = time.monotonic()
    version = javascript.install(work)
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    told = javascript.read(work, {name: make() for name, make in WRITTEN.items()})
    faults = [fault for name in told for fault in javascript.faults_of(name, told[name])]
    row = {"run": first + 1, "seed": seed, "fired": list(told), "points": list(WRITTEN)}
    row |= {"falls": 0, "faults": faults, "seconds": time.monotonic() - began}
    results = work / "calendars.jsonl"
    with results.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    say(f"{len(told)} calendars read by ical.js {version}: {faults or 'whole'}")
    words = TOLD.format(version=version, node=node.stdout.strip().removeprefix("v"))
    write("calendars", TITLE, words, results)
    return int(bool(faults))
