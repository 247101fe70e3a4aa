"""The document page: what each reader finds on it, and what is kept from him."""

import pytest

from documents import operations, queries
from documents.models import DocumentFile, Duty, FileRole
from documents.operations.files import NewFile
from office import blobs
from office.db import db, transaction
from office.permissions import SYSTEM
from tests import build
from tests.documents.pages import Reader, path_of


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def other(house):
    return build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")


def test_the_page_shows_facts_directions_and_progress(house, snv):
    document = build.assigned(snv)
    page = Reader(house, snv.head).get(path_of(document))
    for words in (
        "412/BHC-CQCS",
        "Bộ Hành chính mẫu",
        "Chủ trì tham mưu trả lời.",
        "Registered as",
    ):
        assert words in page


def test_each_desk_finds_the_acts_it_owes_and_no_others(house, snv):
    document = build.presented(snv)
    leader = Reader(house, snv.leader).get(path_of(document))
    clerk = Reader(house, snv.clerk).get(path_of(document))
    assert "/direction" in leader
    assert "/direction" not in clerk
    assert "/taking-back" in clerk
    assert "/taking-back" not in leader


@pytest.mark.parametrize(
    "tail", ["", "registration", "presentation", "direction", "completion", "refusal", "draft"]
)
def test_another_agency_finds_nothing(house, snv, other, tail):
    document = build.assigned(snv)
    Reader(house, other.leader).get(path_of(document, *filter(None, [tail])), status=404)


def test_an_official_who_took_no_part_finds_nothing(house, snv):
    document = build.assigned(snv)
    Reader(house, snv.other_official).get(path_of(document), status=404)


def test_the_administrator_reads_no_content(house, snv):
    document = build.assigned(snv)
    Reader(house, snv.admin).get(path_of(document), status=404)


def test_a_known_act_of_another_post_is_refused_with_its_reason(house, snv):
    document = build.presented(snv)
    page = Reader(house, snv.clerk).get(path_of(document, "direction"), status=403)
    assert "does not allow this act" in page


def test_cooperating_desks_read_only_the_directions_to_them(house, snv):
    document = build.assigned(snv, others=[("other_head", Duty.COOPERATE)])
    operations.hand_on(document, snv.desks["official"].id, "Chỉ nội bộ phòng.", by=snv.head)
    page = Reader(house, snv.other_head).get(path_of(document))
    directions = page.partition('id="progress"')[0]
    assert "Chủ trì tham mưu trả lời." in directions
    assert "Chỉ nội bộ phòng." not in directions


def test_an_earlier_letter_with_the_same_number_is_shown_before_registration(house, snv):
    build.registered(snv)
    again = build.arrived(snv)
    assert "This may have come before" in Reader(house, snv.clerk).get(path_of(again))


def test_an_unreadable_annex_is_named_with_its_problem(house, snv):
    broken = NewFile("biểu mẫu.xls", "application/vnd.ms-excel", problem="Tệp bị cắt cụt.")
    document = build.arrived(snv, files=(build.text_file(), broken))
    clerk = Reader(house, snv.clerk)
    page = clerk.get(path_of(document))
    assert "Unreadable: biểu mẫu.xls" in page
    assert "Tệp bị cắt cụt." in page
    main, annex = sorted(queries.files_of(document), key=lambda file: not file.sha256)
    sent = clerk.answer(f"/api/v1/documents/files/{main.uid}/content")
    assert (sent.status_code, sent.headers["Cache-Control"]) == (200, "no-store")
    assert clerk.answer(f"/api/v1/documents/files/{annex.uid}/content").status_code == 404


# ------------------------------------------------------------------------------- files


def file_of(document):
    return db.session.scalars(
        db.select(DocumentFile).where(DocumentFile.document_id == document.id)
    ).first()


def test_the_original_comes_byte_for_byte_and_can_do_nothing(house, snv):
    document = build.arrived(snv, files=(build.text_file("phụ lục.txt", b"so lieu"),))
    answer = Reader(house, snv.clerk).answer(f"/documents/files/{file_of(document).uid}")
    assert answer.data == b"so lieu"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "ph%E1%BB%A5%20l%E1%BB%A5c.txt" in answer.headers["Content-Disposition"]


