"""Old registers: read with their faults, taken over whole, undone until the first act."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import func, select

from documents import operations, queries
from documents.jobs.books import read_old
from documents.models import (
    Document,
    DocumentFile,
    DocumentState,
    NumberEntry,
    NumberSeries,
    OldBookState,
    OldRow,
    Source,
    UseKind,
)
from documents.operations.incoming import Registration
from documents.queries.registers import COLUMNS
from office import blobs, search, sheets
from office.db import db
from office.errors import Forbidden, Invalid, NotFound, Refusal
from tests import build

PDF = b"%PDF-1.4 scan"


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20T09:00:00+07:00"):
        yield


def arrived(number, **changed):
    facts = {
        "day": "05/03/2025",
        "number": number,
        "issuer": "Bộ Hành chính mẫu",
        "symbol": f"{number}/BHC",
        "issued_on": "03/03/2025",
        "words": "Quyết định về việc phê duyệt đề án số hóa",
        "to": "Phòng Công chức",
        "on": "06/03/2025",
        "signed": "Trần Mẫu",
        "remark": "02 bản",
    }
    return list((facts | changed).values())


def sent(number, kind="QĐ", words="Quyết định về việc khen thưởng"):
    symbol = f"{number}/{kind}-SNV" if kind else f"{number}/SNV-VP"
    receivers = ("Các phòng", "VT", "5", "05/03/2025", "", "")
    return [symbol, "05/03/2025", words, "Nguyễn Mẫu", *receivers]


def sheet(book, rows):
    columns = [sheets.Column(words) for words, _width in COLUMNS[book]]
    return blobs.put(sheets.workbook("Sổ", columns, rows))


def bundle(**files):
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return blobs.put(made.getvalue())


def brought(snv, rows, book="incoming", *, year=2025, numbering="one", files=None):
    what = operations.Brought("so-cu.xlsx", book, year, numbering)
    old = operations.bring_old_book(what, sheet(book, rows), files, by=snv.clerk)
    read_old({"old_book_id": old.id})
    db.session.refresh(old)
    return old


def faults(old):
    rows = db.session.scalars(queries.old_rows(old))
    return {row.facts["number"]: row.faults for row in rows}


def documents():
    statement = select(Document).where(Document.source == Source.IMPORTED)
    return list(db.session.scalars(statement.order_by(Document.id)))


def test_lines_become_read_only_documents_that_are_numbered_and_found(snv):
    old = brought(snv, [arrived(7), arrived(8, words="Đơn xin nghỉ")])
    assert (old.state, old.row_count, old.fault_count) == (OldBookState.READ, 2, 0)
    assert documents() == []
    operations.accept_old_book(old, by=snv.clerk)
    first, second = documents()
    assert (first.arrival_no, first.type_name) == (7, "Quyết định")
    assert first.subject == "về việc phê duyệt đề án số hóa"
    assert second.type_name == "Công văn"
    assert first.state is DocumentState.COMPLETED
    while search.index_batch():
        pass
    assert first.id in db.session.scalars(search.newest("phe duyet de an", "document")).all()
    lines = queries.lines_of(queries.Asked("incoming", 2025), snv.clerk)
    assert lines[0].cells == (
        "05/03/2025",
        "07",
        "Bộ Hành chính mẫu",
        "7/BHC",
        "03/03/2025",
        "Quyết định về việc phê duyệt đề án số hóa",
        "Phòng Công chức",
        "06/03/2025",
        "Trần Mẫu",
        "02 bản",
    )


def test_each_fault_is_named_and_nothing_is_written(snv):
    rows = [
        arrived(1, day="31/02/2025"),
        arrived(2, day="05/03/2024"),
        arrived(3, issuer=""),
        arrived(4, words=""),
        arrived(5, issued_on="hôm qua"),
        arrived("sáu"),
        arrived(7, remark="MẬT"),
        arrived(8),
        arrived(8),
        arrived(9),
    ]
    old = brought(snv, rows)
    assert faults(old) == {
        1: ["no-day"],
        2: ["other-year"],
        3: ["no-issuer"],
        4: ["no-subject"],
        5: ["bad-date"],
        0: ["no-number"],
        7: ["secret"],
        8: ["twice"],
        9: [],
    }
    with pytest.raises(Refusal):
        operations.accept_old_book(old, by=snv.clerk)
    assert documents() == []
    operations.accept_old_book(old, leaves_out="yes", by=snv.clerk)
    assert [row.arrival_no for row in documents()] == [9]


def test_a_former_year_never_meets_the_living_series(snv):
    build.registered(snv)
    operations.accept_old_book(brought(snv, [arrived(1)]), by=snv.clerk)
    assert build.registered(snv).arrival_no == 2
    years = db.session.scalars(select(NumberSeries.year).order_by(NumberSeries.year)).all()
    assert years == [2025, 2026]
    for series in db.session.scalars(select(NumberSeries)):
        assert queries.register_gaps(series) == []


def test_of_this_year_only_numbers_below_the_opening_number(snv):
    row = arrived(4, day="05/03/2026")
    assert faults(brought(snv, [row], year=2026)) == {4: ["living"]}
    operations.set_opening(snv.unit.id, "incoming", 5, by=snv.clerk)
    old = brought(snv, [row, arrived(5, day="05/03/2026")], year=2026)
    assert faults(old) == {4: [], 5: ["living"]}
    operations.accept_old_book(old, leaves_out="yes", by=snv.clerk)
    assert build.registered(snv).arrival_no == 5


def test_the_same_file_again_names_what_stands_there_already(snv):
    first, second = brought(snv, [arrived(1)]), brought(snv, [arrived(1)])
    operations.accept_old_book(first, by=snv.clerk)
    with pytest.raises(Refusal):
        operations.accept_old_book(second, by=snv.clerk)
    assert faults(brought(snv, [arrived(1)])) == {1: ["taken"]}
    with pytest.raises(Refusal):
        operations.accept_old_book(first, by=snv.clerk)


def test_outgoing_lines_count_as_the_old_register_did(snv):
    rows = [sent(1), sent(1, "", "Công văn về việc họp"), sent("x")]
    assert faults(brought(snv, rows, "outgoing")) == {1: ["twice"], 0: ["no-symbol"]}
    old = brought(snv, rows[:2], "outgoing", numbering="type")
    operations.accept_old_book(old, by=snv.clerk)
    assert [row.symbol for row in documents()] == ["1/QĐ-SNV", "1/SNV-VP"]
    names = set(db.session.scalars(select(NumberSeries.name)))
    assert names == {"outgoing:quyet-dinh", "outgoing:cong-van"}
    lines = queries.lines_of(queries.Asked("outgoing", 2025), snv.clerk)
    assert lines[1].cells[3:8] == ("Nguyễn Mẫu", "Các phòng", "VT", "5", "05/03/2025")


def test_scans_go_to_the_line_of_their_number(snv):
    files = bundle(
        **{
            "sổ/0007 quyết định.pdf": PDF,
            "8.pdf": b"MZ program",
            "9.pdf": PDF,
            "9a.pdf": PDF,
            "__MACOSX/7.pdf": b"",
        }
    )
    old = brought(snv, [arrived(7), arrived(8), arrived(9), arrived(10)], files=files)
    assert faults(old) == {7: [], 8: ["no-scan"], 9: ["two-files"], 10: []}
    operations.accept_old_book(old, leaves_out="yes", by=snv.clerk)
    file = queries.main_file(documents()[0])
    assert blobs.read(file.sha256) == PDF
    assert db.session.scalar(select(func.count(DocumentFile.id))) == 1


def test_a_batch_is_undone_whole_and_may_come_again(snv):
    old = brought(snv, [arrived(1), arrived(2)], files=bundle(**{"1.pdf": PDF}))
    operations.accept_old_book(old, by=snv.clerk)
    operations.note_access(documents()[0], UseKind.PAGE, by=snv.clerk)
    operations.undo_old_book(old, by=snv.clerk)
    assert documents() == []
    assert db.session.scalar(select(NumberEntry.id)) is None
    assert old.state is OldBookState.UNDONE
    assert db.session.scalar(select(OldRow.id).where(OldRow.document_id.is_not(None))) is None
    operations.accept_old_book(brought(snv, [arrived(1)]), by=snv.clerk)
    assert len(documents()) == 1


def lent(snv, document):
    operations.lend_copy(document, borrower="A", permitted_by="B", by=snv.clerk)


def closed(snv, _document):
    operations.close_book("incoming", 2025, by=snv.clerk)


def answered(snv, document):
    operations.start_draft(subject="Trả lời", answers=document, by=snv.official)


@pytest.mark.parametrize("act", [lent, closed, answered])
def test_after_the_first_act_a_batch_stays(snv, act):
    old = brought(snv, [arrived(1), arrived(2)])
    operations.accept_old_book(old, by=snv.clerk)
    act(snv, documents()[0])
    with pytest.raises(Refusal):
        operations.undo_old_book(old, by=snv.clerk)
    assert len(documents()) == 2
    db.session.refresh(old)
    assert old.state is OldBookState.ACCEPTED


def test_nothing_is_taken_into_a_closed_year(snv):
    first, second = brought(snv, [arrived(1)]), brought(snv, [arrived(2)])
    operations.accept_old_book(first, by=snv.clerk)
    operations.close_book("incoming", 2025, ends_year="yes", by=snv.clerk)
    with pytest.raises(Refusal):
        operations.accept_old_book(second, by=snv.clerk)


def test_a_file_that_is_no_spreadsheet_says_what_to_do(snv):
    what = operations.Brought("x.xlsx", "incoming", 2025)
    old = operations.bring_old_book(what, blobs.put(b"PK\x03\x04 broken"), by=snv.clerk)
    read_old({"old_book_id": old.id})
    db.session.refresh(old)
    assert old.state is OldBookState.UNREADABLE
    assert old.problem


def test_only_the_clerk_brings_and_only_of_the_own_agency(snv):
    what = operations.Brought("x.xlsx", "incoming", 2025)
    stored = sheet("incoming", [])
    with pytest.raises(Forbidden):
        operations.bring_old_book(what, stored, by=snv.official)
    for wrong in (replace(what, book="loans"), replace(what, year=2027)):
        with pytest.raises(Invalid):
            operations.bring_old_book(wrong, stored, by=snv.clerk)
    old = brought(snv, [arrived(1)])
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    with pytest.raises(NotFound):
        queries.old_book(old.uid, other.clerk)


def test_an_imported_line_of_a_further_register_stands_there(snv):
    letters = operations.open_register("Sổ đơn thư", by=snv.clerk)
    what = operations.Brought("x.xlsx", letters.series, 2025)
    old = operations.bring_old_book(what, sheet("incoming", [arrived(3)]), by=snv.clerk)
    read_old({"old_book_id": old.id})
    db.session.refresh(old)
    operations.accept_old_book(old, by=snv.clerk)
    (line,) = queries.lines_of(queries.Asked(letters.series, 2025), snv.clerk)
    assert line.cells[1] == "03"
    chosen = Registration("Đơn", register=letters.uid)
    document = build.arrived(snv)
    operations.register_incoming(document, chosen, by=snv.clerk)
    assert document.arrival_no == 1
