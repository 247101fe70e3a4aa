"""Changes of who reads a document or looks into a work file, for programs.

Asked for, confirmed, refused, withdrawn.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.frame import Reason, api, desk_id_of
from documents.models import AccessChange, AccessKind
from documents.operations import AccessWish
from documents.policy.access import Can
from office.api import ByUid, Closed, shown
from office.permissions import require


class ByChange(ByUid):
    """A change of access of a document or a work file."""

    change_uid: UUID


class DocumentAccessIn(Reason):
    """What changes, for which desk, and the desk that confirms it."""

    kind: AccessKind
    confirmer: UUID
    desk: UUID | None = Field(None, description="Needed to give or to take away.")


class AccessChangeOut(Closed):
    """A change of access and whether it holds."""

    uid: UUID
    kind: AccessKind
    state: str
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None


class WorkFileAccessIn(Reason):
    """What changes about a work file: for a desk, or about one record."""

    kind: AccessKind
    desk: UUID | None = None
    item: UUID | None = None


class AccessOut(Closed):
    """Who reads a record besides those who do so by their post, and every change of it."""

    is_restricted: bool
    readers: list[UUID]
    changes: list[AccessChangeOut]


@api.get("/documents/<uuid:uid>/access", responses={200: AccessOut})
def document_access(path: ByUid) -> Response:
    """Who reads a document."""
    document = queries.visible_document(path.uid, g.actor)
    require(g.actor, Can.READ_ACCESS, document)
    return shown(
        AccessOut(
            is_restricted=document.is_restricted,
            readers=[row.desk_uid for row in queries.reader_desks(document)],
            changes=[_out(change) for change in queries.document_changes(document)],
        )
    )


@api.post("/documents/<uuid:uid>/access", responses={201: AccessChangeOut})
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
    "/documents/<uuid:uid>/access/<uuid:change_uid>/confirmation", responses={200: AccessChangeOut}
)
def document_access_confirmation(path: ByChange) -> Response:
    """Let a change of access hold."""
    return _settled_of_document(path, operations.confirm_document_access)


@api.post(
    "/documents/<uuid:uid>/access/<uuid:change_uid>/refusal", responses={200: AccessChangeOut}
)
def document_access_refusal(path: ByChange) -> Response:
    """Leave the readers as they were."""
    return _settled_of_document(path, operations.refuse_document_access)


@api.post(
    "/documents/<uuid:uid>/access/<uuid:change_uid>/withdrawal", responses={200: AccessChangeOut}
)
def document_access_withdrawal(path: ByChange) -> Response:
    """Take back what one has asked for oneself, before it is decided."""
    return _settled_of_document(path, operations.withdraw_document_access)


def _settled_of_document(path: ByChange, act: Callable[..., None]) -> Response:
    document = queries.visible_document(path.uid, g.actor)
    change = queries.document_change(document, path.change_uid)
    act(change, by=g.actor)
    return shown(_out(change))


def _out(change: AccessChange) -> AccessChangeOut:
    names = AccessChangeOut.model_fields
    return AccessChangeOut(**{name: getattr(change, name) for name in names})


# --------------------------------------------------------------------------- work files


@api.get("/work-files/<uuid:uid>/access", responses={200: AccessOut})
def work_file_access(path: ByUid) -> Response:
    """Who may look into a work file besides its keepers."""
    file = queries.visible_work_file(path.uid, g.actor)
    return shown(
        AccessOut(
            is_restricted=file.is_restricted,
            readers=[row.desk_uid for row in queries.granted_desks(file)],
            changes=[_out(change) for change in queries.file_changes(file)],
        )
    )


@api.post("/work-files/<uuid:uid>/access", responses={201: AccessChangeOut})
def access(path: ByUid, body: WorkFileAccessIn) -> Response:
    """Ask for a change of access; it holds once it is confirmed."""
    file = queries.visible_work_file(path.uid, g.actor)
    wish = AccessWish(
        kind=body.kind,
        to_desk_id=None,
        reason=body.reason,
        desk_id=desk_id_of(body.desk) if body.desk else None,
        item=queries.item_of(file, body.item) if body.item else None,
    )
    return shown(_out(operations.ask_access(file, wish, by=g.actor)), status=201)


@api.post(
    "/work-files/<uuid:uid>/access/<uuid:change_uid>/confirmation", responses={200: AccessChangeOut}
)
def access_confirmation(path: ByChange) -> Response:
    """Let a change of access hold."""
    return _settled(path, operations.confirm_access)


@api.post(
    "/work-files/<uuid:uid>/access/<uuid:change_uid>/refusal", responses={200: AccessChangeOut}
)
def access_refusal(path: ByChange) -> Response:
    """Leave the access as it was."""
    return _settled(path, operations.refuse_access)


@api.post(
    "/work-files/<uuid:uid>/access/<uuid:change_uid>/withdrawal", responses={200: AccessChangeOut}
)
def access_withdrawal(path: ByChange) -> Response:
    """Take back what one has asked for oneself, before it is decided."""
    return _settled(path, operations.withdraw_access)


def _settled(path: ByChange, act: Callable[..., None]) -> Response:
    file = queries.visible_work_file(path.uid, g.actor)
    change = queries.access_change(file, path.change_uid)
    act(change, by=g.actor)
    return shown(_out(change))
