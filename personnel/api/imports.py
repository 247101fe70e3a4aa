"""Imports of officials for programs: bring, assign columns, look at the rows, approve."""

from datetime import date, datetime
from io import BytesIO
from uuid import UUID

from flask import Response
from pydantic import Base64Bytes, Field

from office.api import ByUid, Closed, Day, Paging, shown
from office.db import db
from office.permissions import require
from office.ui import paging
from personnel import operations, queries
from personnel.api.blueprint import bp
from personnel.forms import imports as forms
from personnel.models import ImportBatch, Purpose, RowState
from personnel.policy.imports import CanImport
from personnel.queries.imports import content
from personnel.record.sheets.reading import ROW
from personnel.views.blueprint import actor

LONGEST = 28 << 20
LONGEST_TARGET = 80


class SheetIn(Closed):
    """A spreadsheet by its name and its bytes in base64."""

    name: str = Field(min_length=1, max_length=150)
    content: Base64Bytes = Field(max_length=LONGEST)


class ImportIn(SheetIn):
    """A spreadsheet, what its rows are for, and since when changes hold that say no day."""

    purpose: Purpose
    effective_on: Day


class ColumnsIn(Closed):
    """The field of each column by its place from 0; `remember` names the columns for later."""

    mapping: dict[str, str] = Field(max_length=200)
    remember: str = Field("", max_length=LONGEST_TARGET)


class ImportLine(Closed):
    """An import in a list."""

    uid: UUID
    name: str
    purpose: str
    state: str
    brought_at: datetime
    brought_by: str


class ImportList(Closed):
    """Imports, the newest first."""

    items: list[ImportLine]


class ImportOut(ImportLine):
    """An import with its columns and how many rows stand where."""

    effective_on: date
    problem: str
    headings: list[str]
    mapping: dict[str, str]
    rows: dict[str, int]


class FaultOut(Closed):
    """What is wrong; `column` is its place from 0, none where the row as a whole is meant."""

    column: int | None
    detail: str
    is_warning: bool


class RowOut(Closed):
    """A row by its number in the file, with what is wrong; cells stay in the house."""

    line: int
    state: str
    faults: list[FaultOut]


class RowList(Closed):
    """A page of rows."""

    items: list[RowOut]
    next: str | None


class RowsQuery(Paging):
    """Which rows."""

    state: RowState | None = None


def _line(batch: ImportBatch) -> ImportLine:
    named = ("uid", "name", "brought_at", "brought_by")
    said = {name: getattr(batch, name) for name in named}
    return ImportLine(**said, purpose=batch.purpose.value, state=batch.state.value)


def _out(batch: ImportBatch, status: int = 200) -> Response:
    counts = queries.import_counts(batch)
    found = ImportOut(
        **_line(batch).model_dump(),
        effective_on=batch.effective_on,
        problem=batch.problem,
        headings=batch.headings,
        mapping=batch.mapping,
        rows={state.value: count for state, count in counts.items()},
    )
    return shown(found, status=status)


@bp.get("/personnel/imports", responses={200: ImportList})
def imports() -> Response:
    """Imports that the actor may see."""
    require(actor(), CanImport.SEE, actor().agency_id)
    return shown(ImportList(items=[_line(one) for one in queries.imports_of(actor())]))


@bp.post("/personnel/imports", responses={201: ImportOut})
def import_bringing(body: ImportIn) -> Response:
    """Bring a spreadsheet; it is read in the background."""
    require(actor(), CanImport.BRING, actor().agency_id)
    name, data = forms.taken(BytesIO(body.content), body.name)
    brought = operations.Brought(name, body.purpose, body.effective_on)
    return _out(operations.bring_import(brought, data, by=actor()), 201)


@bp.get("/personnel/imports/<uuid:uid>", responses={200: ImportOut})
def import_batch(path: ByUid) -> Response:
    """One import."""
    return _out(queries.visible_import(path.uid, actor()))


@bp.get("/personnel/imports/<uuid:uid>/rows", responses={200: RowList})
def import_rows(path: ByUid, query: RowsQuery) -> Response:
    """Its rows with what is wrong with each."""
    batch = queries.visible_import(path.uid, actor())
    after = paging.decode(query.cursor, int)
    found = queries.import_rows(
        batch, after=after[0] if after else 0, states=[query.state] if query.state else []
    )
    rows = db.session.scalars(found.limit(query.limit + 1)).all()
    page = paging.page_of(rows, key=lambda row: (row.line,), size=query.limit)
    items = [
        RowOut(
            line=row.line,
            state=row.state.value,
            faults=[
                FaultOut(
                    column=None if fault.place == ROW else fault.place,
                    detail=fault.message,
                    is_warning=fault.is_warning,
                )
                for fault in content(row)[1]
            ],
        )
        for row in page.rows
    ]
    return shown(RowList(items=items, next=page.after))


@bp.put("/personnel/imports/<uuid:uid>/columns", responses={200: ImportOut})
def import_columns(path: ByUid, body: ColumnsIn) -> Response:
    """Say what each column is for and have the rows checked."""
    batch = queries.visible_import(path.uid, actor())
    operations.assign_columns(batch, body.mapping, remember=body.remember, by=actor())
    return _out(batch)


@bp.post("/personnel/imports/<uuid:uid>/corrections", responses={200: ImportOut})
def import_corrections(path: ByUid, body: SheetIn) -> Response:
    """Bring corrected rows."""
    batch = queries.visible_import(path.uid, actor())
    require(actor(), CanImport.PREPARE, batch)
    _name, data = forms.taken(BytesIO(body.content), body.name)
    operations.mend_import(batch, data, by=actor())
    return _out(batch)


@bp.post("/personnel/imports/<uuid:uid>/approval", responses={200: ImportOut})
def import_approval(path: ByUid) -> Response:
    """Let the rows without errors into the register."""
    batch = queries.visible_import(path.uid, actor())
    operations.approve_import(batch, by=actor())
    return _out(batch)


@bp.post("/personnel/imports/<uuid:uid>/dropping", responses={200: ImportOut})
def import_dropping(path: ByUid) -> Response:
    """Give up what is not entered."""
    batch = queries.visible_import(path.uid, actor())
    operations.drop_import(batch, by=actor())
    return _out(batch)
