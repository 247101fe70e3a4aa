"""A letter written on a bad line: nothing typed is lost, and it is sent once."""

import os
import time
from unittest import mock

import pytest
from sqlalchemy import select

from mail.models import MIB, Folder, MailDraft, MailItem, MailMessage
from mail.operations import uploading
from mail.queries import address_of, own_box, parts_of
from mail.queries.drafts import DraftState, state_of
from office import blobs
from office.db import db
from tests.browser.letters import own
from tests.conftest import without_loop

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HALF_A_MINUTE = "Nửa phút không có mạng"
LINE = "Network.emulateNetworkConditions"
SLOW = {"offline": False, "latency": 40, "downloadThroughput": -1, "uploadThroughput": 1_500_000}


@pytest.fixture
def writing(world):
    """The official at an empty letter; the leader can be written to."""
    house = world.house
    with world.app.app_context(), without_loop():
        for part in ("official", "leader"):
            own(house, part)
    page = world.official.open("/mail/compose")
    yield page
    world.official.context.set_offline(False)
    world.official.page.evaluate("() => localStorage.clear()")


def address_of_leader(world):
    """A box may have come by the house's own rule of names before this test asked for one."""
    with world.app.app_context():
        return address_of(own_box(world.house.leader.person_id))


def letters(world, subject):
    with world.app.app_context():
        wanted = select(MailDraft).where(MailDraft.subject == subject)
        return [(one.text, one.to, state_of(one)) for one in db.session.scalars(wanted)]


def saved(page):
    page.locator("#kept", has_text="Saved at").wait_for()


def test_a_cut_while_writing_loses_nothing_and_sends_once(writing, world):
    page = writing
    leader = address_of_leader(world)
    page.locator("#to").press_sequentially(leader.removesuffix(".example"))
    page.locator("#found-to li").first.wait_for()
    page.keyboard.press("Enter")
    assert leader in page.input_value("#to")
    page.fill("#subject", "Thư qua đường truyền kém")
    page.fill("#text", "Đoạn một.")
    page.locator("#text").blur()
    saved(page)
    assert "/mail/drafts/" in page.url
    page.context.set_offline(True)
    page.locator("#text").press_sequentially(" Đoạn hai khi mất mạng.")
    page.locator("#kept", has_text="No connection").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator(".toast", has_text="nothing was sent").wait_for()
    page.context.set_offline(False)
    saved(page)
    page.locator("#text").focus()
    page.keyboard.press("Control+Enter")
    page.locator(".toast", has_text="The letter is sent.").wait_for()
    (found,) = letters(world, "Thư qua đường truyền kém")
    assert found[0] == "Đoạn một. Đoạn hai khi mất mạng."
    assert found[2] is DraftState.WAITING
    page.get_by_role("button", name="Undo").click()
    page.locator(".toast", has_text="taken back").wait_for()
    assert page.input_value("#text") == found[0]
    assert page.errors == [] or all("ERR_INTERNET_DISCONNECTED" in one for one in page.errors)
    page.errors.clear()


def test_a_file_that_is_not_taken_says_so_and_waits_for_nothing(writing, world):
    page = writing
    page.fill("#subject", "Tệp bị từ chối")
    page.locator("#subject").blur()
    saved(page)
    told = iter([(413, "<html>"), (200, "<html>")])
    way = "**/mail/drafts/*/uploads"

    def answer(route):
        status, body = next(told)
        route.fulfill(status=status, content_type="text/html", body=body)

    page.route(way, answer)
    for name in ("Lớn quá.bin", "Phiên đã hết.bin"):
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": b"x" * 99}
        page.set_input_files("#files", [file])
        page.locator("#uploads", has_text=f"{name} was not taken").wait_for()
    page.unroute(way)
    with mock.patch.object(uploading, "_goes_as_link", return_value=True):
        page.set_input_files("#files", [file])
        page.locator("#letter-files li", has_text="goes as a link").wait_for()
    page.errors.clear()


@pytest.mark.long
def test_half_a_minute_without_a_line_while_a_file_goes_costs_nothing(writing, world):
    """Twelve pieces on a slow line; nobody at the other end for thirty seconds in their midst."""
    page, content = writing, os.urandom(12 * MIB)
    page.fill("#to", address_of_leader(world))
    page.fill("#subject", HALF_A_MINUTE)
    page.fill("#text", "Câu đầu.")
    page.locator("#text").blur()
    saved(page)
    line = page.context.new_cdp_session(page)
    line.send(LINE, SLOW)
    file = {"name": "Bản đồ.bin", "mimeType": "application/octet-stream", "buffer": content}
    page.set_input_files("#files", [file])
    page.wait_for_function(
        "() => /[2-9]\\d? ?%/.test(document.getElementById('uploads').innerText)"
    )
    line.send(LINE, SLOW | {"offline": True})
    ends, typed = time.monotonic() + 30, "Câu đầu."
    page.locator("#text").press("Control+End")
    while time.monotonic() < ends:
        words = f" Câu {len(typed)}."
        page.keyboard.type(words)
        typed += words
        page.wait_for_timeout(900)
    page.locator("#kept", has_text="No connection").wait_for()
    page.locator("#uploads", has_text="Bản đồ.bin").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator(".toast", has_text="nothing was sent").wait_for()
    assert page.locator("#letter-files li").count() == 0
    line.send(LINE, SLOW | {"offline": False, "uploadThroughput": -1})
    page.locator("#letter-files li", has_text="Bản đồ.bin").wait_for()
    saved(page)
    page.locator("#text").focus()
    page.keyboard.press("Control+Enter")
    page.locator(".toast", has_text="The letter is sent.").wait_for()
    assert [(text, state) for text, _to, state in letters(world, HALF_A_MINUTE)] == [
        (typed, DraftState.WAITING)
    ]
    [[received]] = came(world, HALF_A_MINUTE, page)
    assert received == content
    line.detach()
    page.errors.clear()


def came(world, subject, page):
    """The files of each letter of this subject that the leader has, once the first one came."""
    lying = (
        select(MailItem.message_id)
        .join(MailMessage, MailMessage.id == MailItem.message_id)
        .where(MailMessage.subject == subject, MailItem.folder == Folder.INBOX)
    )
    ends, found = time.monotonic() + 60, []
    while not found and time.monotonic() < ends:
        page.wait_for_timeout(500)
        with world.app.app_context():
            found = db.session.scalars(lying).all()
    page.wait_for_timeout(3000)  # a second one would follow at once
    with world.app.app_context():
        parts = parts_of(db.session.scalars(lying).all())
        return [[blobs.read(one.sha256) for one in of_letter] for of_letter in parts.values()]


def test_what_was_typed_before_the_window_closed_comes_back(writing, world):
    page = writing
    page.fill("#subject", "Cửa sổ đóng lại")
    page.fill("#text", "Còn")
    page.locator("#text").blur()
    saved(page)
    url = page.url
    page.context.set_offline(True)
    page.locator("#text").press_sequentially(" nguyên vẹn.")
    page.locator("#kept", has_text="No connection").wait_for()
    page.close()
    world.official.page = again = world.official.new_page()
    world.official.context.set_offline(False)
    again.goto(url)
    assert again.input_value("#text") == "Còn nguyên vẹn."
    saved(again)
