"""The clerk's last steps: the number with its date, the seal, issuing."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices, uploads
from documents.models import Document, DocumentState, Draft
from documents.operations.receivers import recipient_of
from documents.policy import Can
from documents.views.blueprint import actor, bp, page_of, still, visible
from documents.views.sheet import beside_pages
from office import clock
from office.errors import NotFound
from office.i18n import _, apart
from office.permissions import allowed, require
from office.ui.toasts import toast


@bp.get("/<uuid:uid>/numbering")
def numbering(uid: UUID) -> Response:
    """The next number and the receivers to check, before anything is fixed."""
    document = visible(uid)
    require(actor(), Can.NUMBER, document)
    still(document, DocumentState.SIGNED)
    return beside_pages(
        "documents/numbering.html",
        document,
        symbol=choices.next_symbol(document),
        reserved=choices.reserved_numbers(document),
        today=clock.today(),
        receivers=receivers_of(drafted(document)),
    )


@bp.post("/<uuid:uid>/numbering")
def number(uid: UUID) -> Response:
    document = visible(uid)
    operations.number_document(
        document,
        reserved=next(iter(uploads.uids_of([request.form.get("reserved", "")])), None),
        issue_when_sealed=bool(request.form.get("issue_when_sealed")),
        by=actor(),
    )
    toast(_("Number given: %(number)s", number=apart(document.symbol)))
    onward = url_for("documents.seal", uid=uid)
    may_seal = allowed(actor(), Can.SEAL, document)
    return redirect(onward if may_seal else page_of(document), code=303)


@bp.post("/<uuid:uid>/issuance", endpoint="issuance")
def issue(uid: UUID) -> Response:
    document = visible(uid)
    operations.issue(document, by=actor())
    toast(_("The document has been issued."))
    return redirect(page_of(document), code=303)


@bp.post("/<uuid:uid>/sending-again")
def send_again(uid: UUID) -> Response:
    document = visible(uid)
    operations.send_again(document, by=actor())
    toast(_("The document is being sent again."))
    is_followed = "followed" in request.form
    onward = url_for("documents.deliveries") if is_followed else page_of(document)
    return redirect(onward, code=303)


def drafted(document: Document) -> Draft:
    """The drafting side; an incoming document has none."""
    draft = queries.draft_of(document)
    if draft is None:
        raise NotFound(_("This document was not drafted here."))
    return draft


def receivers_of(draft: Draft) -> list[tuple[str, str]]:
    """Code and name of every receiver, our own agencies by their present name."""
    return [(code, recipient_of(code).name) for code in draft.recipients]
