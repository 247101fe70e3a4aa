"""The recorder in a real browser: refused, killed, cut off, and nothing that was queued is lost."""

import json

import pytest
from sqlalchemy import func, select

from meetings.media.chunks import Codec
from meetings.models import Meeting, RecChunk, Recording, RecordingPolicy, RecSegment
from meetings.queries import recordings
from office import outbox
from office.db import db, transaction
from tests import build
from tests.browser import recorder
from tests.browser_checks import serving
from tests.conftest import without_loop
from tests.meetings import house as meetings
from tests.meetings.media import sound
from tests.needs import needs

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs("ffmpeg"), needs("espeak-ng")]


@pytest.fixture
def room(lasting_app, tmp_path):
    """A meeting in session, its chair signed in, a server that can be down."""
    with lasting_app.app_context(), without_loop():
        snv = build.agency()
        meeting = meetings.opened(snv)
        token = recorder.signed_in(snv.leader)
        uid = meeting.uid
    switch = recorder.Switch(lasting_app)
    voice = sound.said(tmp_path / "voice.wav")
    with serving(switch) as address:
        yield lasting_app, switch, address, uid, token, voice


LAID = """async ([who, rows]) => {
  const open = indexedDB.open('recordings', 1);
  await new Promise((done) => { open.onsuccess = done; });
  const change = open.result.transaction('chunks', 'readwrite'), all = change.objectStore('chunks');
  rows.forEach(([recording, seq, rank, at, owner]) => all.put({
    recording, segment: 0, seq, rank, at, who: owner ?? who, url: '/api/v1/meetings/x/recordings',
    codec: 'audio/webm', from: 0, to: 1, size: 3, sha256: 'a', data: new ArrayBuffer(3),
    started: 0, offset: 0,
  }));
  await new Promise((done) => { change.oncomplete = done; });
  open.result.close();
  dispatchEvent(new Event('online'));
}"""


def stored(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(RecChunk))


def segments(app):
    with app.app_context():
        return list(db.session.scalars(select(RecSegment).order_by(RecSegment.number)))


def test_what_reached_the_queue_reaches_the_server(room, browser, tmp_path):
    app, switch, address, uid, token, voice = room
    profile = tmp_path / "profile"
    given = {"address": address, "token": token, "sound": voice}
    page_of = f"/meetings/{uid}/recording"

    with recorder.recording_browser(browser.browser_type, profile, **given) as page:
        page.goto(page_of)
        page.get_by_role("button", name="Begin the recording").click()
        recorder.until(lambda: stored(app) >= 2)
        switch.is_down = True
        recorder.until(lambda: switch.refused and len(recorder.queued(page)) >= 3)
        held = {tuple(key) for key in recorder.queued(page)}
        assert recorder.kill(profile) > 0
    switch.is_down = False

    with recorder.recording_browser(browser.browser_type, profile, **given) as page:
        page.goto("/notices")  # any page of the suite sends what is left
        recorder.until(lambda: segments(app)[0].finished_at is not None)
        first = segments(app)[0]
        assert first.chunks == first.last_seq + 1
        assert max(seq for _recording, _segment, seq in held) <= first.last_seq
        page.goto(page_of)
        recorder.until(lambda: len(segments(app)) == 2)
        page.context.set_offline(True)
        recorder.until(lambda: len(recorder.queued(page)) >= 2)
        page.context.set_offline(False)
        recorder.until(lambda: len(recorder.queued(page)) <= 1)
        goes_on_without_storage(app, page)
        page.get_by_role("button", name="End the recording").click()
        page.get_by_text("The recording has ended.").wait_for()
        recorder.until(lambda: all(one.finished_at for one in segments(app)))
        assert recorder.queued(page) == []

    with app.app_context(), without_loop():
        outbox.drain()
        meeting = db.session.scalars(select(Meeting).where(Meeting.uid == uid)).one()
        assert recorder.faults(meeting) == []
        assert recordings.turns_of(meeting)


