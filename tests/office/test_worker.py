"""Real worker processes: lanes, leases, a kill, an orderly end, two workers on one database."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from office import audit, outbox
from office.audit import AuditSeal
from office.db import db, new_uid, transaction
from office.outbox import JobState, Lane, OutboxMessage, enqueue
from office.permissions import SYSTEM
from tests.house.walk import ROOT

pytestmark = pytest.mark.slow
PATIENCE = 120


class Desk:
    """The database, the marks the workers leave, and the workers themselves."""

    def __init__(self, app, folder):
        self.app = app
        self.settings = app.extensions["office.settings"]
        self.marks_file = folder / "marks"
        self.marks_file.touch()
        self.running = []

    def start(self, *, lease=60.0, grace=20.0):
        environment = os.environ | {
            "OFFICE_DATA_DIR": str(self.settings.data_dir),
            "OFFICE_DATABASE_URL": self.settings.url,
            "MARKS": str(self.marks_file),
            "LEASE": str(lease),
            "GRACE": str(grace),
        }
        command = [sys.executable, "-m", "tests.office.worker_child"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        self.running.append(process)
        self.wait_for(lambda: (str(process.pid), "up", "now") in self.marks())
        return process

    def ask(self, topic, name, **words):
        with self.app.app_context(), transaction():
            enqueue(topic, key=f"{topic}:{name}", name=name, **words)

    def marks(self):
        return [tuple(line.split()) for line in self.marks_file.read_text().splitlines()]

    def did(self, name):
        return [mark[0] for mark in self.marks() if mark[1:] == ("did", name)]

    def state(self, key):
        with self.app.app_context():
            found = select(OutboxMessage.state).where(OutboxMessage.key == key)
            return db.session.scalar(found)

    def wait_for(self, is_so):
        until = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < until, self.marks()
            time.sleep(0.02)


@pytest.fixture
def desk(lasting_app, tmp_path):
    made = Desk(lasting_app, tmp_path)
    yield made
    for process in made.running:
        process.kill()
        process.wait()


@contextmanager
def at_most(seconds):
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def test_work_of_another_process_is_done_soon(desk):
    desk.start()
    desk.ask("mark", "warm")
    desk.wait_for(lambda: desk.did("warm"))
    with at_most(5):
        desk.ask("mark", "a")
        desk.wait_for(lambda: desk.did("a"))
    desk.wait_for(lambda: desk.state("mark:a") is JobState.DONE)


def test_a_slow_lane_holds_up_no_other(desk):
    desk.start()
    desk.ask("slow", "bulk", lane=Lane.BULK, seconds=30)
    desk.wait_for(lambda: any(mark[1] == "began" for mark in desk.marks()))
    desk.ask("mark", "next-bulk", lane=Lane.BULK)
    desk.ask("mark", "act")
    desk.wait_for(lambda: desk.did("act"))
    assert not desk.did("next-bulk")


def test_a_job_longer_than_its_lease_is_not_begun_twice(desk):
    for _number in range(2):
        desk.start(lease=3.0)
    desk.ask("slow", "long", seconds=7)
    desk.wait_for(lambda: desk.did("long"))
    assert [mark[2] for mark in desk.marks() if mark[1] == "began"] == ["long"]


def test_the_work_of_a_killed_worker_is_done_by_another(desk):
    first = desk.start(lease=1.0)
    desk.ask("slow", "long", seconds=1.5)
    desk.wait_for(lambda: any(mark[1] == "began" for mark in desk.marks()))
    first.send_signal(signal.SIGKILL)
    first.wait()
    second = desk.start(lease=1.0)
    desk.wait_for(lambda: desk.did("long"))
    assert desk.did("long") == [str(second.pid)]


def test_work_that_kills_its_workers_ends_as_a_dead_letter(desk):
    desk.ask("kill", "poison")
    for _number in range(2):
        victim = desk.start(lease=0.5)
        victim.wait(PATIENCE)
    desk.start(lease=0.5)
    desk.wait_for(lambda: desk.state("kill:poison") is JobState.DEAD)
    assert len([mark for mark in desk.marks() if mark[1] == "dies"]) == 2


def test_told_to_stop_it_finishes_what_it_does_and_takes_nothing_more(desk):
    worker = desk.start()
    desk.ask("slow", "last", seconds=1.0)
    desk.wait_for(lambda: any(mark[1] == "began" for mark in desk.marks()))
    worker.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    desk.ask("mark", "too-late")
    assert worker.wait(PATIENCE) == 0
    assert desk.did("last")
    assert not desk.did("too-late")
    assert desk.state("slow:last") is JobState.DONE


def test_what_cannot_be_finished_in_time_is_given_back(desk):
    worker = desk.start(lease=60, grace=0.5)
    desk.ask("slow", "long", seconds=600)
    desk.wait_for(lambda: any(mark[1] == "began" for mark in desk.marks()))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
    with desk.app.app_context():
        row = db.session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "slow")).one()
        assert (row.state, row.lease_until) == (JobState.READY, None)


def test_two_workers_share_the_work_and_do_each_piece_once(desk):
    for _number in range(2):
        desk.start()
    with desk.app.app_context(), transaction():
        for number in range(60):
            enqueue("mark", key=f"k{number}", name=str(number))
    desk.wait_for(lambda: sum(mark[1] == "did" for mark in desk.marks()) >= 60)
    time.sleep(0.3)
    done = Counter(mark[2] for mark in desk.marks() if mark[1] == "did")
    assert done == Counter(map(str, range(60)))


def test_one_worker_is_elected_and_another_takes_its_place(desk):
    desk.start(), desk.start()
    with desk.app.app_context(), transaction():
        for _number in range(3):
            audit.record("person.add", Named(), by=SYSTEM)
    desk.wait_for(lambda: sealed(desk) == 3)
    desk.wait_for(lambda: any(mark[1] == "beat" for mark in desk.marks()))
    for process in desk.running[:1]:
        process.send_signal(signal.SIGKILL)
        process.wait()
    with desk.app.app_context(), transaction():
        audit.record("person.add", Named(), by=SYSTEM)
    desk.wait_for(lambda: sealed(desk) == 4)
    desk.running[1].send_signal(signal.SIGKILL)
    desk.running[1].wait()
    with desk.app.app_context():
        assert audit.verify() == []


class Named:
    """Something with a public name."""

    def __init__(self):
        self.uid = new_uid()


def sealed(desk):
    with desk.app.app_context():
        return len(db.session.scalars(select(AuditSeal.seal_no)).all())


def test_shares_give_each_lane_its_own_threads(app):
    from office import worker

    given = worker.shares(app.extensions["office.settings"])
    assert given == {Lane.ACT: 2, Lane.OUT: 6, Lane.MAIL: 1, Lane.BULK: 1, Lane.TICK: 1}
    assert outbox.LEASE.total_seconds() == 60


def test_a_fault_costs_a_thread_a_moment_and_not_its_life(app, monkeypatch):
    from office import worker

    monkeypatch.setattr(worker, "IDLE_POLL", 0.01)
    monkeypatch.setattr(worker, "LONGEST_SLEEP", 0.01)
    hand = worker.Worker(app)
    asked = []

    def is_due(lanes):
        asked.append(lanes)
        if len(asked) == 1:
            raise sqlite3.OperationalError("disk I/O error")
        hand.stop()
        return False

    monkeypatch.setattr(outbox, "is_due", is_due)
    hand.run({Lane.ACT: 1})
    assert len(asked) >= 2
