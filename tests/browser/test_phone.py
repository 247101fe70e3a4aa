"""The leader with a telephone in his hand: one direction, then a batch signed with one PIN."""

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import Document, DocumentState
from documents.operations.drafting import Made, keep_composed
from office import blobs, outbox
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
LEFT_OUT = ("documents.look_at_file", "signing.verify")


@pytest.fixture
def in_hand(world, monkeypatch):
    """The leader's telephone; pages and verdicts of the files are not what is tried here."""
    for topic in LEFT_OUT:
        monkeypatch.setitem(outbox._handlers, topic, lambda _body: None)  # noqa: SLF001
    phone = Official(world, "leader", **PHONE)
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


@pytest.mark.parametrize("count", [8, pytest.param(50, marks=pytest.mark.long)])
def test_a_leader_directs_and_signs_a_batch_on_a_telephone(world, in_hand, count):
    with world.app.app_context(), without_loop():
        uid = build.presented(world.house, **letter(930 + count)).uid
        ids = to_sign(world.house, count)
    page = in_hand.open(f"/documents/{uid}")
    page.locator("a[href$='/direction']").click()
    page.get_by_role("group", name="Phòng Công chức").locator("label.lead").click()
    page.fill("#text", "Phòng Công chức chủ trì tham mưu trả lời.")
    page.get_by_role("button", name="Sign and assign").click()
    page.locator(".toast", has_text="Assigned to 1 desk").wait_for()

    page = in_hand.open("/documents/signing")
    page.locator("[data-all]").check()
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
