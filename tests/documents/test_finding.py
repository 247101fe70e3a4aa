"""Finding by every field, kept searches, the log of use, lists and prints that leave the house."""

import io
import zipfile
from datetime import timedelta

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from documents import operations, queries
from documents.forms.questions import Question
from documents.models import DocumentUse, SavedSearch, Urgency, UseKind
from documents.operations.files import Look, keep_look
from documents.operations.incoming import Registration
from documents.policy.finding import Can
from documents.views import exports
from office import blobs, clock, search
from office.accounts.models import SessionRow
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Invalid
from office.permissions import SYSTEM, allowed
from tests import build
from tests.documents.pages import Reader, path_of, words


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def letters(snv):
    """Three letters that differ in every field that can be asked for."""
    now = clock.now()
    facts = [
        {"subject": "Về việc trồng cây lộc vừng", "symbol": "11/A", "signer_name": "Lê Mẫu Một"},
        {
            "subject": "Báo cáo thu ngân sách",
            "symbol": "12/B",
            "issuer_name": "Sở Tài chính mẫu",
            "issued_on": clock.today() - timedelta(days=40),
            "urgency": Urgency.URGENT,
        },
        {"subject": "Mời họp", "symbol": "13/C"},
    ]
    made = [build.arrived(snv, identifier=one["symbol"], **one) for one in facts]
    for place, document in enumerate(made):
        due = now + timedelta(days=1) if place == 2 else None
        given = Registration(document.subject, document.urgency, due)
        operations.register_incoming(document, given, by=snv.clerk)
    while search.index_batch():
        pass
    return made


def symbols(actor, **asked):
    question = Question.of(asked)
    rows = queries.page_of(queries.found(actor, question.q, narrow=question.conditions()))
    return [row.symbol for row in rows]


def day(days):
    return (clock.today() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "loc vung"}, ["11/A"]),
        ({"issuer": "so tai chinh"}, ["12/B"]),
        ({"symbol": "13/c"}, ["13/C"]),
        ({"signer": "Mẫu Một"}, ["11/A"]),
        ({"urgency": "urgent"}, ["12/B"]),
        ({"last": day(-30)}, ["12/B"]),
        ({"first": day(-30), "q": "trồng cây"}, ["11/A"]),
        ({"since": day(1)}, []),
        ({"until": "9999-12-31", "since": "0001-01-01"}, ["13/C", "12/B", "11/A"]),
        ({"until": day(0), "direction": "incoming"}, ["13/C", "12/B", "11/A"]),
        ({"direction": "outgoing"}, []),
        ({"standing": "closed"}, []),
        ({"standing": "open", "q": "12/B"}, ["12/B"]),
        ({"type": "quyet-dinh"}, []),
        ({"standing": "nowhere", "first": "yesterday", "symbol": "11"}, ["11/A"]),
    ],
)
def test_a_field_narrows_what_is_found(snv, letters, asked, found):
    assert symbols(snv.clerk, **asked) == found


def test_what_is_overdue_is_found(snv, letters):
    with clock.standing_at(clock.now() + timedelta(days=3)):
        assert symbols(snv.leader, standing="late") == ["13/C"]


def test_nobody_finds_by_a_field_what_he_may_not_see(snv, letters):
    assert symbols(snv.official, direction="incoming") == []
    assert symbols(snv.admin, symbol="11") == []


def test_words_of_annexes_are_found(house, snv, lasting_words):
    document, word = lasting_words
    assert [row.id for row in queries.page_of(queries.found(snv.clerk, word))] == [document.id]


@pytest.fixture
def lasting_words(snv):
    file = build.text_file("so-lieu.txt", "thuở ấy xa xưa".encode())
    document = build.registered(snv, files=(file,))
    (annex,) = queries.files_of(document)
    keep_look(annex, Look([], "thuở ấy xa xưa"), by=SYSTEM)
    while search.index_batch():
        pass
    return document, "thuo ay"


# ------------------------------------------------------------------------ kept searches


