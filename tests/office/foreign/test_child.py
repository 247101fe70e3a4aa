"""The walls hold, and every end of a child has a plain reason."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from office.foreign import child
from office.foreign.child import Limits, reason_of, run_child, run_jailed
from office.foreign.inside import jail
from office.foreign.inside.jail import NO_WALL, Network
from office.foreign.refusals import WORDS, ForeignFileRefused, Reason
from tests.office.foreign import specimens

SMALL = {"memory_mb": 512, "cpu_seconds": 5, "file_mb": 1, "open_files": 32}


@pytest.fixture
def pdf(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(specimens.typst_pdf("Kính gửi"))
    return path


def shell(words, out, **limits):
    order = {"command": ["/bin/sh", "-c", words]}
    return run_jailed(order, out=out, limits=Limits(**limits))


def test_the_child_sees_no_setting_and_no_folder_but_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("OFFICE_SECRET_KEY", "not-for-children")
    shell("env > seen; pwd >> seen", tmp_path)
    seen = (tmp_path / "seen").read_text()
    assert "not-for-children" not in seen
    assert str(tmp_path) in seen


@pytest.mark.parametrize(
    ("words", "limits"),
    [
        ("ulimit -v", {"memory_mb": 300}),
        ("ulimit -t", {"cpu_seconds": 300}),
        ("ulimit -n", {"open_files": 300}),
    ],
)
def test_limits_reach_the_child(tmp_path, words, limits):
    shell(f"{words} > seen", tmp_path, **limits)
    told = int((tmp_path / "seen").read_text())
    assert told == (300 * 1024 if "memory_mb" in limits else 300)


def test_a_child_cannot_fill_the_disk(tmp_path):
    code = shell("head -c 3000000 /dev/zero > big", tmp_path, file_mb=1)
    assert code != 0
    assert (tmp_path / "big").stat().st_size <= 1024 * 1024


def test_a_child_that_hangs_is_ended_with_all_it_started(tmp_path):
    begun = time.monotonic()
    with pytest.raises(ForeignFileRefused) as refused:
        shell("sleep 60 & echo $! > pid; sleep 60", tmp_path, seconds=1)
    assert refused.value.reason is Reason.TIME
    assert time.monotonic() - begun < 10
    grandchild = int((tmp_path / "pid").read_text())
    assert _is_over(grandchild)


def _is_over(pid):
    for _try in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_child_that_computes_for_ever_is_ended(tmp_path):
    code = shell("while :; do :; done", tmp_path, cpu_seconds=1)
    assert reason_of(code, "") is Reason.TIME


def test_too_little_memory_is_refused_not_swallowed(pdf):
    with pytest.raises(ForeignFileRefused) as refused:
        run_child(
            "page_images",
            pdf,
            limits=Limits(memory_mb=150),
            pages=[0],
            width=3500,
            picture="png",
        )
    assert refused.value.reason in (Reason.MEMORY, Reason.CRASHED)


def in_jail(code):
    """Run a line of Python inside the walls; returns what it printed."""
    words = (
        f"import sys; sys.path.insert(0, {str(child.ROOT)!r}); "
        f"from office.foreign.inside import jail; jail.enter({SMALL}); {code}"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", words], capture_output=True, text=True, check=False, timeout=20
    )
    return done.stdout + done.stderr


def test_python_in_the_child_has_no_sockets():
    said = in_jail("jail.shut_sockets(); import socket; socket.create_connection(('127.0.0.1', 9))")
    assert "PermissionError" in said
    said = in_jail("jail.shut_sockets(); import socket; socket.socket()")
    assert "PermissionError" in said


def test_the_child_has_no_network():
    if not child.is_network_out_of_reach():
        pytest.skip("this kernel allows no network namespace; the socket module is still shut")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        said = in_jail(f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)")
    assert "Network is unreachable" in said


def test_the_walls_need_no_namespace(monkeypatch):
    class NoNamespaces:
        def unshare(self, _flags):
            return -1

    assert jail.leave_network(NoNamespaces()) is False


def test_a_program_of_others_does_not_start_with_the_network_open(tmp_path, monkeypatch):
    order = {"command": ["/bin/sh", "-c", "echo > started"]}
    monkeypatch.setattr(child, "START", specimens.child_with_the_network_open())
    limits, needed = Limits(), Network.OUT_OF_REACH
    assert run_jailed(order, out=tmp_path, limits=limits, network=needed) == NO_WALL
    assert not (tmp_path / "started").exists()
    assert not child.is_network_out_of_reach()
    assert run_jailed(order, out=tmp_path, limits=limits) == 0
    assert (tmp_path / "started").exists()


def test_reading_goes_on_with_the_network_open(pdf, monkeypatch):
    monkeypatch.setattr(child, "START", specimens.child_with_the_network_open())
    assert run_child("inspect", pdf).facts["pages"] == 1


@pytest.mark.parametrize(
    ("code", "errors", "reason"),
    [
        (-signal.SIGKILL, "", Reason.TIME),
        (-signal.SIGXCPU, "", Reason.TIME),
        (1, "MemoryError", Reason.MEMORY),
        (-signal.SIGABRT, "std::bad_alloc", Reason.MEMORY),
        (-signal.SIGSEGV, "", Reason.CRASHED),
        (1, "ValueError", Reason.CRASHED),
    ],
)
def test_an_end_without_an_answer_has_a_reason(code, errors, reason):
    assert reason_of(code, errors) is reason


def test_every_reason_says_what_to_do():
    for reason in Reason:
        refusal = ForeignFileRefused(reason)
        assert str(refusal.message)
        assert str(refusal.fix)
        assert refusal.problem()["status"] == 422
    assert set(WORDS) == set(Reason)


@pytest.mark.parametrize("left", [b"not json", b"[1]", b"x" * (child.RESULT_LIMIT + 1)])
def test_a_result_that_is_none_is_a_crash(tmp_path, monkeypatch, left, pdf):
    def made(_order, *, out, limits):
        assert limits
        (out / child.ERRORS).write_bytes(b"")
        (out / child.RESULT).write_bytes(left)
        return 0

    monkeypatch.setattr(child, "run_jailed", made)
    with pytest.raises(ForeignFileRefused) as refused:
        run_child("inspect", pdf)
    assert refused.value.reason is Reason.CRASHED


def test_a_link_left_by_the_child_is_not_followed(tmp_path, monkeypatch, pdf):
    secret = tmp_path / "secret"
    secret.write_text("not to be read")

    def made(_order, *, out, limits):
        assert limits
        (out / child.ERRORS).write_bytes(b"")
        (out / child.RESULT).write_text('{"facts": {}}')
        (out / "page-0.png").symlink_to(secret)
        (out / "page-1.png").write_bytes(b"mine")
        return 0

    monkeypatch.setattr(child, "run_jailed", made)
    assert dict(run_child("page_images", pdf).files) == {"page-1.png": b"mine"}


def test_more_files_than_anybody_needs_are_refused(monkeypatch, pdf):
    monkeypatch.setattr(child, "FILES_LIMIT", 10)
    with pytest.raises(ForeignFileRefused) as refused:
        run_child("page_images", pdf, pages=[0], width=100, picture="png")
    assert refused.value.reason is Reason.TOO_LARGE
