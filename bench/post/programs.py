"""Servers for comparison, each as a process of its own.

`ours` is the program of the suite. `stock` is the library as it comes with a handler that drops the
mail: the bare limit of its way of reading. `naive` keeps each mail before the answer in the most
obvious way: a synced file, a synced folder, a row in a database, one after the other.
"""

import asyncio
import hashlib
import logging
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST = 64 * 1024 * 1024
TABLE = "CREATE TABLE IF NOT EXISTS mail (sha256 TEXT, sender TEXT, recipients TEXT)"


class Dropping:
    """Takes everything, keeps nothing."""

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return "250 2.0.0 Dropped"


class Naive:
    """A file and a row for each mail, in the event loop."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._db = sqlite3.connect(folder / "mail.db")
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute(TABLE)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content: Any = envelope.content
        name = hashlib.sha256(content).hexdigest() + os.urandom(4).hex()
        _write(self._folder / name, content)
        row = (name, envelope.mail_from, ",".join(envelope.rcpt_tos))
        self._db.execute("INSERT INTO mail VALUES (?, ?, ?)", row)
        self._db.commit()
        return "250 2.0.0 Kept"


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


async def _library(handler: object, port: int) -> None:
    loop, ending = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ending.set)
    server = await loop.create_server(
        lambda: SMTP(handler, data_size_limit=LARGEST, loop=loop, hostname="bench.example"),
        "127.0.0.1",
        port,
        reuse_port=True,
        backlog=512,
    )
    await ending.wait()
    server.close()


def main(words: Sequence[str]) -> int:
    """KIND PORT NUMBER FOLDER; of ours the folder is the data folder of a suite."""
    kind, port, number, folder = words[0], words[1], words[2], Path(words[3])
    if kind == "ours":
        doors = ["--mx", port, "--submission", str(int(port) + 1), "--number", number]
        from mail.cli import smtp as ours  # the others shall not wait for the whole suite

        return ours(["--data-dir", str(folder), *doors])
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    handler = Naive(folder / f"naive-{number}") if kind == "naive" else Dropping()
    asyncio.run(_library(handler, int(port)))
    return 0


def free_ports() -> int:
    """A port that is free, as is the one behind it."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                other.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
