"""The same calendars, read by the library of programs in browsers (ical.js, fetched by npm)."""

import json
import subprocess
from pathlib import Path
from shutil import copy

import pytest

from tests.meetings.ical.shapes import meeting
from tests.meetings.ical.test_writing import WRITTEN

pytestmark = pytest.mark.long
PROGRAM = Path(__file__).with_name("read.mjs")


def test_a_third_library_reads_the_same(tmp_path):
    npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "ical.js"]
    subprocess.run(npm, cwd=tmp_path, check=True, timeout=120)
    texts = json.dumps({name: write() for name, write in WRITTEN.items()})
    node = ["node", copy(PROGRAM, tmp_path)]
    done = subprocess.run(
        node, cwd=tmp_path, input=texts, capture_output=True, text=True, check=True, timeout=60
    )
    told = json.loads(done.stdout)
    assert {one["uid"] for one in told.values()} == {meeting().uid}
    assert {one["summary"] for one in told.values()} == {meeting().title}
    assert {one["start"] for one in told.values()} == {"2026-12-01T01:00:00.000Z"}
    assert told["request"]["names"] == [one.name for one in meeting().attendees]
    assert told["cancel"]["method"] == "CANCEL"
    assert [day[:10] for day in told["a series"]["days"]][:2] == ["2026-12-07", "2027-01-04"]
