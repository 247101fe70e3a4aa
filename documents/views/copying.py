"""Copies: asked for on a document's page, permitted by who may sign them, made by the clerk."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import copying as forms
from documents.forms.answers import Filled, answer
from documents.lifecycle import COPY
from documents.models import CopyKind, Document, DocumentCopy, Medium
from documents.policy.copying import Can
from documents.queries import CopyLine
from documents.views.blueprint import actor, bp, page_of, visible
from documents.views.sheet import beside_pages
from office.db import db
from office.i18n import _, _l, number
from office.permissions import require
from office.ui import paging
from office.ui.parts import Link
from office.ui.toasts import toast
from office.units import queries as units

VIEWS: Mapping[str, object] = {
    "waiting": _l("Waiting for permission"),
    "in-work": _l("In progress"),
    "all": _l("All"),
}


@bp.get("/<uuid:uid>/copy-request", endpoint="copy_request")
def wish_form(uid: UUID) -> Response:
    """What is to be copied how, and who permits it."""
    document = visible(uid)
    require(actor(), Can.ASK_COPY, document)
    return _wish_page(document, Filled({}))


@bp.post("/<uuid:uid>/copy-request")
def ask_copy(uid: UUID) -> Response:
    document = visible(uid)
    require(actor(), Can.ASK_COPY, document)
    return answer(lambda: _ask(document), lambda filled: _wish_page(document, filled), request.form)


def _ask(document: Document) -> Response:
    wish = forms.wish_of(document, request.form, request.files)
    copy = operations.ask_copy(document, wish, by=actor())
    toast(_("The copy is asked for."))
    return redirect(url_for("documents.copy", uid=copy.uid), code=303)


def _wish_page(document: Document, filled: Filled) -> Response:
    signers = forms.signers_for(document, CopyKind.TRUE_COPY)
    return beside_pages(
        "documents/copy_request.html",
        document,
        filled=filled,
        kinds=[(kind.value, kind.label) for kind in CopyKind],
        media=[(medium.value, medium.label) for medium in Medium],
        held_on=forms.held_on(document).value,
        signers=[(one.value, one.label) for one in signers],
    )


@bp.get("/copies")
def copies() -> str:
    """The reader's copies; of clerk and leaders all of the agency."""
    view = request.args.get("view", "waiting")
    view = view if view in VIEWS else "waiting"
    page = _read(view)
    return render_template(
        "documents/copies.html",
        rows=page.rows,
        tabs=[
            Link(str(label), url_for("documents.copies", view=key), is_current=key == view)
            for key, label in VIEWS.items()
        ],
        next_url=url_for("documents.copies", view=view, after=page.after) if page.after else "",
        first_url=url_for("documents.copies", view=view) if "after" in request.args else "",
    )


def _read(view: str) -> paging.Page[tuple[DocumentCopy, Document]]:
    statement = queries.copies_for(actor(), view)
    before = paging.decode(request.args.get("after"), int)
    if before:
        statement = statement.where(DocumentCopy.id < before[0])
    found = db.session.execute(statement.limit(paging.SIZE + 1))
    return paging.page_of([(row[0], row[1]) for row in found], key=lambda row: (row[0].id,))


@bp.get("/copies/<uuid:uid>")
def copy(uid: UUID) -> Response:
    """One copy beside the document: what is wished, where it stands, what may be done."""
    return _copy_page(queries.copy_by_uid(uid, actor()), Filled({}))


def _copy_page(line: CopyLine, filled: Filled) -> Response:
    made = dict(queries.copies_of(line.source, actor())).get(line.copy)
    return beside_pages(
        "documents/copy.html",
        line.source,
        copy=line.copy,
        made=made,
        wanted=_facts(line.copy),
        moves={move.name for move in COPY.moves(line.copy, actor())},
        filled=filled,
    )


def _facts(copy: DocumentCopy) -> list[tuple[str, Any]]:
    told = [
        (_("Copied from"), copy.made_from.label),
        (_("Copied to"), copy.made_as.label),
        (_("What the copy is for"), copy.purpose),
        (_("Number of copies"), number(copy.sheets)),
        (_("Who is to receive it"), copy.send_to),
        (_("Asked by"), copy.asked_by),
        (_("Who permits and signs"), units.desk_label(copy.signer_desk_id)),
        (_("Decided by"), copy.decided_by),
    ]
    return [(name, value) for name, value in told if value]


@bp.post("/copies/<uuid:uid>/permission")
def copy_permission(uid: UUID) -> Response:
    operations.permit_copy(queries.copy_by_uid(uid, actor()).copy, by=actor())
    toast(_("The copy is permitted; it goes to the records clerk."))
    return redirect(url_for("documents.copy", uid=uid), code=303)


@bp.post("/copies/<uuid:uid>/refusal")
def copy_refusal(uid: UUID) -> Response:
    def act(copy: DocumentCopy, reason: str) -> None:
        operations.refuse_copy(copy, reason, by=actor())

    return _with_reason(uid, act)


@bp.post("/copies/<uuid:uid>/withdrawal")
def copy_withdrawal(uid: UUID) -> Response:
    operations.withdraw_copy(queries.copy_by_uid(uid, actor()).copy, by=actor())
    toast(_("The wish is withdrawn."))
    return redirect(url_for("documents.copy", uid=uid), code=303)


@bp.post("/copies/<uuid:uid>/dropping")
def copy_drop(uid: UUID) -> Response:
    def act(copy: DocumentCopy, reason: str) -> None:
        operations.drop_copy(copy, reason, by=actor())

    return _with_reason(uid, act)


def _with_reason(uid: UUID, act: Callable[[DocumentCopy, str], None]) -> Response:
    line = queries.copy_by_uid(uid, actor())

    def done() -> Response:
        act(line.copy, request.form.get("text", ""))
        return redirect(url_for("documents.copy", uid=uid), code=303)

    return answer(done, lambda filled: _copy_page(line, filled), request.form)


@bp.post("/<uuid:uid>/paper-seal")
def paper_seal(uid: UUID) -> Response:
    made = visible(uid)
    operations.seal_paper_copy(made, by=actor())
    toast(_("Signature and seal are entered; the copy may be sent."))
    return redirect(page_of(made), code=303)
