"""A wrong document was issued: the sender replaces or recalls it, the receiver sees it at once."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from documents import operations
from documents.models import Direction, Document
from documents.operations.incoming import Registration
from documents.operations.issuing import mark_sealed, mark_signed
from office.db import db
from office.permissions import SYSTEM
from tests import build
from tests.browser.test_matter import choose, seal, sign
from tests.browser.world import Official
from tests.conftest import without_loop
from tests.documents import stages

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CODE = "H99.77"
WRONG, RIGHT = "Về việc nộp báo cáo trước ngày 31/9", "Về việc nộp báo cáo trước ngày 30/9"
FAULTY = "Về việc đường dây nóng"
BY_MISTAKE = "Về việc phân bổ biên chế (bản nháp)"


@pytest.fixture
def receiver(unlooked):
    """The clerk of another agency of the installation, at a screen of his own."""
    world = unlooked
    with world.app.app_context(), without_loop():
        other = build.agency(code=CODE, name="Sở Tài chính mẫu", symbol="STCM")
    made = Official(replace(world, house=other, at_desk={}), "clerk")
    yield made
    made.close()


def issued(world, subject):
    """Issued to the other agency; says its address here and its symbol."""
    with world.app.app_context(), without_loop():
        document = stages.sealed(world.house, subject)
        operations.choose_receivers(document, [CODE], by=world.house.clerk)
        operations.issue(document, by=world.house.clerk)
        return document.uid, document.identifier


def came(world, receiver, identifier):
    """The record of the receiving agency, once the worker has handed it over."""

    def uid():
        with world.app.app_context():
            found = select(Document.uid).where(
                Document.identifier == identifier, Document.direction == Direction.INCOMING
            )
            return db.session.scalar(found)

    for _turn in range(200):
        if found := uid():
            return found
        receiver.page.wait_for_timeout(100)
    return receiver.fail(identifier)


def registered(world, receiver, uid):
    with world.app.app_context(), without_loop():
        document = db.session.scalars(select(Document).where(Document.uid == uid)).one()
        clerk = receiver.actor
        operations.register_incoming(document, Registration(document.subject), by=clerk)


def test_a_wrong_document_is_replaced_or_recalled_at_both_ends(world, receiver):
    wrong, wrong_name = issued(world, WRONG)
    there = came(world, receiver, wrong_name)
    drafter = world.official.open(f"/documents/{wrong}/replacement")
    drafter.fill("#text", "Sai ngày nộp báo cáo")
    drafter.get_by_role("button", name="Draft the replacement").click()
    drafter.wait_for_url("**/draft")
    draft_uid = UUID(drafter.url.split("/")[-2])
    with world.app.app_context(), without_loop():
        draft = db.session.scalars(select(Document).where(Document.uid == draft_uid)).one()
        right = sealed_anew(world.house, draft)
    clerk = world.clerk.open(f"/documents/{right}")
    clerk.get_by_role("button", name="Issue").click()
    clerk.locator(".toast", has_text="has been issued").wait_for()
    assert world.clerk.open(f"/documents/{wrong}").get_by_text("Replaced").first.is_visible()
    receiver.wait_for(f"/documents/{there}", "Replaced")
    assert receiver.page.get_by_text(RIGHT).first.is_visible()

    corrected_by_a_letter(world, receiver)

    mistake, mistake_name = issued(world, BY_MISTAKE)
    there = came(world, receiver, mistake_name)
    registered(world, receiver, there)
    clerk = world.clerk.open(f"/documents/{mistake}/recall")
    clerk.fill("#text", "Ban hành nhầm bản nháp")
    clerk.select_option("#leader", index=0)
    clerk.locator("button.harm").click()
    clerk.locator(".toast", has_text="recalled").wait_for()
    receiver.wait_for(f"/documents/{there}", "The sender asks for a recall.")
    receiver.page.get_by_role("link", name="Answer the sender").click()
    receiver.page.get_by_role("button", name="Agree and destroy").click()
    receiver.page.locator(".toast", has_text="he is told").wait_for()
    assert receiver.page.get_by_text("The content was destroyed").first.is_visible()
    assert BY_MISTAKE not in receiver.page.inner_text("main")
    world.clerk.wait_for(f"/documents/{mistake}", "agreed")
    complaints = [
        text for one in (world.official, world.clerk, receiver) for text in one.page.errors
    ]
    assert complaints == []


def corrected_by_a_letter(world, receiver):
    """A fault of form: the document stays in force, both ends see the letter beside it."""
    faulty, name = issued(world, FAULTY)
    there = came(world, receiver, name)
    page = world.official.open(f"/documents/{faulty}")
    page.get_by_role("button", name="More acts").click()
    page.get_by_role("link", name="Correct by a letter").click()
    page.fill("#text", "Sai số điện thoại")
    page.get_by_role("button", name="Draft the letter").click()
    page.wait_for_url("**/draft")
    letter = page.url.removesuffix("/draft")
    assert page.input_value("#subject").startswith("Đính chính Công văn số ")
    page.fill("#body", "Số điện thoại đúng: 0200 000 000.")
    choose(page, "#signer", world.house.leader.name)
    page.get_by_role("button", name="Save and show").click()
    page.locator(".toast", has_text="Saved").wait_for()
    page.goto(f"{letter}/submission")
    page.locator("button.go-on:enabled").click()
    page.locator(".toast", has_text="Submitted for signature.").wait_for()
    sign(world, "Đính chính")
    seal(world, "Đính chính")
    page.goto(f"/documents/{faulty}")
    assert page.get_by_text("Corrected by a letter").first.is_visible()
    assert page.get_by_text("Replaced").count() == 0
    receiver.wait_for(f"/documents/{there}", "Corrected by a letter")
    receiver.page.get_by_role("link", name="Đính chính").first.click()
    assert "Đính chính" in receiver.page.inner_text("h1")


def sealed_anew(house, draft):
    """The replacement with its right words, through signature, number and seal."""
    operations.save_form(draft, stages.form(draft) | {"subject": RIGHT}, by=house.official)
    stages.kept(draft)
    operations.submit(draft, house.desks["leader"].id, by=house.official)
    mark_signed(draft, stages.pdf("signed anew"), house.leader.name, by=SYSTEM)
    operations.number_document(draft, issue_when_sealed=False, by=stages.program_of(house.clerk))
    mark_sealed(draft, stages.pdf("sealed anew"), by=SYSTEM)
    operations.choose_receivers(draft, [CODE], by=house.clerk)
    return draft.uid
