"""Drafting at the pages: text, versions, two at once, opinions, submission, files, signing."""

import io

import pytest

from documents import operations, queries
from documents.models import Document, DocumentState
from documents.operations.drafting import Made
from office import blobs
from office.db import db
from office.errors import Refusal
from office.permissions import SYSTEM
from tests import build
from tests.documents.pages import Reader, path_of


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def draft(snv):
    return operations.start_draft(subject="Về việc trả lời", by=snv.official)


def form(snv, draft, **facts):
    given = {
        "type_code": "cong-van",
        "subject": "Về việc trả lời",
        "body": "Nội dung một.",
        "addressees": "Bộ Hành chính mẫu",
        "copies": "Như trên;\nLưu: VT.",
        "urgency": "normal",
        "legal_basis": "",
        "signer": str(snv.desks["leader"].uid),
        "revision": str(queries.draft_of(draft).revision),
    }
    return given | facts


def composed(draft):
    row = queries.draft_of(draft)
    made = Made(blobs.put(b"%PDF-1.7 thu"), {})
    operations.keep_composed(row, row.revision, made, by=SYSTEM)


def state_of(document):
    db.session.expire_all()
    return db.session.get_one(Document, document.id).state


def test_a_new_draft_leads_to_its_editor(house, snv):
    official = Reader(house, snv.official)
    official.get("/documents/drafts/new")
    assert "Fill in the subject." in official.post(
        "/documents/drafts/new", status=422, subject=" ", type_code="cong-van"
    )
    led = official.post("/documents/drafts/new", subject="Báo cáo quý", type_code="bao-cao")
    assert "Báo cáo quý" in official.get(led)


def test_the_editor_keeps_every_text(house, snv, draft):
    official = Reader(house, snv.official)
    official.post(path_of(draft, "draft"), **form(snv, draft))
    official.post(path_of(draft, "draft"), **form(snv, draft, body="Nội dung hai."))
    assert "Nội dung hai." in official.get(path_of(draft, "draft"))
    assert "Version 2" in official.get(path_of(draft, "draft", "versions"))
    assert "Nội dung một." in official.get(path_of(draft, "draft", "versions", "2"))
    official.get(path_of(draft, "draft", "versions", "9"), status=404)


def test_two_who_edit_at_once_find_both_texts(house, snv, draft):
    official = Reader(house, snv.official)
    stale = form(snv, draft, body="Của người thứ hai.")
    official.post(path_of(draft, "draft"), **form(snv, draft, body="Của người thứ nhất."))
    page = official.post(path_of(draft, "draft"), status=409, **stale)
    assert "Của người thứ nhất." in page
    assert "Của người thứ hai." in page
    revision = queries.draft_of(draft).revision
    assert f'name="revision" value="{revision}"' in page
    official.post(path_of(draft, "draft"), **(stale | {"revision": str(revision)}))
    assert "Của người thứ hai." in official.get(path_of(draft, "draft"))


def test_what_cannot_be_saved_comes_back_with_the_text(house, snv, draft):
    page = Reader(house, snv.official).post(
        path_of(draft, "draft"), status=422, **form(snv, draft, subject="", body="Dài lắm.")
    )
    assert "Fill in the subject." in page
    assert "Dài lắm." in page


def test_receivers_are_added_by_name_and_taken_out_by_a_tick(house, snv, draft):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    official = Reader(house, snv.official)
    official.post(path_of(draft, "draft"), **form(snv, draft, recipient="so tai chinh"))
    assert queries.draft_of(draft).recipients == [other.code]
    page = official.post(
        path_of(draft, "draft"), status=422, **form(snv, draft, recipient="nơi nào đó")
    )
    assert "Choose an agency of the list" in page
    official.post(path_of(draft, "draft"), **form(snv, draft))
    db.session.expire_all()
    assert queries.draft_of(draft).recipients == []


def test_nobody_else_edits(house, snv, draft):
    Reader(house, snv.colleague).get(path_of(draft, "draft"), status=404)
    Reader(house, snv.leader).get(path_of(draft, "draft"), status=404)


