"""The registers as they are printed: no number is left out, whatever series it belongs to."""

import re
from html import unescape
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from bench.readers import counted
from documents import operations, queries
from documents.models import Direction, DocumentState
from documents.operations.numbers import outgoing_series, take_number
from documents.queries.registers import COLUMNS
from documents.views import books
from office import clock, sheets
from office.db import db, transaction
from office.outbox import drain
from tests import build
from tests.documents import stages
from tests.documents.pages import Reader, path_of


@pytest.fixture
def snv(house):
    return build.agency()


def given(house, type_code, count):
    """Documents that got a number in the series of a type."""
    for place in range(count):
        document = stages.signed(house, f"{type_code} thứ {place + 1}")
        with transaction():
            number = take_number(document, outgoing_series(type_code), by=house.clerk)
            document.number, document.symbol = number, f"{number:02d}/{type_code}"


def printed(reader, path="/documents/books/print?book=outgoing"):
    """The symbols of every page of the register, following its link to the next one."""
    page = reader.get(path)
    symbols = re.findall(r"<td>(\d\d/[a-z-]+)</td>", page)
    onward = re.search(r'href="(/documents/books/print\?[^"]+)"', page)
    return symbols + (printed(reader, unescape(onward[1])) if onward else [])


def test_every_series_of_outgoing_papers_is_printed_to_its_end(house, snv, monkeypatch):
    monkeypatch.setattr(books, "LINES", 2)
    for type_code, count in (("bao-cao", 3), ("quyet-dinh", 2)):
        given(snv, type_code, count)
    assert printed(Reader(house, snv.clerk)) == [
        "01/bao-cao",
        "02/bao-cao",
        "03/bao-cao",
        "01/quyet-dinh",
        "02/quyet-dinh",
    ]


def test_first_and_last_number_are_named_where_they_are_of_one_series(house, snv):
    clerk = Reader(house, snv.clerk)
    given(snv, "bao-cao", 2)
    assert "từ số 1 đến số 2" in clerk.get("/documents/books/print?book=outgoing")
    given(snv, "quyet-dinh", 1)
    assert "từ số" not in clerk.get("/documents/books/print?book=outgoing")


def test_the_copy_is_kept_by_the_unit_that_drafted(house, snv):
    document = operations.start_draft(subject="Về việc", type_code="quyet-dinh", by=snv.official)
    assert document.notation == "QĐ-SNV"
    with transaction():
        take_number(document, outgoing_series("quyet-dinh"), by=snv.clerk)
        document.state, document.symbol = DocumentState.NUMBERED, "01/QĐ-SNV"
    assert "<td>CCVC</td>" in Reader(house, snv.clerk).get("/documents/books/print?book=outgoing")


def test_a_full_page_takes_as_many_statements_as_a_short_one(house, snv):
    clerk = Reader(house, snv.clerk)
    taken = []
    for count in (1, 6):
        given(snv, "bao-cao", count)
        clerk.get("/documents/books/print?book=outgoing")
        with counted(house) as said:
            clerk.get("/documents/books/print?book=outgoing")
        taken.append(len(said))
    assert taken[0] == taken[1]


def test_the_page_of_registers_shows_prints_and_takes_along_the_same_lines(house, snv):
    build.registered(snv)
    clerk = Reader(house, snv.clerk)
    assert "412/BHC-CQCS" in clerk.get("/documents/books")
    assert "412/BHC-CQCS" in clerk.get("/documents/books/print?book=incoming")
    sheet = clerk.answer("/documents/books/sheet?book=incoming")
    (table,) = CalamineWorkbook.from_filelike(BytesIO(sheet.data)).sheet_names
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.data)).get_sheet_by_name(table).to_python()
    assert rows[2] == [words for words, _width in COLUMNS["incoming"]]
    assert rows[3][0] == clock.today()
    assert rows[3][3] == "412/BHC-CQCS"
    assert table.startswith("SỔ ĐĂNG KÝ VĂN BẢN ĐẾN")
    assert 'filename="SO DANG KY VAN BAN DEN' in sheet.headers["Content-Disposition"]
    clerk.get("/documents/books?book=gì-đó", 404)
    Reader(house, snv.official).get("/documents/books", 403)


def test_a_register_is_closed_on_its_page_and_reopened_by_the_leader(house, snv):
    build.registered(snv)
    clerk, leader = Reader(house, snv.clerk), Reader(house, snv.leader)
    assert "change no more" in clerk.get("/documents/books/closing?book=incoming")
    path = clerk.post("/documents/books/closing", book="incoming", year=str(clock.today().year))
    assert "Reopen" not in clerk.get(path)
    again = clerk.post("/documents/books/closing", 409, book="incoming", year="2026")
    assert "Nothing new stands" in again
    page = leader.post(f"{path}/reopening", 422, text="")
    assert "Say it in one sentence" in page
    leader.post(f"{path}/reopening", text="Ghi nhầm")
    assert "Ghi nhầm" in clerk.get(path)


