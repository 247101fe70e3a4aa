"""Copies for programs: asked for, permitted, refused, withdrawn, dropped, listed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field
from sqlalchemy import select

from documents import operations, queries
from documents.api.frame import Reason, api, desk_id_of
from documents.api.uploading import FileIn, scanned
from documents.models import CopyKind, Document, DocumentCopy, Medium
from documents.operations import Wish
from documents.policy.copying import Can
from office.api import ByUid, Closed, Paging, shown
from office.db import db
from office.permissions import require
from office.ui import paging


class WishIn(Closed):
    """What is to be copied how; `scan` is needed from paper to a file, `extract` for an extract."""

    kind: CopyKind
    made_from: Medium
    made_as: Medium
    signer: UUID
    purpose: str = Field(min_length=1, max_length=1000)
    held_as: str = Field("original", pattern="^(original|true_copy)$")
    send_to: str = Field("", max_length=1000)
    sheets: int = Field(1, ge=1, le=500)
    extract: str = Field("", max_length=100_000)
    scan: FileIn | None = None


class CopyOut(Closed):
    """A copy; `document` is the outgoing document that it became."""

    uid: UUID
    source: UUID
    symbol: str
    kind: CopyKind
    made_from: Medium
    made_as: Medium
    held_as: str
    state: str
    purpose: str
    send_to: str
    sheets: int
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str
    document: UUID | None


class CopyQuery(Paging):
    """Which of them, as the tabs of the page."""

    view: str = Field("waiting", pattern="^(waiting|in-work|all)$")


class CopyList(Closed):
    """A page of copies."""

    items: list[CopyOut]
    next: str | None


@api.post("/documents/<uuid:uid>/copies", responses={201: CopyOut})
def ask_copy(path: ByUid, body: WishIn) -> Response:
    """Ask for a copy of a document."""
    document = queries.visible_document(path.uid, g.actor)
    require(g.actor, Can.ASK_COPY, document)
    plain = body.model_dump(exclude={"signer", "scan"})
    scan = scanned(body.scan).sha256 if body.scan else ""
    wish = Wish(**plain, signer_desk_id=desk_id_of(body.signer), scan_sha256=scan)
    copy = operations.ask_copy(document, wish, by=g.actor)
    return shown(_out(copy, document), status=201)


@api.get("/copies", responses={200: CopyList})
def copies(query: CopyQuery) -> Response:
    """The copies that the reader asked for or decides on; of clerk and leaders all."""
    statement = queries.copies_for(g.actor, query.view)
    before = paging.decode(query.cursor, int)
    if before:
        statement = statement.where(DocumentCopy.id < before[0])
    found = [(row[0], row[1]) for row in db.session.execute(statement.limit(query.limit + 1))]
    page = paging.page_of(found, key=lambda row: (row[0].id,), size=query.limit)
    return shown(CopyList(items=_outs(page.rows), next=page.after))


@api.get("/copies/<uuid:uid>", responses={200: CopyOut})
def copy(path: ByUid) -> Response:
    """One copy."""
    return shown(_out(*queries.copy_by_uid(path.uid, g.actor)))


@api.post("/copies/<uuid:uid>/permission", responses={200: CopyOut})
def copy_permission(path: ByUid) -> Response:
    """Permit a copy."""
    line = queries.copy_by_uid(path.uid, g.actor)
    operations.permit_copy(line.copy, by=g.actor)
    return shown(_out(*line))


@api.post("/copies/<uuid:uid>/refusal", responses={200: CopyOut})
def copy_refusal(path: ByUid, body: Reason) -> Response:
    """Refuse a copy with a reason."""
    line = queries.copy_by_uid(path.uid, g.actor)
    operations.refuse_copy(line.copy, body.reason, by=g.actor)
    return shown(_out(*line))


@api.post("/copies/<uuid:uid>/withdrawal", responses={200: CopyOut})
def copy_withdrawal(path: ByUid) -> Response:
    """Withdraw a wish that is not decided."""
    line = queries.copy_by_uid(path.uid, g.actor)
    operations.withdraw_copy(line.copy, by=g.actor)
    return shown(_out(*line))


@api.post("/copies/<uuid:uid>/dropping", responses={200: CopyOut})
def copy_drop(path: ByUid, body: Reason) -> Response:
    """Drop a copy that has no number yet."""
    line = queries.copy_by_uid(path.uid, g.actor)
    operations.drop_copy(line.copy, body.reason, by=g.actor)
    return shown(_out(*line))


def _out(copy: DocumentCopy, source: Document) -> CopyOut:
    return _outs([(copy, source)])[0]


def _outs(rows: Sequence[tuple[DocumentCopy, Document]]) -> list[CopyOut]:
    """The documents that the copies became are read at once."""
    ids = [copy.document_id for copy, _source in rows if copy.document_id]
    found = db.session.execute(select(Document.id, Document.uid).where(Document.id.in_(ids)))
    made: dict[int | None, UUID] = {row[0]: row[1] for row in found}
    named = set(CopyOut.model_fields) - {"source", "symbol", "document"}
    return [
        CopyOut(
            **{name: getattr(copy, name) for name in named},
            source=source.uid,
            symbol=source.symbol,
            document=made.get(copy.document_id),
        )
        for copy, source in rows
    ]
