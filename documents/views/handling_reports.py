"""The two reports on handling of Annex VI V: on the page and as spreadsheet."""

from dataclasses import dataclass
from datetime import date

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import queries
from documents.compose.tables import Paper, PaperColumn, PaperSigner, compose_paper
from documents.models import Direction
from documents.policy import Can
from documents.queries.handling_figures import COLUMNS, TITLES
from documents.views.blueprint import actor, bp
from documents.views.books import spreadsheet
from documents.views.files import disposition, locked
from documents.views.overview import seeing_tabs
from office import clock, sheets
from office.i18n import _
from office.permissions import require
from office.ui.parts import Link
from office.units.headings import heading_of

SIGNERS = (PaperSigner("NGƯỜI LẬP BIỂU"), PaperSigner("THỦ TRƯỞNG CƠ QUAN"))


@dataclass(frozen=True)
class Period:
    """Which report over which days, both included."""

    direction: Direction
    first: date
    last: date


def _period() -> Period:
    today = clock.today()
    asked = request.args
    is_sent = asked.get("direction") == Direction.OUTGOING
    first = clock.read_day(asked.get("from_on", "")) or date(today.year, today.month, 1)
    last = clock.read_day(asked.get("to_on", "")) or today
    direction = Direction.OUTGOING if is_sent else Direction.INCOMING
    return Period(direction, min(first, last), max(first, last))


def _address(direction: Direction, period: Period) -> str:
    first, last = period.first.isoformat(), period.last.isoformat()
    return url_for(
        "documents.handling_report", direction=direction.value, from_on=first, to_on=last
    )


@bp.get("/books/reports")
def handling_report() -> str:
    """How many were handled in time, by unit."""
    require(actor(), Can.READ_BOOKS, None)
    period = _period()
    given = {"from_on": period.first.isoformat(), "to_on": period.last.isoformat()}
    return render_template(
        "documents/handling_report.html",
        period=period,
        given=given,
        title=TITLES[period.direction],
        columns=COLUMNS[period.direction],
        rows=queries.handling_report(period.direction, period.first, period.last, actor()),
        pages=seeing_tabs("documents.handling_report"),
        tabs=[
            Link(
                words,
                _address(one, period),
                is_current=one is period.direction,
            )
            for one, words in (
                (Direction.INCOMING, _("Incoming")),
                (Direction.OUTGOING, _("Outgoing")),
            )
        ],
    )


@bp.get("/books/reports/sheet")
def handling_sheet() -> Response:
    """The same as .xlsx."""
    require(actor(), Can.READ_BOOKS, None)
    period = _period()
    columns = [
        sheets.Column(words, 16 if place else 36)
        for place, words in enumerate(COLUMNS[period.direction])
    ]
    title = f"{TITLES[period.direction]} ({period.first:%d/%m/%Y} – {period.last:%d/%m/%Y})"
    rows = queries.handling_report(period.direction, period.first, period.last, actor())
    return spreadsheet(sheets.workbook(title, columns, rows), f"{TITLES[period.direction]}.xlsx")


@bp.get("/books/reports/paper")
def handling_paper() -> Response:
    """The same as PDF, with room for the signature of who answers for it."""
    require(actor(), Can.READ_BOOKS, None)
    period = _period()
    rows = queries.handling_report(period.direction, period.first, period.last, actor())
    first, *others = COLUMNS[period.direction]
    parent, own = heading_of(actor().agency_id or 0)
    paper = Paper(
        TITLES[period.direction],
        agency=own,
        parent=parent,
        subtitle=(f"Từ ngày {period.first:%d/%m/%Y} đến ngày {period.last:%d/%m/%Y}",),
        columns=(PaperColumn(first, 30), *(PaperColumn(one, 12, center=True) for one in others)),
        rows=[[str(cell) for cell in row] for row in rows],
        signers=SIGNERS,
        is_wide=True,
    )
    answer = make_response(compose_paper(paper))
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = disposition(f"{TITLES[period.direction]}.pdf")
    return locked(answer)
