"""Jitsi's tokens, and the reports of its recorder."""

import base64
import hashlib
import hmac
import json
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from meetings.engines import jitsi
from meetings.engines.jitsi import JitsiEngine, Server
from meetings.engines.port import BadHook, Happened, Person, Room
from meetings.engines.tokens import WeakSecret
from tests.needs import needs

SECRET = "a secret of thirty-two letters..."
NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)
SERVER = Server("https://hop.example", "congvu", "hop.example", SECRET)
REPORT = {
    "idempotencyKey": "n-1",
    "eventType": "RECORDING_UPLOADED",
    "room": "m-1",
    "data": {"file": "m-1.mp4"},
}


def test_a_person_enters_by_an_address_with_a_token():
    chair = Person("p1", "Trần Văn An", "an@a.example", leads=True)
    access = JitsiEngine(SERVER).access(Room("m-1", "Phiên họp"), chair, now=NOW)
    url, _mark, token = access.url.partition("?jwt=")
    key = OctKey.import_key(SECRET.encode())
    claims = jwt.decode(token, key, algorithms=["HS256"]).claims

    assert url == "https://hop.example/m-1"
    assert (claims["aud"], claims["iss"], claims["sub"]) == ("jitsi", "congvu", "hop.example")
    assert (claims["room"], claims["exp"] - claims["nbf"]) == ("m-1", 600)
    user = claims["context"]["user"]
    assert (user["id"], user["email"], user["moderator"]) == ("p1", "an@a.example", True)
    assert claims["context"]["features"] == {"recording": True}


def test_a_short_secret_makes_no_tokens():
    engine = JitsiEngine(Server("https://hop.example", "congvu", "hop.example", "short"))
    with pytest.raises(WeakSecret):
        engine.access(Room("m-1", "t"), Person("p1", "An"), now=NOW)


def marked(body, *, at=NOW, secret=SECRET):
    words = f"{int(at.timestamp())}".encode()
    proof = hmac.new(secret.encode(), words + b"." + body, hashlib.sha256).digest()
    return f"t={words.decode()},v1={base64.b64encode(proof).decode()}"


def test_a_signed_report_is_believed():
    body = json.dumps(REPORT).encode()
    number, event = jitsi.hook(SERVER, signature=marked(body), body=body, now=NOW)
    assert (number, event.what, event.room) == ("n-1", Happened.REC_FILE, "m-1")
    assert event.detail == "m-1.mp4"


@needs("openssl")
def test_the_script_of_the_handbook_signs_as_we_read(tmp_path):
    body = json.dumps(REPORT).encode()
    at = str(int(NOW.timestamp()))
    (tmp_path / "body").write_bytes(at.encode() + b"." + body)
    words = ["openssl", "dgst", "-sha256", "-hmac", SECRET, "-binary", tmp_path / "body"]
    proof = base64.b64encode(subprocess.run(words, capture_output=True, check=True).stdout)
    signature = f"t={at},v1={proof.decode()}"
    assert jitsi.hook(SERVER, signature=signature, body=body, now=NOW)[0] == "n-1"


GOOD = json.dumps(REPORT).encode()
BAD = {
    "unsigned": ("", GOOD),
    "altered": (marked(GOOD), GOOD.replace(b"m-1.mp4", b"m-2.mp4")),
    "another secret": (marked(GOOD, secret="another secret of letters"), GOOD),
    "expired": (marked(GOOD, at=NOW - timedelta(minutes=6)), GOOD),
    "from tomorrow": (marked(GOOD, at=NOW + timedelta(minutes=6)), GOOD),
    "no time": ("t=now,v1=x", GOOD),
    "no JSON": (marked(b"{"), b"{"),
    "no object": (marked(b"[]"), b"[]"),
    "unknown": (marked(b'{"eventType":"X"}'), b'{"eventType":"X"}'),
}


@pytest.mark.parametrize("name", BAD)
def test_nobody_believes(name):
    signature, body = BAD[name]
    with pytest.raises(BadHook):
        jitsi.hook(SERVER, signature=signature, body=body, now=NOW)
