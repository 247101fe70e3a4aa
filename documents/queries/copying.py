"""Copies of documents: of one document, of the agency, waiting for somebody."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true

from documents.models import CopyState, Document, DocumentCopy, Draft
from documents.queries.visibility import visible_to
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor, Role
from office.units import queries as units

READS_ALL = {Role.CLERK, Role.LEADER, Role.OFFICE_HEAD}
VIEWS: dict[str, tuple[CopyState, ...]] = {
    "waiting": (CopyState.ASKED,),
    "in-work": (CopyState.PERMITTED, CopyState.MADE),
    "all": (),
}


class CopyLine(NamedTuple):
    """A copy and what it copies."""

    copy: DocumentCopy
    source: Document


def copies_for(actor: Actor, view: str = "all") -> Select[DocumentCopy, Document]:
    """Copies of what the actor sees, newest first: his own, or all for clerk and leaders."""
    statement = (
        select(DocumentCopy, Document)
        .join(Document, Document.id == DocumentCopy.source_id)
        .where(visible_to(actor), _read_by(actor))
        .order_by(DocumentCopy.id.desc())
    )
    states = VIEWS.get(view, ())
    return statement.where(DocumentCopy.state.in_(states)) if states else statement


def _read_by(actor: Actor) -> ColumnElement[bool]:
    if actor.is_machine:
        return true()
    own = or_(DocumentCopy.desk_id == actor.desk_id, DocumentCopy.signer_desk_id == actor.desk_id)
    if not actor.roles & READS_ALL:
        return own
    return or_(own, DocumentCopy.agency_id.in_(units.lineage(actor.agency_id or 0)))


def copy_by_uid(uid: UUID, actor: Actor) -> CopyLine:
    """One copy with its document, or 404."""
    row = db.session.execute(copies_for(actor).where(DocumentCopy.uid == uid)).first()
    if row is None:
        raise NotFound(_("There is no such copy on your desk."))
    return CopyLine(row[0], row[1])


def copies_of(document: Document, actor: Actor) -> list[tuple[DocumentCopy, Document | None]]:
    """The copies of a document with the document each became, the newest first."""
    made = Document.id == DocumentCopy.document_id
    statement = (
        select(DocumentCopy, Document)
        .outerjoin(Document, made & visible_to(actor))
        .where(DocumentCopy.source_id == document.id, _read_by(actor))
        .order_by(DocumentCopy.id.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def copy_waiting_at(document: Document, desk_id: int) -> DocumentCopy | None:
    """The copy of a document that waits longest for the decision of a desk."""
    found = select(DocumentCopy).where(
        DocumentCopy.source_id == document.id,
        DocumentCopy.signer_desk_id == desk_id,
        DocumentCopy.state == CopyState.ASKED,
    )
    return db.session.scalars(found.order_by(DocumentCopy.id).limit(1)).first()


def copied_by(document: Document) -> DocumentCopy | None:
    """The wish from which a document came, when it is a copy."""
    found = select(DocumentCopy).where(DocumentCopy.document_id == document.id)
    return db.session.scalar(found)


def draft_of_copy(document: Document) -> Draft:
    """The side of a copy on which number, seal and issue work."""
    return db.session.scalars(select(Draft).where(Draft.document_id == document.id)).one()
