"""The family of processes: started, watched, started again, ended in order."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from office import supervisor
from office.supervisor import Child, Family, free_port, wait_for_port
from tests.house.walk import ROOT

STEADY = "import time; time.sleep(60)"
FALLS = "raise SystemExit(3)"
STUBBORN = (
    "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
)


@pytest.fixture
def family(monkeypatch, tmp_path):
    monkeypatch.setattr(supervisor, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.05)
    made = Family()
    yield made
    made.stop()


def child(tmp_path, code, name="a", **facts):
    return Child(name, ["-c", code], tmp_path / "log", pause=0.05, **facts)


def watch_until(family, is_so):
    until = time.monotonic() + 60
    family.watch(lambda: is_so() or time.monotonic() > until)
    assert is_so()


def test_a_child_that_falls_is_started_again_after_a_growing_pause(family, tmp_path, capsys):
    fallen = family.add(child(tmp_path, FALLS))
    watch_until(family, lambda: fallen.pause >= 0.4)
    assert "ended with status 3" in capsys.readouterr().out


def test_the_pause_has_a_bound_and_a_steady_child_begins_anew(family, tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.06)
    fallen = family.add(child(tmp_path, FALLS))
    watch_until(family, lambda: fallen.pause == 0.06)
    monkeypatch.setattr(supervisor, "STEADY_AFTER", -1.0)
    watch_until(family, lambda: fallen.pause != 0.06 or fallen.next_start > 0)


def test_a_child_that_may_end_is_left_alone_after_it_has(family, tmp_path):
    done = family.add(child(tmp_path, "pass", ends=True))
    watch_until(family, lambda: done.status == 0)
    started = done.started_at
    done.look()
    assert done.started_at == started


def test_what_a_child_says_stands_in_its_log(family, tmp_path):
    code = "import os, sys; print(os.environ['WORD'], flush=True); sys.stderr.write('low')"
    done = family.add(child(tmp_path, code, ends=True, environment={"WORD": "loud"}))
    watch_until(family, lambda: done.status == 0)
    said = (tmp_path / "log" / "a.log").read_text()
    assert "loud" in said
    assert "low" in said


def test_a_log_that_grew_large_is_put_aside(tmp_path, family, monkeypatch):
    monkeypatch.setattr(supervisor, "LARGEST_LOG", 3)
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "a.log").write_text("old and long")
    done = family.add(child(tmp_path, "pass", ends=True))
    watch_until(family, lambda: done.status == 0)
    assert (tmp_path / "log" / "a.log.1").read_text() == "old and long"


def test_everybody_is_asked_to_end_and_who_does_not_is_killed(family, tmp_path, monkeypatch):
    steady = family.add(child(tmp_path, STEADY))
    stubborn = family.add(child(tmp_path, STUBBORN, name="b"))
    log = tmp_path / "log" / "b.log"
    watch_until(family, lambda: log.read_text() == "1\n")
    monkeypatch.setattr(supervisor, "GRACE", 0.5)
    pids = [steady.process.pid, stubborn.process.pid]
    family.stop()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_signal_ends_the_watch(family, tmp_path):
    family.add(child(tmp_path, STEADY))
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()
    family.watch()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_children_do_not_outlive_a_parent_that_was_killed(tmp_path):
    code = f"""
import sys, time
from pathlib import Path
from office.supervisor import Child, Family
family = Family()
made = family.add(Child("a", ["-c", {STEADY!r}], Path({str(tmp_path)!r})))
print(made.process.pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 20
    while is_alive(pid):
        assert time.monotonic() < until
        time.sleep(0.05)


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123 - not a file of ours
            return file.read().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_the_next_free_port_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < free_port(port) < port + 50
        assert wait_for_port(port, seconds=1)
        with pytest.raises(OSError, match="no free port"):
            free_port(port, tries=1)
    assert not wait_for_port(port, seconds=0.2)
