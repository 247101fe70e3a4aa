"""The conference room as officials see it: join, hear, a server that dies, coming back, the end."""

import json
import os
import subprocess
import sys

import pytest

from tests.meetings.engines.conference import ROOT, say_it
from tests.needs import needs

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
    folder = tmp_path_factory.mktemp("room")
    say_it(folder)
    words = ["unshare", "-rn", sys.executable, "-m", "tests.meetings.engines.room_page", folder]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads((folder / "seen.json").read_text("utf-8"))


def test_a_room_outlives_its_server(seen):
    assert seen["errors"] == []
    assert seen["kinds"][-8:] == [
        *("media_joined", "media_joined", "engine_fell", "engine_back"),
        *("media_joined", "media_joined", "media_left", "closed"),
    ]


def test_each_sees_the_other_and_both_are_heard_in_their_order(seen):
    for state in seen["states"]:
        assert {key: len(names) for key, names in state.items()} == {"p1": 1, "p2": 1}
    speakers = [who for who, _ended in seen["voices"]]
    assert speakers[0] == seen["people"]["p1"]
    assert seen["people"]["p2"] in speakers[1:]
