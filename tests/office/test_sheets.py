"""Spreadsheets that leave the house."""

import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from office import sheets
from office.i18n import force_locale

COLUMNS = [sheets.Column("Số", 8), sheets.Column("Trích yếu", 60)]


def rows_of(data):
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


def test_title_headings_and_rows_stand_where_people_look(app):
    made = rows_of(sheets.workbook("Sổ văn bản đến", COLUMNS, [[1, "Về việc trồng cây"]]))
    assert made[0][0] == "Sổ văn bản đến"
    assert made[2] == ["Số", "Trích yếu"]
    assert made[3] == [1, "Về việc trồng cây"]


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@SUM(A1)", "\t=1"])
def test_what_looks_like_a_formula_stays_text(app, text):
    data = sheets.workbook("Sổ", COLUMNS, [[1, text]])
    inside = zipfile.ZipFile(BytesIO(data))
    assert b"<f>" not in inside.read("xl/worksheets/sheet1.xml")
    assert b'quotePrefix="1"' in inside.read("xl/styles.xml")
    assert rows_of(data)[3][1].strip() == text.strip()


def test_a_day_is_a_day_and_an_instant_is_local(app):
    instant = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)
    row = rows_of(sheets.workbook("Sổ", COLUMNS, [[date(2026, 3, 1), instant]]))[3]
    assert row == [date(2026, 3, 1), datetime(2026, 3, 2, 3, 30)]  # noqa: DTZ001 - as sheets hold it


def test_an_arabic_sheet_runs_from_the_right(app):
    with app.test_request_context(), force_locale("ar"):
        data = sheets.workbook("سجل", COLUMNS, [])
    sheet = zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert b'rightToLeft="1"' in sheet