def test_the_template_is_a_word_file_and_a_program_is_no_source(house, snv, draft):
    official = Reader(house, snv.official)
    answer = official.answer(path_of(draft, "draft", "template"))
    assert answer.data.startswith(b"PK")
    page = official.post(
        path_of(draft, "draft", "source"), status=422, source=(io.BytesIO(b"MZ\x90"), "a.docx")
    )
    assert 'href="#source"' in page
    sent = (io.BytesIO(answer.data), "dự thảo.docx")
    official.post(path_of(draft, "draft", "source"), source=sent)
    assert queries.draft_of(draft).source == "docx"
    assert "dự thảo.docx" in official.get(path_of(draft, "draft"))


def test_a_file_that_is_refused_leaves_the_saved_text_in_the_editor(house, snv, draft):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    official = Reader(house, snv.official)
    official.post(path_of(draft, "draft"), **form(snv, draft, recipient=other.code))
    page = official.post(
        path_of(draft, "draft", "source"), status=422, source=(io.BytesIO(b"MZ\x90"), "a.docx")
    )
    assert "Nội dung một." in page
    assert ">Về việc trả lời</textarea>" in page
    assert f'name="revision" value="{queries.draft_of(draft).revision}"' in page
    assert other.code in page


def test_a_form_that_names_no_text_is_not_saved(house, snv, draft):
    official = Reader(house, snv.official)
    before = queries.draft_of(draft).revision
    page = official.post(
        path_of(draft, "draft"), status=409, **form(snv, draft, revision="", body="Bản mới.")
    )
    assert "does not say which text it began from" in page
    assert "Compare both texts below and save again." in page
    assert "Bản mới." in page
    db.session.expire_all()
    assert queries.draft_of(draft).revision == before
    head = Reader(house, snv.head)
    assert "Bản mới." not in head.post(
        path_of(draft, "draft"), status=403, **form(snv, draft, revision="", body="Bản mới.")
    )


def test_a_missing_field_is_placed_by_a_click_on_the_page(house, snv, draft):
    official = Reader(house, snv.official)
    row = queries.draft_of(draft)
    made = Made(blobs.put(b"%PDF-1.7 thieu"), {}, ("chuky1",))
    operations.keep_composed(row, row.revision, made, by=SYSTEM)
    assert "Some fields have no place" in official.get(path_of(draft, "draft"))
    official.get(path_of(draft, "draft", "fields"))
    click = {"field": "chuky1", "page": "0", "width": "595", "height": "842"}
    official.post(path_of(draft, "draft", "fields"), **click, **{"spot.x": "297", "spot.y": "421"})
    db.session.expire_all()
    spot = queries.draft_of(draft).content["spots"]["chuky1"]
    assert (round(spot["x"], 1), round(spot["y"], 1)) == (0.5, 0.5)


# ------------------------------------------------------------------ opinions, submission


def test_an_opinion_is_asked_and_given(house, snv, draft):
    official, asked = Reader(house, snv.official), Reader(house, snv.other_head)
    official.get(path_of(draft, "opinions"))
    page = official.post(path_of(draft, "opinions"), status=422, question="Xin góp ý.")
    assert "Choose at least one." in page
    official.post(
        path_of(draft, "opinions"),
        question="Xin góp ý.",
        due="3",
        desk=str(snv.desks["other_head"].uid),
    )
    assert "Give an opinion" in asked.get("/")
    assert "Xin góp ý." in asked.get(path_of(draft, "opinion"))
    page = asked.post(path_of(draft, "opinion"), status=422, text="Thống nhất.")
    assert "Choose one of the three answers." in page
    asked.post(path_of(draft, "opinion"), choice="agree", text="Thống nhất.")
    assert "Thống nhất." in official.get(path_of(draft))


def test_a_draft_without_its_pdf_is_not_submitted(house, snv, draft):
    official = Reader(house, snv.official)
    official.get(path_of(draft, "submission"))
    page = official.post(
        path_of(draft, "submission"), status=409, signer=str(snv.desks["leader"].uid)
    )
    assert "still being made" in page


def test_submission_names_a_signer_and_can_be_withdrawn(house, snv, draft):
    composed(draft)
    official = Reader(house, snv.official)
    official.post(path_of(draft, "submission"), status=422, signer="")
    official.post(path_of(draft, "submission"), signer=str(snv.desks["leader"].uid))
    assert state_of(draft) is DocumentState.SUBMITTED
    official.post(path_of(draft, "withdrawal"))
    assert state_of(draft) is DocumentState.DRAFT


