"""What a part leaves behind: docs/reports/<part>.md with date, seed and counts."""

import json
from collections import Counter
from pathlib import Path

from office import clock
from tests.long.world import ROOT

REPORTS = ROOT / "docs" / "reports"


def write(part: str, title: str, told: str, results: Path) -> Path:
    """One page from the outcomes of every run that was really made."""
    rows = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    struck = Counter(name for row in rows for name in row["fired"])
    faults = [(row["run"], fault) for row in rows for fault in row["faults"]]
    seeds = sorted({row["seed"] for row in rows})
    planned = sum(len(row["points"]) for row in rows)
    lines = [
        f"# {title}",
        "",
        told,
        "",
        f"- day: {clock.today():%Y-%m-%d}",
        f"- seeds: {', '.join(map(str, seeds))}",
        f"- runs: {len(rows)}, of which whole: {sum(not row['faults'] for row in rows)}",
        f"- points planned: {planned}, struck: {struck.total()}, different ones: {len(struck)}",
        f"- processes that fell: {sum(row['falls'] for row in rows)}",
        f"- seconds: {sum(row['seconds'] for row in rows):.0f}",
        "",
        "| point | struck |",
        "|---|---|",
        *(f"| {name} | {count} |" for name, count in sorted(struck.items())),
        "",
        *(_faults(faults) if faults else ["No fault was found."]),
        "",
    ]
    path = REPORTS / f"{part}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _faults(faults: list[tuple[int, str]]) -> list[str]:
    return ["## Faults", "", *(f"- run {run}: {fault.splitlines()[-1]}" for run, fault in faults)]
