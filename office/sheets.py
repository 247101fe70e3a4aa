"""Spreadsheets that leave the house: every text stays text, whatever it begins with."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from office import clock, i18n

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FIRST_ROW = 3  # below the title and an empty line
LONGEST = 32_767  # characters in a cell
LONGEST_TAB = 31  # characters in the name of a sheet
UNFIT = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True)
class Column:
    """A column by its heading; `width` in characters."""

    heading: str
    width: int = 18


def workbook(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet as .xlsx: title, headings, rows; a text such as `=1+1` is shown, never reckoned."""
    import xlsxwriter

    made = BytesIO()
    with xlsxwriter.Workbook(made, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(_tab(title))
        if i18n.direction() == "rtl":
            sheet.right_to_left()
        styles = _Styles(book)
        _head(sheet, styles, title, columns)
        for number, row in enumerate(rows, FIRST_ROW):
            for place, value in enumerate(row):
                _write(sheet, styles, (number, place), value)
    return made.getvalue()


def _tab(title: str) -> str | None:
    """The name at the foot of the sheet, without the signs that Excel takes in none."""
    return UNFIT.sub(" ", title)[:LONGEST_TAB].strip(" '") or None


class _Styles:
    """The formats of one workbook; `quoted` marks what could be taken for a formula."""

    def __init__(self, book: "xlsxwriter.Workbook") -> None:
        cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#c3c9c4"}
        self.title: Format = book.add_format({"bold": True, "font_size": 14})
        self.heading: Format = book.add_format(cell | {"bold": True, "bg_color": "#eaece8"})
        self.plain: Format = book.add_format(cell)
        self.quoted: Format = book.add_format(cell | {"quote_prefix": True})
        self.day: Format = book.add_format(cell | {"num_format": "dd/mm/yyyy"})
        self.moment: Format = book.add_format(cell | {"num_format": "dd/mm/yyyy hh:mm"})


def _head(sheet: "Worksheet", styles: _Styles, title: str, columns: Sequence[Column]) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.repeat_rows(FIRST_ROW - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, title, styles.title)
    for place, column in enumerate(columns):
        sheet.write_string(FIRST_ROW - 1, place, column.heading, styles.heading)


def _write(sheet: "Worksheet", styles: _Styles, at: tuple[int, int], value: Cell) -> None:
    if value is None:
        sheet.write_blank(*at, None, styles.plain)
    elif isinstance(value, str):
        style = styles.quoted if value.startswith(FORMULA_STARTS) else styles.plain
        sheet.write_string(*at, value[:LONGEST], style)
    elif isinstance(value, datetime):
        local = clock.to_local(value).replace(tzinfo=None)
        sheet.write_datetime(*at, local, styles.moment)
    elif isinstance(value, date):
        sheet.write_datetime(*at, value, styles.day)
    else:
        sheet.write_number(*at, value, styles.plain)
