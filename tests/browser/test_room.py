"""The live room in browsers: told at once, written without a line, checked in from the hall."""

import threading
import time
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from meetings import operations, queries
from meetings.models import Form, RecChunk
from office.db import db
from office.live import hub
from tests import build
from tests.browser import recorder
from tests.browser_checks import axe, console_errors, geometry, serving
from tests.conftest import without_loop
from tests.meetings import house as meetings
from tests.meetings.media import sound
from tests.needs import needs

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PEOPLE = ("leader", "official", "head")
PATIENCE = 15  # seconds in which a room opens on a slow line, its recorder running


@pytest.fixture
def room(lasting_app):
    """A meeting in session, held online too; the names and sessions of its people."""
    lasting_app.extensions["office.settings"].live_streams = 20
    with lasting_app.app_context(), without_loop():
        snv = build.agency()
        meeting = meetings.opened(snv, form=Form.HYBRID)
        item = queries.agenda_of(meeting)[0]
        operations.add_item(meeting, operations.Point(title="Việc khác"), by=snv.official)
        operations.begin_item(item, by=snv.leader)
        tokens = {name: recorder.signed_in(snv.people[name]) for name in PEOPLE}
        path = f"/meetings/{meeting.uid}"
    with serving(lasting_app) as address:
        yield address, path, tokens
    for thread in threading.enumerate():
        if thread.name == hub.THREAD:
            thread.join(5)


@contextmanager
def signed_in(browser, address, token):
    """A browser of one person, in English."""
    context = browser.new_context(base_url=address, locale="en")
    context.add_cookies([{"name": "sid", "value": token, "url": address}])
    page = context.new_page()
    page.errors = console_errors(page)
    try:
        yield page
    finally:
        context.close()


def test_a_room_of_three(browser, room):
    address, path, tokens = room
    with (
        signed_in(browser, address, tokens["leader"]) as chair,
        signed_in(browser, address, tokens["official"]) as screen,
        signed_in(browser, address, tokens["head"]) as member,
    ):
        chair.goto(f"{path}/room")
        member.goto(f"{path}/room")
        screen.goto(f"{path}/hall")
        comes_in_by_the_code(member, screen)
        is_called_to_speak(member, chair)
        says_without_a_line_what_he_thinks(member, chair)
        the_room_goes_on(member, chair)
        for page, widths in ((chair, (390, 1440)), (screen, (1440,))):
            assert axe(page) == []
            assert geometry(page, widths=widths) == []
        assert [page.errors for page in (chair, screen)] == [[], []]


def comes_in_by_the_code(member, screen):
    code = screen.locator("#panel-hall_code .code").inner_text()
    member.fill("#room-code", code)
    member.get_by_role("button", name="Check in").click()
    member.get_by_text("You are present since").wait_for()
    screen.get_by_text("1/3").wait_for()


def is_called_to_speak(member, chair):
    member.get_by_role("button", name="Ask to speak").click()
    chair.get_by_role("button", name="Call").click()
    member.locator("#panel-queue .on").wait_for()


def says_without_a_line_what_he_thinks(member, chair):
    member.context.set_offline(True)
    member.fill("#opinion-text", "Thiếu kinh phí")
    member.get_by_role("button", name="Disagree").click()
    member.get_by_text("acts wait on this device").wait_for()
    member.context.set_offline(False)
    chair.locator("#panel-opinions").get_by_text("Thiếu kinh phí").wait_for()
    member.get_by_text("acts wait on this device").wait_for(state="hidden")


def the_room_goes_on(member, chair):
    chair.locator("#panel-agenda .items li").nth(1).get_by_role("button", name="Begin").click()
    member.locator("#panel-agenda li.now", has_text="Việc khác").wait_for()
    member.fill("#note-text", "chỉ mình tôi")
    member.get_by_role("button", name="Keep the note").click()
    chair.get_by_role("button", name="Close the session").click()
    member.get_by_text("1/3").wait_for()


@pytest.mark.long
@needs("espeak-ng")
def test_a_line_of_400_kbit_carries_the_room_and_its_recording(
    browser, room, lasting_app, tmp_path
):
    address, path, tokens = room
    given = {"sound": sound.said(tmp_path / "voice.wav"), "script": recorder.slices(1000)}
    profile, token = tmp_path / "profile", tokens["leader"]
    with (
        recorder.recording_browser(browser.browser_type, profile, address, token, **given) as chair,
        signed_in(browser, address, tokens["head"]) as member,
    ):
        member.goto(f"{path}/room")
        recorder.narrowed(chair)
        began = time.monotonic()
        chair.goto(f"{path}/room")
        chair.get_by_role("button", name="Begin the recording").click()
        chair.locator(".recorder.rec").wait_for()
        assert time.monotonic() - began < PATIENCE
        member.get_by_role("button", name="Ask to speak").click()
        chair.get_by_role("button", name="Call").wait_for(timeout=5000)
        recorder.until(lambda: stored(lasting_app) >= 4 and len(recorder.queued(chair)) <= 2)


def stored(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(RecChunk))
