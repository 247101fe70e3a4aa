"""Spreadsheets of officials: brought, columns assigned, rows looked at, approved."""

from uuid import UUID

from flask import Flask, make_response, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from office import clock, sheets
from office.db import db
from office.i18n import _, _l
from office.permissions import allowed, require
from office.ui import menu, paging
from office.ui.filled import NOTHING, Filled, answer
from office.ui.parts import Link
from office.ui.toasts import toast
from office.units import queries as units
from personnel import operations, queries
from personnel.forms import imports as forms
from personnel.lifecycle import IMPORT
from personnel.models import ImportBatch, ImportState, Purpose, RowState
from personnel.policy.imports import CanImport, imports_by_post
from personnel.record.sheets import columns, headings
from personnel.views.blueprint import actor, bp
from personnel.views.imports_rows import faulty_sheet, samples_of, shown_rows

ROWS = 50
WORKING = (ImportState.READING, ImportState.MAPPED, ImportState.APPROVED)
ASKING = (ImportState.UPLOADED,)


def register(app: Flask) -> None:
    """The entry of the navigation."""
    word = _l("Import of dossiers")
    entry = menu.Entry(
        "personnel.imports", word, "in", menu.Section.ORGANISATION, 43, visible=imports_by_post
    )
    menu.register(app, entry)


@bp.get("/imports")
def imports() -> str:
    """What was brought, and the form to bring more."""
    return _list_page(NOTHING)


def _list_page(filled: Filled) -> str:
    require(actor(), CanImport.SEE, actor().agency_id)
    return render_template(
        "personnel/imports.html",
        filled=filled,
        rows=[(one, queries.import_counts(one)) for one in queries.imports_of(actor())],
        may_bring=allowed(actor(), CanImport.BRING, actor().agency_id),
        purposes=[(one.value, one.label) for one in Purpose],
        today=f"{clock.today():%d/%m/%Y}",
    )


@bp.post("/imports")
def bring_import() -> Response:
    require(actor(), CanImport.BRING, actor().agency_id)

    def act() -> str:
        name, data = forms.file_sent()
        brought = forms.brought_of(request.form, name)
        return _address(operations.bring_import(brought, data, by=actor()))

    return answer(act, _list_page, name="file")


def _address(batch: ImportBatch) -> str:
    return url_for("personnel.import_batch", uid=batch.uid)


@bp.get("/imports/template")
def import_template() -> FlaskResponse:
    """An empty spreadsheet whose columns are all understood."""
    require(actor(), CanImport.SEE, actor().agency_id)
    words = [forms.target_label(one) for one in columns.OFFERED]
    made = sheets.workbook(
        "Danh sách cán bộ, công chức, viên chức", [sheets.Column(one, 20) for one in words], []
    )
    return download(made, "mau-nhap-ho-so.xlsx")


def download(data: bytes, name: str) -> FlaskResponse:
    """A spreadsheet to take away."""
    sent = FlaskResponse(data, content_type=sheets.MEDIA_TYPE)
    sent.headers.set("Content-Disposition", "attachment", filename=name)
    sent.headers["Cache-Control"] = "no-store"
    return sent


# ---------------------------------------------------------------------------- one of them


@bp.get("/imports/<uuid:uid>")
def import_batch(uid: UUID) -> Response:
    """One batch: its columns while they are asked for, then its rows."""
    batch = queries.visible_import(uid, actor())
    made = make_response(_page(batch, NOTHING))
    if batch.state in WORKING:
        made.headers["Refresh"] = "2"
    return made


