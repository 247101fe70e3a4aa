"""Spreadsheets that came from outside as plain rows, and what their cells say."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from office.foreign.child import DEFAULT_LIMITS, Limits, Result, run_child
from office.foreign.kinds import Kind
from office.foreign.refusals import ForeignFileRefused, Reason

TABLE_KINDS = (Kind.XLSX, Kind.TEXT)
HEADER_WITHIN = 30
SPACES = re.compile(r"\s+")
DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")

Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Table:
    """Headings and the rows below them, each as long as the headings; empty rows are kept.

    `first_row` is the number that the first row has in the spreadsheet itself.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    first_row: int


def read_table(  # noqa: PLR0913 - the bounds of one reading, each by name
    data: bytes,
    *,
    sheet: int = 0,
    most_rows: int = 20_000,
    most_columns: int = 60,
    headings: Collection[str] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> Table:
    """Read an .xlsx or .csv in the limited child; titles above the headings are passed over.

    The headings stand in the row that has most of those named, or in the first with two texts.
    """
    options = {"sheet": sheet, "most_rows": most_rows, "most_columns": most_columns}
    rows = list(_read(data, limits, options))
    return _table(rows, {folded(one) for one in headings})


def read_rows(
    data: bytes, *, most_rows: int, most_columns: int, limits: Limits = DEFAULT_LIMITS
) -> Iterator[tuple[Cell, ...]]:
    """Every row of the first sheet, one after the other; merged cells are filled."""
    options = {"sheet": 0, "most_rows": most_rows, "most_columns": most_columns, "fills": True}
    return _read(data, limits, options)


def _read(data: bytes, limits: Limits, options: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    with NamedTemporaryFile(prefix="table-") as kept:
        kept.write(data)
        kept.flush()
        result = run_child("table", Path(kept.name), limits=limits, **options)
    return (tuple(map(_cell, row)) for row in _parsed(result))


def _parsed(result: Result) -> Iterator[list[Any]]:
    try:
        yield from map(json.loads, BytesIO(result.files[result.facts["file"]]))
    except (KeyError, ValueError) as error:
        raise ForeignFileRefused(Reason.CRASHED) from error


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        if "day" in value:
            return date.fromisoformat(value["day"])
        return datetime.fromisoformat(value["at"])
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return value  # type: ignore[no-any-return]  # JSON has numbers, truths and nothing left


def _table(rows: Sequence[tuple[Cell, ...]], known: Collection[str]) -> Table:
    at = _header_at(rows[:HEADER_WITHIN], known)
    if at is None:
        raise ForeignFileRefused(Reason.NO_HEADINGS)
    header = tuple(text_of(cell) for cell in rows[at])
    body = tuple(_fitted(row, len(header)) for row in rows[at + 1 :])
    return Table(header, body, first_row=at + 2)


def _header_at(rows: Sequence[tuple[Cell, ...]], known: Collection[str]) -> int | None:
    if known:
        hits = [len({folded(text_of(cell)) for cell in row} & set(known)) for row in rows]
        return hits.index(max(hits)) if any(hits) else None
    texts = (sum(isinstance(cell, str) for cell in row) for row in rows)
    return next((at for at, count in enumerate(texts) if count > 1), None)


def _fitted(row: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    return (*row[:width], *(None for _column in range(width - len(row))))


# -------------------------------------------------------------------------------- cells


def folded(heading: str) -> str:
    """A heading as it is compared: one case, single spaces, no mark of what is required."""
    return SPACES.sub(" ", heading).strip(" *:").casefold()


def text_of(cell: Cell) -> str:
    """What a cell says as text: 12.0 is "12", a day is written as Vietnamese write it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def day_of(cell: Cell) -> date | None:
    """The day of a cell, typed or written as 05/03/2025; nothing where it names no day."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = DAY.fullmatch(text_of(cell))
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def whole_of(cell: Cell) -> int | None:
    """The whole number of a cell; nothing where it holds anything else."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return cell
    words = text_of(cell)
    return int(words) if words.isascii() and words.isdigit() else None