def test_a_search_is_kept_for_the_desk_or_for_the_unit(snv):
    operations.save_search("Của tôi", {"q": "ngân sách"}, by=snv.official)
    room = snv.official.unit_id
    operations.save_search("Của phòng", {"q": "tuyển dụng"}, unit_id=room, by=snv.head)
    names = {
        part: [one.name for one in queries.saved_searches(snv.people[part])] for part in snv.people
    }
    assert names["official"] == ["Của phòng", "Của tôi"]
    assert names["colleague"] == ["Của phòng"]
    assert names["head"] == ["Của phòng"]
    assert names["other_head"] == []


def test_a_search_is_shared_with_the_own_unit_only_and_dropped_by_its_keeper(snv):
    other = snv.other_head.unit_id
    with pytest.raises(Forbidden):
        operations.save_search("Lạ", {"q": "x"}, unit_id=other, by=snv.official)
    with pytest.raises(Invalid):
        operations.save_search("Rỗng", {}, by=snv.official)
    with pytest.raises(Invalid):
        operations.save_search(" ", {"q": "x"}, by=snv.official)
    saved = operations.save_search(
        "Phòng", {"q": "x"}, unit_id=snv.official.unit_id, by=snv.official
    )
    with pytest.raises(Forbidden):
        operations.drop_search(saved, by=snv.head)
    assert not allowed(snv.head, Can.DROP_SEARCH, saved)
    assert not allowed(snv.official, Can.SAVE_SEARCH, other)
    operations.drop_search(saved, by=snv.official)
    assert db.session.scalars(select(SavedSearch)).all() == []


def test_a_search_is_kept_and_found_again_on_the_page(house, snv, letters):
    clerk = Reader(house, snv.clerk)
    onward = clerk.post("/documents/searches", q="lộc vừng", name="Cây xanh", is_shared="1")
    page = clerk.get(onward)
    assert "11/A" in page
    assert "Kept as “Cây xanh”" in page
    leader = Reader(house, snv.leader)
    assert "Cây xanh" in leader.get("/documents/search")
    assert "Kept as" not in leader.get(onward)
    assert "Say it in one sentence" not in clerk.get("/documents/search")
    assert 'value="lộc vừng"' in clerk.post("/documents/searches", 422, q="lộc vừng", name=" ")
    (saved,) = db.session.scalars(select(SavedSearch))
    clerk.post(f"/documents/searches/{saved.uid}/dropping")
    assert "Cây xanh" not in leader.get("/documents/search")


# --------------------------------------------------------------------------- log of use


def test_whoever_opens_a_document_stands_in_its_log_once_a_day(house, snv, letters):
    reader, document = Reader(house, snv.leader), letters[0]
    for _time in range(2):
        reader.get(path_of(document))
    rows = queries.accesses_of(document)
    assert [(row.name, row.kind) for row in rows] == [(snv.leader.name, UseKind.PAGE)]
    with clock.standing_at(clock.now() + timedelta(days=1)):
        operations.note_access(document, UseKind.PAGE, by=snv.leader)
    assert len(queries.accesses_of(document)) == 2
    assert queries.access_count(document) == 1
    assert [one.id for one in queries.recent_documents(snv.leader)] == [document.id]
    assert "Opened last" in reader.get("/documents/search")


def test_who_takes_a_file_stands_in_the_log(house, snv):
    document = build.registered(snv, files=(build.text_file(),))
    (file,) = queries.files_of(document)
    assert Reader(house, snv.clerk).answer(f"/documents/files/{file.uid}").status_code == 200
    assert [row.kind for row in queries.accesses_of(document)] == [UseKind.FILE]


def test_what_was_opened_and_may_no_longer_be_seen_is_not_shown(snv, letters):
    operations.note_access(letters[0], UseKind.PAGE, by=snv.official)
    assert queries.recent_documents(snv.official) == []


