"""Rows of a batch as pages and spreadsheets show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from office import sheets
from office.db import db
from office.i18n import _
from office.permissions import Actor
from personnel import queries
from personnel.models import Dossier, ImportBatch, ImportRow, RowState
from personnel.policy import keeps_in
from personnel.queries.imports import content
from personnel.record.sheets.columns import field_of
from personnel.record.sheets.reading import ROW, Fault

SAMPLES = 3
LONGEST = 60
HIDDEN = "•••"


@dataclass(frozen=True)
class Shown:
    """One row: its cells with what is wrong with each, and what is wrong with it as a whole."""

    row: ImportRow
    cells: list[tuple[str, str, bool]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    dossier: Dossier | None = None


def shown_rows(batch: ImportBatch, rows: Sequence[ImportRow], reader: Actor) -> list[Shown]:
    """Rows with their faults; sensitive cells are masked for whoever does not keep dossiers."""
    hidden = _hidden(batch, reader)
    return [_shown(batch, row, hidden) for row in rows]


def _shown(batch: ImportBatch, row: ImportRow, hidden: frozenset[int]) -> Shown:
    cells, faults = content(row)
    names = queries.column_names(batch)
    dossier = db.session.get(Dossier, row.dossier_id) if row.state is RowState.DONE else None
    blamed = {fault.place for fault in faults}
    texts = [
        (HIDDEN if place in hidden and text else text[:LONGEST], names[place], place in blamed)
        for place, text in enumerate(_fitted(cells, len(names)))
    ]
    return Shown(
        row,
        texts if cells else [],
        [_said(names, fault) for fault in faults if not fault.is_warning],
        [_said(names, fault) for fault in faults if fault.is_warning],
        dossier,
    )


def _said(names: Sequence[str], fault: Fault) -> str:
    if fault.place == ROW:
        return fault.message
    return f"[{names[fault.place]}] {fault.message}"


def _hidden(batch: ImportBatch, reader: Actor) -> frozenset[int]:
    if keeps_in(reader, batch.agency_id):
        return frozenset()
    found = {int(place): field_of(target) for place, target in batch.mapping.items()}
    return frozenset(place for place, one in found.items() if one and one.is_sensitive)


def samples_of(batch: ImportBatch, reader: Actor) -> list[list[str]]:
    """What the first rows say in each column."""
    rows = db.session.scalars(queries.import_rows(batch).limit(SAMPLES)).all()
    said = [_fitted(content(row)[0], len(batch.headings)) for row in rows]
    return [[cells[place][:LONGEST] for cells in said] for place in range(len(batch.headings))]


def _fitted(cells: list[str], width: int) -> list[str]:
    return (cells + [""] * width)[:width]


def faulty_sheet(batch: ImportBatch, line: str) -> bytes:
    """Rows with errors as they were brought, with their numbers and the reasons."""
    names = queries.column_names(batch)
    heads = [
        sheets.Column(line, 9),
        *(sheets.Column(one) for one in names),
        sheets.Column(_("What is wrong"), 60),
    ]
    title = _("Rows to be corrected: %(name)s", name=PurePath(batch.name).stem)
    return sheets.workbook(title, heads, _faulty(batch, names))


def _faulty(batch: ImportBatch, names: Sequence[str]) -> Iterator[list[sheets.Cell]]:
    for row in db.session.scalars(queries.import_rows(batch, states=[RowState.BAD])):
        cells, faults = content(row)
        reasons = [_said(names, fault) for fault in faults if not fault.is_warning]
        yield [row.line, *_fitted(cells, len(names)), "\n".join(reasons)]
