"""The leader with a telephone in his hand: one direction, then a batch signed with one PIN."""

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import Document, DocumentState
from documents.operations.drafting import Made, keep_composed
from office import blobs
from office.blobs import Stored
from office.db import db
from office.permissions import SYSTEM
from tests import build
from tests.browser.records import drafted, letter, until
from tests.browser.world import PINS, Official
from tests.conftest import without_loop

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SUBJECT = "Về việc triển khai hệ thống tại các xã"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def in_hand(unlooked):
    """The leader's telephone."""
    phone = Official(unlooked, "leader", **PHONE)
    yield phone
    phone.close()


def to_sign(house, count):
    """Drafts before the leader, all read; they share one PDF, which is composed once."""
    first = drafted(house, f"{SUBJECT} (1)")
    until(lambda: queries.draft_of(first).pdf_sha256)
    made = queries.draft_of(first)
    stored = Stored(made.pdf_sha256, blobs.size_of(made.pdf_sha256))
    documents = [first]
    for number in range(2, count + 1):
        one = operations.start_draft(subject=f"{SUBJECT} ({number})", by=house.official)
        draft = queries.draft_of(one)
        keep_composed(draft, draft.revision, Made(stored, made.places), by=SYSTEM)
        documents.append(one)
    for one in documents:
        operations.submit(one, house.desks["leader"].id, by=house.official)
        operations.mark_read(one, by=house.leader)
    return [one.id for one in documents]


@pytest.mark.long
def test_a_clerk_numbers_fifty_in_their_order_and_seals_them_with_one_pin(world):
    with world.app.app_context(), without_loop():
        ids = signed(world.house, 50)
    clerk = world.clerk
    page = clerk.open("/documents/outgoing?view=to-issue")
    if page.get_by_role("link", name="Show 100 rows").count():
        page.get_by_role("link", name="Show 100 rows").click()
    page.locator("[data-rows] .li", has_text=SUBJECT).first.locator("a").focus()
    for _row in range(49):
        page.keyboard.press("Shift+ArrowDown")
    assert page.inner_text(".chosen") == "50 chosen"
    page.keyboard.press("n")
    page.get_by_role("button", name="Give numbers and seal").press("Enter")
    clerk.sees(page.locator("#pin"), "the PIN")
    page.fill("#pin", clerk.pin)
    page.keyboard.press("Enter")
    clerk.sees(page.get_by_text("50 of 50 sealed"), "all seals")
    with world.app.app_context():
        rows = db.session.scalars(select(Document).where(Document.id.in_(ids))).all()
        assert {row.state for row in rows} == {DocumentState.ISSUED}
        numbers = [row.number for row in sorted(rows, key=lambda row: row.id)]  # the oldest first
    assert numbers == list(range(numbers[0], numbers[0] + 50))


def signed(house, count):
    """What the leader has signed; the signature itself is not what is tried here."""
    ids = to_sign(house, count)
    for document in db.session.scalars(select(Document).where(Document.id.in_(ids))).all():
        sha256 = queries.draft_of(document).pdf_sha256
        stored = Stored(sha256, blobs.size_of(sha256))
        operations.mark_signed(document, stored, house.leader.name, by=SYSTEM)
    return ids


@pytest.mark.parametrize("count", [8, pytest.param(50, marks=pytest.mark.long)])
def test_a_leader_directs_and_signs_a_batch_on_a_telephone(world, in_hand, count):
    with world.app.app_context(), without_loop():
        uid = build.presented(world.house, **letter(930 + count)).uid
        ids = to_sign(world.house, count)
        uids = db.session.scalars(select(Document.uid).where(Document.id.in_(ids))).all()
    page = in_hand.open(f"/documents/{uid}")
    page.locator("a[href$='/direction']").click()
    page.get_by_role("group", name="Phòng Công chức").locator("label.lead").click()
    page.fill("#text", "Phòng Công chức chủ trì tham mưu trả lời.")
    page.get_by_role("button", name="Sign and assign").click()
    page.locator(".toast", has_text="Assigned to 1 desk").wait_for()

    page = in_hand.open("/documents/signing")
    for uid in uids:
        page.locator(f".sel[value='{uid}']").check()
    page.get_by_role("button", name="Sign the chosen ones").click()
    in_hand.sees(page.locator("#pin"), "the PIN")
    page.fill("#pin", PINS["leader"])
    page.get_by_role("button", name=f"Sign {count} documents").click()
    in_hand.sees(page.get_by_text(f"{count} of {count} signed"), "all signatures")
    assert page.locator("#signatures .tag.ok").count() == count
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.errors == []
    with world.app.app_context():
        rows = db.session.scalars(select(Document.state).where(Document.id.in_(ids)))
        assert set(rows) == {DocumentState.SIGNED}
