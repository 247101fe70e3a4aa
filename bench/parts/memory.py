"""A web process of its own on the large set, loaded over loopback, and what it then holds."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from threading import Thread

from bench.figures import Figure
from bench.parts import Part, nothing
from bench.parts.detail import address
from bench.parts.lists import REGISTER
from bench.parts.search import PATH, queries
from bench.readers import Reader
from bench.sets import DataSet
from bench.timing import Times
from bench.world import World

VISITORS = 4
STARTS_WITHIN = 30
MIB = 1024.0


@contextmanager
def web_process(found: DataSet, **settings: str) -> Iterator[tuple[int, int]]:
    """The server as `office run` starts it; yields its port and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = Path(found.app.extensions["office.settings"].data_dir)
    given = os.environ | {"OFFICE_DATA_DIR": str(home), "OFFICE_DATABASE_URL": ""} | settings
    command = [sys.executable, "-m", "office.serve", "--port", str(port)]
    with Path(os.devnull).open("w") as nowhere:
        process = subprocess.Popen(command, env=given, stdout=nowhere, stderr=nowhere)  # noqa: S603
        try:
            _wait(port, process)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            if (
                _get(http.client.HTTPConnection("127.0.0.1", port, timeout=2), "/healthz", "")
                == 200
            ):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the web process did not start")


def _get(connection: http.client.HTTPConnection, path: str, cookie: str) -> int:
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip", "Accept-Language": "vi"}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def load(port: int, pages: Sequence[tuple[Reader, str]], seconds: float) -> int:
    """A few visitors at once, each over one connection, for a set time; says how many pages."""
    counts = [0] * VISITORS

    def visit(who: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        end = time.monotonic() + seconds
        for reader, path in cycle([*pages[who:], *pages[:who]]):
            if time.monotonic() > end:
                return
            if _get(connection, path, reader.cookie) != 200:
                raise RuntimeError(path)
            counts[who] += 1

    visitors = [Thread(target=visit, args=(who,)) for who in range(VISITORS)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    return sum(counts)


def pages_of(world: World) -> list[tuple[Reader, str]]:
    """What is opened: start page, register, a document, a search."""
    wanted = queries()["rare word"]
    found = [
        (reader, path)
        for reader in (world.light, world.heavy, world.leader)
        for path in ("/", REGISTER, "/documents/outgoing")
    ]
    return [*found, (world.light, address(world.light)), (world.leader, f"{PATH}{wanted}")]


def figures(world: World, _times: Times) -> Sequence[Figure]:
    """The worker process under the server's supervisor is the one that counts."""
    pages = pages_of(world)
    with web_process(world.main) as (port, parent):
        served = load(port, pages, world.scale.seconds_of_load)
        held = max((memory(pid) for pid in children(parent)), key=lambda one: one["Rss"])
    own = held["Private_Clean"] + held["Private_Dirty"]
    rate = served / world.scale.seconds_of_load
    return [
        Figure("web process after load", held["Rss"], 140, 110, held["Rss"], "MiB", ""),
        Figure("web process, without shared pages", None, None, None, own, "MiB", ""),
        Figure("web process, pages under load", None, None, None, rate, "pages/s", ""),
    ]


def children(parent: int) -> list[int]:
    """The process and everything it started."""
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    below = [int(pid) for pid in listed.read_text().split()] if listed.exists() else []
    return [parent, *(found for pid in below for found in children(pid))]


def memory(pid: int) -> dict[str, float]:
    """What the kernel says of a process's memory, in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    parts = [line.split() for line in lines]
    return {part[0].rstrip(":"): int(part[1]) / MIB for part in parts if len(part) == 3}


MEMORY_PART = Part(nothing, figures)