def test_series_are_set_up_on_one_page_and_what_was_typed_stays(house, snv):
    clerk, leader = Reader(house, snv.clerk), Reader(house, snv.leader)
    page = "/documents/books/series"
    clerk.post("/documents/books/series/opening", series="incoming", number="100")
    clerk.post("/documents/books/further", register_name="Sổ đơn thư")
    leader.post("/documents/books/bodies", body_name="Hội đồng Thi", symbol="HĐT")
    shown = clerk.get(page)
    assert "Sổ đơn thư" in shown
    assert "Hội đồng Thi" in shown
    refused = clerk.post(
        "/documents/books/reservations",
        422,
        kept_series="incoming",
        holder="Phòng TC",
        kept_reason="",
        expires_on="2099-01-01",
    )
    assert "Phòng TC" in refused
    assert "Say why the number is kept" in refused
    year = str(clock.today().year + 1)
    leader.post("/documents/books/series/decision", numbering="one", from_year=year)
    assert f"From {year} on" in clerk.get(page)


def test_the_clerk_chooses_the_register_and_a_kept_number(house, snv):
    letters = operations.open_register("Sổ đơn thư", by=snv.clerk)
    clerk, document = Reader(house, snv.clerk), build.arrived(snv)
    assert "Sổ đơn thư" in clerk.get(path_of(document, "registration"))
    clerk.post(path_of(document, "registration"), subject="Đơn", register=str(letters.uid))
    db.session.refresh(document)
    assert (document.arrival_no, document.details["register"]) == (1, "Sổ đơn thư")
    kept = operations.reserve_number(
        "outgoing:cong-van", reason="x", holder="Phòng TC", expires_on=clock.today(), by=snv.clerk
    )
    signed = stages.signed(snv)
    assert "Phòng TC" in clerk.get(path_of(signed, "numbering"))
    program = stages.program_of(snv.clerk)
    operations.number_document(signed, reserved=kept.uid, by=program)
    assert signed.number == 1


def test_a_copy_is_lent_and_comes_back(house, snv):
    clerk, document = Reader(house, snv.clerk), build.registered(snv)
    assert "Lend the kept copy" in clerk.get(path_of(document))
    page = clerk.post(path_of(document, "loan"), 422, borrower="Trần A", permitted_by="")
    assert "Trần A" in page
    clerk.post(path_of(document, "loan"), borrower="Trần A", permitted_by="Chánh Văn phòng")
    page = clerk.get("/documents/books/loans")
    (path,) = re.findall(r'action="(/documents/books/loans/[^"]+)"', page)
    clerk.post(path)
    assert "Trần A" not in clerk.get("/documents/books/loans")
    assert "Trần A" in clerk.get("/documents/books/loans?view=all")


def test_an_old_register_is_brought_looked_at_taken_over_and_undone(house, snv):
    clerk = Reader(house, snv.clerk)
    columns = [sheets.Column(words) for words, _width in COLUMNS["incoming"]]
    line = ["05/03/2025", 7, "Bộ A", "7/BA", "", "Quyết định khen thưởng", "", "", "", ""]
    made = sheets.workbook("Sổ", columns, [line, [*line[:2], "", *line[3:]]])
    again = clerk.post("/documents/books/old", 422, book="incoming", year="2025")
    assert "Choose a file" in again
    sent = {"book": "incoming", "year": "2025", "sheet": (BytesIO(made), "so-cu.xlsx")}
    path = clerk.post("/documents/books/old", **sent)
    assert "being read" in clerk.get(path)
    drain()
    page = clerk.get(f"{path}?view=faults")
    assert "Who issued it is missing" in page
    assert "No line can be entered" in page
    assert f"{path}/acceptance" not in page
    faults = CalamineWorkbook.from_filelike(BytesIO(clerk.answer(f"{path}/faults").data))
    assert faults.get_sheet_by_index(0).to_python()[3][-1]
    clerk.post(f"{path}/acceptance", 409)
    clerk.post(f"{path}/acceptance", 409, leaves_out="")


def test_handling_is_reported_by_unit_with_its_sum(house, snv):
    document = build.handed_on(snv)
    build.assigned(snv, due_on=clock.today())
    operations.complete(document, "Xong", by=snv.official)
    today = clock.today()
    rows = queries.handling_report(Direction.INCOMING, today, today, snv.leader)
    assert rows == [("Phòng Công chức", 2, 1, 0, 1, 0), ("Cộng", 2, 1, 0, 1, 0)]
    page = Reader(house, snv.leader).get("/documents/books/reports")
    assert "Phòng Công chức" in page
    sheet = Reader(house, snv.clerk).answer("/documents/books/reports/sheet?direction=outgoing")
    table = CalamineWorkbook.from_filelike(BytesIO(sheet.data)).get_sheet_by_index(0)
    assert table.to_python()[3][0] == "Cộng"
