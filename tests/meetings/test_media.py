"""Conference rooms without a server: the choice, the rights, the seats, what servers report."""

import base64
import hashlib
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from meetings import queries
from meetings.engines import tokens
from meetings.engines.janus.engine import Seat
from meetings.engines.port import Event, Happened, Kind
from meetings.models import MediaSeat, MediaVoice, Part, Secrecy
from meetings.operations import media as operations
from meetings.policy.media import Can
from meetings.queries import conference_health, media
from office import clock
from office.config import current_settings
from office.db import db, transaction
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import SYSTEM, allowed
from tests import build
from tests.documents.pages import Reader
from tests.meetings import house as meetings

SECRET = "a secret of thirty-two letters..."


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def live(snv):
    return meetings.opened(snv, engine="janus", form="online")


def seat(meeting, actor, feed="p1-0a1b2c3d"):
    return operations.take_seat(meeting, Seat(feed, 1, 2, mid="0"), by=actor)


def kinds(meeting):
    return [line.kind for line in queries.events_of(meeting)]


# ------------------------------------------------------------------------------- choice


def test_who_prepares_chooses_and_the_room_is_told(snv):
    meeting = meetings.planned(snv)
    link = "https://hop.example/phong/9"
    operations.choose_engine(meeting, Kind.LINK, link=link, by=snv.official)
    operations.choose_engine(meeting, Kind.LINK, link=link, by=snv.official)
    assert (meeting.engine, media.room_of(meeting).link) == ("link", link)
    assert kinds(meeting).count("engine") == 1
    operations.choose_engine(meeting, Kind.NONE, by=snv.leader)
    assert (meeting.engine, meeting.engine_room) == ("none", "")


def test_an_address_that_is_none_is_refused_at_its_field(snv):
    meeting = meetings.planned(snv)
    with pytest.raises(Invalid) as refused:
        operations.choose_engine(meeting, Kind.LINK, link="javascript:1", by=snv.official)
    assert "link" in refused.value.fields


def test_an_engine_that_is_not_here_cannot_be_chosen(snv):
    meeting = meetings.planned(snv)
    with pytest.raises(Refusal):
        operations.choose_engine(meeting, Kind.JITSI, by=snv.official)


def test_a_classified_meeting_has_no_engine_and_no_way_in(snv):
    meeting = meetings.planned(snv, secrecy=Secrecy.SECRET, engine="janus")
    assert media.kind_of(meeting) is Kind.NONE
    with transaction():
        meeting.engine = "janus"
    assert media.kind_of(meeting) is Kind.NONE
    assert media.embedded_rooms() == []
    for can in (Can.CHOOSE_ENGINE, Can.MODERATE, Can.KEEP_ROOM):
        assert not allowed(SYSTEM, can, meeting)
        assert not allowed(snv.leader, can, meeting)
    with pytest.raises(Forbidden):
        operations.choose_engine(meeting, Kind.NONE, by=snv.leader)
    for act in (
        lambda: operations.note_fallen(meeting, by=SYSTEM),
        lambda: operations.ask_tracks(meeting, by=SYSTEM),
        lambda: seat(meeting, snv.leader),
    ):
        with pytest.raises(Forbidden):
            act()


def test_an_agency_has_a_usual_engine_of_its_administrator(snv):
    assert media.usual_engine(snv.unit.id) is Kind.NONE
    operations.set_agency_engine(Kind.JANUS, by=snv.admin)
    assert media.usual_engine(snv.unit.id) is Kind.JANUS
    operations.set_agency_engine(Kind.NONE, by=snv.admin)
    assert media.usual_engine(snv.unit.id) is Kind.NONE
    assert not allowed(snv.leader, Can.SET_ENGINE, snv.leader)
    with pytest.raises(Invalid):
        operations.set_agency_engine(Kind.LINK, by=snv.admin)


# -------------------------------------------------------------------------------- seats


def test_seats_are_for_those_on_the_list_while_the_session_is_open(snv, live):
    made = seat(live, snv.head)
    assert media.seat_of(live, made.uid).feed == "p1-0a1b2c3d"
    with pytest.raises(Forbidden):
        seat(live, snv.clerk, "p9-0a1b2c3d")
    with pytest.raises(Refusal):
        operations.leave_seat(made, by=snv.leader)
    operations.leave_seat(made, by=snv.head)
    operations.leave_seat(made, by=snv.head)
    with pytest.raises(NotFound):
        media.seat_of(live, made.uid)
    assert kinds(live)[-2:] == ["media_joined", "media_left"]
    called = meetings.called(snv, engine="janus")
    with pytest.raises(Refusal):
        seat(called, snv.head, "p2-0a1b2c3d")


