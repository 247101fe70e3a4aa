"""What rooms tell, and the names of connections."""

from datetime import UTC, datetime

import pytest

from meetings.engines.janus.reports import normalised
from meetings.engines.janus.rooms import audio_mid, checked, new_feed, person_of
from meetings.engines.port import Happened

NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)


def told(**data):
    message = {"janus": "event", "plugindata": {"data": {"room": "m-1", **data}}}
    return [(one.what, one.who) for one in normalised(message, now=NOW)]


def test_voices_come_and_go_by_the_keys_of_people():
    assert told(videoroom="talking", id="p7-0a1b2c3d") == [(Happened.TALKING, "p7")]
    assert told(videoroom="stopped-talking", id="p7-0a1b2c3d") == [(Happened.QUIET, "p7")]
    publishers = [{"id": "p7-0a1b2c3d"}, {"id": "watch-0a1b2c3d"}]
    assert told(videoroom="event", publishers=publishers) == [(Happened.JOINED, "p7")]
    assert told(videoroom="event", leaving="p7-0a1b2c3d") == [(Happened.LEFT, "p7")]
    assert told(videoroom="event", leaving="ok") == []
    assert told(videoroom="destroyed") == [(Happened.ROOM_ENDED, "")]
    assert list(normalised({"janus": "hangup"}, now=NOW)) == []


def test_three_devices_of_a_person_are_three_connections():
    feeds = {new_feed("p7") for _device in range(3)}
    assert len(feeds) == 3
    assert {person_of(feed) for feed in feeds} == {"p7"}


@pytest.mark.parametrize("name", ["", "../../etc", "a b", "a" * 65, "p7\n", "ấ"])
def test_a_name_that_would_lead_elsewhere_is_none(name):
    with pytest.raises(ValueError, match=r"^"):
        checked(name)


def test_the_voice_is_found_in_an_offer():
    offer = "v=0\r\nm=video 9 X 96\r\na=mid:0\r\nm=audio 9 X 111\r\na=mid:1\r\na=sendrecv\r\n"
    assert audio_mid(offer) == "1"
    assert audio_mid("v=0\r\n") == "0"
