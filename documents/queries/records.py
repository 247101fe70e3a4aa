"""One document: its files, logs, directions, opinions, receivers and relations."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    bindparam,
    select,
)

from documents.models import (
    Directive,
    Dispatch,
    Document,
    DocumentFile,
    Draft,
    FileRole,
    ProgressEntry,
    Routing,
    RoutingState,
)
from documents.queries.visibility import visible_to
from office.db import db
from office.permissions import Actor
from office.units.placing import symbols_at

_mine: BindParameter[int] = bindparam("document_id")
_files = (
    select(DocumentFile)
    .where(DocumentFile.document_id == _mine, DocumentFile.is_current)
    .order_by(DocumentFile.position)
)
_progress = (
    select(ProgressEntry)
    .where(ProgressEntry.document_id == _mine)
    .order_by(ProgressEntry.id.desc())
)
_directives = select(Directive).where(Directive.document_id == _mine).order_by(Directive.id.desc())
_routing = select(Routing).where(Routing.document_id == _mine).order_by(Routing.id)
_dispatches = select(Dispatch).where(Dispatch.document_id == _mine).order_by(Dispatch.id)
_drafts = select(Draft).where(Draft.document_id == _mine)


def files_of(document: Document) -> list[DocumentFile]:
    """The current files, the main one first."""
    order = [FileRole.MAIN, FileRole.ANNEX, FileRole.SHEET, FileRole.SOURCE, FileRole.COPY]
    rows = db.session.scalars(_files, {"document_id": document.id}).all()
    return sorted(rows, key=lambda row: order.index(row.role))


def document_of(file: DocumentFile) -> Document:
    """The document that a file belongs to."""
    return db.session.get_one(Document, file.document_id)


def main_file(document: Document) -> DocumentFile | None:
    """The file that is the document."""
    return next((row for row in files_of(document) if row.role is FileRole.MAIN), None)


def progress_of(document: Document) -> list[ProgressEntry]:
    """The progress log, newest first."""
    return list(db.session.scalars(_progress, {"document_id": document.id}))


def directives_of(document: Document) -> list[Directive]:
    """The directions, newest first."""
    return list(db.session.scalars(_directives, {"document_id": document.id}))


def routing_of(document: Document) -> list[Routing]:
    """Every duty that was laid, in order."""
    return list(db.session.scalars(_routing, {"document_id": document.id}))


def open_duties_of(document: Document, actor: Actor) -> list[Routing]:
    """What the acting desk owes this document."""
    statement = select(Routing).where(
        Routing.document_id == document.id,
        Routing.desk_id == actor.desk_id,
        Routing.state == RoutingState.OPEN,
    )
    return list(db.session.scalars(statement.order_by(Routing.id)))


def draft_of(document: Document) -> Draft | None:
    """The drafting side, for outgoing documents."""
    return db.session.scalars(_drafts, {"document_id": document.id}).first()


def drafting_symbols(asked: Sequence[tuple[Document, datetime]]) -> list[str]:
    """Of each document the letters of the unit that drafted it and keeps a copy, at an instant.

    The agency's own desks are its office (VP).
    """
    found = symbols_at({(document.desk_id, at) for document, at in asked})
    placed = [(document, found.get((document.desk_id, at))) for document, at in asked]
    return [
        unit[1] if unit and unit[0] != document.agency_id else "VP" for document, unit in placed
    ]


def dispatches_of(document: Document) -> list[Dispatch]:
    """The receivers and how far it got there."""
    return list(db.session.scalars(_dispatches, {"document_id": document.id}))


def replies_to(document: Document, actor: Actor) -> list[Document]:
    """The documents that answer this one and that the actor sees."""
    statement = select(Document).where(Document.answers_id == document.id, visible_to(actor))
    return list(db.session.scalars(statement.order_by(Document.id)))


def answered_by(document: Document, actor: Actor) -> Document | None:
    """The document that this one answers."""
    if document.answers_id is None:
        return None
    statement = select(Document).where(Document.id == document.answers_id, visible_to(actor))
    return db.session.scalars(statement).first()
