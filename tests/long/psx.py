"""Two hundred made-up calls for each operation of contract PSX v1, from every role and nobody."""

import json
import time
import traceback
from pathlib import Path

from office.supervisor import say
from tests.long.report import write
from tests.personnel.national.attack import ROLES, Attack, operations
from tests.personnel.national.conftest import Sandbox

TITLE = "Calls against contract PSX v1"
TOLD = """Schemathesis makes calls up from the OpenAPI document that the sandbox register serves,
half of them right, half of them wrong in one place, {each} for each operation; each is sent by
{roles} roles and by nobody. No answer may be a fault of the register or differ from the document,
nothing wrong may be taken, nothing right refused as malformed; nobody gets in without a token."""


def main(work: Path, *, seed: int, runs: int = 1, per_run: int = 200, first: int = 0) -> int:
    """The number of operations with a fault."""
    results, bad = work / "psx.jsonl", 0
    for run in range(first + 1, first + runs + 1):
        folder = work / f"register-{run}"
        folder.mkdir(parents=True)
        sandbox = Sandbox(folder)
        try:
            bad += _attack(sandbox, results, run=run, seed=seed + run, examples=per_run)
        finally:
            sandbox.stop()
    write("psx", TITLE, TOLD.format(each=per_run, roles=len(ROLES)), results)
    return bad


def _attack(sandbox, results: Path, *, run: int, seed: int, examples: int) -> int:
    attack, bad = Attack(sandbox), 0
    for name in operations(sandbox.url):
        began, sent = time.monotonic(), attack.sent
        faults = _faults(attack, name, seed=seed, examples=examples)
        count = attack.sent - sent
        row = {"run": run, "seed": seed, "fired": [name] * count, "points": [name] * count}
        row |= {"falls": 0, "faults": faults, "seconds": time.monotonic() - began}
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        say(f"{name}: {count} calls in {row['seconds']:.0f} s {faults or 'whole'}")
        bad += bool(faults)
    attack.close()
    return bad


def _faults(attack, name: str, **how) -> list[str]:
    """A fault ends the operation, not the campaign; the whole of it is shown at once."""
    try:
        attack.carry_out(name, **how)
    except (Exception, BaseExceptionGroup) as fault:  # noqa: BLE001  # whatever it is, a finding
        say("".join(traceback.format_exception(fault)))
        return [f"{name}: {type(fault).__name__}"]
    return []
