"""A chair's browser records while everything falls: server, line, answers, the browser itself."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from playwright.sync_api import Error, sync_playwright
from sqlalchemy import select

from meetings.models import Meeting, RecChunk, Recording, RecSegment
from office import job_modules, outbox
from office.app import create_app
from office.config import FolderKind, give_birth
from office.db import db
from office.migrations import create_schema
from office.supervisor import free_port, say, wait_for_port
from tests import build
from tests.browser import recorder
from tests.conftest import without_loop
from tests.long.report import write
from tests.long.world import ROOT, some_port
from tests.meetings import house as meetings
from tests.meetings.media import sound

CALM, TROUBLE = 9.0, 7.0  # seconds between blows, and how long one lasts
BLOWS = (
    "answers of 503",
    "line cut",
    "server ended by kill -9",
    "browser ended by kill -9",
    "line of 400 kbit/s",
)
KEEPS_UP = 2  # slices that may wait on a line of 400 kbit/s
UP = 60.0
TITLE = "A recording while everything falls"
TOLD = """Chromium with a microphone that plays known speech records a meeting in slices of four
seconds. Every few seconds something falls, in an order drawn by the seed: the server answers 503,
the line is cut or carries 400 kbit/s with 300 ms, the web process is ended by kill -9 and started
again, every process of the browser is ended by kill -9 and started on the same profile. On the slow
line no more than two slices may wait. Every chunk that was seen in the queue of the
device must lie on the server with its hash; each film must play as long as its chunks, and all of
them as long as from start to stop without the gaps that were reported, both within 0.2 s.

In the last run {queued} chunks were seen in the queue, {kept} are on the server, in {segments}
segments; {gaps:.1f} s of {ordered:.1f} s are reported as gaps."""


@dataclass
class Run:
    """One meeting, its server and what was seen."""

    app: Flask
    folder: Path
    port: int
    uid: object
    token: str
    voice: Path
    server: subprocess.Popen | None = None
    queued: set = field(default_factory=set)
    fired: list = field(default_factory=list)
    falls: int = 0
    waited: int = 0
    facts: dict = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start_server(self) -> None:
        """The web process alone, on the same port each time."""
        given = {"OFFICE_DATA_DIR": str(self.folder), "PYTHONPATH": str(ROOT)}
        words = [sys.executable, "-m", "office.serve", "--port", str(self.port)]
        self.server = subprocess.Popen(words, cwd=ROOT, env=os.environ | given)
        if not wait_for_port(self.port, seconds=UP):
            raise RuntimeError("the server does not answer")

    def end_server(self) -> None:
        """As a power cut ends it."""
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()


def main(work: Path, *, seed: int, runs: int = 2, per_run: int = 6, first: int = 0) -> int:
    """The number of runs in which something was lost."""
    results, bad, facts = work / "recordings.jsonl", 0, {}
    for number in range(first + 1, first + runs + 1):
        began = time.monotonic()
        with _meeting(work / f"recording-{number}") as run:
            faults = _recorded(run, random.Random(seed + number), per_run)  # noqa: S311
        facts = run.facts
        row = {"run": number, "seed": seed, "fired": run.fired, "points": run.fired}
        row |= {"falls": run.falls, "faults": faults, "seconds": time.monotonic() - began}
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        say(f"{number}: {row['seconds']:.0f} s {faults or 'whole'} {facts}")
        bad += bool(faults)
    write("recordings", TITLE, TOLD.format(**facts), results)
    return bad


@contextmanager
def _meeting(folder: Path):
    """A meeting in session in a folder of its own, and its web process."""
    give_birth(folder, FolderKind.REAL)
    app = create_app(data_dir=folder)
    job_modules.load()
    create_schema(app)
    with app.app_context():
        snv = build.agency()
        meeting = meetings.opened(snv)
        uid, token = meeting.uid, recorder.signed_in(snv.leader)
        db.session.remove()
    voice = sound.said(folder / "voice.wav")
    run = Run(app, folder, free_port(some_port()), uid, token, voice)
    run.start_server()
    try:
        yield run
    finally:
        run.end_server()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _recorded(run: Run, chance: random.Random, blows: int) -> list[str]:
    wanted = list(BLOWS) + chance.choices(BLOWS, k=max(0, blows - len(BLOWS)))
    chance.shuffle(wanted)
    with sync_playwright() as playwright:
        is_begun = False
        while True:
            with _browser(run, playwright.chromium) as page:
                _record(run, page, begins=not is_begun)
                is_begun = True
                if not _blown(run, page, wanted):
                    _end(run, page)
                    break
    with run.app.app_context(), without_loop():
        outbox.drain()
        return _faults(run)


def _browser(run: Run, kind):
    profile = run.folder / "profile"
    given = {"address": run.address, "token": run.token, "sound": run.voice}
    return recorder.recording_browser(kind, profile, **given, script="")


def _record(run: Run, page, *, begins: bool) -> None:
    """Begin, or see that what was recording goes on by itself."""
    page.goto(f"/meetings/{run.uid}/recording")
    if begins:
        page.get_by_role("button", name="Begin the recording").click()
    page.locator(".recorder.rec").wait_for()
    _look(run, page, CALM)


def _blown(run: Run, page, wanted: list[str]) -> bool:
    """Blow after blow; True when the browser fell and a new one is needed."""
    while wanted:
        blow = wanted.pop()
        run.fired.append(blow)
        if blow == BLOWS[3]:
            _look(run, page, TROUBLE / 2)
            run.falls += recorder.kill(run.folder / "profile") > 0
            return True
        _strike(run, page, blow)
        _look(run, page, CALM)
    return False


def _strike(run: Run, page, blow: str) -> None:
    if blow == BLOWS[0]:
        page.route("**/recordings/**", lambda one: one.fulfill(status=503))
        _look(run, page, TROUBLE)
        page.unroute("**/recordings/**")
    elif blow == BLOWS[1]:
        page.context.set_offline(True)
        _look(run, page, TROUBLE)
        page.context.set_offline(False)
    elif blow == BLOWS[4]:
        _narrow(run, page)
    else:
        run.end_server()
        run.falls += 1
        _look(run, page, TROUBLE)
        run.start_server()


def _narrow(run: Run, page) -> None:
    """The recording keeps up on a slow line."""
    line = recorder.narrowed(page)
    _look(run, page, 2 * TROUBLE)
    run.waited = max(run.waited, len(recorder.queued(page)))
    recorder.widened(line)


def _look(run: Run, page, seconds: float) -> None:
    """Note for a while what lies in the queue."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            run.queued |= {tuple(key) for key in recorder.queued(page)}
        except Error:
            return
        time.sleep(0.1)


