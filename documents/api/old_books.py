"""Old registers for programs: bring, look, take over, undo."""

from io import BytesIO
from typing import Literal
from uuid import UUID

from flask import Response, g
from pydantic import Base64Bytes, Field

from documents import operations, queries
from documents.api.frame import api
from documents.api.uploading import LONGEST, FileIn
from documents.models import OldBook
from documents.policy import Can
from office import blobs
from office.api import ByUid, Closed, Whole, shown
from office.db import db
from office.foreign.kinds import Kind
from office.foreign.tables import TABLE_KINDS
from office.foreign.uploads import check_upload
from office.permissions import require

MOST_ROWS = 200


class OldBookIn(Closed):
    """A spreadsheet with the columns of Annex IV, and a ZIP of scans named by number."""

    book: str = "incoming"
    year: Whole = Field(ge=1945)
    numbering: Literal["one", "type"] = "one"
    sheet: FileIn
    files: Base64Bytes | None = Field(None, max_length=LONGEST)


class OldRowOut(Closed):
    """A line as it was read."""

    line: int
    cells: list[str]
    faults: list[str]


class OldBookOut(Closed):
    """An old register; `rows` are its first lines with faults, or its first lines."""

    uid: UUID
    name: str
    book: str
    year: int
    state: str
    problem: str
    row_count: int
    fault_count: int
    rows: list[OldRowOut]


class AcceptanceIn(Closed):
    """Whether lines with faults stay out."""

    leaves_out_faulty: bool = False


def _out(old: OldBook, status: int = 200) -> Response:
    found = queries.faulty(old)[:MOST_ROWS] or list(
        db.session.scalars(queries.old_rows(old).limit(MOST_ROWS))
    )
    rows = [OldRowOut(line=row.line, cells=row.cells, faults=row.faults) for row in found]
    names = set(OldBookOut.model_fields) - {"rows"}
    facts = {name: getattr(old, name) for name in names}
    return shown(OldBookOut(**facts, rows=rows), status=status)


@api.post("/books/old", responses={201: OldBookOut})
def old_book_bringing(body: OldBookIn) -> Response:
    """Bring an old register; it is read in the background."""
    require(g.actor, Can.KEEP_BOOKS, None)
    accepted = check_upload(BytesIO(body.sheet.content), body.sheet.name, allowed=TABLE_KINDS)
    files = None
    if body.files:
        check_upload(BytesIO(body.files), "files.zip", allowed=(Kind.ZIP,))
        files = blobs.put(body.files)
    brought = operations.Brought(accepted.name, body.book, body.year, body.numbering)
    sheet = blobs.put(body.sheet.content)
    return _out(operations.bring_old_book(brought, sheet, files, by=g.actor), 201)


@api.get("/books/old/<uuid:uid>", responses={200: OldBookOut})
def old_book(path: ByUid) -> Response:
    """An old register and what is wrong with its lines."""
    require(g.actor, Can.KEEP_BOOKS, None)
    return _out(queries.old_book(path.uid, g.actor))


@api.post("/books/old/<uuid:uid>/acceptance", responses={200: OldBookOut})
def old_book_acceptance(path: ByUid, body: AcceptanceIn) -> Response:
    """Take the lines over."""
    old = queries.old_book(path.uid, g.actor)
    leaves_out = "leaves_out" if body.leaves_out_faulty else ""
    operations.accept_old_book(old, leaves_out=leaves_out, by=g.actor)
    return _out(old)


@api.post("/books/old/<uuid:uid>/undoing", responses={200: OldBookOut})
def old_book_undoing(path: ByUid) -> Response:
    """Take the whole batch out again."""
    old = queries.old_book(path.uid, g.actor)
    operations.undo_old_book(old, by=g.actor)
    return _out(old)
