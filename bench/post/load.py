"""Mail from `smtp-source` at a server, and what the server spends on it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.fill.mails import DOMAIN_NAME

STARTS_WITHIN = 30
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Spent:
    """Milliseconds for one mail: on the wall, and of processors by the server."""

    wall: float
    cpu: float


@contextmanager
def program(
    kind: str, port: int, folder: Path, *, processes: int = 2, first: int = 1
) -> Iterator[list[int]]:
    """Processes of one kind that share a port; yields their numbers."""
    made = []
    with (folder / "log").open("ab") as log:
        for number in range(first, first + processes):
            words = [kind, str(port), str(number), str(folder)]
            command = [sys.executable, "-m", "bench.post.programs", *words]
            made.append(subprocess.Popen(command, stdout=log, stderr=log))  # noqa: S603
        try:
            wait_for(port, made)
            yield [process.pid for process in made]
        finally:
            for process in made:
                process.send_signal(signal.SIGTERM)
            for process in made:
                process.wait(timeout=40)


def wait_for(port: int, processes: Sequence["subprocess.Popen[bytes]"]) -> None:
    """Until each process answers: they come to the port one after the other."""
    end = time.monotonic() + STARTS_WITHIN
    while not all(_listens(port, process.pid) for process in processes):
        if time.monotonic() > end or any(process.poll() is not None for process in processes):
            raise RuntimeError("a mail server did not start (see the log in the bench folder)")
        time.sleep(0.05)


def _listens(port: int, pid: int) -> bool:
    wanted = f":{port:04X}"
    listed = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    rows = [line.split() for line in listed]
    doors = {row[9] for row in rows if row[1].endswith(wanted) and row[3] == "0A"}
    return any(f"socket:[{inode}]" in _sockets(pid) for inode in doors)


def _sockets(pid: int) -> set[str]:
    folder = Path(f"/proc/{pid}/fd")
    try:
        return {str(path.readlink()) for path in folder.iterdir()}
    except OSError:
        return set()


def send(port: int, pids: Sequence[int], *, mails: int, size: int, sessions: int = 10) -> Spent:
    """So many mails over so many sessions; the load is a process of its own."""
    people = ["-f", "nguoi@donvi.example", "-t", f"box1@{DOMAIN_NAME}"]
    command = ["smtp-source", "-d", "-s", str(sessions), "-m", str(mails), "-l", str(size), *people]
    before, began = cpu_of(pids), time.perf_counter()
    subprocess.run([*command, f"127.0.0.1:{port}"], check=True, timeout=600)  # noqa: S603
    wall = time.perf_counter() - began
    return Spent(wall / mails * 1000, (cpu_of(pids) - before) / mails * 1000)


def cpu_of(pids: Sequence[int]) -> float:
    """Processor seconds of processes, of their children, and of those that have ended."""
    return sum(_ticks(pid) for pid in pids) / TICKS


def _ticks(pid: int) -> int:
    try:
        said = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0
    own = sum(map(int, said[11:15]))  # user and system, its own and of children that ended
    return own + sum(_ticks(int(child)) for child in below)


class Noop:
    """A session that only asks whether somebody is there."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.recv(512)

    def ask(self) -> float:
        """Milliseconds until the answer is here."""
        began = time.perf_counter()
        self._socket.sendall(b"NOOP\r\n")
        self._socket.recv(512)
        return (time.perf_counter() - began) * 1000

    def close(self) -> None:
        self._socket.close()
