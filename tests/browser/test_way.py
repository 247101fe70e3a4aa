"""A draft on its way: checked, sent back, mended, signed by two on the phone, sealed."""

import subprocess

import pytest

from documents import operations, queries
from documents.models import StepKind
from documents.operations.review_rules import StepWords
from office import blobs
from office.permissions import Actor
from tests.browser.records import form_of
from tests.browser.test_matter import choose, give_pin, opened
from tests.conftest import without_loop

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SUBJECT = "Kế hoạch chuyển đổi số năm 2027"
PHONE = {"width": 390, "height": 844}


def begun(world):
    """Plans are checked by the head and for the law; the official has written one."""
    house = world.house
    desks = {StepKind.CONTENT: None, StepKind.LEGAL: house.desks["other_head"].id}
    for kind, desk in desks.items():
        operations.set_review_rule(
            house.unit.id, StepWords(kind, desk, ["ke-hoach"]), by=house.admin
        )
    draft = operations.start_draft(subject=SUBJECT, type_code="ke-hoach", by=house.official)
    form = form_of(draft, type_code="ke-hoach", addressees=[], recipients=[])
    operations.save_form(draft, form, by=house.official)
    return draft.uid


def submit(world, path, *, with_deputy=False):
    page = world.official.open(f"{path}/submission")
    if with_deputy:
        page.locator("summary", has_text="Several sign").click()
        choose(page, "#other0", world.house.deputy.name)
        page.locator("button.go-on:enabled").click()
        page.get_by_text("The pages are made anew with these signers").first.wait_for()
    page.locator("button.go-on:enabled").click()
    page.locator(".toast", has_text="Submitted for the checks.").wait_for()


def passes(official, path):
    page = official.open(f"{path}/check")
    page.get_by_role("button", name="Passed").click()
    page.locator(".toast", has_text="Passed").wait_for()


def signs(official):
    """On his telephone; the window is as wide as before for whoever goes on in it."""
    wide = official.page.viewport_size
    official.page.set_viewport_size(PHONE)
    official.wait_for("/documents/signing", SUBJECT).click()
    official.page.get_by_role("button", name="Sign this one").click()
    give_pin(official, "Sign 1 document", "1 of 1 signed")
    official.page.set_viewport_size(wide)


@pytest.mark.needs("pdfsig")
def test_two_sign_after_a_fault_was_mended(unlooked, tmp_path):
    world = unlooked
    with world.app.app_context(), without_loop():
        uid = begun(world)
    path = f"/documents/{uid}"
    submit(world, path, with_deputy=True)
    passes(world.head, path)
    page = world.other_head.open(f"{path}/check")
    page.get_by_role("link", name="Send back with marks").click()
    page.fill("#text", "Thiếu nguồn kinh phí.")
    page.fill("#page0", "1")
    page.fill("#words0", "Nêu nguồn kinh phí thực hiện.")
    page.get_by_role("button", name="Send back", exact=True).click()
    page.locator(".toast", has_text="The draft is back").wait_for()

    page = world.official.open(f"{path}/draft")
    page.get_by_text("Nêu nguồn kinh phí thực hiện.").wait_for()
    page.fill("#body", "Kinh phí thực hiện do ngân sách tỉnh bảo đảm.")
    page.get_by_role("button", name="Save and show").click()
    page.locator(".toast", has_text="Saved").wait_for()
    submit(world, path)
    passes(world.head, path)
    passes(world.other_head, path)
    assert world.leader.open("/documents/signing").get_by_text(SUBJECT).count() == 0
    signs(world.deputy)
    signs(world.leader)
    page = opened(world.clerk, "/documents/outgoing?view=to-issue", SUBJECT)
    page.locator("a[href$='/numbering']").click()
    page.get_by_role("button", name="Give the number, then seal").click()
    give_pin(world.clerk, "Seal 1 document", "1 of 1 sealed")
    signed = tmp_path / "signed.pdf"
    with world.app.app_context():
        document = queries.visible_document(uid, Actor(is_machine=True))
        signed.write_bytes(blobs.read(queries.main_file(document).sha256))
    said = subprocess.run(
        ["pdfsig", "-nocert", signed], capture_output=True, text=True, check=False
    ).stdout
    assert said.count("Signature #") == said.count("Signature is Valid.") == 3
    parts = (world.official, world.head, world.other_head, world.deputy, world.leader, world.clerk)
    assert [error for one in parts for error in one.page.errors] == []