def _end(run: Run, page) -> None:
    recorder.until(lambda: len(recorder.queued(page)) <= 1, seconds=120)
    page.get_by_role("button", name="End the recording").click()
    page.get_by_text("The recording has ended.").wait_for()
    recorder.until(lambda: recorder.queued(page) == [], seconds=60)
    recorder.until(lambda: _is_finished(run), seconds=60)


def _is_finished(run: Run) -> bool:
    with run.app.app_context():
        open_ones = select(RecSegment.id).where(RecSegment.finished_at.is_(None))
        return db.session.scalars(open_ones).first() is None


def _faults(run: Run) -> list[str]:
    meeting = db.session.scalars(select(Meeting).where(Meeting.uid == run.uid)).one()
    wanted = (
        select(Recording.uid, RecSegment.number, RecChunk.seq)
        .join(RecSegment, RecSegment.recording_id == Recording.id)
        .join(RecChunk, RecChunk.segment_id == RecSegment.id)
    )
    kept = {(str(uid), number, seq) for uid, number, seq in db.session.execute(wanted)}
    lost = sorted(run.queued - kept)
    gaps = [gap.ended_at - gap.began_at for gap in recorder.recordings.gaps_of(meeting)]
    (order,) = recorder.recordings.orders(meeting)
    run.facts = {
        "queued": len(run.queued),
        "kept": len(kept),
        "segments": len({one[:2] for one in kept}),
        "gaps": sum(gap.total_seconds() for gap in gaps),
        "ordered": (order.ended_at - order.began_at).total_seconds(),
    }
    damaged = [one.sha256 for one in recorder.recordings.damaged_chunks(meeting)]
    found = [f"chunk {key} was queued and is not there" for key in lost]
    if run.waited > KEEPS_UP:
        found.append(f"{run.waited} slices waited on the slow line")
    return found + [f"chunk {one} is damaged" for one in damaged] + recorder.faults(meeting)
