"""Finding what a desk keeps in sight."""

from sqlalchemy import ColumnElement, bindparam, select

from documents.models import Document, Flag
from office.db import db
from office.permissions import Actor


def flagged_by(actor: Actor) -> ColumnElement[bool]:
    """Narrows a list to what the acting desk has flagged."""
    return Document.id.in_(select(Flag.document_id).where(Flag.desk_id == actor.desk_id))


_mine = select(Flag.id).where(
    Flag.desk_id == bindparam("desk_id"), Flag.document_id == bindparam("document_id")
)


def is_flagged(document: Document, actor: Actor) -> bool:
    """Whether the acting desk keeps it in sight."""
    values = {"desk_id": actor.desk_id, "document_id": document.id}
    return db.session.connection().scalar(_mine, values) is not None
