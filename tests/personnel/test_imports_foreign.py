"""Spreadsheets as people really send them: old letters, locks, macros, twice the same heading."""

import io
import unicodedata
import zipfile
from datetime import date

import pytest
from sqlalchemy import func, select

from office.db import db
from office.errors import Invalid
from office.i18n import force_locale
from personnel import operations, queries
from personnel.forms.imports import taken
from personnel.jobs import importing
from personnel.models import Dossier, ImportRow, ImportState, Purpose
from personnel.queries.imports import content
from personnel.record.sheets.reading import is_old
from tests import build
from tests.office.foreign import specimens
from tests.personnel import sheet
from tests.personnel.test_imports import checked, entered, reasons

TONES = "\u0300\u0301\u0303\u0309\u0323"
TCVN3 = dict(zip("ọàêáứơốđăâễéị", "ä\xb5ª¸ø¬è®¨©Ôe\xcc", strict=True))
VNI = {"ọ": "oï", "à": "aø", "ê": "eâ", "ă": "aê", "ễ": "eã", "ố": "oá", "đ": "ñ", "ị": "ò"}


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def in_english(house):
    with force_locale("en"):
        yield


def windows_1258(text):
    """As Windows keeps Vietnamese: shapes composed, tones behind their letter."""
    made = ""
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        bare = unicodedata.normalize("NFC", "".join(one for one in parts if one not in TONES))
        made += bare + "".join(one for one in parts if one in TONES)
    return made.encode("cp1258")


def sent(data, name="danh-sach.csv"):
    """What the door makes of a file, or why it refuses."""
    return taken(io.BytesIO(data), name)[1]


def refusal(data, name):
    with pytest.raises(Invalid) as told:
        sent(data, name)
    return told.value.fields["file"]


def replaced(text, table):
    return "".join(table.get(one, one) for one in text)


def brought(snv, data, name="danh-sach.xlsx"):
    """As the worker leaves it, whether it could be read or not."""
    wanted = operations.Brought(name, Purpose.OPEN, date(2026, 7, 1))
    batch = operations.bring_import(wanted, data, by=snv.hr)
    importing.read_import({"batch_id": batch.id})
    return batch


def test_a_list_in_windows_1258_loses_no_letter(snv):
    rows = [sheet.row(number) for number in range(1, 9)]
    batch = entered(snv, checked(snv, sent(windows_1258(sheet.csv_text(rows)))))
    assert reasons(batch) == {}
    names = set(db.session.scalars(select(Dossier.full_name)))
    assert names == {row["Họ và tên"] for row in rows}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8"])
def test_unicode_of_any_width_is_taken(encoding):
    text = sheet.csv_text([sheet.row(1)])
    assert sent(text.encode(encoding)).decode() == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("letters", [TCVN3, VNI])
def test_letters_from_before_unicode_are_refused_and_never_taken_for_others(letters):
    text = replaced("Họ và tên;Ngày sinh;Quê quán\nLê Văn Ngọc;01/02/1980;Bắc Ninh", letters)
    assert "Unicode" in refusal(text.encode("latin-1", "replace"), "danh-sach.csv")


def test_a_cell_in_old_letters_keeps_its_row_out(snv):
    rows = [sheet.row(1), sheet.row(2) | {"Họ và tên": "Nguyeãn Vaên Tuù"}]
    rows.append(sheet.row(3) | {"Họ và tên": "NguyÔn V¨n Tó"})
    assert reasons(checked(snv, sheet.xlsx(rows))) == {3: ["Họ và tên"], 4: ["Họ và tên"]}
    assert not any(map(is_old, ("Hoà", "Khoá Toán", "Giùm", "H'Blêê", "Xoè", "Tuấn Kiệt", "Noel")))


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.xlsx", specimens.OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xlsm", b"PK\x03\x04", "macros"),
        ("a.xls", specimens.OLE, ".xlsx"),
        ("a.pdf", b"%PDF-1.7", ".xlsx"),
        ("a.xlsx", b"%PDF-1.7", ".xlsx"),
        ("a.xlsx", b"PK\x03\x04 broken", "save it again"),
    ],
)
def test_what_is_no_open_spreadsheet_is_refused_with_what_to_do(name, data, word, in_english):
    assert word in refusal(data, name)


def test_a_workbook_with_macros_inside_is_refused(in_english):
    made = io.BytesIO(sheet.xlsx([sheet.row(1)]))
    with zipfile.ZipFile(made, "a") as book:
        book.writestr("xl/vbaProject.bin", b"x")
    assert "macros" in refusal(made.getvalue(), "a.xlsx")


def test_an_empty_sheet_headings_alone_and_too_many_rows_are_told(snv, monkeypatch):
    monkeypatch.setattr(importing, "MOST_ROWS", 10)
    for rows in ([], [list(sheet.HEADINGS)]):
        batch = brought(snv, sheet.grid(rows))
        assert (batch.state, bool(batch.problem)) == (ImportState.UNREADABLE, True)
    problems = {batch.problem for batch in queries.imports_of(snv.hr)}
    many = brought(snv, sheet.xlsx([sheet.row(number) for number in range(20)]))
    assert many.state is ImportState.UNREADABLE
    assert len(problems | {many.problem}) == 3
    assert db.session.scalar(select(func.count()).select_from(ImportRow)) == 0


def test_of_two_columns_with_one_heading_both_stay_in_sight(snv):
    headings = (*sheet.HEADINGS, "Họ và tên")
    data = sheet.grid([headings, [*sheet.cells_of(sheet.row(1)), "Tên khác"]])
    batch = brought(snv, data)
    assert list(batch.mapping.values()).count("identity.full_name") == 1
    assert queries.column_names(batch).count("Họ và tên") == 2
    row = db.session.scalars(select(ImportRow)).one()
    assert content(row)[0][-1] == "Tên khác"
    doubled = batch.mapping | {str(len(sheet.HEADINGS)): "identity.full_name"}
    with pytest.raises(Invalid):
        operations.assign_columns(batch, doubled, by=snv.hr)


def test_days_are_read_however_they_are_written_or_their_row_stays_out(snv):
    said = ["1/7/2015", "01-07-2015", "2015-07-01", "01.07.2015", date(2015, 7, 1), 42186]
    rows = [sheet.row(n, **{"Ngày tuyển dụng": day}) for n, day in enumerate(said, 1)]
    rows += [sheet.row(20, **{"Ngày tuyển dụng": "31/02/2015"})]
    rows += [sheet.row(21, **{"Ngày tuyển dụng": "tháng bảy"}), sheet.row(22, Bậc="#N/A")]
    batch = entered(snv, checked(snv, dated(rows)))
    assert list(reasons(batch)) == [8, 9, 10]
    assert [names[0] for names in reasons(batch).values()] == [*["Ngày tuyển dụng"] * 2, "Bậc"]
    begun = {
        row.values["recruited_on"]
        for dossier in db.session.scalars(select(Dossier))
        for row in queries.timeline(dossier, ["service"])
    }
    assert begun == {"2015-07-01"}


def dated(rows):
    """A workbook whose days are days of Excel."""
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, sheet.HEADINGS)
        for number, one in enumerate(rows, 1):
            page.write_row(number, 0, sheet.cells_of(one))
    return made.getvalue()
