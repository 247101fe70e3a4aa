"""The process itself: two hundred listeners, a kill in the middle, and an end within a second."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

from bench.crowd import Crowd
from office.supervisor import free_port, wait_for_port
from tests.house.walk import ROOT
from tests.office.live import channel

pytestmark = pytest.mark.slow
PATH = "/live-tests/a"
LISTENERS = 200
EVENTS = 20


@pytest.fixture
def folder(lasting_app):
    channel.add(lasting_app)
    return lasting_app


@contextmanager
def serving(app, port):
    settings = app.extensions["office.settings"]
    environment = os.environ | {
        "OFFICE_DATA_DIR": str(settings.data_dir),
        "OFFICE_DATABASE_URL": settings.url,
    }
    command = [sys.executable, "-m", "tests.office.live.child", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        assert wait_for_port(port, seconds=60)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def is_ready(line):
    return "ready" in line.names


def test_two_hundred_listeners_are_told_everything_and_the_pages_still_answer(folder):
    port = free_port(18300, tries=500)
    with serving(folder, port), Crowd(port, PATH, {}) as crowd:
        crowd.add(LISTENERS)
        crowd.wait(is_ready, seconds=60)
        crowd.add(1)
        crowd.wait(lambda line: line.status == (503 if line is crowd.lines[-1] else 200))
        for number in range(1, EVENTS + 1):
            channel.tell(folder, number)
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).status == 200
        everything = list(range(1, EVENTS + 1))
        crowd.wait(lambda line: line.status == 503 or list(line.came) == everything, seconds=30)


def test_a_killed_process_loses_nothing(folder):
    port = free_port(18300, tries=500)
    with serving(folder, port) as process, Crowd(port, PATH, {}) as crowd:
        crowd.add(3)
        crowd.wait(is_ready, seconds=60)
        channel.tell(folder, 1)
        crowd.wait(lambda line: 1 in line.came)
        os.killpg(process.pid, signal.SIGKILL)
        crowd.wait(lambda line: not line.is_open)
        channel.tell(folder, 2, 3)
    with serving(folder, port) as process, Crowd(port, PATH, {"Last-Event-ID": "1"}) as crowd:
        crowd.add(3)
        crowd.wait(lambda line: list(line.came) == [2, 3], seconds=60)
        begun = time.monotonic()
        process.terminate()
        process.wait(20)
        assert time.monotonic() - begun < 5, "listeners hold up the end"
        crowd.wait(lambda line: not line.is_open)
