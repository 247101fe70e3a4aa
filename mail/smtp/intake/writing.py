"""Accepting: whatever waits is written in one transaction and synced once, then answered.

The committer waits for nothing but the disk: while it syncs, the next batch comes together.
"""

import asyncio
import contextlib
import fcntl
import os
import queue
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO

from mail.smtp.body import Body
from mail.smtp.intake import rows
from mail.smtp.intake.rows import Incoming

MOST_MAILS = 512
MOST_BYTES = 32 * 1024 * 1024
LEAST_FREE = 64 * 1024 * 1024
OPEN_AGAIN_AFTER = 1.0


class IntakeFailed(Exception):
    """The mail is not safe and stays with the peer."""


@dataclass(frozen=True, slots=True)
class _Handed:
    values: tuple[object, ...]
    size: int
    in_file: bool
    answer: "asyncio.Future[None]"


class Intake:
    """The intake file of this process, with its one committer thread."""

    def __init__(self, folder: Path, number: int, *, least_free: int = LEAST_FREE) -> None:
        self.file = rows.file_of(folder, number)
        self.bodies = rows.bodies_of(self.file)
        self._least_free = least_free
        self._queue: queue.SimpleQueue[_Handed | None] = queue.SimpleQueue()
        self._db: sqlite3.Connection | None = None
        self._lock: IO[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)

    def start(self) -> None:
        """Make what is missing and be ready; raises OSError or sqlite3.Error when it cannot."""
        self.bodies.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(self.file.with_suffix(".lock"))
        self._db = rows.connect(self.file)
        _sync_folder(self.file.parent)
        self._sweep()
        self._thread.start()

    def stop(self) -> None:
        """Commit what was handed in, then close."""
        self._queue.put(None)
        self._thread.join()
        if self._db:
            self._db.close()
            self._db = None
        if self._lock:
            self._lock.close()

    def body_path(self, key: str) -> Path:
        """Where a long mail is written while it comes in, and stays."""
        return self.bodies / key

    def has_room(self, size: int) -> bool:
        """Whether a mail of that size would leave the disk room to breathe."""
        try:
            told = os.statvfs(self.bodies)
        except OSError:
            return False
        return told.f_bavail * told.f_frsize > size + self._least_free

    def hand_in(self, mail: Incoming, body: Body) -> "asyncio.Future[None]":
        """Done when the mail is safe; IntakeFailed when it is not.

        A long body must have been made a file before.
        """
        in_file = mail.size > rows.INLINE
        stored = (None, body.path.name) if in_file else (body.content(), "")
        answer = asyncio.get_running_loop().create_future()
        values = (*_values(mail), *stored)
        self._queue.put(_Handed(values, 0 if in_file else mail.size, in_file, answer))
        return answer

    def _run(self) -> None:
        for batch in self._batches():
            fault: Exception | None = None
            try:
                self._write(batch)
            except (OSError, sqlite3.Error) as caught:
                fault = caught
                self._after_fault()
            loop = batch[0].answer.get_loop()
            with contextlib.suppress(RuntimeError):  # the loop has ended, and its peers with it
                loop.call_soon_threadsafe(_tell, batch, fault)

    def _batches(self) -> Iterator[list[_Handed]]:
        last = False
        while not last:
            first = self._queue.get()
            if first is None:
                return
            batch, size = [first], first.size
            while len(batch) < MOST_MAILS and size < MOST_BYTES:
                try:
                    more = self._queue.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    last = True
                    break
                batch.append(more)
                size += more.size
            yield batch

    def _write(self, batch: list[_Handed]) -> None:
        if any(handed.in_file for handed in batch):
            _sync_folder(self.bodies)
        if self._db is None:
            self._db = rows.connect(self.file)
        self._db.execute("BEGIN IMMEDIATE").close()
        self._db.executemany(rows.INSERT, [handed.values for handed in batch]).close()
        self._db.execute("COMMIT").close()

    def _after_fault(self) -> None:
        """A fresh connection next time: a sick one may not tell what it wrote."""
        if self._db:
            with contextlib.suppress(sqlite3.Error):
                if self._db.in_transaction:
                    self._db.rollback()
            with contextlib.suppress(sqlite3.Error):
                self._db.close()
            self._db = None

    def _sweep(self) -> None:
        """Bodies that no row knows were never answered with 250."""
        if self._db is None:  # pragma: no cover - start opened it
            return
        query = "SELECT body_file FROM mail_intake WHERE state <> 'settled' AND body_file <> ''"
        known = {name for (name,) in self._db.execute(query)}
        for path in self.bodies.iterdir():
            if path.name not in known:
                path.unlink(missing_ok=True)


def _values(mail: Incoming) -> tuple[object, ...]:
    return astuple(mail)


def _tell(batch: list[_Handed], fault: Exception | None) -> None:
    for handed in batch:
        if handed.answer.done():  # the peer has gone; the mail is safe all the same
            continue
        if fault:
            handed.answer.set_exception(IntakeFailed(str(fault)))
        else:
            handed.answer.set_result(None)


def _locked(path: Path) -> IO[bytes]:
    """Two processes with one number would sweep away each other's mails under way."""
    made = path.open("ab")
    try:
        fcntl.flock(made, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        made.close()
        raise OSError(f"another process has {path.name}") from None
    return made


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
