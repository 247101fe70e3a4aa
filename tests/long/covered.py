"""What the tests reach of the product, line by line and branch by branch, on SQLite.

Measuring makes them more than half as slow again, so it is no part of CI. What only a browser
reaches does not count.
"""

import json
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

from office import clock
from tests.long.report import REPORTS
from tests.long.world import ROOT

TOLD = """# What the tests reach

Lines and branches of the product that the tests reach without a browser, on SQLite;
`pyproject.toml` names the least share that is allowed."""
WORST = 20


def main(work: Path, *, seed: int, **_given: int) -> int:
    """0 when every test passed and enough was reached."""
    started = time.monotonic()
    measured = work / "covered.json"
    words = ["-q", "-p", "no:cacheprovider", "-n", "2", "--dist", "loadfile"]
    words += ["-m", "not browser and not long", "--cov", f"--cov-report=json:{measured}"]
    command = [sys.executable, "-m", "pytest", *words]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    _write(json.loads(measured.read_text(encoding="utf-8")), time.monotonic() - started)
    return code


def _write(measured: dict, seconds: float) -> None:
    shares = {name: file["summary"] for name, file in measured["files"].items()}
    packages = defaultdict(lambda: [0, 0])
    for name, share in shares.items():
        for at, reached in enumerate((_reached(share), _all(share))):
            packages[name.split("/")[0]][at] += reached
    worst = sorted(shares, key=lambda name: shares[name]["percent_covered"])[:WORST]
    lines = [
        TOLD,
        "",
        f"- day: {clock.today():%Y-%m-%d}",
        "- seed: none",
        f"- files: {len(shares)}, reached: {measured['totals']['percent_covered']:.1f} %",
        f"- seconds: {seconds:.0f}",
        "",
        "| package | lines and branches | reached |",
        "|---|---|---|",
        *(f"| {name} | {of} | {100 * got / of:.1f} % |" for name, (got, of) in packages.items()),
        "",
        "| least reached | share |",
        "|---|---|",
        *(f"| {name} | {shares[name]['percent_covered']:.1f} % |" for name in worst),
    ]
    text = "\n".join(lines) + "\n"
    (REPORTS / "covered.md").write_text(text, encoding="utf-8")


def _reached(share: dict) -> int:
    return share["covered_lines"] + share["covered_branches"]


def _all(share: dict) -> int:
    return share["num_statements"] + share["num_branches"]
