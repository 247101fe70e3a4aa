"""Use of kept copies: who has which, lend and take back (sổ sử dụng bản lưu)."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import choices
from documents.forms.answers import Filled, answer
from documents.models import CopyLoan, Document
from documents.policy import Can
from documents.views.blueprint import actor, bp, visible
from documents.views.sheet import beside_pages
from office.db import db
from office.i18n import _
from office.permissions import allowed, require
from office.ui import paging
from office.ui.toasts import toast


@bp.get("/books/loans")
def loans() -> str:
    """Who uses which kept copy; what is still out stands in the first view."""
    require(actor(), Can.READ_BOOKS, None)
    shows_all = request.args.get("view") == "all"
    statement = queries.loans_of(actor())
    if not shows_all:
        statement = statement.where(CopyLoan.returned_at.is_(None))
    before = paging.decode(request.args.get("after"), int)
    if before:
        statement = statement.where(CopyLoan.id < before[0])
    rows: list[tuple[CopyLoan, Document]] = [
        (row[0], row[1]) for row in db.session.execute(statement.limit(paging.SIZE + 1))
    ]
    page = paging.page_of(rows, key=lambda row: (row[0].id,))
    view = "all" if shows_all else None
    return render_template(
        "documents/loans.html",
        rows=page.rows,
        shows_all=shows_all,
        may_keep=allowed(actor(), Can.KEEP_BOOKS),
        next_url=url_for("documents.loans", view=view, after=page.after) if page.after else "",
        first_url=url_for("documents.loans", view=view) if before else "",
    )


@bp.get("/<uuid:uid>/loan")
def loan(uid: UUID) -> Response:
    """Lend the kept copy of a document."""
    document = visible(uid)
    require(actor(), Can.KEEP_BOOKS, document)
    return _loan_page(document, Filled({}))


@bp.post("/<uuid:uid>/loan")
def lend_copy(uid: UUID) -> Response:
    document = visible(uid)
    return answer(
        lambda: _lend(document), lambda filled: _loan_page(document, filled), request.form
    )


def _lend(document: Document) -> Response:
    typed = request.form
    due_on = typed.get("due_on", "")
    operations.lend_copy(
        document,
        borrower=typed.get("borrower", ""),
        permitted_by=typed.get("permitted_by", ""),
        file_code=typed.get("file_code", ""),
        due_on=choices.day_of(due_on, field="due_on") if due_on else None,
        note=typed.get("note", ""),
        by=actor(),
    )
    toast(_("The loan stands in the register."))
    return redirect(url_for("documents.loans"), code=303)


def _loan_page(document: Document, filled: Filled) -> Response:
    return beside_pages("documents/loan.html", document, filled=filled)


@bp.post("/books/loans/<uuid:uid>/return")
def return_copy(uid: UUID) -> Response:
    operations.return_copy(queries.loan_of(uid, actor()), by=actor())
    toast(_("The copy is back."))
    return redirect(url_for("documents.loans"), code=303)
