"""The conference room as two officials see it, in a namespace of its own: real pages, real server.

As a program (`unshare -rn python -m … FOLDER`) it plays one and prints JSON: the chair and a member
join with sound, speak one after the other, the server is killed, they come back by themselves, the
chair closes the session, and the tracks of both servers lie in the store.
"""

import json
import os
import shutil
import signal
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright
from sqlalchemy import func, select

from meetings import operations
from meetings.cli.keeper import Keeper
from meetings.engines.janus.place import Wishes
from meetings.engines.janus.server import Server
from meetings.models import (
    MediaVoice,
    Meeting,
    RecChunk,
    Recording,
    RecSegment,
    TurnSource,
)
from meetings.operations.recording import begin_recording
from meetings.queries import events_of, people_of, recordings
from office import blobs, clock, outbox
from office.accounts.models import Account
from office.actor import cookie_name
from office.db import db
from office.migrations import create_schema
from tests import as_role, build
from tests.browser.recorder import SHORT, queued, until
from tests.browser_checks import serving
from tests.conftest import make_app
from tests.meetings import house
from tests.meetings.engines.conference import SPOKEN, lay_the_network, said_args
from tests.needs import chromium_program

PATIENCE = 15.0


@dataclass
class Seen:
    """What came of it."""

    kinds: list
    voices: list
    states: list
    people: dict
    tracks: list
    facts: dict
    errors: list


class Played:
    """One meeting of two, its keeper and their pages."""

    def __init__(self, folder):
        self.folder, self.raw = folder, folder / "data" / "janus" / "rec"
        self.app = make_app(f"sqlite:///{folder / 'office.db'}", folder / "data")
        create_schema(self.app)
        self.keeper = Keeper(self.app, Server(folder / "data", port=7188, wishes=Wishes()))
        with self.app.app_context():
            snv = build.agency()
            meeting = house.opened(snv, engine="janus", form="online")
            self.id, self.uid = meeting.id, meeting.uid
            self.people = {"p1": snv.leader, "p2": snv.head}
            begin_recording(meeting, by=snv.leader)
            listed = {one.person_id: one.id for one in people_of(meeting)}
            self.places = {key: listed[one.person_id] for key, one in self.people.items()}
            self.tokens = {key: self.signed_in(one) for key, one in self.people.items()}

    def signed_in(self, actor):
        account = db.session.get_one(Account, actor.account_id)
        token = as_role.sign_in(self.app.test_client(), account).token
        return {"name": cookie_name(), "value": token}

    def page(self, driver, folder, key, address):
        browser = driver.chromium.launch(
            executable_path=chromium_program(), args=said_args(folder, key)
        )
        context = browser.new_context(locale="en")
        context.add_cookies([self.tokens[key] | {"url": address}])
        page = context.new_page()
        page.goto(f"{address}/meetings/{self.uid}/conference")
        return browser, page

    def recorder(self, beside, address):
        """The chair's device records too, in another tab of his browser."""
        page = beside.context.new_page()
        page.add_init_script(SHORT)
        page.goto(f"{address}/meetings/{self.uid}/recording?begin=1")
        page.locator(".recorder.rec").wait_for()
        return page

    def slices(self):
        """How many slices of the chair's device have arrived."""
        with self.app.app_context():
            own = select(func.count(RecChunk.id)).join(RecSegment).join(Recording)
            return db.session.scalar(own.where(Recording.is_of_engine.is_(False)))

    def until(self, is_so, what):
        """Keep the server until something is so."""
        ends = time.monotonic() + PATIENCE
        while not is_so():
            self.keeper.look()
            time.sleep(0.3)
            if time.monotonic() > ends:
                raise AssertionError(what)

    def spoken(self):
        with self.app.app_context():
            wanted = select(MediaVoice).where(MediaVoice.meeting_id == self.id)
            rows = db.session.scalars(wanted.order_by(MediaVoice.began_at)).all()
            return [(row.participant_id, row.ended_at is not None) for row in rows]


def main():
    folder = Path(sys.argv[1])
    lay_the_network()
    made = Played(folder)
    made.keeper.begin()
    try:
        with serving(made.app) as address, ExitStack() as stack:
            seen = play(made, folder, address, stack)
    finally:
        made.keeper.end()
    (folder / "seen.json").write_text(json.dumps(asdict(seen)), "utf-8")


def play(made, folder, address, stack):
    driver = stack.enter_context(sync_playwright())
    pages, errors, states = {}, [], []
    for key in SPOKEN:
        browser, page = made.page(driver, folder, key, address)
        stack.callback(browser.close)
        page.on("pageerror", lambda fault: errors.append(str(fault)))
        pages[key] = page
    made.keeper.look()
    for page in pages.values():
        page.click("[data-join=audio]")
    beside = made.recorder(pages["p1"], address)
    states.append(together(made, pages, "in"))
    made.until(lambda: heard_both(made), "both are heard")
    process = made.keeper.server.process
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    fell, slices = clock.now(), made.slices()
    for page in pages.values():
        page.wait_for_selector("[data-is=away]")
    until(lambda: made.slices() >= slices + 3)
    states.append(together(made, pages, "in"))
    pages["p2"].click("[data-leave]")
    made.until(lambda: pages["p1"].locator("[data-tiles] li").count() == 0, "the tile goes")
    with made.app.app_context():
        meeting = db.session.get_one(Meeting, made.id)
        operations.close_session(meeting, by=made.people["p1"])
    made.keeper.look()
    pages["p1"].wait_for_selector("[data-is=left]")
    until(lambda: queued(beside) == [])
    return seen_of(made, states, errors, fell=fell)


def heard_both(made):
    rows = made.spoken()
    return len({who for who, _ended in rows}) == 2 and all(ended for _who, ended in rows)


def together(made, pages, state):
    """Both are in the room and each sees the other."""
    made.until(lambda: all(p.locator(f"[data-is={state}]").count() for p in pages.values()), state)
    made.until(lambda: all(p.locator("[data-tiles] li").count() for p in pages.values()), "tiles")
    return {key: page.locator("[data-tiles] bdi").all_inner_texts() for key, page in pages.items()}


def seen_of(made, states, errors, *, fell):
    with made.app.app_context():
        meeting = db.session.get_one(Meeting, made.id)
        kinds = [line.kind for line in events_of(meeting)]
        outbox.drain()
        tracks = [
            {
                "source": source.source,
                "participant": source.participant_id,
                "raw": blobs.read(row.sha256)[:8].decode(),
                "film": segment.film_ms,
            }
            for source, segment in recordings.segments_of(meeting)
            if source.is_of_engine
            for row in recordings.chunks_of(segment)
        ]
        film = recordings.conference_of(meeting)
        pieces = recordings.playlist(meeting)
        own = [row for row in recordings.turns_of(meeting) if row.source is TurnSource.ENGINE]
        turns = [row.participant_id for row in own]
        holes = [gap for gap in recordings.gaps_of(meeting) if gap.ended_at > fell]
        shutil.copyfile(blobs.path_of(film.film_sha256), made.folder / "film.webm")
        damaged = len(recordings.damaged_chunks(meeting))
    left = [path.name for path in made.raw.rglob("*") if path.is_file()]
    facts = {"pieces": len(pieces), "turns": turns, "left": left, "damaged": damaged}
    facts["holes"] = [str(gap.began_at) for gap in holes]
    return Seen(kinds, made.spoken(), states, made.places, tracks, facts, errors)


if __name__ == "__main__":
    main()
