"""The process family of `office run`: starts the children, watches them, ends them in order.

A child that falls is started again after a pause that grows; children die with their parent.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from office.bootstrap import ROOT

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_AFTER = 60.0
LOOK_EVERY = 0.2
GRACE = 25.0
LARGEST_LOG = 8 << 20
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One program of the family; `ends` says that it may end by itself with status 0."""

    name: str
    command: list[str]
    folder: Path
    ends: bool = False
    is_shown: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    pause: float = FIRST_PAUSE
    started_at: float = 0.0
    next_start: float = 0.0
    status: int | None = None

    def start(self) -> None:
        """Start it with its own log file and in its own process group."""
        self.started_at = time.monotonic()
        with self._log() as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own programs
                [sys.executable, *self.command],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)} | dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=None if self.is_shown else log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - the family has one thread here
            )

    def _log(self) -> IO[bytes]:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{self.name}.log"
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab")

    def look(self) -> None:
        """Notice an end; start again when it was not meant to be one and its pause is over."""
        if self.process is None:
            if self.status is None and time.monotonic() >= self.next_start:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            return
        self.process = None
        if self.ends and status == 0:
            self.status = 0
            return
        self._wait_before_next(status)

    def _wait_before_next(self, status: int) -> None:
        now = time.monotonic()
        if now - self.started_at > STEADY_AFTER:
            self.pause = FIRST_PAUSE
        self.next_start = now + self.pause
        say(f"{self.name} ended with status {status}; started again in {self.pause:g} s")
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def end(self, until: float) -> None:
        """Wait for the end that it was asked for, then insist."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def ask_to_end(self) -> None:
        """SIGTERM."""
        if self.process is not None:
            self.process.terminate()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Family:
    """The children of one run."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self._is_over = False

    def add(self, child: Child) -> Child:
        """Start another child."""
        self.children.append(child)
        child.start()
        return child

    def watch(self, is_done: Callable[[], bool] = lambda: False) -> None:
        """Look after the children until told to stop, or until `is_done`."""
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        for number in before:
            signal.signal(number, self._stop)
        try:
            while not self._is_over and not is_done():
                for child in self.children:
                    child.look()
                time.sleep(LOOK_EVERY)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_over = True

    def stop(self) -> None:
        """End everybody, those started last first; whoever does not come is killed."""
        until = time.monotonic() + GRACE
        for child in reversed(self.children):
            child.ask_to_end()
        for child in reversed(self.children):
            child.end(until)


def free_port(wanted: int, *, tries: int = 50) -> int:
    """The wanted port of loopback, or the next one that nobody has."""
    for port in range(wanted, wanted + tries):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port from {wanted} on")


def wait_for_port(port: int, *, seconds: float) -> bool:
    """Whether somebody listens there within the time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False


def say(line: str) -> None:
    """Speak to the terminal at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
