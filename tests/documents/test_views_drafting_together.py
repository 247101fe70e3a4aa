"""Drafting together at the pages: versions and their differences, comments, people, templates."""

import io

import pytest

from documents import queries
from office import outbox
from office.db import db
from tests import build
from tests.documents import stages
from tests.documents.operations.test_draft_versions import saved
from tests.documents.pages import Reader, path_of
from tests.documents.test_views_drafts import form


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def draft(snv):
    made = stages.asked(snv)
    saved(made, "Trồng 20 cây ở công viên.", snv.official)
    saved(made, "Trồng 50 cây ở công viên.", snv.official)
    return made


def test_what_changed_is_marked_and_an_older_text_is_restored(house, snv, draft):
    official = Reader(house, snv.official)
    page = official.get(path_of(draft, "draft", "versions"))
    assert page.count(snv.official.name) >= 4
    page = official.get(path_of(draft, "draft", "comparison"))
    assert '<del><span class="vh">taken out: </span>20<' in page
    assert '<ins><span class="vh">put in: </span>50<' in page
    same = official.get(path_of(draft, "draft", "comparison?from=3&to=3"))
    assert "These two texts say the same." in same
    official.get(path_of(draft, "draft", "comparison?from=3&to=99"), status=404)
    assert "Trồng 20 cây" in official.get(path_of(draft, "draft", "versions", "3"))
    revision = str(queries.draft_of(draft).revision)
    official.post(path_of(draft, "draft", "versions", "3", "restoring"), revision=revision)
    assert "Trồng 20 cây" in official.get(path_of(draft, "draft"))
    official.post(path_of(draft, "draft", "versions", "4", "restoring"), 409, revision=revision)
    asked = Reader(house, snv.other_official)
    assert "Restore" not in asked.get(path_of(draft, "draft", "versions"))


def test_a_file_that_came_too_late_is_kept_beside_and_compared(house, snv, draft):
    official = Reader(house, snv.official)
    template = official.answer(path_of(draft, "draft", "template")).data
    stale = str(queries.draft_of(draft).revision)
    saved(draft, "Trồng 70 cây ở công viên.", snv.official)
    sent = {"source": (io.BytesIO(template), "sửa.docx"), "revision": stale}
    led = official.post(path_of(draft, "draft", "source"), **sent)
    assert "still being read" in official.get(led)
    outbox.drain(outbox.Lane.BULK)
    db.session.expire_all()
    page = official.get(led)
    assert "Both texts are kept." in page
    assert "Trồng 50" in page
    assert queries.draft_of(draft).content["body"] == "Trồng 70 cây ở công viên."


def test_two_who_save_at_once_see_what_differs(house, snv, draft):
    official = Reader(house, snv.official)
    stale = form(snv, draft, body="Trồng 20 cây sấu ở công viên.")
    saved(draft, "Trồng 20 cây ở công viên.", snv.official)
    page = official.post(path_of(draft, "draft"), status=409, **stale)
    assert '<ins><span class="vh">put in: </span>' in page
    assert "sấu" in page


def test_a_remark_on_a_line_is_answered_and_settled(house, snv, draft):
    asked, official = Reader(house, snv.other_official), Reader(house, snv.official)
    here = path_of(draft, "draft", "comments")
    page = asked.get(here + "?passage=1")
    assert ">Trồng 50 cây ở công viên.</textarea>" in page
    assert "Write it here." in asked.post(here, 422, text="", quote="")
    asked.post(here, text="Ghi rõ loại cây.", quote="50 cây")
    assert "1 comment on the draft is not settled yet." in official.get(
        path_of(draft, "submission")
    )
    saved(draft, "Trồng 50 cây sấu.", snv.official)
    saved(draft, "Trồng cây sấu.", snv.official)
    (said,) = queries.comments_on(draft)
    page = official.get(here)
    assert "changed since" in page
    answer = f"/documents/draft-comments/{said.uid}/answer"
    assert "Write it here." in official.post(answer, 422, text=" ")
    official.post(answer, text="Cây sấu.")
    official.post(f"/documents/draft-comments/{said.uid}/settling")
    assert "Settled by" in asked.get(here)
    assert "is not settled yet" not in official.get(path_of(draft, "submission"))
    Reader(house, snv.colleague).get(here, status=404)


def test_others_are_invited_and_let_go(house, snv, draft):
    official, colleague = Reader(house, snv.official), Reader(house, snv.colleague)
    here, desk = path_of(draft, "draft", "people"), str(snv.desks["colleague"].uid)
    assert "Choose at least one." in official.post(here, 422)
    official.post(here, desk=desk)
    assert "Help with the draft" in colleague.get("/")
    colleague.post(path_of(draft, "draft"), **form(snv, draft, body="Cùng viết."))
    page = colleague.get(path_of(draft, "draft"))
    assert "Save and submit" not in page
    assert "Drop the draft" not in page
    assert snv.colleague.name in official.get(here)
    official.post(here + "/removal", desk=desk)
    colleague.post(path_of(draft, "draft"), status=404, **form(snv, draft, body="Nữa."))
    colleague.get(path_of(draft), status=404)


def test_the_signer_changes_the_text_and_a_template_begins_the_next(house, snv):
    draft = stages.submitted(snv)
    leader, official = Reader(house, snv.leader), Reader(house, snv.official)
    assert "Change the text" in leader.get(path_of(draft))
    assert "before you for signature" in leader.get(path_of(draft, "draft"))
    changed = form(snv, draft, body="Lãnh đạo sửa.", onward="1", recipients="H99.2")
    assert leader.post(path_of(draft, "draft"), **changed) == path_of(draft)
    assert "Changed by the signer" in official.get(path_of(draft, "draft", "versions"))
    keep = path_of(draft, "draft", "as-template")
    official.get(keep)
    assert "Write a name." in official.post(keep, 422, name="")
    official.post(keep, name="Mẫu trả lời", whose="unit")
    colleague = Reader(house, snv.colleague)
    assert "Mẫu trả lời" in colleague.get("/documents/drafts/new")
    assert "Mẫu trả lời" in colleague.get("/documents/templates")
    (kept,) = queries.templates_for(snv.colleague)
    led = colleague.post(f"/documents/templates/{kept.uid}/draft")
    assert "Lãnh đạo sửa." in colleague.get(led)
    official.get(f"/documents/templates/{kept.uid}")
    official.post(f"/documents/templates/{kept.uid}", name="Mẫu riêng", whose="own")
    assert "Mẫu riêng" not in colleague.get("/documents/templates")
    official.post(f"/documents/templates/{kept.uid}/dropping")
    assert queries.templates_for(snv.official) == []


def test_a_former_document_is_found_and_copied(house, snv):
    former = stages.issued(snv, "Về việc trồng cây sao đen")
    official = Reader(house, snv.official)
    page = official.get(f"/documents/drafts/new?former={former.symbol}")
    assert "sao đen" in page
    assert "No issued document fits" in official.get("/documents/drafts/new?former=khongco")
    led = official.post(path_of(former, "copy"))
    assert "sao đen" in official.get(led)
    assert "Copy into a new draft" in official.get(path_of(former))
