"""Who reads one document or looks into one work file, and which changes of it wait."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from documents.models import (
    AccessKind,
    AccessState,
    Document,
    DocumentAccess,
    Participation,
    WorkFile,
    WorkFileAccess,
)
from documents.policy.access import CONFIRMING
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Role
from office.units import queries as units
from office.units.models import Desk

Change = TypeVar("Change", DocumentAccess, WorkFileAccess)


class ReaderDesk(NamedTuple):
    """A desk that reads by what was laid on it or given to it."""

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
    """Every change of access to a document that was asked for, the newest first."""
    return _changes(DocumentAccess, DocumentAccess.document_id == document.id)


def file_changes(file: WorkFile) -> Sequence[WorkFileAccess]:
    """Every change of access to a work file that was asked for, the newest first."""
    return _changes(WorkFileAccess, WorkFileAccess.work_file_id == file.id)


def _changes(model: type[Change], mine: ColumnElement[bool]) -> Sequence[Change]:
    return db.session.scalars(select(model).where(mine).order_by(model.id.desc())).all()


def waiting_in(changes: Iterable[Change]) -> list[Change]:
    """Those that nobody has confirmed yet: the pages warn of them."""
    return [one for one in changes if one.state is AccessState.ASKED]


def asked_of_document(document: Document) -> list[DocumentAccess]:
    """What waits for confirmation of a document."""
    return waiting_in(document_changes(document))


def asked_of_file(file: WorkFile) -> list[WorkFileAccess]:
    """What waits for confirmation of a work file."""
    return waiting_in(file_changes(file))


def grants_of(file: WorkFile) -> Sequence[WorkFileAccess]:
    """By what others than its keepers may look into a work file."""
    return db.session.scalars(select(WorkFileAccess).where(*_held(file))).all()


def granted_desks(file: WorkFile) -> list[ReaderDesk]:
    """The desks that may look into a work file besides its keepers."""
    statement = (
        select(Desk.id, Desk.uid)
        .join(WorkFileAccess, WorkFileAccess.desk_id == Desk.id)
        .where(*_held(file))
        .order_by(WorkFileAccess.id)
    )
    return [ReaderDesk(*row) for row in db.session.execute(statement)]


def _held(file: WorkFile) -> tuple[ColumnElement[bool], ...]:
    return (
        WorkFileAccess.work_file_id == file.id,
        WorkFileAccess.kind == AccessKind.GRANT,
        WorkFileAccess.state == AccessState.CONFIRMED,
    )


def document_change(document: Document, uid: UUID) -> DocumentAccess:
    """A change of access of this document, or 404."""
    return _named(document_changes(document), uid)


def access_change(file: WorkFile, uid: UUID) -> WorkFileAccess:
    """A change of access of this file, or 404."""
    return _named(file_changes(file), uid)


def _named(changes: Iterable[Change], uid: UUID) -> Change:
    found = next((one for one in changes if one.uid == uid), None)
    if found is None:
        raise NotFound(_("There is no such change of access."))
    return found


def access_confirmers(document: Document, *, but: int | None) -> list[Desk]:
    """Who may confirm: leaders, and of what is not restricted the head of the office too."""
    own = units.successor_of(document.agency_id)
    roles = (Role.LEADER,) if document.is_restricted else CONFIRMING
    desks = [desk for role in roles for desk in units.desks_of_role(own, role)]
    return [desk for desk in dict.fromkeys(desks) if desk.id != but]
