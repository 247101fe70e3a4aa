"""Spreadsheets from outside, each through a real child."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
import xlsxwriter

from office import sheets
from office.foreign import tables
from office.foreign.refusals import ForeignFileRefused, Reason
from tests.office.foreign import specimens

MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def workbook(*rows, sheets=1):
    """A workbook of plain rows from the first cell on; every sheet has the same."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"default_date_format": "dd/mm/yyyy"}) as book:
        for _sheet in range(sheets):
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return made.getvalue()


def refused(data, **more):
    with pytest.raises(ForeignFileRefused) as caught:
        tables.read_table(data, **more)
    return caught.value.reason


def test_days_numbers_and_texts_keep_their_kind():
    row = ("Nguyễn Văn An", 12, 1.5, date(2025, 7, 1), datetime(2025, 7, 1, 8, 30))  # noqa: DTZ001
    table = tables.read_table(workbook(("Họ tên", "Số", "Tỷ lệ", "Ngày", "Giờ"), row))
    assert table.header == ("Họ tên", "Số", "Tỷ lệ", "Ngày", "Giờ")
    assert table.rows == (row,)


def test_our_own_sheets_come_back_as_they_went():
    columns = [sheets.Column("Đơn vị"), sheets.Column("Số")]
    made = sheets.workbook("Sổ công văn", columns, [("=1+1", 3), ("Phòng Nội vụ", None)])
    table = tables.read_table(made, headings=["Số", "đơn  vị *"])
    assert table.rows == (("=1+1", 3), ("Phòng Nội vụ", None))
    assert table.first_row == sheets.FIRST_ROW + 1


def test_a_formula_is_its_value():
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Số", "Tên"))
        sheet.write_formula(1, 0, "=40+2", value=42)
        sheet.write(1, 1, "Công văn")
    assert tables.read_table(made.getvalue()).rows == ((42, "Công văn"),)


def test_empty_rows_keep_the_numbers_of_the_others():
    table = tables.read_table(workbook(("Sổ cũ",), (), ("Số", "Tên"), (1, "Một"), (), (3, "Ba")))
    assert table.first_row == 4
    assert table.rows == ((1, "Một"), (None, None), (3, "Ba"))


def test_formatted_but_empty_rows_do_not_count():
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Số", "Tên"))
        for number in range(1, 50):
            sheet.write_blank(number, 0, None, book.add_format({"border": 1}))
    assert tables.read_table(made.getvalue(), most_rows=10).rows == ()


def test_another_sheet():
    assert tables.read_table(workbook(("A", "B"), sheets=2), sheet=1).header == ("A", "B")
    assert refused(workbook(("A", "B")), sheet=1) is Reason.NOT_A_SPREADSHEET


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t")]
)
def test_text_separated_by_whatever_is_used(encoding, mark):
    words = mark.join(["Họ tên", "Ngày"]) + "\r\n" + mark.join(['"An\nBình"', "05/03/2025"])
    table = tables.read_table(words.encode(encoding))
    assert table.header == ("Họ tên", "Ngày")
    assert table.rows == (("An\nBình", "05/03/2025"),)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04rubbish", Reason.DAMAGED),
        (workbook(("A", "B"))[:-200], Reason.DAMAGED),
        (specimens.OLE + "EncryptedPackage".encode("utf-16-le"), Reason.ENCRYPTED),
        (specimens.OLE + b"BIFF", Reason.NOT_A_SPREADSHEET),
        (specimens.docx("Công văn"), Reason.NOT_A_SPREADSHEET),
        (specimens.plain_pdf(), Reason.NOT_A_SPREADSHEET),
        ("Họ tên;Đơn vị".encode("cp1258", errors="replace"), Reason.NOT_A_SPREADSHEET),
        (specimens.container(("xl/vbaProject.bin", b"x"), kind=MAIN), Reason.MACROS),
        (workbook(("một mình",)), Reason.NO_HEADINGS),
        (b"", Reason.NO_HEADINGS),
    ],
    ids=["rubbish", "cut", "password", "old", "docx", "pdf", "cp1258", "macros", "bare", "empty"],
)
def test_what_is_no_table_is_refused(data, reason):
    assert refused(data) is reason


def test_headings_that_are_not_there():
    assert refused(workbook(("A", "B")), headings=["Họ tên"]) is Reason.NO_HEADINGS


def test_too_much_is_refused_and_never_cut():
    data = workbook(("A", "B"), (1, 2), (3, 4))
    assert len(tables.read_table(data, most_rows=3, most_columns=2).rows) == 2
    assert refused(data, most_rows=2) is Reason.TOO_MANY_ROWS
    assert refused(data, most_columns=1) is Reason.TOO_MANY_ROWS


def test_a_sheet_that_claims_the_whole_plane_hangs_nobody():
    data = _far_corner(workbook(("A", "B"), (1, 2)))
    assert refused(data) in {Reason.MEMORY, Reason.TOO_MANY_ROWS, Reason.TIME}


def _far_corner(data):
    """The same workbook with one more cell in the last corner that a sheet can have."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for one in old.infolist():
            words = old.read(one)
            if one.filename.endswith("sheet1.xml"):
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                words = words.replace(b"</sheetData>", far)
            new.writestr(one.filename, words)
    return made.getvalue()


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2025, 3, 5), date(2025, 3, 5)),
        (datetime(2025, 3, 5, 8), date(2025, 3, 5)),  # noqa: DTZ001
        ("5/3/2025", date(2025, 3, 5)),
        ("05-03-2025", date(2025, 3, 5)),
        ("31/02/2025", None),
        ("hôm nay", None),
        (None, None),
    ],
)
def test_days(cell, day):
    assert tables.day_of(cell) == day


@pytest.mark.parametrize(
    ("cell", "number"), [(5, 5), ("12", 12), ("12a", None), (1.5, None), (True, None), (None, None)]
)
def test_whole_numbers(cell, number):
    assert tables.whole_of(cell) == number


@pytest.mark.parametrize(
    ("cell", "words"),
    [(None, ""), (3.0, "3"), (date(2025, 3, 5), "05/03/2025"), (" x ", "x")],
)
def test_texts(cell, words):
    assert tables.text_of(cell) == words