def test_the_chair_puts_somebody_out_with_all_his_devices(snv, live):
    devices = [seat(live, snv.head, f"p1-0a1b2c3{n}") for n in range(3)]
    others = seat(live, snv.leader, "p2-0a1b2c3d")
    _seat, head = media.seat_by_feed(live, devices[0].feed)
    with pytest.raises(Forbidden):
        operations.note_put_out(live, head, by=snv.head)
    operations.note_muted(live, head, by=snv.leader)
    operations.note_put_out(live, head, by=snv.leader)
    assert list(media.known_feeds(live)) == [others.feed]


def test_a_server_that_fell_empties_the_seats_and_ends_the_voices(snv, live):
    seat(live, snv.head)
    head = next(one for one in queries.people_of(live) if one.part is Part.MEMBER)
    key = media.person_of(head).key
    begins = Event(Happened.TALKING, str(live.uid), clock.now(), key)
    operations.note_voice(live, begins, by=SYSTEM)
    operations.note_voice(live, Event(Happened.TALKING, "", clock.now(), "p0"), by=SYSTEM)
    operations.note_fallen(live, by=SYSTEM)
    operations.note_room(live, what="engine_back", by=SYSTEM)
    assert media.known_feeds(live) == {}
    (voice,) = media.voices_of(live)
    assert (voice.participant_id, voice.ended_at is not None) == (head.id, True)
    assert kinds(live)[-2:] == ["engine_fell", "engine_back"]


def test_a_voice_lasts_from_word_to_silence(snv, live):
    head = next(one for one in queries.people_of(live) if one.part is Part.MEMBER)
    key, now = media.person_of(head).key, clock.now()
    for what, seconds in ((Happened.TALKING, 0), (Happened.QUIET, 4), (Happened.TALKING, 9)):
        event = Event(what, str(live.uid), now + timedelta(seconds=seconds), key)
        operations.note_voice(live, event, by=SYSTEM)
    lengths = [row.ended_at and (row.ended_at - row.began_at) for row in media.voices_of(live)]
    assert lengths == [timedelta(seconds=4), None]
    operations.note_ended(live, by=SYSTEM)
    assert all(row.ended_at for row in db.session.scalars(select(MediaVoice)))


# -------------------------------------------------------------------------------- pages


def test_a_page_of_no_conference_is_told_so_and_a_stranger_sees_nothing(house, snv, live):
    page = Reader(house, snv.head).get(f"/meetings/{live.uid}/conference")
    assert "data-conference" in page
    assert "data-moderates" not in page
    assert "data-moderates" in Reader(house, snv.leader).get(f"/meetings/{live.uid}/conference")
    called = meetings.called(snv)
    assert "data-conference" not in Reader(house, snv.head).get(
        f"/meetings/{called.uid}/conference"
    )
    Reader(house, snv.other_official).get(f"/meetings/{live.uid}/conference", 404)


def test_a_server_that_is_away_is_said_in_the_language_of_the_script(house, snv, live):
    reader = Reader(house, snv.leader)
    told = json.loads(reader.get(f"/meetings/{live.uid}/media"))
    assert (told["kind"], told["ice"]) == ("janus", [])
    for path, words, status in (
        ("publish", {"sdp": "v=0 and nothing else"}, 503),
        ("publish", {"sdp": "x" * 70_000}, 422),
        ("publish", {"sdp": 1, "more": 2}, 422),
        ("mute", {"feed": "nobody"}, 404),
        ("kick", [], 422),
        ("kick", {"feed": "nobody"}, 404),
    ):
        answer = reader.client.post(f"/meetings/{live.uid}/media/{path}", json=words)
        assert (answer.status_code, answer.json["status"]) == (status, status)


def test_the_connection_of_another_is_not_there(house, snv, live):
    made = seat(live, snv.leader)
    reader = Reader(house, snv.head)
    for act in ("keep", "leave", "subscribe", "answer"):
        words = {"sdp": "v=0 and nothing else"} if act == "answer" else {}
        path = f"/meetings/{live.uid}/media/{made.uid}/{act}"
        assert reader.client.post(path, json=words).status_code == 404
    assert db.session.get_one(MediaSeat, made.id).ended_at is None


