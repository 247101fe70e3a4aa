"""Who reads one document, and which changes of it wait for confirmation."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from documents.models import AccessState, Document, DocumentAccess, Participation
from documents.policy.access import CONFIRMING
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Role
from office.units import queries as units
from office.units.models import Desk


class ReaderDesk(NamedTuple):
    """A desk that came to a document by what was laid on it."""

    desk_id: int
    desk_uid: UUID


def reader_desks(document: Document) -> list[ReaderDesk]:
    """The desks that a document was laid before, the first one first."""
    statement = (
        select(Participation.desk_id, Desk.uid)
        .join(Desk, Desk.id == Participation.desk_id)
        .where(Participation.document_id == document.id)
        .group_by(Participation.desk_id, Desk.uid)
        .order_by(func.min(Participation.id))
    )
    return [ReaderDesk(*row) for row in db.session.execute(statement)]


def document_changes(document: Document) -> Sequence[DocumentAccess]:
    """Every change of access that was asked for, the newest first."""
    statement = select(DocumentAccess).where(DocumentAccess.document_id == document.id)
    return db.session.scalars(statement.order_by(DocumentAccess.id.desc())).all()


def asked_of_document(document: Document) -> list[DocumentAccess]:
    """Those that nobody has confirmed yet: the page warns of them."""
    return [one for one in document_changes(document) if one.state is AccessState.ASKED]


def document_change(document: Document, uid: UUID) -> DocumentAccess:
    """A change of access of this document, or 404."""
    statement = select(DocumentAccess).where(
        DocumentAccess.uid == uid, DocumentAccess.document_id == document.id
    )
    found = db.session.scalars(statement).first()
    if found is None:
        raise NotFound(_("There is no such change of access."))
    return found


def access_confirmers(document: Document, *, but: int | None) -> list[Desk]:
    """Who may confirm: leaders, and of what is not restricted the head of the office too."""
    own = units.successor_of(document.agency_id)
    roles = (Role.LEADER,) if document.is_restricted else CONFIRMING
    desks = [desk for role in roles for desk in units.desks_of_role(own, role)]
    return [desk for desk in dict.fromkeys(desks) if desk.id != but]
