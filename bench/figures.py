"""A figure, its gate, and the table of all."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
DOCUMENT = HERE.parent / "docs" / "performance.md"
END = "<!-- end of table -->"


@dataclass(frozen=True)
class Figure:
    """One line: `ratio` is what the gate is asked about, `value` what was measured."""

    name: str
    ratio: float | None
    gate: float | None
    target: float | None
    value: float
    unit: str
    floor: str

    @property
    def fails(self) -> bool:
        """Whether the gate is missed."""
        return self.gate is not None and self.ratio is not None and self.ratio > self.gate

    @property
    def word(self) -> str:
        """The last column."""
        if self.gate is None or self.ratio is None:
            return ""
        if self.fails:
            return "MISSED"
        reached = self.target is not None and self.ratio <= self.target
        return "target" if reached else "met"


def machine() -> str:
    """What the figures were measured on, without names."""
    model = "processor"
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text(encoding="utf-8").splitlines()
        named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        model = named[0] if named else model
    cores = os.cpu_count() or 1
    return f"{model}, {cores} cores, {platform.system()}, Python {platform.python_version()}"


def table(figures: Iterable[Figure]) -> str:
    """All figures as a Markdown table with aligned columns."""
    head = ("Figure", "Ratio", "Gate", "Target", "", "Measured", "Related to")
    rows = [
        (
            one.name,
            _number(one.ratio),
            _number(one.gate),
            _number(one.target),
            one.word,
            f"{_number(one.value)} {one.unit}".strip(),
            one.floor,
        )
        for one in figures
    ]
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    rule = tuple("-" * width for width in widths)
    return "\n".join(_line(row, widths) for row in [head, rule, *rows])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
    return f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    if value == int(value) and value < 10_000:
        return str(int(value))
    return f"{value:.3g}" if value < 100 else f"{value:,.0f}"


def write_results(figures: Sequence[Figure], path: Path = RESULTS) -> None:
    """What programs read."""
    content = {"machine": machine(), "figures": [asdict(one) for one in figures]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def place_of(parts: str) -> str:
    """The mark before the table of some parts, or of the whole run."""
    return f"<!-- table of {parts} -->" if parts else "<!-- table -->"


def has_place(parts: str, path: Path = DOCUMENT) -> bool:
    """Whether docs/performance.md has a place for the table of these parts."""
    return place_of(parts) in path.read_text(encoding="utf-8")


def publish(figures: Sequence[Figure], day: str, path: Path = DOCUMENT, *, parts: str = "") -> None:
    """Put the table into docs/performance.md in place of the last one of the same parts.

    Raises LookupError where the page has no place for them.
    """
    begin = place_of(parts)
    before, found, rest = path.read_text(encoding="utf-8").partition(begin)
    if not found:
        raise LookupError(begin)
    after = rest.partition(END)[2]
    made = f"{begin}\n\nMeasured on {day}: {machine()}.\n\n{table(figures)}\n\n{END}"
    path.write_text(before + made + after, encoding="utf-8")
