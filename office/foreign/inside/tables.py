"""Rows of foreign spreadsheets: the values of one sheet, never a formula, link or picture."""

import csv
import datetime
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine
from python_calamine import CalamineWorkbook

from office.foreign.inside.office_files import ole_facts, zip_facts
from office.foreign.inside.trouble import Trouble
from office.foreign.kinds import HEAD_BYTES, Kind, sniff

ROWS_FILE = "rows.jsonl"
FAULTS = ("damaged", "encrypted", "macros")
CELL_LIMIT = 32_767  # what a cell can hold
SIGNS_LIMIT = 20_000_000
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ";\t,"
FIRST_LINES = 10  # a title may stand above the headings


def table(  # noqa: PLR0913 - the bounds of one reading, each by name
    source: Path, out: Path, *, sheet: int, most_rows: int, most_columns: int, fills: bool = False
) -> dict[str, Any]:
    """The rows of one sheet, each as a line of JSON; days and instants stand in objects.

    With `fills` each cell of a merged area says what its first cell says.
    """
    rows = _bounded(_rows(source, sheet, fills=fills), most_rows, most_columns)
    with (out / ROWS_FILE).open("w", encoding="utf-8") as made:
        made.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    return {"file": ROWS_FILE}


def _rows(source: Path, sheet: int, *, fills: bool) -> Iterator[list[Any]]:
    with source.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    kind = sniff(head)
    if kind is Kind.ZIP:
        return _workbook_rows(source, sheet, fills=fills)
    if kind is Kind.TEXT or head.startswith(WIDE_MARKS):
        return _text_rows(source, "utf-16" if head.startswith(WIDE_MARKS) else "utf-8-sig")
    raise Trouble("encrypted" if _is_encrypted(source, kind) else "not-a-spreadsheet")


def _is_encrypted(source: Path, kind: Kind) -> bool:
    return kind is Kind.DOC and bool(ole_facts(source)["encrypted"])


# ---------------------------------------------------------------------------- workbooks


def _workbook_rows(source: Path, sheet: int, *, fills: bool) -> Iterator[list[Any]]:
    _refuse_faults(zip_facts(source))
    try:
        with CalamineWorkbook.from_path(source) as book:
            if sheet >= len(book.sheet_names):
                raise Trouble("not-a-spreadsheet")
            found = book.get_sheet_by_index(sheet)
            rows = found.to_python(skip_empty_area=False)
            if fills:
                _fill(rows, found.merged_cell_ranges or [])
            yield from rows
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Trouble("damaged") from error


def _fill(rows: list[list[Any]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Only within what the sheet has: an area may be said to reach its last possible cell."""
    for (top, left), (bottom, right) in merged:
        said = rows[top][left : left + 1] if top < len(rows) else []
        for row in rows[top : bottom + 1]:
            width = len(row[left : right + 1])
            row[left : left + width] = said * width


def workbook_texts(source: Path) -> Iterator[str]:
    """The cells of every sheet as words, for the search index; nothing of other containers."""
    if zip_facts(source)["kind"] != Kind.XLSX:
        return
    try:
        with CalamineWorkbook.from_path(source) as book:
            for number in range(len(book.sheet_names)):
                rows = book.get_sheet_by_index(number).to_python()
                yield "\n".join(" ".join(str(cell) for cell in row if cell != "") for row in rows)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Trouble("damaged") from error


def _refuse_faults(facts: dict[str, Any]) -> None:
    for name in FAULTS:
        if facts.get(name):
            raise Trouble(name)
    if facts["kind"] != Kind.XLSX:
        raise Trouble("not-a-spreadsheet")


# --------------------------------------------------------------------------------- text


def _text_rows(source: Path, encoding: str) -> Iterator[list[Any]]:
    """Semicolons, tabs or commas: whichever the first lines have most of."""
    try:
        with source.open(encoding=encoding, newline="") as stream:
            first = "".join(islice(stream, FIRST_LINES))
            stream.seek(0)
            delimiter = max(DELIMITERS, key=first.count)
            yield from csv.reader(stream, delimiter=delimiter)
    except UnicodeError as error:
        raise Trouble("not-a-spreadsheet") from error
    except csv.Error as error:
        raise Trouble("damaged") from error


# ------------------------------------------------------------------------------- bounds


def _bounded(rows: Iterable[list[Any]], most_rows: int, most_columns: int) -> list[list[Any]]:
    """Everything up to the last row with something in it, or a refusal: never a part in silence."""
    kept: list[list[Any]] = []
    empty, signs = 0, 0
    for row in rows:
        cells = _trimmed([_cell(value) for value in row])
        if not cells:
            empty += 1
            continue
        kept += [[] for _row in range(empty)]
        empty = 0
        kept.append(cells)
        signs += sum(len(cell) for cell in cells if isinstance(cell, str))
        if len(kept) > most_rows or len(cells) > most_columns or signs > SIGNS_LIMIT:
            raise Trouble("too-many-rows")
    return kept


def _trimmed(cells: list[Any]) -> list[Any]:
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _cell(value: Any) -> Any:
    """A value that JSON can carry; a midnight is a day."""
    if isinstance(value, str):
        return value.replace("\x00", "")[:CELL_LIMIT].strip() or None
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return {"day": value.date().isoformat()} if is_day else {"at": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"day": value.isoformat()}
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
