"""Frozen sets: what is frozen and why, freezing a choice, a search or a work file, lifting."""

from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import uploads
from documents.forms.answers import Filled, answer
from documents.forms.questions import Question
from documents.models import Document, Freeze, FreezeState, WorkFile
from documents.operations.freezing import MOST, UNFINISHED
from documents.policy.keeping import Can
from documents.views.blueprint import actor, bp
from documents.views.facts import number_line
from office.db import db
from office.i18n import _, ngettext
from office.permissions import Actor, allowed, require
from office.ui import paging
from office.ui.parts import Act, Link
from office.ui.toasts import toast


def offered(document: Document, reader: Actor) -> list[Act]:
    """Freezing stands behind the acts of what is registered or issued."""
    if document.state in UNFINISHED or not allowed(reader, Can.FREEZE, None):
        return []
    url = url_for("documents.new_freeze", chosen=document.uid)
    return [Act(_("Freeze"), url, icon="lock", method="get", is_minor=True)]


def freezing() -> list[Act]:
    """Several chosen documents are frozen as one set."""
    if not allowed(actor(), Can.FREEZE, None):
        return []
    return [Act(_("Freeze"), url_for("documents.freeze"), "", "lock", is_minor=True)]


@bp.get("/freezes")
def freezes() -> str:
    """What is frozen now; lifted sets stay readable."""
    require(actor(), Can.READ_FREEZES, None)
    shows_all = request.args.get("view") == "all"
    statement = queries.freezes_of(actor())
    if not shows_all:
        statement = statement.where(Freeze.state == FreezeState.HELD)
    before = paging.decode(request.args.get("after"), int)
    if before:
        statement = statement.where(Freeze.id < before[0])
    found = db.session.scalars(statement.limit(paging.SIZE + 1)).all()
    page = paging.page_of(found, key=lambda row: (row.id,))
    view = "all" if shows_all else None
    return render_template(
        "documents/freezes.html",
        rows=page.rows,
        sizes=queries.sizes_of(page.rows),
        tabs=[
            Link(_("Frozen"), url_for("documents.freezes"), is_current=not shows_all),
            Link(_("All"), url_for("documents.freezes", view="all"), is_current=shows_all),
        ],
        next_url=url_for("documents.freezes", view=view, after=page.after) if page.after else "",
        first_url=url_for("documents.freezes", view=view) if before else "",
    )


@bp.get("/freezes/new")
def new_freeze() -> Response:
    """What would be frozen: the chosen rows, what a search found, or a work file."""
    require(actor(), Can.FREEZE, None)
    file = _file(request.args.get("file", ""))
    documents = [] if file else _chosen()
    return _new_page(documents, file, Filled({}))


def _file(text: str) -> WorkFile | None:
    named = uploads.uids_of([text]) if text else []
    return queries.visible_work_file(named[0], actor()) if named else None


def _chosen() -> list[Document]:
    """Those that can be frozen; of a search one more than a set holds, so that it is refused."""
    values = request.values.getlist("chosen")
    if values:
        found = queries.visible_documents(uploads.uids_of(values), actor())
    else:
        asked = Question.of(request.values)
        narrowed = queries.found(actor(), asked.q, narrow=asked.conditions())
        found = queries.records_of(narrowed, MOST + 1) if asked.values() else []
    return [one for one in found if one.state not in UNFINISHED]


@bp.post("/freezes")
def freeze() -> Response:
    """Freeze them; rows that come without a reason are shown first."""
    require(actor(), Can.FREEZE, None)
    file = _file(request.form.get("file", ""))
    documents = [] if file else _chosen()
    if "text" not in request.form:
        return _new_page(documents, file, Filled({}))
    return answer(
        lambda: _freeze(documents, file),
        lambda filled: _new_page(documents, file, filled),
        request.form,
    )


def _freeze(documents: list[Document], file: WorkFile | None) -> Response:
    typed = request.form
    reason = typed.get("text", "")
    if file:
        made = operations.freeze_file(file, reason, by=actor())
    else:
        made = operations.freeze_documents(
            documents, name=typed.get("name", ""), reason=reason, by=actor()
        )
    toast(_("Frozen. Nobody changes or destroys any of it until you lift it."))
    return redirect(url_for("documents.freeze_page", uid=made.uid), code=303)


def _new_page(documents: list[Document], file: WorkFile | None, filled: Filled) -> Response:
    text = render_template(
        "documents/freeze_new.html",
        documents=documents,
        file=file,
        filled=filled,
        counted=ngettext("%(num)d document", "%(num)d documents", len(documents)),
    )
    return make_response(text)


@bp.get("/freezes/<uuid:uid>")
def freeze_page(uid: UUID) -> Response:
    """One set with its documents, and how it is lifted."""
    require(actor(), Can.READ_FREEZES, None)
    return _page(queries.freeze_by(uid, actor()), Filled({}))


@bp.post("/freezes/<uuid:uid>/lifting")
def lift(uid: UUID) -> Response:
    """Let the set change again."""
    require(actor(), Can.READ_FREEZES, None)
    made = queries.freeze_by(uid, actor())

    def act() -> Response:
        operations.lift_freeze(made, request.form.get("text", ""), by=actor())
        toast(_("The freeze was lifted."))
        return redirect(url_for("documents.freeze_page", uid=made.uid), code=303)

    return answer(act, lambda filled: _page(made, filled), request.form)


def _page(made: Freeze, filled: Filled) -> Response:
    rows = queries.frozen_in(made, actor())
    size = queries.sizes_of([made]).get(made.id, 0)
    text = render_template(
        "documents/freeze.html",
        made=made,
        filled=filled,
        rows=rows,
        hidden=size - len(rows),
        size=size,
        number_line=number_line,
        file=db.session.get(WorkFile, made.work_file_id or 0),
        lifts=made.state is FreezeState.HELD and allowed(actor(), Can.FREEZE, made),
    )
    return make_response(text)
