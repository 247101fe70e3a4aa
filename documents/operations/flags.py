"""A desk's own marks on what it wants to keep in sight."""

from sqlalchemy import delete

from documents.models import Document, Flag
from documents.policy.belonging import Can
from office import clock
from office.db import db, insert_ignoring, operation
from office.permissions import Actor, require


@operation
def flag(document: Document, *, by: Actor) -> None:
    """Keep a document in sight of the acting desk (gắn cờ theo dõi); twice is once."""
    require(by, Can.FLAG, document)
    row = {"desk_id": by.desk_id, "document_id": document.id, "flagged_at": clock.now()}
    insert_ignoring(Flag, row)


@operation
def lift_flag(document: Document, *, by: Actor) -> None:
    """Keep it in sight no longer."""
    require(by, Can.FLAG, document)
    mine = (Flag.desk_id == by.desk_id, Flag.document_id == document.id)
    db.session.execute(delete(Flag).where(*mine))
