"""Random walks as long as one likes, forty envelopes, batches of fifty."""

import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

from office import clock
from tests.long.report import REPORTS
from tests.long.world import ROOT

WALKS = (
    "tests/documents/test_documents_machine.py",
    "tests/documents/test_tasks_machine.py",
    "tests/documents/test_registers_walk.py",
    "tests/documents/operations/test_workfile_walks.py",
    "tests/personnel/test_decisions_walk.py",
    "tests/browser/test_envelopes.py",
    "tests/browser/test_phone.py",
)
TOLD = """# Long walks and full batches

Written by `make long PART=walks`. Random officials do random things with documents, tasks,
registers and work files; after every step numbers must be unique and without a gap, counters must
equal their rows, everybody must see exactly what the rules say, and the trail must tell every
state. Beside them a clerk enters forty envelopes by keyboard and seals fifty letters with one PIN,
and a leader signs fifty drafts on a telephone."""


def main(work: Path, *, seed: int, **_given: int) -> int:
    """The same seed walks the same way; 0 when nothing broke."""
    results, started = work / "walks.xml", time.monotonic()
    words = ["-q", "-m", "long", "-p", "no:cacheprovider", f"--hypothesis-seed={seed}"]
    told = ["-o", "junit_family=xunit1", f"--junitxml={results}"]  # the form that has properties
    command = [sys.executable, "-m", "pytest", *words, *told, *WALKS]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    _write(results, seed, time.monotonic() - started)
    return code


def _write(results: Path, seed: int, seconds: float) -> None:
    cases = list(ElementTree.parse(results).iter("testcase"))  # noqa: S314 - written by pytest
    broken = [case for case in cases if {one.tag for one in case} & {"failure", "error"}]
    lines = [
        TOLD,
        "",
        f"- day: {clock.today():%Y-%m-%d}",
        f"- seed: {seed}",
        f"- parts: {len(cases)}, of which whole: {len(cases) - len(broken)}",
        f"- seconds: {seconds:.0f}",
        "",
        "| part | walks | steps of each, at most | seconds |",
        "|---|---|---|---|",
        *map(_row, cases),
        "",
        *([f"- broken: {case.get('name')}" for case in broken] or ["Nothing broke."]),
    ]
    (REPORTS / "walks.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _row(case: ElementTree.Element) -> str:
    facts = {one.get("name"): one.get("value") for one in case.iter("property")}
    words = (case.get("name") or "").removeprefix("test_").replace("_", " ")
    seconds = float(case.get("time") or 0)
    return f"| {words} | {facts.get('walks', '')} | {facts.get('steps', '')} | {seconds:.0f} |"
