"""A morning's post by keyboard alone: the envelopes, one undone, the labels of the others."""

import pytest
from sqlalchemy import select

from documents.models import Document, DocumentState
from office.db import db

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Keys:
    """A keyboard that counts what is pressed beside letters and digits."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.pressed += len(keys)

    def type(self, text):
        self.page.keyboard.type(text)

    def row(self, number, *, of):
        """Issuer by its beginning without accents, the day proposed, the rest as above."""
        if number == 1:
            self.type("bo hanh chinh")
        else:
            self.press("F2")
        self.press("Enter")
        self.type(f"{number}/thu-sang-{of}")
        self.press("Enter", "Enter", "Enter")
        self.type(f"Về việc kiểm tra đợt {number}")
        self.press("Enter", "Enter")


@pytest.mark.parametrize("count", [12, pytest.param(40, marks=pytest.mark.long)])
def test_the_mornings_post_goes_into_the_register_without_a_mouse(full_world, count):
    clerk = full_world.clerk
    page = clerk.open("/documents/incoming/envelopes")
    keys = Keys(page)
    for number in range(1, count + 1):
        keys.row(number, of=count)
    keys.press("Control+Enter")
    page.get_by_role("heading", name=f"{count} documents registered").wait_for()
    assert keys.pressed <= count * 8
    rows = page.locator("tbody tr")
    assert rows.count() == count
    assert "Bộ Hành chính mẫu" in rows.nth(count - 1).inner_text()
    labels = page.get_by_role("link", name="Print labels")
    assert labels.get_attribute("data-key") == "p"
    sheet = clerk.context.request.get(labels.get_attribute("href"))
    assert sheet.headers["content-type"] == "application/pdf"
    undo_the_last(full_world, clerk, count)
    assert page.errors == []


def undo_the_last(world, clerk, count):
    with world.app.app_context():
        wanted = select(Document.uid).where(Document.symbol == f"{count}/thu-sang-{count}")
        uid = db.session.scalars(wanted).one()
    page = clerk.open(f"/documents/{uid}/undoing")
    page.locator("#text").focus()
    page.keyboard.type("Nhập nhầm bì")
    page.get_by_role("button", name="Undo the registration").press("Enter")
    page.locator(".toast", has_text="is undone").wait_for()
    with world.app.app_context():
        state = db.session.scalars(select(Document.state).where(Document.uid == uid)).one()
    assert state is DocumentState.ARRIVED