def test_with_another_signer_the_pages_are_made_anew_before_they_are_submitted(house, snv, draft):
    operations.save_form(draft, signed_by(draft, snv, "deputy"), by=snv.official)
    composed(draft)
    official = Reader(house, snv.official)
    path, signer = path_of(draft, "submission"), str(snv.desks["leader"].uid)
    led = official.post(path, signer=signer)
    assert led == path
    assert "The pages are made anew with these signers" in official.get(led)
    assert state_of(draft) is DocumentState.DRAFT
    composed(draft)
    with pytest.raises(Refusal):
        operations.submit(draft, snv.desks["deputy"].id, by=snv.official)
    official.post(path, signer=signer)
    assert state_of(draft) is DocumentState.SUBMITTED


def signed_by(draft, snv, part):
    content = queries.draft_of(draft).content
    return {**content, "recipients": ["H99.7"], "signer_desk_id": snv.desks[part].id}


def test_a_draft_is_dropped_and_stays_readable(house, snv, draft):
    official = Reader(house, snv.official)
    official.get(path_of(draft, "cancellation"))
    official.post(path_of(draft, "cancellation"))
    assert state_of(draft) is DocumentState.CANCELLED
    assert "Về việc trả lời" in official.get(path_of(draft))
    assert "Về việc trả lời" in official.get("/documents/drafts?view=dropped")


# ------------------------------------------------------------------------------ signing


@pytest.fixture
def submitted(snv, draft):
    composed(draft)
    operations.submit(draft, snv.desks["leader"].id, by=snv.official)
    return draft


def test_the_queue_lets_only_what_was_read_be_chosen(house, snv, submitted):
    leader = Reader(house, snv.leader)
    box = f'value="{submitted.uid}" form="bulk" autocomplete="off"'
    assert "disabled" in after(leader.get("/documents/signing"), box)
    leader.client.post(path_of(submitted, "reading"))
    assert "disabled" not in after(leader.get("/documents/signing"), box)


def after(page, mark):
    return page.partition(mark)[2].partition(">")[0]


def test_an_unread_one_is_refused_in_a_batch_by_name(house, snv, submitted):
    leader = Reader(house, snv.leader)
    page = leader.post("/documents/signing", status=200, chosen=str(submitted.uid))
    assert "Only documents that you have opened" in page


def test_without_a_certificate_the_page_says_so(house, snv, submitted):
    leader = Reader(house, snv.leader)
    assert "no certificate that holds now" in leader.get("/documents/signing")
    leader.post(path_of(submitted, "signature"), status=409)
    assert state_of(submitted) is DocumentState.SUBMITTED


def test_the_leader_sends_back_with_a_reason(house, snv, submitted):
    leader = Reader(house, snv.leader)
    leader.get(path_of(submitted, "sending-back"))
    leader.post(path_of(submitted, "sending-back"), text="Sai thể thức.")
    assert state_of(submitted) is DocumentState.DRAFT
    assert "Sai thể thức." in Reader(house, snv.official).get("/")


def test_nobody_else_signs_and_no_request_is_shown_to_others(house, snv, submitted):
    Reader(house, snv.deputy).post(path_of(submitted, "signature"), status=403)
    nobody = "01890000-0000-7000-8000-000000000001"
    Reader(house, snv.leader).get(f"/documents/signatures?request={nobody}", status=404)
    Reader(house, snv.leader).get("/documents/signatures", status=404)


def test_the_clerk_sees_number_and_receivers_before_giving_it(house, snv, submitted):
    operations.mark_signed(submitted, blobs.put(b"%PDF-1.7 ky"), snv.leader.name, by=SYSTEM)
    clerk = Reader(house, snv.clerk)
    page = clerk.get(path_of(submitted, "numbering"))
    assert "01/" in page
    assert "No receiver is named." in page
    clerk.post(path_of(submitted, "drafter-return"), text="Sai nơi nhận.")
    assert state_of(submitted) is DocumentState.DRAFT