def test_the_log_of_use_is_for_those_who_answer_for_the_books(house, snv, letters):
    document = letters[0]
    Reader(house, snv.leader).get(path_of(document))
    page = Reader(house, snv.clerk).get(path_of(document, "accesses"))
    assert snv.leader.name in page
    assert "person has seen" in page
    assert allowed(snv.office_head, Can.READ_ACCESSES, document)
    assert not allowed(snv.head, Can.READ_ACCESSES, document)
    assert not allowed(snv.admin, Can.READ_ACCESSES, document)
    assert not allowed(SYSTEM, Can.BE_NOTED, document)


# ------------------------------------------------------------------------------ exports


def taken(house, person, **typed):
    client = Reader(house, person).client
    return client.post("/documents/list-export", data=typed, headers={"Accept-Language": "en"})


def test_a_list_leaves_as_excel_with_the_chosen_columns(house, snv, letters):
    with transaction():
        letters[0].subject = "=1+1"
    answer = taken(
        house, snv.clerk, direction="incoming", column=["symbol", "subject"], form="xlsx"
    )
    assert answer.status_code == 200, words(answer)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    assert sheet.to_python()[2:] == [
        ["Number and symbol", "Subject"],
        ["13/C", "Mời họp"],
        ["12/B", "Báo cáo thu ngân sách"],
        ["11/A", "=1+1"],
    ]
    (line,) = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "documents.exported"))
    assert line.facts["count"] == 3
    assert line.facts["columns"] == ["symbol", "subject"]


def test_a_list_leaves_as_word_and_as_pdf(house, snv, letters):
    word = taken(house, snv.clerk, q="lộc vừng", form="docx")
    inside = zipfile.ZipFile(io.BytesIO(word.data)).read("word/document.xml").decode()
    assert "11/A" in inside
    assert snv.clerk.name in inside
    pdf = taken(house, snv.clerk, q="lộc vừng", form="pdf")
    with pypdfium2.PdfDocument(pdf.data) as pages:
        assert "11/A" in pages[0].get_textpage().get_text_range()


def test_a_list_leaves_only_with_a_fresh_proof(house, snv, letters):
    reader = Reader(house, snv.clerk)
    with transaction():
        for row in db.session.scalars(select(SessionRow)):
            row.stepped_up_at = None
    answer = reader.client.post("/documents/list-export", data={"q": "cây", "form": "pdf"})
    assert answer.status_code == 403
    assert db.session.scalars(select(AuditEvent.act)).all().count("documents.exported") == 0


def test_too_many_rows_and_unknown_forms_are_refused(house, snv, letters, monkeypatch):
    monkeypatch.setitem(exports.MOST, "pdf", 2)
    refused = taken(house, snv.clerk, direction="incoming", form="pdf")
    assert refused.status_code == 409
    assert "Narrow the search" in refused.text
    assert taken(house, snv.clerk, q="cây", form="exe").status_code == 409
    assert not allowed(snv.admin, Can.EXPORT_LIST, None)


def test_the_columns_are_shown_before_the_list_leaves(house, snv, letters):
    page = Reader(house, snv.clerk).get("/documents/list-export?direction=incoming&column=signer")
    assert "Lê Mẫu Một" in page
    assert "Mời họp" not in page


# ------------------------------------------------------------------------------- prints


def test_a_print_bears_who_made_it_and_is_noted(house, snv):
    stored = blobs.put(b"%PDF-1.4 in")
    file = build.NewFile("in.pdf", "application/pdf", stored.sha256, stored.size, role="main")
    document = build.registered(snv, files=(file,))
    (main,) = queries.files_of(document)
    keep_look(main, Look([blobs.put(b"a picture").sha256]), by=SYSTEM)
    page = Reader(house, snv.clerk).get(path_of(document, "print"))
    assert snv.clerk.name in page
    assert f"/documents/files/{main.uid}/pages/1" in page
    kinds = db.session.scalars(select(DocumentUse.kind)).all()
    assert kinds == [UseKind.PRINT]
    nothing = build.registered(snv, symbol="2/X", identifier="2")
    Reader(house, snv.clerk).get(path_of(nothing, "print"), 404)
