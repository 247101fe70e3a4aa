"""Reading, checking and entering spreadsheets of officials, piece by piece."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

from office import blobs, i18n
from office.db import db
from office.foreign.child import Limits
from office.foreign.refusals import WORDS, ForeignFileRefused, Reason
from office.foreign.tables import read_rows, text_of
from office.outbox import delivers
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.models import ImportBatch, ImportState
from personnel.operations.importing import CHECK, READ, RUN, Line
from personnel.queries.secrets import open_file
from personnel.record.names import folded
from personnel.record.sheets import columns, headings

MOST_ROWS, MOST_COLUMNS = 50_100, 200
LIMITS = Limits(seconds=180, cpu_seconds=150, memory_mb=2048, file_mb=256)
PIECE = 1_000
MOST_DIGITS = 9
ADDED = 100_000
"""Rows that come later and have no number count from here, so that a second try finds them."""

Cells = list[str]


@delivers(READ)
def read_import(body: dict[str, Any]) -> None:
    """Keep the rows of a spreadsheet; one that cannot be read is refused with what to do."""
    batch = db.session.get_one(ImportBatch, body["batch_id"])
    if batch.state is not ImportState.READING or batch.key_id is None:
        return
    try:
        _read(batch, open_file(blobs.read(batch.sha256), batch.key_id, batch.uid))
    except ForeignFileRefused as refusal:
        with i18n.force_locale(batch.language):
            words = " ".join(str(part) for part in WORDS[refusal.reason])
        operations.refuse_file(batch, words, by=SYSTEM)


def _read(batch: ImportBatch, data: bytes) -> None:
    rows = _texts(data)
    head = list(islice(rows, headings.WITHIN + headings.BAND))
    found = headings.find(head, _expected(batch))
    if found is None:
        raise ForeignFileRefused(Reason.NO_HEADINGS)
    every = enumerate(chain(head[found.first :], rows), found.first + 1)
    said = ((number, cells) for number, cells in every if headings.says_something(cells))
    lines = _mended(batch, found.words, said) if batch.mapping else _first(said)
    if _keep(batch, lines) == 0:
        raise ForeignFileRefused(Reason.NO_ROWS)
    operations.finish_reading(batch, found.words, by=SYSTEM)


def _keep(batch: ImportBatch, lines: Iterator[Line]) -> int:
    count = 0
    while piece := list(islice(lines, PIECE)):
        operations.keep_lines(batch, piece, by=SYSTEM)
        count += len(piece)
    return count


def _texts(data: bytes) -> Iterator[Cells]:
    found = read_rows(data, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS, limits=LIMITS)
    return ([text_of(cell) for cell in row] for row in found)


def _expected(batch: ImportBatch) -> set[str]:
    own = {folded(words) for words in (*batch.headings, headings.LINE) if words}
    return own | set(columns.known()) | set(queries.learned_columns(batch.agency_id))


def _first(said: Iterator[tuple[int, Cells]]) -> Iterator[Line]:
    return (Line(number, cells) for number, cells in said)


def _mended(
    batch: ImportBatch, words: Sequence[str], said: Iterator[tuple[int, Cells]]
) -> Iterator[Line]:
    """Corrected rows as those of the first file: its columns, and the numbers of its rows."""
    names = [folded(one) for one in words]
    at = names.index(folded(headings.LINE)) if folded(headings.LINE) in names else None
    places = {folded(one): place for place, one in enumerate(words) if one}
    own = [places.get(folded(one)) for one in queries.column_names(batch)]
    for number, cells in said:
        typed = _at(cells, at)
        known = typed.isascii() and typed.isdigit() and len(typed) < MOST_DIGITS
        line = int(typed) if known else ADDED * batch.turn + number
        yield Line(line, [_at(cells, one) for one in own])


def _at(cells: Cells, place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""


@delivers(CHECK)
def check_import(body: dict[str, Any]) -> None:
    """Check row after row; a kill loses nothing, for checked rows are marked."""
    batch = db.session.get_one(ImportBatch, body["batch_id"])
    while operations.check_piece(batch, by=SYSTEM):
        db.session.expire_all()


@delivers(RUN)
def run_import(body: dict[str, Any]) -> None:
    """Enter row after row; each piece is one transaction and marks what it has entered."""
    batch = db.session.get_one(ImportBatch, body["batch_id"])
    while operations.run_piece(batch, by=SYSTEM):
        db.session.expire_all()