def test_a_file_is_kept_from_whoever_may_not_see_its_document(house, snv, other):
    document = build.arrived(snv, files=(build.text_file(),))
    address = f"/documents/files/{file_of(document).uid}"
    for stranger in (snv.other_official, snv.admin, other.clerk):
        Reader(house, stranger).get(address, status=404)
        Reader(house, stranger).get(f"{address}/pages/1", status=404)


def test_page_pictures_are_counted_from_one(house, snv):
    document = build.arrived(snv, files=(build.text_file(),))
    file, picture = file_of(document), blobs.put(b"\x89PNG\r\n\x1a\n....")
    with transaction():
        file.pages = [picture.sha256]
        file.role = FileRole.MAIN
    clerk = Reader(house, snv.clerk)
    address = f"/documents/files/{file.uid}/pages"
    assert clerk.answer(f"{address}/1").data.startswith(b"\x89PNG")
    clerk.get(f"{address}/0", status=404)
    clerk.get(f"{address}/2", status=404)
    assert f"{address}/1" in clerk.get(path_of(document))


# -------------------------------------------------------------------------------- lists


def test_the_list_opens_a_document_beside_itself(house, snv):
    document = build.presented(snv)
    page = Reader(house, snv.leader).get(f"/documents/incoming?open={document.uid}")
    assert '<h2 class="title"' in page
    assert "Direct and assign" in page


def test_a_swap_of_the_pane_reads_no_list(house, snv):
    document = build.presented(snv)
    build.presented(snv, subject="Một văn bản khác", identifier="khac", symbol="1/KH")
    leader = Reader(house, snv.leader)
    page = leader.get(f"/documents/incoming?open={document.uid}", **{"X-Swap": "read"})
    assert '<h2 class="title"' in page
    assert "Một văn bản khác" not in page


def test_what_is_not_mine_to_see_cannot_be_opened_beside_a_list(house, snv, other):
    document = build.presented(snv)
    Reader(house, other.leader).get(f"/documents/incoming?open={document.uid}", status=404)


@pytest.mark.parametrize(
    "address",
    [
        "incoming",
        "incoming?view=overdue",
        "incoming?view=completed",
        "incoming?view=register",
        "incoming?view=register&year=2026&urgent=1&type=cong-van",
        "outgoing",
        "outgoing?view=issued",
        "drafts",
        "drafts?view=submitted",
        "signing",
        "search",
        "search?q=bao+cao",
    ],
)
def test_every_list_opens_for_leader_head_and_official(house, snv, address):
    build.assigned(snv)
    for person in (snv.leader, snv.head, snv.official):
        Reader(house, person).get(f"/documents/{address}")


def test_the_clerks_views_are_the_clerks(house, snv):
    build.arrived(snv)
    clerk, official = Reader(house, snv.clerk), Reader(house, snv.official)
    assert "Báo cáo kết quả" in clerk.get("/documents/incoming?view=unregistered")
    official.get("/documents/incoming?view=unregistered", status=404)
    for address in ("packages", "books", "books/print?book=outgoing"):
        clerk.get(f"/documents/{address}")
        official.get(f"/documents/{address}", status=403)


def test_the_printed_register_bears_the_columns_of_the_decree(house, snv):
    build.registered(snv, subject="Về việc thứ nhất")
    page = Reader(house, snv.clerk).get("/documents/books/print?book=incoming")
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in page
    assert page.count('<th scope="col">') == 10
    assert "Về việc thứ nhất" in page


def test_search_finds_a_number_by_its_beginning_and_nobody_elses_papers(house, snv, other):
    build.registered(snv)
    assert "Báo cáo kết quả" in Reader(house, snv.clerk).get("/documents/search?q=412/BHC")
    assert "Báo cáo kết quả" not in Reader(house, snv.official).get("/documents/search?q=412/BHC")
    assert "Báo cáo kết quả" not in Reader(house, other.clerk).get("/documents/search?q=412/BHC")


def test_a_fresh_signed_file_says_that_its_signatures_are_being_checked(house, snv):
    stored = blobs.put(b"%PDF-1.7 ky so")
    file = NewFile("cong-van.pdf", "application/pdf", stored.sha256, stored.size, FileRole.MAIN)
    document = build.arrived(snv, files=(file,))
    clerk = Reader(house, snv.clerk)
    assert "The signatures are being checked." in clerk.get(path_of(document))
    operations.keep_verdict(file_of(document), {"state": "unsigned", "signatures": 0}, by=SYSTEM)
    assert "The signatures are being checked." not in clerk.get(path_of(document))
