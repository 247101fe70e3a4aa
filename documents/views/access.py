"""Who reads one document: the readers, the changes asked for, and their confirmation."""

from collections.abc import Callable
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import access as forms
from documents.forms.answers import Filled
from documents.models import AccessKind, Document, DocumentAccess
from documents.operations.document_access import UNSETTLED
from documents.policy.access import Can
from documents.views.access_changes import (
    CONFIRMED,
    FIRST,
    REFUSED,
    WITHDRAWN,
    asked,
    lines_of,
    settled,
)
from documents.views.blueprint import actor, bp, page_of, visible
from documents.views.sheet import beside_pages
from office.i18n import _
from office.permissions import Actor, allowed, require
from office.ui.parts import Act
from office.units import queries as units


def offered(document: Document, reader: Actor) -> list[Act]:
    """Its readers stand behind the acts of what is registered or submitted."""
    if document.state in UNSETTLED or not allowed(reader, Can.CHANGE_ACCESS, document):
        return []
    url = url_for("documents.access", uid=document.uid)
    return [Act(_("Access"), url, icon="eye", method="get", is_minor=True)]


@bp.get("/<uuid:uid>/access")
def access(uid: UUID) -> Response:
    """Who reads the document, what waits for confirmation, and how a change is asked for."""
    document = visible(uid)
    require(actor(), Can.READ_ACCESS, document)
    return _page(document, Filled(FIRST))


@bp.post("/<uuid:uid>/access")
def ask_document_access(uid: UUID) -> Response:
    """Ask; nothing changes before it is confirmed."""
    document = visible(uid)
    return asked(
        lambda: operations.ask_document_access(document, forms.wish_of(request.form), by=actor()),
        page_of(document),
        lambda filled: _page(document, filled),
    )


@bp.post("/<uuid:uid>/access/<uuid:change_uid>/confirmation")
def access_confirmation(uid: UUID, change_uid: UUID) -> Response:
    """The change holds from now on."""
    return _settle(uid, change_uid, operations.confirm_document_access, CONFIRMED)


@bp.post("/<uuid:uid>/access/<uuid:change_uid>/refusal")
def access_refusal(uid: UUID, change_uid: UUID) -> Response:
    """The readers stay as they were."""
    return _settle(uid, change_uid, operations.refuse_document_access, REFUSED)


@bp.post("/<uuid:uid>/access/<uuid:change_uid>/withdrawal")
def access_withdrawal(uid: UUID, change_uid: UUID) -> Response:
    """Who asked takes the wish back; nobody has to confirm it any more."""
    return _settle(uid, change_uid, operations.withdraw_document_access, WITHDRAWN)


def _settle(uid: UUID, change_uid: UUID, act: Callable[..., None], done: object) -> Response:
    document = visible(uid)
    act(queries.document_change(document, change_uid), by=actor())
    return settled(done, page_of(document))


def _page(document: Document, filled: Filled) -> Response:
    reader = actor()
    now = AccessKind.RESTRICT if document.is_restricted else AccessKind.RELEASE
    asks = document.state not in UNSETTLED and allowed(reader, Can.CHANGE_ACCESS, document)
    confirmers = queries.access_confirmers(document, but=reader.desk_id) if asks else []
    words = DocumentAccess.WORDS.items()
    readers = [row.desk_id for row in queries.reader_desks(document)]
    names = units.desk_labels({*readers, *(desk.id for desk in confirmers)})
    return beside_pages(
        "documents/document_access.html",
        document,
        filled=filled,
        changes=lines_of(document, queries.document_changes(document), reader),
        readers=[names[desk_id] for desk_id in readers],
        asks=asks,
        kinds=[(kind.value, str(label)) for kind, label in words if kind is not now],
        desks=forms.desks_of(document.agency_id) if asks else [],
        confirmers=[(str(desk.uid), names[desk.id]) for desk in confirmers],
    )
