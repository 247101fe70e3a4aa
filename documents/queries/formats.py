"""Which formats the agency's finished documents are kept in, and what became of the copies."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from documents.models import (
    Document,
    DocumentFile,
    DocumentState,
    FileRole,
    LastingCopy,
    LastingState,
)
from documents.queries.kept_figures import Kept, kept
from documents.queries.visibility import visible_to
from office.db import db
from office.permissions import Actor
from office.units import queries as units

FINISHED = (DocumentState.COMPLETED, DocumentState.ISSUED)
LASTING = ("application/pdf", "application/xml", "text/xml", "text/plain")
MOST_COPIES = 100


class FormatRow(NamedTuple):
    """How many files there are in one format, and how many of them lack a copy that lasts."""

    media_type: str
    files: int
    waiting: int
    is_lasting: bool


def formats_of(actor: Actor) -> Kept[list[FormatRow]]:
    """Every format among the finished documents that the actor sees, the most frequent first."""
    return kept("formats", actor, lambda: _counted(actor))


def _counted(actor: Actor) -> tuple[list[FormatRow], int]:
    files = func.count(DocumentFile.id)
    statement = (
        select(DocumentFile.media_type, files, files.filter(_waits()))
        .join(Document, Document.id == DocumentFile.document_id)
        .where(*_kept(actor))
        .group_by(DocumentFile.media_type)
        .order_by(files.desc(), DocumentFile.media_type)
    )
    rows = [FormatRow(*row, row[0] in LASTING) for row in db.session.execute(statement)]
    return rows, sum(row.files for row in rows)


def aging_files(actor: Actor, most: int = MOST_COPIES) -> list[DocumentFile]:
    """Files in a format that ages, without a copy and not frozen, the oldest first."""
    statement = (
        select(DocumentFile)
        .join(Document, Document.id == DocumentFile.document_id)
        .where(*_kept(actor), _waits())
        .order_by(DocumentFile.id)
        .limit(most)
    )
    return list(db.session.scalars(statement))


def lasting_of(actor: Actor) -> Select[LastingCopy, DocumentFile, Document]:
    """The report of the copies with file and document, newest first."""
    own = units.lineage(actor.agency_id or 0)
    return (
        select(LastingCopy, DocumentFile, Document)
        .join(DocumentFile, DocumentFile.id == LastingCopy.file_id)
        .join(Document, Document.id == LastingCopy.document_id)
        .where(LastingCopy.agency_id.in_(own), visible_to(actor))
        .order_by(LastingCopy.id.desc())
    )


def _kept(actor: Actor) -> list[Any]:
    return [
        visible_to(actor),
        Document.state.in_(FINISHED),
        DocumentFile.is_current,
        DocumentFile.sha256 != "",
        DocumentFile.role != FileRole.COPY,
    ]


def _waits() -> ColumnElement[bool]:
    copied = exists().where(
        LastingCopy.file_id == DocumentFile.id, LastingCopy.state != LastingState.FAILED
    )
    return and_(DocumentFile.media_type.not_in(LASTING), Document.is_frozen.is_(False), ~copied)
