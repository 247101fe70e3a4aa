"""Who reads one document, for programs: the readers, changes asked for, confirmed, refused."""

from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.frame import Reason, api, desk_id_of
from documents.models import AccessKind, Document, DocumentAccess
from documents.operations import AccessWish
from documents.policy.access import Can
from office.api import ByUid, Closed, shown
from office.permissions import require


class ByChangeOfDocument(ByUid):
    """A change of access of a document."""

    change_uid: UUID


class DocumentAccessIn(Reason):
    """What changes, for which desk, and the desk that confirms it."""

    kind: AccessKind
    confirmer: UUID
    desk: UUID | None = Field(None, description="Needed to give or to take away.")


class DocumentChangeOut(Closed):
    """A change of access and whether it holds."""

    uid: UUID
    kind: AccessKind
    state: str
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None


class DocumentAccessOut(Closed):
    """Who reads a document besides those who do so by their post, and every change of it."""

    is_restricted: bool
    readers: list[UUID]
    changes: list[DocumentChangeOut]


@api.get("/documents/<uuid:uid>/access", responses={200: DocumentAccessOut})
def document_access(path: ByUid) -> Response:
    """Who reads a document."""
    document = queries.visible_document(path.uid, g.actor)
    require(g.actor, Can.READ_ACCESS, document)
    return shown(
        DocumentAccessOut(
            is_restricted=document.is_restricted,
            readers=[row.desk_uid for row in queries.reader_desks(document)],
            changes=[_out(change) for change in queries.document_changes(document)],
        )
    )


@api.post("/documents/<uuid:uid>/access", responses={201: DocumentChangeOut})
def ask_document_access(path: ByUid, body: DocumentAccessIn) -> Response:
    """Ask for a change of who reads a document; it holds once it is confirmed."""
    document = queries.visible_document(path.uid, g.actor)
    wish = AccessWish(
        kind=body.kind,
        to_desk_id=desk_id_of(body.confirmer),
        reason=body.reason,
        desk_id=desk_id_of(body.desk) if body.desk else None,
    )
    change = operations.ask_document_access(document, wish, by=g.actor)
    return shown(_out(change), status=201)


@api.post(
    "/documents/<uuid:uid>/access/<uuid:change_uid>/confirmation",
    responses={200: DocumentChangeOut},
)
def document_access_confirmation(path: ByChangeOfDocument) -> Response:
    """Let a change of access hold."""
    change = _change(path)
    operations.confirm_document_access(change, by=g.actor)
    return shown(_out(change))


@api.post(
    "/documents/<uuid:uid>/access/<uuid:change_uid>/refusal", responses={200: DocumentChangeOut}
)
def document_access_refusal(path: ByChangeOfDocument) -> Response:
    """Leave the readers as they were."""
    change = _change(path)
    operations.refuse_document_access(change, by=g.actor)
    return shown(_out(change))


def _change(path: ByChangeOfDocument) -> DocumentAccess:
    document: Document = queries.visible_document(path.uid, g.actor)
    return queries.document_change(document, path.change_uid)


def _out(change: DocumentAccess) -> DocumentChangeOut:
    names = DocumentChangeOut.model_fields
    return DocumentChangeOut(**{name: getattr(change, name) for name in names})
