"""Finding what became of documents after their issue."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import or_, select

from documents.models import Document, Sequel, SequelKind, SequelState
from documents.queries.visibility import visible_to
from office.db import db
from office.permissions import Actor


class SequelLine(NamedTuple):
    """One act after the issue and the other document of it, if the reader sees that."""

    sequel: Sequel
    other: Document | None
    is_about: bool


def sequels_of(document: Document, actor: Actor) -> list[SequelLine]:
    """What was asked about a document, and what it replaces or corrects itself."""
    statement = (
        select(Sequel)
        .where(or_(Sequel.document_id == document.id, Sequel.other_id == document.id))
        .order_by(Sequel.id.desc())
    )
    rows = db.session.scalars(statement).all()
    seen = _others(rows, document, actor) if rows else {}
    return [_line(row, document, seen) for row in rows]


def _line(row: Sequel, document: Document, seen: dict[int, Document]) -> SequelLine:
    is_about = row.document_id == document.id
    other_id = row.other_id if is_about else row.document_id
    return SequelLine(row, seen.get(other_id or 0), is_about)


def _others(rows: Sequence[Sequel], document: Document, actor: Actor) -> dict[int, Document]:
    ids = {one for row in rows for one in (row.document_id, row.other_id)}
    wanted = select(Document).where(Document.id.in_(ids - {None, document.id}), visible_to(actor))
    return {one.id: one for one in db.session.scalars(wanted)}


def open_request_on(document: Document) -> Sequel | None:
    """What its sender asks about a document and the clerk has not answered."""
    statement = select(Sequel).where(
        Sequel.document_id == document.id,
        Sequel.is_incoming,
        Sequel.state == SequelState.ASKED,
    )
    return db.session.scalars(statement.order_by(Sequel.id)).first()


def replaced_by(document: Document) -> list[Document]:
    """The issued documents whose place this one takes."""
    return _targets(document, SequelKind.REPLACEMENT)


def corrected_by(document: Document) -> list[Document]:
    """The issued documents that this letter corrects."""
    return _targets(document, SequelKind.CORRECTION)


def _targets(document: Document, kind: SequelKind) -> list[Document]:
    statement = (
        select(Document)
        .join(Sequel, Sequel.document_id == Document.id)
        .where(Sequel.other_id == document.id, Sequel.kind == kind, Sequel.is_incoming.is_(False))
    )
    return list(db.session.scalars(statement.order_by(Sequel.id)))
