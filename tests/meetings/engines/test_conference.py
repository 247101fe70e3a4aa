"""Two browsers speak in a real room of a server that is killed; the long part has all endings."""

import pytest

from meetings.engines.port import Happened, Medium
from tests.meetings.engines import conference
from tests.needs import needs

pytestmark = [
    needs("janus"),
    needs("chromium"),
    needs("ffmpeg"),
    needs("espeak-ng"),
    pytest.mark.browser,
    pytest.mark.slow,
]


def test_a_killed_server_leaves_a_film_with_its_speakers_in_order(tmp_path):
    played = conference.play(tmp_path, ending="killed", media="audio")

    assert played.heard["audio"] > 50
    assert played.heard["feeds"] == ["p1", "p2"]
    assert played.grew
    assert played.lost == 0
    assert [row[0] for row in played.marks if row[0] == Happened.TALKING]
    talked = [row[1] for row in played.marks if row[0] == Happened.TALKING]
    assert list(dict.fromkeys(talked)) == ["p1", "p2"]
    rows = {row[0]: row for row in played.tracks}
    assert {row[1] for row in played.tracks} == {Medium.AUDIO}
    assert all(row[5] for row in played.tracks)
    check_film(played, rows)


def check_film(played, rows):
    found = conference.probe(played.film)
    assert abs(float(found["format"]["duration"]) - played.seconds) < 0.2
    begins = rows["p2"][3] - rows["p1"][3] + conference.SECOND_AFTER
    (quiet, speaks), *_rest = conference.silences(played.film)
    assert 0.8 < quiet < begins - 0.5
    assert abs(speaks - begins) < 0.35
