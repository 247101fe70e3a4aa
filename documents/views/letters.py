"""Sending an issued document as a letter: the act behind its others."""

from uuid import UUID

from flask import redirect, url_for
from werkzeug.wrappers import Response

from documents import operations
from documents.models import Document, DocumentState
from documents.policy.after_issue import Can
from documents.views.blueprint import actor, bp, visible
from mail import queries as boxes
from office.i18n import _
from office.permissions import Actor, allowed
from office.ui.parts import Act


def offered(document: Document, reader: Actor) -> list[Act]:
    """Only to who has a mailbox: what leads nowhere is not shown."""
    is_ready = document.state is DocumentState.ISSUED and allowed(reader, Can.SEND_LETTER, document)
    if not is_ready or not boxes.own_box(reader.person_id or 0):
        return []
    url = url_for("documents.begin_letter", uid=document.uid)
    return [Act(_("Send by e-mail"), url, icon="mail", is_minor=True)]


@bp.post("/<uuid:uid>/letter")
def begin_letter(uid: UUID) -> Response:
    """Lead on to the letter, with the files in it."""
    draft = operations.begin_letter(visible(uid), by=actor())
    return redirect(url_for("webmail.draft", uid=draft), code=303)
