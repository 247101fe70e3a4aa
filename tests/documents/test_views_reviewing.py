"""The way of a draft on its pages, without a script: set up, submit, check, send back, answer."""

import pytest

from documents import queries
from documents.models import DocumentState, Duty, FileRole
from documents.operations import files
from documents.operations.desk_work import lay
from documents.operations.sheets import keep_sheet
from office import blobs
from office.db import db, transaction
from office.permissions import SYSTEM
from tests import build
from tests.documents import stages
from tests.documents.pages import Reader, path_of


@pytest.fixture
def snv(house):
    return build.agency()


def test_a_draft_is_sent_back_with_marks_and_comes_through(house, snv):
    admin, head, official = (
        Reader(house, snv.people[one]) for one in ("admin", "head", "official")
    )
    rules = "/documents/review-rules"
    assert "drafts go straight" in admin.get(rules)
    typed = {"kind": "legal", "on": "2026-01-05"}
    assert "Say which desk makes this check" in admin.post(rules, 422, **typed)
    admin.post(rules, kind="content", on="2026-01-05")
    assert "The head of the drafting unit" in admin.get(rules)
    document = stages.drafted(snv)
    path = path_of(document, "submission")
    leader = str(snv.desks["leader"].uid)
    shown = official.get(path)
    assert "Check of content" in shown
    assert official.post(path, signer=leader, proposal="Kính trình ký.") == path_of(document)
    assert queries.sheet_of(document).proposal == "Kính trình ký."
    check, back = path_of(document, "check"), path_of(document, "sending-back")
    assert "Check the draft" in head.get(path_of(document))
    assert "You answer for the content" in head.get(check)
    lost = {"text": "Thiếu căn cứ.", "passage0": "Căn cứ"}
    again = head.post(back, 422, **lost)
    assert "Say what is to be mended here" in again
    assert "Thiếu căn cứ." in again
    more = head.post(back, 200, text="Thiếu.", rows="3", again="rows")
    assert 'name="words4"' in more
    _refuses_a_page_beyond(head, document, back)
    head.post(back, **lost, words0="Nêu đủ căn cứ.", page0="1")
    draft = path_of(document, "draft")
    assert "Sent back with 1 mark" in official.get(draft)
    assert official.get(draft).count("Nêu đủ căn cứ.") == 1
    look = files.Look([blobs.put(b"page 1").sha256, blobs.put(b"page 2").sha256])
    files.keep_look(queries.main_file(document), look, by=SYSTEM)
    _shows_new_pages_by_itself(official, document, draft)
    pages = official.get(draft).split('id="pages"')[1].split("<figure")[:2]
    assert ["Nêu đủ căn cứ." in before for before in pages] == [True, False]
    db.session.expire_all()
    (mark,) = queries.open_marks(document)
    assert "To the marks" in official.get(path)
    official.post(path_of(document, "marks", str(mark.uid)), answer="Đã bổ sung.")
    assert "To the marks" not in official.get(path)
    assert "Đã bổ sung." in official.get(draft)
    official.post(path, signer=leader)
    head.post(check, text="Đạt.")
    db.session.expire_all()
    assert queries.visible_document(document.uid, snv.leader).state is DocumentState.SUBMITTED
    page = Reader(house, snv.leader).get(path_of(document))
    for words in ("Way to the signature", "Đạt.", "settled by version"):
        assert words in page


def _refuses_a_page_beyond(reader, document, page):
    typed = {"text": "Thiếu.", "words0": "Nêu đủ căn cứ.", "page0": "2"}
    for pages, last in ((["a" * 64], 1), (None, 9_999)):
        with transaction():
            queries.main_file(document).pages = pages
        assert f"from 1 to {last}" in reader.post(page, 422, **typed)
        typed["page0"] = "10000"


def _shows_new_pages_by_itself(official, document, page):
    assert 'data-refresh="pages"' not in official.get(page)
    made = queries.draft_of(document).pdf_sha256
    _set_pdf(document, "")
    assert 'data-refresh="pages"' in official.get(page)
    _set_pdf(document, made)


def _set_pdf(document, sha256):
    with transaction():
        queries.draft_of(document).pdf_sha256 = sha256


def test_who_is_only_informed_does_not_read_the_slip(house, snv):
    document = stages.submitted(snv)
    keep_sheet(document, stages.pdf("slip"), by=SYSTEM)
    assert FileRole.SHEET in {file.role for file in queries.files_for(document, snv.leader)}
    with transaction():
        lay(document, snv.desks["other_official"].id, Duty.INFORM, by=snv.clerk)
    assert FileRole.SHEET not in {
        file.role for file in queries.files_for(document, snv.other_official)
    }


def test_several_signers_are_chosen_at_the_submission(house, snv):
    document = stages.drafted(snv)
    official, path = Reader(house, snv.official), path_of(document, "submission")
    deputy = snv.desks["deputy"]
    typed = {"signer": str(snv.desks["leader"].uid), "other0": str(deputy.uid)}
    assert official.post(path, **typed) == path
    assert "The pages are made anew with these signers" in official.get(path)
    db.session.expire_all()
    assert queries.co_signers_of(document) == [deputy.id]
    shown = official.get(path)
    assert shown.count(f'value="{deputy.uid}" selected') == 1
