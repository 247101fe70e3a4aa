"""The conference room as officials see it: join, hear, a server that dies, coming back, the end."""

import json
import os
import subprocess
import sys

import pytest

from tests.meetings.engines.conference import ROOT, say_it, silences
from tests.needs import needs

PAUSES = (2.5, 6.5)  # of both speakers, from their own entrance on
pytestmark = [
    needs("janus"),
    needs("chromium"),
    needs("ffmpeg"),
    needs("espeak-ng"),
    pytest.mark.browser,
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    folder = tmp_path_factory.mktemp("phòng họp")
    say_it(folder, *PAUSES)
    words = ["unshare", "-rn", sys.executable, "-m", "tests.meetings.engines.room_page", folder]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads((folder / "seen.json").read_text("utf-8")) | {"folder": folder}


def test_a_room_outlives_its_server(seen):
    assert seen["errors"] == []
    kinds = [kind for kind in seen["kinds"] if kind != "recorder_added"]
    assert kinds[-9:] == [
        *("media_joined", "media_joined", "engine_fell", "engine_back"),
        *("media_joined", "media_joined", "media_left"),
        *("recording_ended", "closed"),
    ]


def test_each_sees_the_other_and_both_are_heard_in_their_order(seen):
    for state in seen["states"]:
        assert {key: len(names) for key, names in state.items()} == {"p1": 1, "p2": 1}
    speakers = [who for who, _ended in seen["voices"]]
    assert speakers[0] == seen["people"]["p1"]
    assert seen["people"]["p2"] in speakers[1:]


def test_raw_tracks_of_both_servers_lie_in_the_store_with_their_people(seen):
    rows = seen["tracks"]
    assert {row["raw"] for row in rows} == {"MJR00002"}
    assert {row["participant"] for row in rows} == set(seen["people"].values())
    assert all(row["film"] > 500 for row in rows)
    salvaged = [row for row in rows if row["source"].endswith("salvaged")]
    assert {row["participant"] for row in salvaged} == set(seen["people"].values())
    assert len(rows) > len(salvaged)
    assert (seen["facts"]["left"], seen["facts"]["damaged"]) == ([], 0)


def test_what_the_server_missed_was_recorded_by_the_device_of_the_chair(seen):
    assert "engine_fell" in seen["kinds"]
    assert seen["facts"]["holes"] == []


def test_one_film_holds_both_voices_one_after_the_other(seen):
    facts = seen["facts"]
    assert facts["pieces"] == 2  # the conference, and the device of the chair
    assert facts["turns"][0] == seen["people"]["p1"]
    assert seen["people"]["p2"] in facts["turns"]
    pauses = [span for span in silences(seen["folder"] / "film.webm") if span[0] > 1]
    assert any(0.5 < ends - begins < PAUSES[1] for begins, ends in pauses)
