"""The report that a restore leaves: what came back, from which backup, and what was wrong."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from office import clock
from office.config import write_private

NAME = "restored.json"


@dataclass(frozen=True)
class Restored:
    """What a restore brought back; lies in the folder that it filled."""

    at: str
    name: str
    made_at: str
    files: int
    rows: dict[str, int]
    faults: list[str]


def write(folder: Path, name: str, manifest: dict[str, Any], faults: list[str]) -> list[str]:
    """Leave the report in the restored folder; gives the faults back."""
    report = Restored(
        at=clock.now().isoformat(),
        name=name,
        made_at=manifest["made_at"],
        files=len(manifest["files"]),
        rows=manifest["rows"],
        faults=faults,
    )
    write_private(folder / NAME, json.dumps(asdict(report), ensure_ascii=False))
    return faults


def read(folder: Path) -> Restored | None:
    """The report of the restore from which a folder came, if it came from one."""
    try:
        return Restored(**json.loads((folder / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def told(folder: Path) -> Iterator[str]:
    """The report in lines: every table that has rows."""
    report = read(folder)
    if report:
        yield f"{report.name} of {report.made_at}: {report.files} files"
        yield from (f"  {name}: {count} rows" for name, count in report.rows.items() if count)
