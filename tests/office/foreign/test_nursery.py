"""The nursery: orders of many threads at once, and every end of it or of a child is told."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from select import select

import pytest

from office.foreign import child, nursery
from office.foreign.child import Limits, run_jailed
from office.foreign.refusals import ForeignFileRefused


def shell(words, out, **limits):
    out.mkdir(exist_ok=True)
    order = {"command": ["/bin/sh", "-c", words]}
    return run_jailed(order, out=out, limits=Limits(**limits))


@pytest.fixture
def fresh(monkeypatch):
    """A nursery of this test alone."""
    monkeypatch.setattr(child, "START", child.START + f"  # {os.urandom(4).hex()}")
    yield lambda: nursery.nursery(child.START)
    nursery.kept.pop(child.START).close()


def test_orders_of_many_threads_are_told_apart(tmp_path, fresh):
    def one(number):
        return shell(f"exit {number}", tmp_path / str(number))

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(one, range(20))) == list(range(20))


def test_an_order_whose_nursery_was_killed_is_done_by_another(tmp_path, fresh):
    old = fresh()
    words = "test -e began && exit 5; echo > began; sleep 60"
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(shell, words, tmp_path / "a")
        while not (tmp_path / "a" / "began").exists():
            pass
        os.kill(old.process.pid, signal.SIGKILL)
        assert waiting.result(10) == 5
    assert shell("exit 3", tmp_path / "b") == 3
    assert fresh() is not old


def test_one_child_that_hangs_hinders_no_other(tmp_path, fresh):
    with ThreadPoolExecutor(1) as threads:
        hanging = threads.submit(shell, "sleep 60", tmp_path / "a", seconds=1)
        assert shell("exit 4", tmp_path / "b") == 4
        with pytest.raises(ForeignFileRefused):
            hanging.result(10)


def test_what_a_child_left_running_ends_with_it(tmp_path, fresh):
    shell("sleep 60 & echo $! > pid", tmp_path)
    assert is_over(int((tmp_path / "pid").read_text()))


def is_over(pid):
    """Whether a process ended, at the latest after ten seconds."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select([handle], [], [], 10)[0])
    finally:
        os.close(handle)


def test_a_nursery_ends_with_whoever_started_it(tmp_path):
    words = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); "
        "from office.foreign import child, nursery; "
        "print(nursery.nursery(child.START).process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    command = [sys.executable, "-c", words, str(child.ROOT)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert is_over(int(said))


def test_an_order_sees_nothing_of_the_one_before(tmp_path, fresh):
    shell("echo secret > here; export LEFT=1", tmp_path / "a")
    shell("ls; env > seen; ls > listed", tmp_path / "b")
    assert "LEFT" not in (tmp_path / "b" / "seen").read_text()
    assert "here" not in (tmp_path / "b" / "listed").read_text()