def test_another_platform_is_entered_by_a_redirect(house, snv):
    meeting = meetings.planned(snv)
    link = "https://hop.example/phong/9"
    operations.choose_engine(meeting, Kind.LINK, link=link, by=snv.official)
    reader = Reader(house, snv.leader)
    reader.get(f"/meetings/{meeting.uid}/conference/enter", 409)
    chosen = reader.post(f"/meetings/{meeting.uid}/engine", engine="link", link=link + "/a")
    assert chosen == f"/meetings/{meeting.uid}"
    assert "https://" in reader.post(f"/meetings/{meeting.uid}/engine", 422, engine="link")
    reader.post(f"/meetings/{meeting.uid}/engine", 422, engine="nothing")


def test_only_the_administrator_sets_the_usual_engine(house, snv):
    admin = Reader(house, snv.admin)
    assert admin.post("/meetings/engine", engine="janus") == "/meetings/engine"
    assert 'value="janus" checked' in admin.get("/meetings/engine")
    Reader(house, snv.leader).get("/meetings/engine", 403)


# -------------------------------------------------------------------------------- hooks


@pytest.fixture
def livekit(house, tmp_path, monkeypatch):
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    settings = current_settings()
    for name, value in (
        ("livekit_url", "https://live.example"),
        ("livekit_key", "key-of-ours"),
        ("livekit_secret_file", secret),
    ):
        monkeypatch.setattr(settings, name, value)


def report(meeting, **more):
    row = {
        "event": "egress_started",
        "id": "EV_1",
        "createdAt": int(clock.now().timestamp()),
        "egressInfo": {"egressId": "EG_1", "roomName": str(meeting.uid)},
    }
    body = json.dumps(row | more).encode()
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    ends = int(clock.now().timestamp()) + 300
    claims = {"iss": "key-of-ours", "exp": ends, "sha256": digest}
    return body, {"Authorization": tokens.signed(claims, secret=SECRET)}


def test_a_report_is_believed_once(livekit, client, snv):
    meeting = meetings.opened(snv)
    with transaction():
        meeting.engine = "livekit"
    body, headers = report(meeting)
    for _time in range(2):
        answer = client.post("/meetings/hooks/livekit", data=body, headers=headers)
        assert answer.status_code == 204
    assert kinds(meeting).count("media_rec_started") == 1
    body, headers = report(meeting, event="room_started", id="EV_2")
    answer = client.post("/meetings/hooks/livekit", data=body, headers=headers)
    assert answer.status_code == 204  # signed, and of no use to anybody


def test_what_nobody_signed_changes_nothing(livekit, client, snv):
    meeting = meetings.opened(snv)
    before = kinds(meeting)
    body, headers = report(meeting)
    assert client.post("/meetings/hooks/livekit", data=body).status_code == 403
    answer = client.post("/meetings/hooks/livekit", data=body + b" ", headers=headers)
    assert answer.status_code == 403
    long = client.post("/meetings/hooks/livekit", data=b"x" * 200_000, headers=headers)
    assert long.status_code == 403
    assert client.post("/meetings/hooks/jitsi", data=body).status_code == 404
    assert kinds(meeting) == before


def test_a_report_about_another_engine_changes_nothing(livekit, client, snv):
    meeting = meetings.opened(snv, engine="janus")
    before = kinds(meeting)
    body, headers = report(meeting)
    answer = client.post("/meetings/hooks/livekit", data=body, headers=headers)
    assert answer.status_code == 204
    assert kinds(meeting) == before


# ------------------------------------------------------------------------------- doctor


def test_the_doctor_misses_a_server_that_a_session_waits_for(snv, monkeypatch, tmp_path):
    monkeypatch.setattr("meetings.engines.janus.place.installed", lambda: "/usr/bin/janus")
    monkeypatch.setattr("meetings.engines.janus.film.is_possible", lambda: True)
    monkeypatch.setattr(conference_health, "LEAST_SPACE", 0)
    assert list(conference_health.conferences()) == []
    meetings.opened(snv, engine="janus")
    assert len(list(conference_health.conferences())) == 1
    monkeypatch.setattr(current_settings(), "livekit_url", "https://live.example")
    monkeypatch.setattr(current_settings(), "jitsi_url", "https://hop.example")
    assert len(list(conference_health.conferences())) == 3
