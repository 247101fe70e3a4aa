"""What else hangs on a document: one statement says which questions are worth asking."""

from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, exists, or_, select

from documents.models import Document, DocumentAccess, DocumentCopy, Opinion, Sequel, Task
from office.db import db


class Around(NamedTuple):
    """Whether there is any of each, seen by the reader or not; order of the statement."""

    opinions: bool
    replies: bool
    tasks: bool
    sequels: bool
    copies: bool
    access: bool


_id: BindParameter[int] = bindparam("document_id")
_around = select(
    exists().where(Opinion.document_id == _id),
    exists().where(Document.answers_id == _id),
    exists().where(Task.document_id == _id),
    or_(exists().where(Sequel.document_id == _id), exists().where(Sequel.other_id == _id)),
    exists().where(DocumentCopy.source_id == _id),
    exists().where(DocumentAccess.document_id == _id),
)


def around(document: Document) -> Around:
    """Mostly there is nothing, and the page of a document asks for nothing more."""
    row = db.session.connection().execute(_around, {"document_id": document.id}).one()
    return Around._make(map(bool, row))
