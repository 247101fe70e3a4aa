"""Keeping one document in sight: the flag behind its acts."""

from uuid import UUID

from flask import redirect, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.models import Document
from documents.policy.belonging import Can
from documents.views.blueprint import actor, bp, page_of, visible
from office.i18n import _
from office.permissions import Actor, allowed
from office.ui.parts import Act
from office.ui.toasts import toast


def offered(document: Document, reader: Actor) -> list[Act]:
    """Flag, or remove the flag."""
    if not allowed(reader, Can.FLAG, document):
        return []
    if queries.is_flagged(document, reader):
        url = url_for("documents.flag_end", uid=document.uid)
        return [Act(_("Remove the flag"), url, icon="flag", is_minor=True)]
    url = url_for("documents.flag", uid=document.uid)
    return [Act(_("Flag"), url, icon="flag", is_minor=True)]


@bp.post("/<uuid:uid>/flag")
def flag(uid: UUID) -> Response:
    document = visible(uid)
    operations.flag(document, by=actor())
    toast(_("Flagged: it stays in the view “Flagged” of the lists."))
    return redirect(page_of(document), code=303)


@bp.post("/<uuid:uid>/flag-end", endpoint="flag_end")
def lift_flag(uid: UUID) -> Response:
    document = visible(uid)
    operations.lift_flag(document, by=actor())
    toast(_("The flag is removed."))
    return redirect(page_of(document), code=303)
