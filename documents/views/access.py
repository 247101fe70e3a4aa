"""Who reads one document: the readers, the changes asked for, and their confirmation."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import access as forms
from documents.forms.answers import Filled, answer
from documents.models import AccessKind, Document
from documents.models.access import CHANGES
from documents.operations.document_access import UNSETTLED
from documents.policy.access import Can
from documents.views.blueprint import actor, bp, page_of, visible
from documents.views.sheet import beside_pages
from office.i18n import _
from office.permissions import Actor, allowed, require
from office.ui.parts import Act
from office.ui.toasts import toast
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
    return _page(document, Filled({"kind": AccessKind.GRANT.value}))


@bp.post("/<uuid:uid>/access")
def ask_document_access(uid: UUID) -> Response:
    """Ask; nothing changes before it is confirmed."""
    document = visible(uid)

    def act() -> Response:
        wish = forms.wish_of(request.form)
        operations.ask_document_access(document, wish, by=actor())
        toast(_("The change waits for confirmation; until then nothing changes."))
        return redirect(page_of(document), code=303)

    return answer(act, lambda filled: _page(document, filled), request.form)


@bp.post("/<uuid:uid>/access/<uuid:change_uid>/confirmation")
def access_confirmation(uid: UUID, change_uid: UUID) -> Response:
    """The change holds from now on."""
    document = visible(uid)
    change = queries.document_change(document, change_uid)
    operations.confirm_document_access(change, by=actor())
    toast(_("The change of access holds from now on."))
    return redirect(page_of(document), code=303)


@bp.post("/<uuid:uid>/access/<uuid:change_uid>/refusal")
def access_refusal(uid: UUID, change_uid: UUID) -> Response:
    """The readers stay as they were."""
    document = visible(uid)
    change = queries.document_change(document, change_uid)
    operations.refuse_document_access(change, by=actor())
    toast(_("The access stays as it was."))
    return redirect(page_of(document), code=303)


def _page(document: Document, filled: Filled) -> Response:
    changes = queries.document_changes(document)
    reader = actor()
    confirmers = queries.access_confirmers(document, but=reader.desk_id)
    now = AccessKind.RESTRICT if document.is_restricted else AccessKind.RELEASE
    asks = document.state not in UNSETTLED and allowed(reader, Can.CHANGE_ACCESS, document)
    return beside_pages(
        "documents/document_access.html",
        document,
        filled=filled,
        asked=forms.waiting_in(changes),
        decides=forms.decided_by(changes, reader),
        former=forms.decided_in(changes),
        readers=[units.desk_label(row.desk_id) for row in queries.reader_desks(document)],
        asks=asks,
        kinds=[(kind.value, str(words)) for kind, words in CHANGES.items() if kind is not now],
        desks=forms.desks_of(document) if asks else [],
        confirmers=[(str(desk.uid), units.desk_label(desk.id)) for desk in confirmers],
        desk_name=units.desk_label,
    )
