"""A meeting on a LiveKit server of others: made, recorded, led and ended by acts at the meeting."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings import operations, queries
from meetings.engines.port import EngineRefused, Event, Happened, Kind
from meetings.jobs.conference import follow, moderate, tell_room
from meetings.models import RecordingPolicy
from meetings.operations import conference, moderating
from meetings.operations import media as conferences
from meetings.operations.recording import begin_recording, end_recording
from meetings.queries import media
from office import clock
from office.config import current_settings
from office.db import db, transaction
from office.errors import Forbidden, Refusal
from office.outbox import OutboxMessage
from office.permissions import SYSTEM
from tests import build
from tests.documents.pages import Reader
from tests.meetings import house as meetings
from tests.meetings.engines.stub import Stub
from tests.meetings.invited import place_of

SECRET = "a secret of thirty-two letters..."
ROOMS, EGRESS = "/twirp/livekit.RoomService", "/twirp/livekit.Egress"


@pytest.fixture
def server(house, monkeypatch, tmp_path):
    """A LiveKit server of the operator on this machine."""
    stub = Stub()
    threading.Thread(target=stub.serve_forever, args=(0.01,), daemon=True).start()
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    for name, value in (
        ("livekit_url", stub.url),
        ("livekit_key", "key-of-ours"),
        ("livekit_secret_file", secret),
    ):
        monkeypatch.setattr(current_settings(), name, value)
    yield stub
    stub.shutdown()
    stub.server_close()


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def live(server, snv):
    return meetings.opened(snv, engine="livekit", form="online", recording=RecordingPolicy.AUDIO)


def work(topic, handler):
    """Do what was asked for and not done yet; gives the verbs that the server heard."""
    wanted = select(OutboxMessage).where(OutboxMessage.topic == topic)
    for row in db.session.scalars(wanted.order_by(OutboxMessage.id)).all():
        body = row.body
        with transaction():
            db.session.delete(row)
        handler(body)


def verbs(server):
    """What the server was asked since the last look."""
    heard = [path.rpartition("/")[2] for path, _words, _headers in server.asked]
    server.asked.clear()
    return heard


def reported(meeting, what, person=None, number="EV_1", seconds=0):
    """What the server tells."""
    who = f"p{place_of(meeting, person).id}" if person else ""
    at = clock.now() + timedelta(seconds=seconds)
    event = Event(what, str(meeting.uid), at, who)
    return conferences.take_report(meeting, number, event, kind=Kind.LIVEKIT, by=SYSTEM)


def test_the_room_is_made_recorded_and_ended_with_the_session(server, snv, live):
    work(conference.TOPIC, follow)
    assert verbs(server) == ["CreateRoom"]
    sends = {"participants": [{"tracks": [{"sid": "TR_1"}]}]}
    server.answers = {
        f"{ROOMS}/ListParticipants": sends,
        f"{EGRESS}/StartTrackEgress": {"egressId": "EG_1"},
    }
    begin_recording(live, by=snv.leader)
    work(conference.TOPIC, follow)
    assert verbs(server)[-1] == "StartTrackEgress"
    server.answers[f"{EGRESS}/ListEgress"] = {
        "items": [{"egressId": "EG_1", "track": {"trackId": "TR_1"}}]
    }
    sends["participants"].append({"tracks": [{"sid": "TR_2"}]})
    for _told_twice in range(2):
        reported(live, Happened.SENDS, snv.head)
    work(conference.TOPIC, follow)
    started = [words for path, words, _h in server.asked if path.endswith("StartTrackEgress")]
    assert [one["trackId"] for one in started] == ["TR_2"]
    verbs(server)
    end_recording(live, by=snv.leader)
    work(conference.TOPIC, follow)
    assert verbs(server) == ["CreateRoom", "ListEgress", "StopEgress"]
    begin_recording(live, by=snv.leader)
    reported(live, Happened.JOINED, snv.head, number="EV_2")
    operations.close_session(live, by=snv.leader)
    server.answers[f"{ROOMS}/DeleteRoom"] = (404, {"code": "not_found"})
    work(conference.TOPIC, follow)
    assert verbs(server)[-2:] == ["StopEgress", "DeleteRoom"]
    assert media.open_seats(live) == []
    kinds = [line.kind for line in queries.events_of(live)]
    assert "media_sends" not in kinds


def test_a_server_that_refuses_is_asked_again_and_the_room_hears_of_it(server, snv, live):
    begin_recording(live, by=snv.leader)
    server.answers = {f"{ROOMS}/ListParticipants": (503, {})}
    with pytest.raises(EngineRefused):
        work(conference.TOPIC, follow)
    tell_room({"meeting": str(live.uid)})
    assert queries.events_of(live)[-1].kind == "engine_not_recording"
    end_recording(live, by=snv.leader)
    number = queries.last_event(live)
    tell_room({"meeting": str(live.uid)})
    assert queries.last_event(live) == number


def test_who_is_in_the_room_is_led_by_the_chair(house, server, snv, live):
    reported(live, Happened.JOINED, snv.head, number="1")
    reported(live, Happened.JOINED, snv.other_head, number="2")
    reported(live, Happened.LEFT, snv.other_head, number="3", seconds=-60)  # of an older line
    page = f"/meetings/{live.uid}/room"
    chair, head = Reader(house, snv.leader), Reader(house, snv.head)
    assert chair.get(page).count('value="mute"') == 2
    assert 'value="mute"' not in head.get(page)
    feeds = {seat.participant_id: seat.feed for seat in media.open_seats(live)}
    feed = feeds[place_of(live, snv.head).id]
    head.post(f"{page}/connections", 403, feed=feed, act="out")
    chair.post(f"{page}/connections", 422, feed=feed, act="shout")
    chair.post(f"{page}/connections", feed=feed, act="mute")
    tracks = [{"sid": "TR_1"}, {"sid": "TR_2", "type": "VIDEO"}]
    server.answers = {f"{ROOMS}/GetParticipant": {"tracks": tracks}}
    work(moderating.TOPIC, moderate)
    assert verbs(server) == ["GetParticipant", "MutePublishedTrack"]
    called = chair.client.post(
        f"/api/v1/meetings/{live.uid}/connections", json={"feed": feed, "act": "out"}
    )
    assert called.status_code == 200
    server.answers = {f"{ROOMS}/RemoveParticipant": (404, {})}  # he had left by himself
    work(moderating.TOPIC, moderate)
    assert verbs(server) == ["RemoveParticipant"]
    assert [seat.feed for seat in media.open_seats(live)] == [
        f"p{place_of(live, snv.other_head).id}"
    ]
    lines = [line.kind for line in queries.events_of(live)]
    assert ("media_muted" in lines, "media_put_out" in lines) == (True, True)
    reported(live, Happened.JOINED, snv.head, number="4", seconds=5)
    assert len(media.open_seats(live)) == 2
    reported(live, Happened.ROOM_ENDED, number="5")
    assert media.open_seats(live) == []


def test_a_word_that_comes_too_late_is_not_carried_out(server, snv, live):
    reported(live, Happened.JOINED, snv.head)
    [seat] = media.open_seats(live)
    with pytest.raises(Forbidden):
        operations.take_voice(seat, by=snv.head)
    operations.take_voice(seat, by=snv.leader)
    wanted = select(OutboxMessage.body).where(OutboxMessage.topic == moderating.TOPIC)
    body = db.session.scalars(wanted).one()
    moderate(body | {"asked_at": (clock.now() - timedelta(minutes=2)).isoformat()})
    operations.close_session(live, by=snv.leader)
    moderate(body)
    assert verbs(server) == []
    with pytest.raises(Refusal):
        operations.put_out(seat, by=snv.leader)


def test_an_engine_that_cannot_has_no_buttons(house, server, snv, live):
    with transaction():
        live.engine = "jitsi"
    who = f"p{place_of(live, snv.head).id}"
    event = Event(Happened.JOINED, str(live.uid), clock.now(), who)
    conferences.take_report(live, "1", event, kind=Kind.JITSI, by=SYSTEM)
    [seat] = media.open_seats(live)
    with pytest.raises(Refusal):
        operations.take_voice(seat, by=snv.leader)
    page = Reader(house, snv.leader).get(f"/meetings/{live.uid}/room")
    assert 'value="mute"' not in page
    operations.close_session(live, by=snv.leader)
    work(conference.TOPIC, follow)
    assert verbs(server) == []