NOT_TAKEN = ("refused", "unwanted")
REFUSED = ("refused/0/0", "refused/0/1")
FULL = """() => {
  const all = IDBObjectStore.prototype;
  all.real = all.put;
  all.put = function () { throw new DOMException('full', 'QuotaExceededError'); };
}"""
ROOMY = "() => { IDBObjectStore.prototype.put = IDBObjectStore.prototype.real; }"


def goes_on_without_storage(app, page):
    """A disk that takes nothing: what is recorded goes straight to the server, and that is told."""
    page.evaluate(FULL)
    page.get_by_text("takes nothing more").wait_for()
    before = stored(app)
    recorder.until(lambda: stored(app) >= before + 2)
    page.evaluate(ROOMY)


def test_sound_goes_first_and_what_is_refused_is_saved_tried_again_or_dropped(
    room, browser, tmp_path
):
    _app, _switch, address, uid, token, voice = room
    sent = []

    def answer(route):
        place = route.request.url.split("/recordings/")[1]
        sent.append(place)
        refused = place.startswith("unwanted") or (place in REFUSED and sent.count(place) == 1)
        said = json.dumps({"title": "Odd bytes."})
        route.fulfill(status=422 if refused else 200, body=said)

    profile = tmp_path / "profile"
    kind = browser.browser_type
    with recorder.recording_browser(kind, profile, address, token, sound=voice) as page:
        page.route("**/meetings/x/recordings/**", answer)
        page.goto(f"/meetings/{uid}/recording")
        who = page.evaluate("() => document.body.dataset.actor")
        picture = [["picture", seq, 1, seq, None] for seq in range(2)]
        voice_of = [["sound", seq, 0, 10 + seq, None] for seq in range(2)]
        rest = [["refused", seq, 0, 5, None] for seq in range(2)]
        rest += [["unwanted", 0, 0, 6, None], ["another", 0, 0, 1, "someone else"]]
        page.evaluate(LAID, [who, [*picture, *voice_of, *rest]])
        page.locator("[data-run]").nth(1).wait_for()
        recorder.until(lambda: len(recorder.queued(page)) == 4)
        assert sent == [
            *(*REFUSED, "unwanted/0/0"),
            *("sound/0/0", "sound/0/1", "picture/0/0", "picture/0/1"),
        ]
        refused, unwanted = (page.locator(f"[data-run='{run}/0']") for run in NOT_TAKEN)
        assert refused.get_by_text("Odd bytes.").is_visible()
        with page.expect_download() as saved:
            refused.get_by_role("button", name="Save to a file").click()
        assert saved.value.path().read_bytes() == bytes(6)
        refused.get_by_role("button", name="Send it again").click()
        recorder.until(lambda: len(recorder.queued(page)) == 2)
        unwanted.get_by_role("button", name="Drop").click()
        assert len(recorder.queued(page)) == 2  # it asks first
        unwanted.get_by_role("button", name="Drop it for good?").click()
        page.locator("[data-held]").wait_for(state="hidden")
        assert [tuple(key) for key in recorder.queued(page)] == [("another", 0, 0)]


@pytest.mark.long
def test_a_filled_device_gives_the_picture_up_and_keeps_the_sound(room, browser, tmp_path):
    app, _switch, address, uid, token, voice = room
    with app.app_context(), transaction():
        meeting = db.session.scalars(select(Meeting).where(Meeting.uid == uid)).one()
        meeting.recording = RecordingPolicy.VIDEO
    filled = "navigator.storage.estimate = async () => ({ usage: 95, quota: 100 });"
    given = {"sound": voice, "script": recorder.SHORT + filled}
    kind = browser.browser_type
    with recorder.recording_browser(kind, tmp_path / "p", address, token, **given) as page:
        page.goto(f"/meetings/{uid}/recording")
        page.get_by_role("button", name="Begin the recording").click()
        page.get_by_text("only sound is recorded from here on").wait_for()
        recorder.until(lambda: stored(app) >= 2)
        page.get_by_role("button", name="End the recording").click()
        page.get_by_text("The recording has ended.").wait_for()
    with app.app_context():
        kept = db.session.execute(select(Recording.codec, RecSegment.chunks).join(RecSegment)).all()
    assert dict(kept)[Codec.AUDIO] >= 2
