"""Rows of foreign spreadsheets: the values of one sheet, never a formula, link or picture."""

import csv
import datetime
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import python_calamine
from python_calamine import CalamineWorkbook

from office.foreign.inside.office_files import ole_facts, zip_facts
from office.foreign.inside.trouble import Trouble
from office.foreign.kinds import HEAD_BYTES, Kind, sniff

ROWS_FILE = "rows.json"
FAULTS = ("damaged", "encrypted", "macros")
CELL_LIMIT = 32_767  # what a cell can hold
SIGNS_LIMIT = 20_000_000
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ";\t,"


def table(
    source: Path, out: Path, *, sheet: int, most_rows: int, most_columns: int
) -> dict[str, Any]:
    """The rows of one sheet as a file of JSON lists; days and instants stand in objects."""
    rows = _bounded(_rows(source, sheet), most_rows, most_columns)
    (out / ROWS_FILE).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return {"file": ROWS_FILE}


def _rows(source: Path, sheet: int) -> Iterator[list[Any]]:
    with source.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    kind = sniff(head)
    if kind is Kind.ZIP:
        return _workbook_rows(source, sheet)
    if kind is Kind.TEXT or head.startswith(WIDE_MARKS):
        return _text_rows(source, "utf-16" if head.startswith(WIDE_MARKS) else "utf-8-sig")
    raise Trouble("encrypted" if _is_encrypted(source, kind) else "not-a-spreadsheet")


def _is_encrypted(source: Path, kind: Kind) -> bool:
    return kind is Kind.DOC and bool(ole_facts(source)["encrypted"])


# ---------------------------------------------------------------------------- workbooks


def _workbook_rows(source: Path, sheet: int) -> Iterator[list[Any]]:
    _refuse_faults(zip_facts(source))
    try:
        with CalamineWorkbook.from_path(source) as book:
            if sheet >= len(book.sheet_names):
                raise Trouble("not-a-spreadsheet")
            yield from book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Trouble("damaged") from error


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
    """Semicolons, tabs or commas: whichever the first line has most of."""
    try:
        with source.open(encoding=encoding, newline="") as stream:
            first = stream.readline()
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
