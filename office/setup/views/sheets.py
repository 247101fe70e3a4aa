"""Units and people from one spreadsheet: upload, preview, acceptance, slips."""

from uuid import UUID

from flask import Response as FlaskResponse
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from office import blobs, clock, sheets
from office.db import db
from office.errors import Invalid
from office.foreign.kinds import Kind
from office.foreign.refusals import WORDS, ForeignFileRefused, Reason
from office.foreign.uploads import check_upload
from office.i18n import _
from office.setup import columns, operations, queries
from office.setup.models import SheetState, StaffSheet
from office.setup.operations.slips import waiting_for_slips
from office.setup.planning import Plan, RowPlan, plan
from office.setup.views.blueprint import NOTHING, Filled, actor, agency_of, answer, bp, shown
from office.setup.words import STATES, STEPS
from office.ui.toasts import toast
from office.units.models import Unit
from office.units.queries import name_of

MOST_SHOWN = 500
MOST_SHEETS = 20
SIZE_LIMIT = 10 * 1024 * 1024


@bp.get("/template")
def template() -> FlaskResponse:
    """The empty spreadsheet with its headings and an invented agency."""
    return _download(columns.template("Danh sách đơn vị và nhân sự"), "danh-sach-nhan-su.xlsx")


def _download(data: bytes, name: str) -> FlaskResponse:
    answer = FlaskResponse(data, content_type=sheets.MEDIA_TYPE)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.get("/agencies/<uuid:uid>/sheets")
def list_sheets(uid: UUID) -> str:
    return _list_page(agency_of(uid), NOTHING)


def _list_page(agency: Unit, filled: Filled) -> str:
    rows = db.session.scalars(queries.sheets_of(agency.id).limit(MOST_SHEETS)).all()
    return shown(
        "sheets",
        agency=agency,
        name=name_of(agency.id),
        rows=rows,
        states=STATES,
        headings=columns.HEADINGS,
        roles=columns.ROLE_NAMES,
        filled=filled,
    )


@bp.post("/agencies/<uuid:uid>/sheets")
def receive_sheet(uid: UUID) -> Response:
    agency = agency_of(uid)
    return answer(lambda: _receive(agency), lambda filled: _list_page(agency, filled), name="file")


def _receive(agency: Unit) -> str:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid(_("The file is missing."), fields={"file": _("Choose the spreadsheet.")})
    try:
        taken = check_upload(
            file.stream,  # type: ignore[arg-type]  # a spooled file reads like one
            file.filename,
            allowed=(Kind.XLSX, Kind.TEXT),
            size_limit=SIZE_LIMIT,
        )
    except ForeignFileRefused as refusal:
        words = f"{refusal.message} {refusal.fix}"
        raise Invalid(refusal.message, fields={"file": words}) from None
    stored = blobs.put(file.stream)  # type: ignore[arg-type]  # a spooled file reads like one
    sheet = operations.receive_sheet(agency, file_name=taken.name, sha256=stored.sha256, by=actor())
    return url_for("setup.sheet", uid=sheet.uid)


# --------------------------------------------------------------------------- one of them


@bp.get("/sheets/<uuid:uid>")
def sheet(uid: UUID) -> str:
    found = queries.sheet_by_uid(uid)
    agency = queries.unit_of(found.agency_id)
    made = _plan(found) if found.state is SheetState.READ else None
    return shown(
        "sheet",
        sheet=found,
        agency=agency,
        name=name_of(agency.id),
        plan=made,
        rows=_ordered(made)[:MOST_SHOWN] if made else [],
        counts=[(words, made.count(step)) for step, words in STEPS.items()] if made else [],
        steps=STEPS,
        states=STATES,
        headings=columns.HEADINGS,
        reason=WORDS[Reason(found.reason)] if found.reason else None,
        waiting=len(waiting_for_slips(found)) if found.accounts else 0,
    )


def _plan(found: StaffSheet) -> Plan:
    return plan(columns.wanted(found.rows.get("rows", [])), found.agency_id)


def _ordered(made: Plan) -> list[RowPlan]:
    """What has to be mended stands first, what changes nothing last."""
    return sorted(made.rows, key=lambda row: (not row.faults, not row.steps, row.number))


@bp.get("/sheets/<uuid:uid>/faults")
def faults(uid: UUID) -> FlaskResponse:
    """Every fault with its row, to mend the file by."""
    found = queries.sheet_by_uid(uid)
    heads = [
        sheets.Column(_("Row"), 8),
        sheets.Column(_("Column"), 20),
        sheets.Column(_("What was written"), 36),
        sheets.Column(_("What is wrong"), 60),
    ]
    rows = [
        (row.number, columns.HEADINGS[name], getattr(row.wanted, name), str(words))
        for row in _plan(found).faulty
        for name, words in row.faults.items()
    ]
    return _download(sheets.workbook(found.file_name, heads, rows), "loi-can-sua.xlsx")


@bp.post("/sheets/<uuid:uid>/acceptance")
def accept_sheet(uid: UUID) -> Response:
    operations.accept_sheet(queries.sheet_by_uid(uid), by=actor())
    toast(_("Units, people and posts have been entered."))
    return redirect(url_for("setup.sheet", uid=uid), code=303)


@bp.post("/sheets/<uuid:uid>/withdrawal")
def withdraw_sheet(uid: UUID) -> Response:
    found = queries.sheet_by_uid(uid)
    operations.withdraw_sheet(found, by=actor())
    toast(_("The spreadsheet has been withdrawn; nothing was written."))
    agency = queries.unit_of(found.agency_id)
    return redirect(url_for("setup.list_sheets", uid=agency.uid), code=303)


@bp.post("/sheets/<uuid:uid>/slips")
def give_slips(uid: UUID) -> str:
    """Shown this once: only the hashes of the passwords are kept."""
    found = queries.sheet_by_uid(uid)
    slips = operations.give_slips(found, by=actor())
    return shown(
        "slips",
        sheet=found,
        name=name_of(found.agency_id),
        slips=slips,
        address=request.url_root.rstrip("/"),
        today=clock.today(),
        until=clock.today() + operations.SLIP_LASTS,
    )
