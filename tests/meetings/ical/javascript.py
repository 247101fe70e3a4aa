"""The calendar library of programs in browsers (npm `ical.js`): what it reads of ours."""

import json
import subprocess
from pathlib import Path
from shutil import copy

from tests.meetings.ical.shapes import meeting

PROGRAM = Path(__file__).with_name("read.mjs")
NPM = ("npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "ical.js@2")


def install(folder):
    """Bring the library into a folder of its own; gives its version."""
    subprocess.run(NPM, cwd=folder, check=True, timeout=120)
    copy(PROGRAM, folder)
    told = (folder / "node_modules" / "ical.js" / "package.json").read_text(encoding="utf-8")
    return json.loads(told)["version"]


def read(folder, texts):
    """What it reads of calendars, by their names; one that it cannot parse is an error."""
    node = ["node", str(folder / PROGRAM.name)]
    done = subprocess.run(
        node,
        cwd=folder,
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def faults_of(name, told):
    """What it read otherwise than we meant it."""
    meant = {
        "uid": meeting().uid,
        "summary": meeting().title,
        "start": "2026-12-01T01:00:00.000Z",
    }
    if name == "request":
        meant["names"] = [one.name for one in meeting().attendees]
    if name.startswith(("cancel", "uninvite")):
        meant["method"] = "CANCEL"
    return [f"{name}: {key} {told[key]!r}" for key in meant if told[key] != meant[key]]
