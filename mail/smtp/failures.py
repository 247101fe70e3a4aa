"""Wrong passwords of the last minutes: counted by one process, or by all that share a folder."""

import sqlite3
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

MOST_KEPT = 50_000
PATIENCE_MS = 250
TABLE = """CREATE TABLE IF NOT EXISTS failure (name TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS failure_name ON failure (name, at);
CREATE INDEX IF NOT EXISTS failure_at ON failure (at);"""


class Failures(Protocol):
    """Where failures are counted; `within` is how many seconds count."""

    def count(self, name: str, within: float) -> int: ...

    def add(self, names: Sequence[str], within: float) -> None: ...

    def forget(self, name: str) -> None: ...


class OwnFailures:
    """Those of this process."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._times: dict[str, deque[float]] = defaultdict(deque)

    def count(self, name: str, within: float) -> int:
        return len(self._recent(name, within))

    def add(self, names: Sequence[str], within: float) -> None:
        """Count one failure under each name."""
        for name in names:
            self._recent(name, within).append(self._now())

    def forget(self, name: str) -> None:
        self._times.pop(name, None)

    def _recent(self, name: str, within: float) -> deque[float]:
        if len(self._times) > MOST_KEPT:
            self._times.clear()
        return younger(self._times[name], self._now() - within)


class SharedFailures:
    """Those of all processes of a folder, through restarts; what the file cannot take is own."""

    def __init__(self, file: Path) -> None:
        file.touch(mode=0o600)
        self._own = OwnFailures(time.time)
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        with suppress(sqlite3.Error):  # another process makes it at this instant
            self._db.execute("PRAGMA journal_mode=WAL").close()
        with suppress(sqlite3.Error):
            self._db.executescript(TABLE).close()
        self._db.execute("PRAGMA synchronous=OFF").close()
        self._db.execute(f"PRAGMA busy_timeout={PATIENCE_MS}").close()

    def count(self, name: str, within: float) -> int:
        """What stands in the file, and what it could not take."""
        found = self._own.count(name, within)
        with suppress(sqlite3.Error):
            wanted = "SELECT count(*) FROM failure WHERE name=? AND at>=?"
            row = self._db.execute(wanted, (name, time.time() - within)).fetchone()
            found += int(row[0])
        return found

    def add(self, names: Sequence[str], within: float) -> None:
        """Count one failure under each name, and drop those that count no more."""
        now = time.time()
        rows = [(name, now) for name in names]
        try:
            self._db.executemany("INSERT INTO failure VALUES (?,?)", rows).close()
            self._db.execute("DELETE FROM failure WHERE at<?", (now - within,)).close()
        except sqlite3.Error:
            self._own.add(names, within)

    def forget(self, name: str) -> None:
        self._own.forget(name)
        with suppress(sqlite3.Error):
            self._db.execute("DELETE FROM failure WHERE name=?", (name,)).close()


def younger(times: deque[float], than: float) -> deque[float]:
    """Without those before an instant."""
    while times and times[0] < than:
        times.popleft()
    return times
