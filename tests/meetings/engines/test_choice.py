"""Which engines an installation has, and the relays that browsers are given."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from meetings.engines import choice, ice
from meetings.engines.port import EngineGone, Kind, NotOffered
from office.config import load_settings

NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret"
    file.write_text("a secret of thirty-two letters...\n")
    return file


def test_a_bare_installation_has_the_hall_and_links(tmp_path):
    settings = load_settings(data_dir=tmp_path, janus=False)
    assert choice.offered(settings) == [Kind.NONE, Kind.LINK]
    for kind in (Kind.JANUS, Kind.LIVEKIT, Kind.JITSI):
        with pytest.raises(EngineGone):
            choice.engine(kind, settings)
    with pytest.raises(NotOffered):
        choice.engine(Kind.NONE, settings).kick(None, "")


def test_named_servers_are_offered_once_their_secret_is_there(tmp_path, secret):
    named = {
        "livekit_url": "https://live.example/",
        "livekit_key": "k",
        "jitsi_url": "https://hop.example",
    }
    files = {"livekit_secret_file": secret, "jitsi_secret_file": secret}
    bare = load_settings(data_dir=tmp_path, janus=False, **named)
    whole = load_settings(data_dir=tmp_path, janus=False, **named, **files)

    assert choice.offered(bare) == [Kind.NONE, Kind.LINK]
    assert choice.offered(whole)[2:] == [Kind.LIVEKIT, Kind.JITSI]
    for kind in (Kind.LIVEKIT, Kind.JITSI):
        assert choice.engine(kind, whole).kind is kind
    assert choice.livekit_of(whole).browsers == "wss://live.example"
    secret.unlink()
    assert choice.offered(whole) == [Kind.NONE, Kind.LINK]


def test_a_relay_gets_credentials_that_end():
    urls = ("stun:relay.example:3478", "turns:relay.example:443?transport=tcp")
    plain, relay = ice.servers(urls, secret="word", key="p7", now=NOW)

    assert plain == {"urls": urls[0]}
    until, _colon, who = relay["username"].partition(":")
    assert (int(until), who) == (int((NOW + timedelta(hours=6)).timestamp()), "p7")
    proof = hmac.new(b"word", relay["username"].encode(), hashlib.sha1).digest()
    assert relay["credential"] == base64.b64encode(proof).decode()
    assert ice.servers(urls, secret="", key="p7", now=NOW) == [plain]
