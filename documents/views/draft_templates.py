"""Templates of one's own and of the unit, and former documents, to begin new drafts from."""

from functools import partial
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms.answers import Filled, answer
from documents.models import Document, DraftTemplate
from documents.policy.drafting import Can
from documents.views.blueprint import actor, bp, visible
from documents.views.sheet import beside_pages
from office import law
from office.i18n import _
from office.permissions import allowed, require
from office.ui.toasts import toast
from office.units import queries as units

UNIT = "unit"


@bp.get("/templates")
def templates() -> Response:
    """My templates and those shared with my unit."""
    require(actor(), Can.USE_TEMPLATES)
    return _list_page(Filled({}))


@bp.get("/templates/<uuid:uid>")
def template(uid: UUID) -> Response:
    """The name of a template and with whom it is shared."""
    kept = queries.template_by(uid, actor())
    require(actor(), Can.CHANGE_TEMPLATE, kept)
    values = {"name": kept.name, "whose": UNIT if kept.unit_id else "own"}
    return _list_page(Filled(values), edited=kept)


@bp.post("/templates/<uuid:uid>")
def change_template(uid: UUID) -> Response:
    kept = queries.template_by(uid, actor())

    def act() -> Response:
        name = request.form.get("name", "")
        operations.change_template(kept, name, unit_id=_shared_with(kept), by=actor())
        return _back(_("The template is kept."))

    return answer(act, partial(_list_page, edited=kept), request.form)


@bp.post("/templates/<uuid:uid>/dropping")
def drop_template(uid: UUID) -> Response:
    operations.drop_template(queries.template_by(uid, actor()), by=actor())
    return _back(_("The template is dropped; drafts begun from it stay."))


@bp.post("/templates/<uuid:uid>/draft")
def start_from_template(uid: UUID) -> Response:
    made = operations.start_from_template(queries.template_by(uid, actor()), by=actor())
    return _begun(made)


@bp.post("/<uuid:uid>/copy")
def copy_draft(uid: UUID) -> Response:
    """Begin a new draft with the text of an issued document."""
    return _begun(operations.start_copy(visible(uid), by=actor()))


@bp.get("/<uuid:uid>/draft/as-template")
def as_template(uid: UUID) -> Response:
    document = _draft(uid)
    return _keep_page(document, Filled({"name": document.subject[:120], "whose": "own"}))


@bp.post("/<uuid:uid>/draft/as-template")
def keep_template(uid: UUID) -> Response:
    document = _draft(uid)

    def act() -> Response:
        name = request.form.get("name", "")
        operations.keep_template(document, name, unit_id=_shared_with(), by=actor())
        return _back(_("The template is kept."))

    return answer(act, partial(_keep_page, document), request.form)


def _draft(uid: UUID) -> Document:
    document = visible(uid)
    require(actor(), Can.USE_TEMPLATES)
    require(actor(), Can.READ_VERSIONS, document)
    return document


def _shared_with(kept: DraftTemplate | None = None) -> int | None:
    """The unit that reads it too; shared with another one it stays where it is."""
    if request.form.get("whose") != UNIT:
        return None
    return kept.unit_id if kept and kept.unit_id else actor().unit_id


def _begun(made: Document) -> Response:
    toast(_("The draft begins with the former text; read what has to be changed."))
    return redirect(url_for("documents.draft", uid=made.uid), code=303)


def _back(words: str) -> Response:
    toast(words)
    return redirect(url_for("documents.templates"), code=303)


def _keep_page(document: Document, filled: Filled) -> Response:
    return beside_pages(
        "documents/as_template.html", document, filled=filled, unit=_unit_name(actor().unit_id)
    )


def _list_page(filled: Filled, *, edited: DraftTemplate | None = None) -> Response:
    kept = queries.templates_for(actor())
    own = [row for row in kept if row.person_id == actor().person_id]
    text = render_template(
        "documents/templates.html",
        filled=filled,
        edited=edited,
        groups=[
            (_("My templates"), own),
            (_("Shared with my unit"), [row for row in kept if row not in own]),
        ],
        may_change={row.id for row in kept if allowed(actor(), Can.CHANGE_TEMPLATE, row)},
        type_name=lambda code: law.document_type(code).vi,
        unit_name=_unit_name,
        unit=_unit_name(edited.unit_id if edited and edited.unit_id else actor().unit_id),
    )
    return make_response(text)


def _unit_name(unit_id: int | None) -> str:
    return units.name_of(unit_id) if unit_id else ""
