"""Volumes of registers and loans of copies for programs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.acting import _after, _seen
from documents.api.books import BookQuery, asked_for
from documents.api.frame import DocumentOut, Reason, api, download
from documents.models import BookVolume
from office.api import ByUid, Closed, Day, Whole, shown
from office.errors import NotFound
from office.i18n import _


class ClosingIn(Closed):
    """What is closed; with `ends_year` the year gives no further number."""

    book: str
    year: Whole
    up_to: Whole | None = Field(None, ge=1)
    ends_year: bool = False


class VolumeOut(Closed):
    """A volume or an extract of a register."""

    uid: UUID
    book: str
    year: int
    number: int
    state: str
    spans: dict[str, Any]
    lines: int
    pages: int
    sha256: str
    check_code: str
    problem: str
    signatures: list[str]
    made_at: datetime
    made_by: str


class LoanIn(Closed):
    """Who uses the kept copy of a document, and who permitted it."""

    borrower: str = Field(min_length=1, max_length=400)
    permitted_by: str = Field(min_length=1, max_length=400)
    file_code: str = ""
    due_on: Day | None = None
    note: str = ""


def _volume_out(volume: BookVolume, status: int = 200) -> Response:
    facts = {name: getattr(volume, name) for name in VolumeOut.model_fields}
    return shown(VolumeOut(**facts), status=status)


@api.post("/books/extracts", responses={201: VolumeOut})
def extract(body: BookQuery) -> Response:
    """Have a part of a register made as PDF."""
    return _volume_out(operations.make_extract(asked_for(body), by=g.actor), 201)


@api.post("/books/volumes", responses={201: VolumeOut})
def volume_closing(body: ClosingIn) -> Response:
    """Close what stands in a register as a volume."""
    asked = asked_for(body)
    made = operations.close_book(
        asked.book,
        asked.year,
        up_to=body.up_to,
        ends_year="ends_year" if body.ends_year else "",
        by=g.actor,
    )
    return _volume_out(made, 201)


@api.get("/books/volumes/<uuid:uid>", responses={200: VolumeOut})
def volume(path: ByUid) -> Response:
    """A volume; its PDF is there once `sha256` is filled."""
    return _volume_out(queries.volume_of(path.uid, g.actor))


@api.get("/books/volumes/<uuid:uid>/content")
def volume_content(path: ByUid) -> Response:
    """The PDF of a volume, as a download."""
    found = queries.volume_of(path.uid, g.actor)
    if not found.sha256:
        raise NotFound(_("The PDF of this volume is still being made."))
    name = f"{found.book.partition(':')[0]}-{found.year}-{found.number}.pdf"
    return download(found.sha256, name, "application/pdf")


@api.post("/books/volumes/<uuid:uid>/reopening", responses={200: VolumeOut})
def volume_reopening(path: ByUid, body: Reason) -> Response:
    """Reopen a closed volume, with a reason; for a leader."""
    found = queries.volume_of(path.uid, g.actor)
    operations.reopen_volume(found, body.reason, by=g.actor)
    return _volume_out(found)


# -------------------------------------------------------------------------------- loans


@api.post("/documents/<uuid:uid>/loans", responses={201: DocumentOut})
def loan(path: ByUid, body: LoanIn) -> Response:
    """Let somebody use the kept copy of a document."""
    document = _seen(path)
    operations.lend_copy(document, **body.model_dump(), by=g.actor)
    return _after(document, status=201)


@api.post("/books/loans/<uuid:uid>/return", responses={204: None})
def loan_return(path: ByUid) -> Response:
    """Note that a kept copy came back."""
    operations.return_copy(queries.loan_of(path.uid, g.actor), by=g.actor)
    return Response(status=204)
