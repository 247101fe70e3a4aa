"""The sheet of envelopes, labels and what is mended, as a clerk meets them without a script."""

import pikepdf
import pytest
from sqlalchemy import select

from documents.models import Document, DocumentState, FileRole
from documents.operations.files import NewFile
from office import blobs
from office.db import db
from office.foreign.reading import text
from tests import build
from tests.documents.pages import Reader, path_of, words
from tests.permissions.forms import pdf

SHEET = "/documents/incoming/envelopes"


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def clerk(house, snv):
    return Reader(house, snv.clerk)


def row(number, **given):
    usual = {
        "issuer": "UBND xã Mẫu",
        "symbol": f"{number}/BC-UBND",
        "dated": "1/1/2026",
        "type_name": "bc",
        "subject": f"Báo cáo số {number}",
        "urgency": "normal",
    }
    return {f"{name}-{number}": value for name, value in (usual | given).items()}


def documents():
    return db.session.scalars(select(Document).order_by(Document.id)).all()


def test_each_row_gets_its_number_and_its_label(snv, clerk):
    led = clerk.post(SHEET, **row(1), **row(2), **row(3, issuer="", symbol="", subject=""))
    assert led == f"{SHEET}/kept?first=1&last=2"
    first, second = documents()
    assert (first.type_name, first.state) == ("Báo cáo", DocumentState.REGISTERED)
    page = clerk.get(led)
    assert "2 documents registered" in page
    assert f"/documents/labels?chosen={first.uid}&amp;chosen={second.uid}" in page


def test_a_wrong_row_stays_with_its_reason_and_the_others_are_registered(snv, clerk):
    page = clerk.post(
        SHEET, status=422, **row(1), **row(2, subject="", dated="32/1"), **row(3, issuer="Sở Lạ")
    )
    assert [document.arrival_no for document in documents()] == [1, 2]
    assert "2 documents registered" in page
    assert 'href="#subject-2"' in page
    assert "Row 2: There is no such day." in page
    assert 'value="2/BC-UBND"' in page
    assert 'value="1/BC-UBND"' not in page


def test_a_paper_that_came_before_waits_for_the_clerks_word(snv, clerk):
    clerk.post(SHEET, **row(1))
    page = clerk.post(SHEET, status=422, **row(1, issuer="ubnd xa mau", symbol="01/bc-ubnd"))
    (first,) = documents()
    assert path_of(first) in page
    clerk.post(SHEET, **row(1, anyway="1"))
    assert [document.arrival_no for document in documents()] == [1, 2]


def test_more_rows_keep_what_was_typed(snv, clerk):
    page = clerk.post(SHEET, status=200, again="1", **row(1))
    assert 'value="Báo cáo số 1"' in page
    assert page.count('name="subject-') == 11
    assert "No row was filled in." in clerk.post(SHEET, status=422)


def test_all_rows_may_be_presented_at_once(snv, clerk):
    clerk.post(SHEET, present_to=str(snv.desks["leader"].uid), **row(1))
    assert documents()[0].state is DocumentState.PRESENTED


def test_labels_bear_number_symbol_and_the_way_to_the_document(snv, clerk, tmp_path):
    document = build.registered(snv)
    answer = clerk.answer(f"/documents/labels?chosen={document.uid}&skip=23")
    made = tmp_path / "labels.pdf"
    made.write_bytes(answer.data)
    said = " ".join(text(made).pages)
    assert "SỞ NỘI VỤ" in said
    assert "412/BHC-CQCS" in said
    with pikepdf.open(made) as opened:
        assert len(opened.pages) == 1


def test_the_stamp_lies_on_a_copy_and_the_file_stays(snv, clerk, tmp_path):
    kept = blobs.put(pdf().getvalue())
    main = NewFile("den.pdf", "application/pdf", kept.sha256, kept.size, FileRole.MAIN)
    document = build.registered(snv, files=(main,))
    for place in ("left", "right"):
        answer = clerk.answer(path_of(document, "stamped-copy") + f"?place={place}")
        made = tmp_path / "copy.pdf"
        made.write_bytes(answer.data)
        said = " ".join(text(made).pages)
        assert "ĐẾN" in said
        assert "Số và ký hiệu HS" in said
    assert blobs.read(kept.sha256)


def test_a_registration_is_undone_on_its_page(snv, clerk):
    document = build.registered(snv)
    page = clerk.post(path_of(document, "undoing"), status=422, text="", fate="keep")
    assert "Say it in one sentence." in page
    clerk.post(path_of(document, "undoing"), text="Nhầm bì", fate="cancel")
    shown = clerk.get(path_of(document))
    assert "Registration undone" in shown
    assert "its number is cancelled" in shown


def test_a_correction_shows_old_and_new(snv, clerk):
    document = build.registered(snv)
    entries = {"issuer": "Bộ Mẫu", "type_name": "Công văn", "dated": "2026-11-17"}
    page = clerk.post(path_of(document, "correction"), status=422, subject="", text="", **entries)
    assert "Fill in the subject." in page
    clerk.post(path_of(document, "correction"), subject="Về việc khác", text="Gõ nhầm", **entries)
    shown = words(clerk.answer(path_of(document)))
    assert "Entry corrected" in shown
    assert "18 Nov 2026" in shown


def test_a_document_is_passed_on_from_its_page(snv, clerk):
    stc = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    document = build.registered(snv)
    assert "Sở Tài chính" in clerk.get(path_of(document, "forwarding"))
    page = clerk.post(path_of(document, "forwarding"), status=422, text="")
    assert "Choose at least one." in page
    head = str(snv.desks["head"].uid)
    clerk.post(path_of(document, "forwarding"), agency="H99.2", desk=head, text="Đúng thẩm quyền")
    assert [one.agency_id for one in documents()] == [snv.unit.id, stc.unit.id]
    assert "Passed on" in clerk.get(path_of(document))
