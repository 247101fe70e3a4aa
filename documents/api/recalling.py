"""Acts after the issue, and the answers to what senders ask."""

from uuid import UUID

from flask import Response, g
from pydantic import Field

from documents import operations, queries
from documents.api.frame import DocumentOut, Reason, api, desk_id_of, document_out
from documents.models import Document, Sequel, Urgency
from documents.operations.receivers import recipient_of
from office.api import ByUid, Closed, shown
from office.errors import NotFound
from office.i18n import _


class OrderIn(Closed):
    """Why, and the desk of the leader who has ordered it."""

    reason: str = Field(min_length=1, max_length=4000)
    leader: UUID


class UpdateIn(OrderIn):
    """What is different, and who is added to or taken off the receivers (by their codes)."""

    subject: str = Field("", max_length=4000)
    urgency: Urgency | None = None
    added: list[str] = []
    removed: list[str] = []


class SequelOut(Closed):
    """One act after the issue."""

    uid: UUID
    kind: str
    state: str
    is_incoming: bool
    reason: str
    ordered_by: str
    other: UUID | None


class SequelList(Closed):
    """What became of a document, the newest first."""

    items: list[SequelOut]


def _seen(path: ByUid) -> Document:
    return queries.visible_document(path.uid, g.actor)


def _after(document: Document, status: int = 200) -> Response:
    return shown(document_out(document), status=status, record=document)


def _order(body: OrderIn) -> operations.Order:
    return operations.Order(body.reason, desk_id_of(body.leader))


@api.get("/documents/<uuid:uid>/sequels", responses={200: SequelList})
def sequels(path: ByUid) -> Response:
    """Recalls, updates, replacements and corrections of a document."""
    rows = queries.sequels_of(_seen(path), g.actor)
    return shown(SequelList(items=[_out(row) for row in rows]))


def _out(line: queries.SequelLine) -> SequelOut:
    return SequelOut(
        uid=line.sequel.uid,
        kind=line.sequel.kind.value,
        state=line.sequel.state.value,
        is_incoming=line.sequel.is_incoming,
        reason=line.sequel.reason,
        ordered_by=line.sequel.ordered_by,
        other=line.other.uid if line.other else None,
    )


@api.post("/documents/<uuid:uid>/recall", responses={200: DocumentOut})
def recall(path: ByUid, body: OrderIn) -> Response:
    """Call an issued document back from all receivers."""
    document = _seen(path)
    operations.recall(document, _order(body), by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/amendment", responses={200: DocumentOut})
def amendment(path: ByUid, body: UpdateIn) -> Response:
    """Update what the registers say of an issued document, and its receivers."""
    document = _seen(path)
    after = {"subject": body.subject, "urgency": body.urgency.value if body.urgency else ""}
    added = tuple(recipient_of(code) for code in body.added)
    changes = operations.Changes(after, added, tuple(body.removed))
    operations.update(document, changes, _order(body), by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/replacement", responses={201: DocumentOut})
def replacement(path: ByUid, body: Reason) -> Response:
    """Draft the document that takes the place of an issued one."""
    return _after(operations.start_replacement(_seen(path), body.reason, by=g.actor), status=201)


@api.post("/documents/<uuid:uid>/correction-letter", responses={201: DocumentOut})
def correction_letter(path: ByUid, body: Reason) -> Response:
    """Draft the letter that corrects an issued document."""
    return _after(operations.start_correction(_seen(path), body.reason, by=g.actor), status=201)


@api.post("/documents/<uuid:uid>/agreement", responses={200: DocumentOut})
def agreement(path: ByUid) -> Response:
    """Do as the sender asks (15)."""
    document = _seen(path)
    operations.agree(_asked(document), by=g.actor)
    return _after(document)


@api.post("/documents/<uuid:uid>/declining", responses={200: DocumentOut})
def declining(path: ByUid, body: Reason) -> Response:
    """Refuse what the sender asks, with the reason (16)."""
    document = _seen(path)
    operations.decline(_asked(document), body.reason, by=g.actor)
    return _after(document)


def _asked(document: Document) -> Sequel:
    found = queries.open_request_on(document)
    if found is None:
        raise NotFound(_("The sender asks nothing of this document."))
    return found
