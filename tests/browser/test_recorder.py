"""The recorder in a real browser: refused, killed, cut off, and nothing that was queued is lost."""

import pytest
from sqlalchemy import func, select

from meetings.models import Meeting, RecChunk, RecSegment
from meetings.queries import recordings
from office import outbox
from office.db import db
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

    with recorder.recording_browser(browser, profile, **given) as page:
        page.goto(page_of)
        page.get_by_role("button", name="Begin the recording").click()
        recorder.until(lambda: stored(app) >= 2)
        switch.is_down = True
        recorder.until(lambda: switch.refused and len(recorder.queued(page)) >= 3)
        held = {tuple(key) for key in recorder.queued(page)}
        assert recorder.kill(profile) > 0
    switch.is_down = False

    with recorder.recording_browser(browser, profile, **given) as page:
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
        page.get_by_role("button", name="End the recording").click()
        page.get_by_text("The recording has ended.").wait_for()
        recorder.until(lambda: all(one.finished_at for one in segments(app)))
        assert recorder.queued(page) == []

    with app.app_context(), without_loop():
        outbox.drain()
        assert_whole(db.session.scalars(select(Meeting).where(Meeting.uid == uid)).one())


def assert_whole(meeting):
    """Each film is as long as its chunks; all of them and the gaps make the whole recording."""
    played = 0
    for _source, segment in recordings.segments_of(meeting):
        rows = recordings.chunks_of(segment)
        assert [row.seq for row in rows] == list(range(segment.last_seq + 1))
        assert segment.film_ms == pytest.approx(sum(r.to_ms - r.from_ms for r in rows), abs=200)
        played += segment.film_ms / 1000
    (order,) = recordings.orders(meeting)
    lost = sum((gap.ended_at - gap.began_at).total_seconds() for gap in recordings.gaps_of(meeting))
    ordered = (order.ended_at - order.began_at).total_seconds()
    assert played == pytest.approx(ordered - lost, abs=0.3)
    assert recordings.turns_of(meeting)
