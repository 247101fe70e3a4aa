"""A meeting from its room to a page of checks: green, and red when one stored slice is altered."""

import pytest

from meetings import operations, queries
from meetings.models import Form, Recording, RecordingPolicy, RecSegment
from meetings.queries import recordings
from office import blobs
from office.accounts.models import Person
from office.db import db
from signing import demo
from tests.browser import attending, recorder
from tests.browser.world import AGENCY, PINS
from tests.conftest import without_loop
from tests.meetings import house as meetings
from tests.meetings.media import sound
from tests.needs import needs

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs("ffmpeg"),
    needs("espeak-ng"),
    needs("pdfsig"),
]
PIN = "975318"
SAID = "Văn phòng trình bày; các thành viên thống nhất."


@pytest.fixture
def meeting(world):
    """A hybrid meeting in session, its secretary with a certificate; its address."""
    house = world.house
    with world.app.app_context(), without_loop():
        person = db.session.get_one(Person, house.official.person_id)
        demo.enrol_person(person, agency_id=house.unit.id, agency=AGENCY, pin=PIN)
        made = meetings.opened(house, form=Form.HYBRID, recording=RecordingPolicy.AUDIO)
        operations.begin_item(queries.agenda_of(made)[0], by=house.leader)
        operations.begin_minutes(made, by=house.official)
        path = f"/meetings/{made.uid}"
        db.session.remove()
    return path


def test_minutes_bind_what_two_browsers_recorded_and_wrote(world, meeting, browser, tmp_path):
    voice = sound.said(tmp_path / "voice.wav")
    with world.app.app_context(), without_loop():
        token = recorder.signed_in(world.house.leader)
    given = {"address": world.address, "token": token, "sound": voice}
    with recorder.recording_browser(browser.browser_type, tmp_path / "chair", **given) as chair:
        chair.set_default_timeout(30_000)
        speaks(world, meeting, chair)
        writes(world, meeting)
        attending.send(chair, "/recording/end")
        recorder.until(lambda: recorder.queued(chair) == [])
        chair.goto(f"{meeting}/room")
        chair.get_by_role("button", name="Close the session").click()
        chair.get_by_role("button", name="Close the session").wait_for(state="hidden")
        secretary = world.official.page
        secretary.goto(f"{meeting}/closing")
        attending.send(secretary, "/reading")
        attending.send(secretary, "/reading/end")
        attending.sign_minutes(secretary, meeting, "secretary", PIN)
        attending.sign_minutes(chair, meeting, "chair", PINS["leader"])
        paper = attending.signed_minutes(chair, meeting)
    (tmp_path / "paper.pdf").write_bytes(paper)
    assert attending.pdfsig(tmp_path / "paper.pdf") == 2
    is_found_green_and_red(world, secretary, paper)


def speaks(world, meeting, chair):
    """The secretary comes in by the code of the hall, the chair online; his device records."""
    page = world.official.open(f"{meeting}/hall")
    code = page.locator("#panel-hall_code .code").inner_text()
    page = world.official.open(f"{meeting}/room")
    page.fill("#room-code", code)
    page.get_by_role("button", name="Check in").click()
    page.get_by_text("You are present since").wait_for()
    chair.goto(f"{meeting}/room")
    chair.get_by_role("button", name="I take part online").click()
    chair.get_by_text("You are present since").wait_for()
    attending.send(chair, "/recording/begin")
    page.locator("#panel-recorded", has_text="Being recorded").wait_for()
    recorder.until(lambda: len(slices(world)) >= 3)


def slices(world):
    """The hashes of what is stored of the last recording."""
    with world.app.app_context(), without_loop():
        wanted = db.select(RecSegment).join(Recording).order_by(RecSegment.id.desc())
        segment = db.session.scalars(wanted).first()
        return [row.sha256 for row in recordings.chunks_of(segment)] if segment else []


def writes(world, meeting):
    page = world.official.open(f"{meeting}/minutes")
    attending.send(page, f"{section(page)}", press="1", body=SAID)
    assert SAID in page.content()


def section(page):
    """The address of the second section: the first item of the agenda."""
    found = page.locator(".script-section form:has(textarea[name=body])").nth(1)
    return found.get_attribute("action")


def is_found_green_and_red(world, page, paper):
    lines, verdict = attending.checked(page, "bien-ban.pdf", paper)
    assert {state for state, _words in lines} == {"good"}, lines
    assert "good" in verdict
    with world.app.app_context():
        path = blobs.path_of(slices(world)[1])
    stood = attending.altered(path)
    lines, verdict = attending.checked(page, "bien-ban.pdf", paper)
    path.write_bytes(stood)
    (wrong,) = [words for state, words in lines if state == "bad"]
    assert "Recording" in wrong
    assert "1" in wrong.rpartition(":")[2]
    assert "stop" in verdict