def _page(batch: ImportBatch, filled: Filled) -> str:
    counts = queries.import_counts(batch)
    view = request.args.get("view", "")
    view = view if view in set(RowState) else ""
    after = paging.decode(request.args.get("after"), int)
    wanted = [RowState(view)] if view else []
    found = queries.import_rows(batch, after=after[0] if after else 0, states=wanted)
    rows = db.session.scalars(found.limit(ROWS + 1)).all()
    page = paging.page_of(rows, key=lambda row: (row.line,), size=ROWS)
    asks = _asks(batch)
    return render_template(
        "personnel/import.html",
        batch=batch,
        filled=filled,
        agency=units.name_of(batch.agency_id),
        counts=counts,
        total=sum(counts.values()),
        good=counts[RowState.GOOD],
        bad=counts[RowState.BAD],
        warned=queries.warned_count(batch),
        moves={move.name for move in IMPORT.moves(batch, actor())},
        is_own=batch.creator_id == actor().person_id,
        names=queries.column_names(batch),
        targets=_targets(batch),
        options=forms.target_options() if asks else [],
        samples=samples_of(batch, actor()) if asks else [],
        asks=asks,
        rows=[] if asks else shown_rows(batch, page.rows, actor()),
        tabs=_tabs(batch, view),
        next_url=url_for("personnel.import_batch", uid=batch.uid, view=view, after=page.after)
        if page.after
        else "",
        first_url=url_for("personnel.import_batch", uid=batch.uid, view=view) if after else "",
    )


def _asks(batch: ImportBatch) -> bool:
    """Whether the columns are to be chosen: at first, or anew after a look at the rows."""
    may_choose = allowed(actor(), CanImport.PREPARE, batch)
    is_anew = batch.state is ImportState.CHECKED and "columns" in request.args
    return may_choose and (batch.state in ASKING or is_anew)


def _targets(batch: ImportBatch) -> list[str]:
    return [batch.mapping.get(str(place), "") for place in range(len(batch.headings))]


def _tabs(batch: ImportBatch, view: str) -> list[Link]:
    counts = queries.import_counts(batch)
    every = Link(
        _("All rows"),
        url_for("personnel.import_batch", uid=batch.uid),
        is_current=not view,
        count=sum(counts.values()),
    )
    return [every] + [
        Link(
            str(state.label),
            url_for("personnel.import_batch", uid=batch.uid, view=state.value),
            is_current=view == state.value,
            count=counts[state],
        )
        for state in (RowState.BAD, RowState.GOOD, RowState.DONE)
        if counts[state]
    ]


@bp.post("/imports/<uuid:uid>/columns")
def assign_columns(uid: UUID) -> Response:
    batch = queries.visible_import(uid, actor())
    require(actor(), CanImport.PREPARE, batch)

    def act() -> str:
        chosen = forms.mapping_of(request.form, len(batch.headings))
        remember = request.form.get("remember", "")
        operations.assign_columns(batch, chosen, remember=remember, by=actor())
        return _address(batch)

    return answer(act, lambda filled: _page(batch, filled), name="remember")


@bp.post("/imports/<uuid:uid>/corrections")
def mend_import(uid: UUID) -> Response:
    batch = queries.visible_import(uid, actor())
    require(actor(), CanImport.PREPARE, batch)

    def act() -> str:
        _name, data = forms.file_sent()
        operations.mend_import(batch, data, by=actor())
        return _address(batch)

    return answer(act, lambda filled: _page(batch, filled), name="file")


@bp.post("/imports/<uuid:uid>/approval")
def approve_import(uid: UUID) -> Response:
    batch = queries.visible_import(uid, actor())
    operations.approve_import(batch, by=actor())
    toast(_("The rows without errors are being entered."))
    return redirect(_address(batch), code=303)


@bp.post("/imports/<uuid:uid>/dropping")
def drop_import(uid: UUID) -> Response:
    batch = queries.visible_import(uid, actor())
    operations.drop_import(batch, by=actor())
    toast(_("The import has been dropped; nothing more of it is entered."))
    return redirect(url_for("personnel.imports"), code=303)


@bp.get("/imports/<uuid:uid>/faults")
def import_faults(uid: UUID) -> FlaskResponse:
    """The rows with errors and the reasons: to be corrected and brought again as they are."""
    batch = queries.visible_import(uid, actor())
    require(actor(), CanImport.PREPARE, batch)
    return download(faulty_sheet(batch, headings.LINE), "dong-can-sua.xlsx")
