"""Registers and lists of documents."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Select,
    func,
    select,
    type_coerce,
)

from documents.models import (
    Direction,
    Document,
    DocumentState,
)
from documents.queries.visibility import listed_for
from documents.queries.work import PAGE
from office.db import UidText, db
from office.permissions import Actor


class BookRow(NamedTuple):
    """One row of a register or document list."""

    id: int
    uid: str
    subject: str
    symbol: str
    issuer: str
    issued_on: Any
    arrival_no: int | None
    number: int | None
    state: DocumentState
    urgency: Any
    due_at: datetime | None
    closed_at: datetime | None
    created_at: datetime
    type_name: str


BOOK_COLUMNS = (
    Document.id,
    type_coerce(Document.uid, UidText()),
    Document.subject,
    Document.symbol,
    Document.issuer_name,
    Document.issued_on,
    Document.arrival_no,
    Document.number,
    Document.state,
    Document.urgency,
    Document.due_at,
    Document.closed_at,
    Document.created_at,
    Document.type_name,
)


def documents_of(actor: Actor, direction: Direction) -> Select[*tuple[Any, ...]]:
    """The documents of one direction that the actor sees, newest first, as list columns."""
    return (
        select(*BOOK_COLUMNS)
        .where(listed_for(actor), Document.direction == direction)
        .order_by(Document.id.desc())
    )


def page_of(
    statement: Select[*tuple[Any, ...]], *, before: int | None = None, size: int = PAGE
) -> list[BookRow]:
    """One page of a document list and one row more."""
    if before is not None:
        statement = statement.where(Document.id < before)
    rows = db.session.connection().execute(statement.limit(size + 1)).all()
    return [BookRow._make(row) for row in rows]


def records_of(statement: Select[*tuple[Any, ...]], most: int) -> list[Document]:
    """The first documents of a list as whole records, for papers with more than list columns."""
    ids = statement.with_only_columns(Document.id).limit(most).subquery()
    found = select(Document).join(ids, ids.c.id == Document.id).order_by(Document.id.desc())
    return list(db.session.scalars(found))


def count_up_to(statement: Select[*tuple[Any, ...]], most: int = 1000) -> int:
    """The number of rows, counted no further than one over `most`."""
    limited = statement.with_only_columns(Document.id).order_by(None).limit(most + 1).subquery()
    return db.session.connection().scalar(select(func.count()).select_from(limited)) or 0
