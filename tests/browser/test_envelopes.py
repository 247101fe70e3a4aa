"""A morning's post by keyboard alone: the envelopes, one undone, the labels of the others."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COUNT = 40


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

    def row(self, number):
        """Issuer by its beginning without accents, the day proposed, the rest as above."""
        if number == 1:
            self.type("bo hanh chinh")
        else:
            self.press("F2")
        self.press("Enter")
        self.type(f"{number}/thu-sang")
        self.press("Enter", "Enter", "Enter")
        self.type(f"Về việc kiểm tra đợt {number}")
        self.press("Enter", "Enter")


def test_the_mornings_post_goes_into_the_register_without_a_mouse(full_world):
    clerk = full_world.clerk
    page = clerk.open("/documents/incoming/envelopes")
    keys = Keys(page)
    for number in range(1, COUNT + 1):
        keys.row(number)
    keys.press("Control+Enter")
    page.get_by_role("heading", name=f"{COUNT} documents registered").wait_for()
    assert keys.pressed <= COUNT * 8
    rows = [row.split("\t") for row in page.locator("tbody tr").all_inner_texts()]
    numbers = [int(cells[0]) for cells in rows]
    assert numbers == list(range(numbers[0], numbers[0] + COUNT))
    assert [cells[1:] for cells in rows] == [
        ["Bộ Hành chính mẫu", f"{number}/thu-sang", f"Về việc kiểm tra đợt {number}"]
        for number in range(1, COUNT + 1)
    ]
    labels = page.get_by_role("link", name="Print labels")
    assert labels.get_attribute("data-key") == "p"
    sheet = clerk.context.request.get(labels.get_attribute("href"))
    assert sheet.headers["content-type"] == "application/pdf"
    undo_the_last(clerk)
    assert page.errors == []


def undo_the_last(clerk):
    """By the keys as well: from the table to the document, undone there, to be registered anew."""
    page, subject = clerk.page, f"Về việc kiểm tra đợt {COUNT}"
    page.get_by_role("link", name=subject).press("Enter")
    page.wait_for_url(lambda url: "/envelopes" not in url)
    document = page.url
    page.get_by_role("button", name="More acts").press("Enter")
    page.locator("a[href$='/undoing']").press("Enter")
    page.locator("#text").focus()
    page.keyboard.type("Nhập nhầm bì")
    page.get_by_role("button", name="Undo the registration").press("Enter")
    page.locator(".toast", has_text="is undone").wait_for()
    page.goto(document)
    assert page.get_by_role("link", name="Register", exact=True).count() == 1
