"""LiveKit's driver against a stub: tokens, calls, and reports that may not be believed."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from meetings.engines import livekit, tokens
from meetings.engines.livekit import LiveKitEngine, Server
from meetings.engines.port import BadHook, EngineGone, EngineRefused, Happened, Person, Room
from tests.meetings.engines.stub import standing

SECRET = "a secret of thirty-two letters..."
NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)
ROOM = Room("m-1", "Phiên họp", most_senders=7)
CHAIR = Person("p1", "Trần Văn An", leads=True)
REPORT = {
    "event": "egress_ended",
    "id": "EV_1",
    "createdAt": str(int(NOW.timestamp())),
    "egressInfo": {
        "egressId": "EG_1",
        "roomName": "m-1",
        "status": "EGRESS_COMPLETE",
        "fileResults": [{"filename": "m-1/p1-MICROPHONE.ogg"}],
    },
}


@pytest.fixture
def stub():
    with standing("livekit") as found:
        yield found


@pytest.fixture
def engine(stub):
    return LiveKitEngine(Server(stub.url, "key-of-ours", SECRET))


def read(token):
    """With the library only, as another server would."""
    return jwt.decode(token, OctKey.import_key(SECRET.encode()), algorithms=["HS256"]).claims


def test_a_person_gets_a_token_for_one_room_and_ten_minutes(engine):
    access = engine.access(ROOM, CHAIR, now=NOW)
    claims = read(access.token)

    assert access.url.startswith("ws://")
    assert (claims["iss"], claims["sub"], claims["name"]) == ("key-of-ours", "p1", "Trần Văn An")
    assert claims["exp"] - claims["nbf"] == 600
    assert (claims["video"]["room"], claims["video"]["roomJoin"]) == ("m-1", True)
    assert (claims["video"]["canPublishData"], claims["video"]["roomAdmin"]) == (False, True)
    member = engine.access(ROOM, Person("p2", "Lê Thị Bình"), now=NOW)
    assert read(member.token)["video"]["roomAdmin"] is False
    assert SECRET not in repr(engine.server) + repr(access)


def test_each_track_is_recorded_once_though_asked_twice(engine, stub):
    sid = [{"sid": "TR_1"}, {"sid": "TR_2", "type": "VIDEO"}]
    running = [{"egressId": "EG_1", "track": {"trackId": "TR_1"}}]
    stub.answers = {
        "/twirp/livekit.RoomService/ListParticipants": {"participants": [{"tracks": sid}]},
        "/twirp/livekit.Egress/ListEgress": {"items": running},
        "/twirp/livekit.Egress/StartTrackEgress": {"egressId": "EG_2"},
    }
    assert engine.start_recording(ROOM) == ["EG_2"]
    path, words, headers = stub.asked[-1]
    assert path.endswith("StartTrackEgress")
    assert words["trackId"] == "TR_2"
    assert words["file"]["filepath"].startswith("m-1/{publisher_identity}")
    assert read(headers["Authorization"].removeprefix("Bearer "))["video"] == {"roomRecord": True}
    engine.stop_recording(ROOM)
    assert stub.asked[-1][1] == {"egressId": "EG_1"}


def test_the_chair_takes_a_voice_away_and_puts_somebody_out(engine, stub):
    tracks = [{"sid": "TR_1"}, {"sid": "TR_2", "type": "VIDEO"}]
    stub.answers = {"/twirp/livekit.RoomService/GetParticipant": {"tracks": tracks}}
    engine.mute(ROOM, "p2")
    engine.kick(ROOM, "p2")
    engine.create_room(ROOM)
    engine.end_room(ROOM)

    muted, kicked, made, ended = [words for _path, words, _headers in stub.asked[1:]]
    assert (muted["trackSid"], muted["muted"]) == ("TR_1", True)
    assert kicked == {"room": "m-1", "identity": "p2"}
    assert (made["name"], made["maxParticipants"]) == ("m-1", 7)
    assert ended == {"room": "m-1"}


def test_a_server_that_refuses_and_one_that_babbles_are_told_apart(engine, stub):
    path = "/twirp/livekit.RoomService/CreateRoom"
    stub.answers = {path: (403, {"code": "permission_denied"})}
    with pytest.raises(EngineRefused) as refused:
        engine.create_room(ROOM)
    assert refused.value.code == 403
    stub.answers = {path: b"<html>"}
    with pytest.raises(EngineGone):
        engine.create_room(ROOM)


def test_a_server_that_is_away_is_gone():
    with standing("livekit") as found:
        engine = LiveKitEngine(Server("http://127.0.0.1:9", "k", SECRET))
        with pytest.raises(EngineGone):
            engine.end_room(ROOM)
        assert found.asked == []


# ------------------------------------------------------------------------------ reports

SERVER = Server("https://live.example", "key-of-ours", SECRET)


def report(row=REPORT, *, secret=SECRET, issuer="key-of-ours", ends=NOW + timedelta(minutes=5)):
    body = json.dumps(row).encode()
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    claims = {"iss": issuer, "exp": int(ends.timestamp()), "sha256": digest}
    return body, tokens.signed(claims, secret=secret)


def test_a_signed_report_is_believed():
    body, token = report()
    number, event = livekit.hook(SERVER, authorization=token, body=body, now=NOW)
    assert number == "EV_1"
    assert (event.what, event.room) == (Happened.REC_FILE, "m-1")
    assert event.detail == "m-1/p1-MICROPHONE.ogg"


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"event": "participant_joined", "participant": {"identity": "p2"}}, Happened.JOINED),
        ({"event": "participant_left", "participant": {"identity": "p2"}}, Happened.LEFT),
        ({"event": "room_finished"}, Happened.ROOM_ENDED),
        ({"event": "track_published", "participant": {"identity": "p2"}}, Happened.SENDS),
        ({"event": "egress_started"}, Happened.REC_STARTED),
        (
            {"egressInfo": {"egressId": "E", "roomName": "m-1", "status": "EGRESS_FAILED"}},
            Happened.REC_FAILED,
        ),
    ],
)
def test_reports_are_put_into_one_set_of_words(changes, what):
    body, token = report(REPORT | {"room": {"name": "m-1"}} | changes)
    _number, event = livekit.hook(SERVER, authorization=token, body=body, now=NOW)
    assert (event.what, event.room) == (what, "m-1")


BODY, TOKEN = report()
BAD = {
    "altered": (BODY.replace(b"p1", b"p9"), TOKEN),
    "unsigned": (BODY, ""),
    "another secret": report(secret="another secret of many letters"),
    "another issuer": report(issuer="somebody"),
    "expired": report(ends=NOW - timedelta(minutes=2)),
    "old": report(REPORT | {"createdAt": int(NOW.timestamp()) - 400}),
    "no number": report({name: REPORT[name] for name in REPORT if name != "id"}),
    "no object": report([1]),
    "unknown": report(REPORT | {"event": "room_started"}),
    "no time": report(REPORT | {"createdAt": 10**30}),
    "too large": report(REPORT | {"more": "x" * 70_000}),
}


@pytest.mark.parametrize("name", BAD)
def test_nobody_believes(name):
    body, token = BAD[name]
    with pytest.raises(BadHook):
        livekit.hook(SERVER, authorization=token, body=body, now=NOW)


def test_a_token_without_a_signature_is_none():
    head, claims, _proof = TOKEN.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    for token in (f"{none}.{claims}.", f"{head}.{claims}."):
        with pytest.raises(BadHook):
            livekit.hook(SERVER, authorization=token, body=BODY, now=NOW)
