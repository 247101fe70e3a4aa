"""The registers of Decree 30/2020/NĐ-CP Annex IV: on the page, as print and as spreadsheet."""

from collections.abc import Sequence

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from documents import queries
from documents.forms.books import asked_of, known_books, values_of
from documents.policy import Can
from documents.queries import Asked, Line
from documents.queries.register_check import check_code
from documents.queries.registers import CLOSABLE, COLUMNS, NUMBERED, TITLES, day
from documents.views.blueprint import actor, bp
from documents.views.files import disposition
from office import clock, sheets
from office.foreign.tables import day_of
from office.i18n import _
from office.permissions import allowed, require
from office.sheets import Cell
from office.ui.parts import Link
from office.units.headings import heading_of

LINES = 200
PAGE_LINES = 50
MOST_IN_A_SHEET = 50_000
SHOWN_YEARS = 6
# A register is an official paper: its words are Vietnamese in every language of the pages.
WORDS = {
    "year": "Năm",
    "first": "từ số",
    "last": "đến số",
    "printed": "In lúc",
    "check": "Mã kiểm tra",
}


@bp.get("/books")
def books() -> str:
    """Choose a register, a year and a part of it; read, print or take it along."""
    require(actor(), Can.READ_BOOKS, None)
    asked = asked_of(request.args, actor())
    lines = queries.lines_of(asked, actor(), most=PAGE_LINES)
    onward = queries.next_part(asked, lines, PAGE_LINES)
    return render_template(
        "documents/books.html",
        asked=asked,
        title=queries.title_of(asked.book, actor().agency_id or 0),
        books=[(key, _short(name)) for key, name in known_books(actor()).items()],
        years=[(str(year), str(year)) for year in _years(asked.year)],
        columns=[words for words, _width in COLUMNS[asked.kind]],
        lines=lines,
        part=values_of(asked),
        next_url=url_for("documents.books", **values_of(onward)) if onward else "",
        first_url=_first_url(asked),
        volumes=queries.volumes_of(asked.book, asked.year, actor()),
        may_keep=allowed(actor(), Can.KEEP_BOOKS),
        may_close=allowed(actor(), Can.CLOSE_BOOK) and _can_close(asked.book),
        is_numbered=asked.kind in NUMBERED,
    )


def _short(name: str) -> str:
    """A heading in capitals as a word among others."""
    return name.capitalize() if name.isupper() else name


def _can_close(book: str) -> bool:
    return book in CLOSABLE or book not in TITLES


def _years(chosen: int) -> list[int]:
    this = clock.today().year
    return sorted({chosen, *range(this, this - SHOWN_YEARS, -1)}, reverse=True)


def _first_url(asked: Asked) -> str:
    if asked.first == 1 and not asked.series:
        return ""
    return url_for("documents.books", **values_of(asked, first=1, series=""))


# -------------------------------------------------------------------- print and spreadsheet


@bp.get("/books/print")
def print_book() -> str:
    """A part of a register as a page for the printer."""
    require(actor(), Can.READ_BOOKS, None)
    asked = asked_of(request.args, actor())
    lines = queries.lines_of(asked, actor(), most=LINES)
    onward = queries.next_part(asked, lines, LINES)
    parent, own = heading_of(actor().agency_id or 0)
    return render_template(
        "documents/register.html",
        title=queries.title_of(asked.book, actor().agency_id or 0),
        lines=lines,
        columns=[words for words, _width in COLUMNS[asked.kind]],
        words=WORDS,
        year=asked.year,
        numbers=_numbers(lines),
        agency=own,
        parent=parent,
        printed_on=day(clock.now()),
        printed_at=clock.now(),
        check=check_code(lines),
        back=Link(_("Registers"), url_for("documents.books", **values_of(asked))),
        next_url=url_for("documents.print_book", **values_of(onward)) if onward else "",
    )


def _numbers(lines: Sequence[Line]) -> tuple[int, int] | None:
    """First and last number, where they are of one series."""
    if not lines or lines[0].key[0] != lines[-1].key[0]:
        return None
    return lines[0].key[1], lines[-1].key[1]


@bp.get("/books/sheet")
def book_sheet() -> Response:
    """A part of a register as .xlsx with exactly the columns of Annex IV."""
    require(actor(), Can.READ_BOOKS, None)
    asked = asked_of(request.args, actor())
    lines = queries.lines_of(asked, actor(), most=MOST_IN_A_SHEET)
    columns = [sheets.Column(words, width + 4) for words, width in COLUMNS[asked.kind]]
    title = queries.title_of(asked.book, actor().agency_id or 0)
    made = sheets.workbook(f"{title} – {asked.year}", columns, (_typed(line) for line in lines))
    return spreadsheet(made, f"{title} {asked.year}.xlsx")


def _typed(line: Line) -> list[Cell]:
    """Days as days, so that a spreadsheet can sort by them."""
    return [day_of(cell) or cell for cell in line.cells]


def spreadsheet(data: bytes, name: str) -> Response:
    """A made .xlsx to be saved under its name."""
    answer = Response(data, mimetype=sheets.MEDIA_TYPE)
    answer.headers["Content-Disposition"] = disposition(name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
