"""Old registers: bring the spreadsheet, look at every line, take over, undo."""

from collections.abc import Sequence
from pathlib import PurePath
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import uploads
from documents.forms.answers import Filled, answer
from documents.forms.books import whole_number
from documents.forms.old_books import FAULTS
from documents.lifecycle import OLD_BOOK
from documents.models import OldBook, OldBookState, OldRow
from documents.policy import Can
from documents.queries.registers import COLUMNS, INCOMING, SENT
from documents.views.blueprint import actor, bp
from documents.views.books import spreadsheet
from office import clock, sheets
from office.db import db
from office.foreign.kinds import Kind
from office.foreign.tables import TABLE_KINDS
from office.i18n import _
from office.permissions import require
from office.ui import paging
from office.ui.toasts import toast

ROWS = 50


@bp.get("/books/old")
def old_books() -> Response:
    """What was brought, and the form to bring more."""
    require(actor(), Can.KEEP_BOOKS, None)
    return _list_page(Filled({"year": str(clock.today().year - 1)}))


def _list_page(filled: Filled) -> Response:
    text = render_template(
        "documents/old_books.html",
        filled=filled,
        rows=queries.old_books(actor()),
        books=_books(),
        numberings=[
            ("one", _("One number sequence for all types")),
            ("type", _("A number sequence for each type")),
        ],
    )
    return make_response(text)


def _books() -> list[tuple[str, str]]:
    named = queries.named_registers(actor().agency_id or 0)
    return [
        (INCOMING, _("Incoming")),
        (SENT, _("Outgoing")),
        *((row.series, row.name) for row in named),
    ]


@bp.post("/books/old")
def bring_old_book() -> Response:
    require(actor(), Can.KEEP_BOOKS, None)
    return answer(_bring, _list_page, request.form)


def _bring() -> Response:
    typed, bundle = request.form, request.files.get("files")
    year = whole_number(typed.get("year", ""), field="year")
    accepted, sheet = uploads.stored(uploads.sent("sheet"), allowed=TABLE_KINDS, field="sheet")
    files = None
    if bundle is not None and bundle.filename:
        _accepted, files = uploads.stored(bundle, allowed=(Kind.ZIP,), field="files")
    numbering = "type" if typed.get("numbering") == "type" else "one"
    brought = operations.Brought(accepted.name, typed.get("book", ""), year, numbering)
    old = operations.bring_old_book(brought, sheet, files, by=actor())
    return redirect(url_for("documents.old_book", uid=old.uid), code=303)


@bp.get("/books/old/template")
def old_book_template() -> Response:
    """An empty spreadsheet with the columns of Annex IV."""
    require(actor(), Can.KEEP_BOOKS, None)
    kind = SENT if request.args.get("book") == SENT else INCOMING
    made = sheets.workbook(queries.title_of(kind, 0), _columns(kind), [])
    return spreadsheet(made, f"{queries.title_of(kind, 0)}.xlsx")


def _columns(kind: str) -> list[sheets.Column]:
    return [sheets.Column(words, width + 6) for words, width in COLUMNS[kind]]


@bp.get("/books/old/<uuid:uid>")
def old_book(uid: UUID) -> Response:
    """The preview: every line as it was read, faults named; nothing is written before."""
    require(actor(), Can.KEEP_BOOKS, None)
    return _preview(queries.old_book(uid, actor()))


def _preview(old: OldBook) -> Response:
    after = paging.decode(request.args.get("after"), int)
    shows_faults = request.args.get("view") == "faults"
    page = paging.page_of(
        _rows(old, after[0] if after else 0, shows_faults), key=lambda row: (row.line,), size=ROWS
    )
    view = "faults" if shows_faults else None
    text = render_template(
        "documents/old_book.html",
        old=old,
        columns=[words for words, _width in COLUMNS[_kind(old)]],
        rows=[(row, _faults(row)) for row in page.rows],
        shows_faults=shows_faults,
        moves={move.name for move in OLD_BOOK.moves(old, actor())},
        next_url=url_for("documents.old_book", uid=old.uid, view=view, after=page.after)
        if page.after
        else "",
        first_url=url_for("documents.old_book", uid=old.uid, view=view) if after else "",
    )
    made = make_response(text)
    if old.state is OldBookState.READING:
        made.headers["Refresh"] = "2"
    return made


def _kind(old: OldBook) -> str:
    return SENT if old.book == SENT else INCOMING


def _rows(old: OldBook, after: int, shows_faults: bool) -> Sequence[OldRow]:  # noqa: FBT001 - a fact
    if shows_faults:
        return [row for row in queries.faulty(old) if row.line > after][: ROWS + 1]
    return db.session.scalars(queries.old_rows(old, after=after).limit(ROWS + 1)).all()


def _faults(row: OldRow) -> list[str]:
    return [str(FAULTS.get(code, code)) for code in row.faults]


@bp.get("/books/old/<uuid:uid>/faults")
def old_book_faults(uid: UUID) -> Response:
    """The lines with faults as a spreadsheet that can be mended and brought again."""
    require(actor(), Can.KEEP_BOOKS, None)
    old = queries.old_book(uid, actor())
    columns = [*_columns(_kind(old)), sheets.Column(_("What is wrong"), 40)]
    rows = ([*row.cells, " ".join(_faults(row))] for row in queries.faulty(old))
    words = _("Faults in %(name)s", name=PurePath(old.name).stem)
    return spreadsheet(sheets.workbook(words, columns, rows), f"{words}.xlsx")


@bp.post("/books/old/<uuid:uid>/acceptance")
def accept_old_book(uid: UUID) -> Response:
    old = queries.old_book(uid, actor())
    operations.accept_old_book(old, leaves_out=request.form.get("leaves_out", ""), by=actor())
    toast(_("The lines stand in the register of %(year)s.", year=old.year))
    return redirect(url_for("documents.old_book", uid=uid), code=303)


@bp.post("/books/old/<uuid:uid>/undoing")
def undo_old_book(uid: UUID) -> Response:
    old = queries.old_book(uid, actor())
    operations.undo_old_book(old, by=actor())
    toast(_("The batch is out of the register again."))
    return redirect(url_for("documents.old_book", uid=uid), code=303)
