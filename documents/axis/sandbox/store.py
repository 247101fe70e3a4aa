"""Messages, deliveries and what scripted agencies still have to do: one SQLite file.

Every change is one transaction forced to disk, so a killed sandbox goes on where it was.
"""

import hashlib
import json
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from documents.axis.sandbox import wallclock
from documents.axis.sandbox.facts import Facts

_SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, kind TEXT NOT NULL, sender TEXT NOT NULL,
  document_id TEXT NOT NULL, code TEXT NOT NULL, subject TEXT NOT NULL, status TEXT NOT NULL,
  issued TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, created_at REAL NOT NULL,
  data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS delivery (
  id TEXT PRIMARY KEY, message TEXT NOT NULL REFERENCES message(id), receiver TEXT NOT NULL,
  state TEXT NOT NULL, created_at REAL NOT NULL, updated_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS delivery_state ON delivery(state, receiver);
CREATE TABLE IF NOT EXISTS agenda (
  id INTEGER PRIMARY KEY, due_at REAL NOT NULL, agency TEXT NOT NULL, message TEXT NOT NULL,
  step TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS script (agency TEXT PRIMARY KEY, script TEXT NOT NULL);
"""
_LISTED = """SELECT d.id AS delivery, d.receiver, d.state, d.created_at AS arrived_at, d.updated_at,
  m.id, m.source, m.kind, m.sender, m.document_id, m.code, m.subject, m.status, m.issued, m.sha256,
  m.size, m.created_at FROM message m LEFT JOIN delivery d ON d.message = m.id"""

Row = dict[str, Any]


class Store:
    """All access goes through one connection and one lock."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction; inside another one it is part of that."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def keep(self, data: bytes, found: Facts, *, receivers: Sequence[str], source: str) -> str:
        """Store a message with one delivery per entry of the receivers."""
        own_id, at = str(uuid.uuid4()), wallclock.now()
        digest = hashlib.sha256(data).hexdigest()
        named = (found.kind, found.sender, found.document_id, found.code, found.subject)
        row = (own_id, source, *map(str, named), found.status, found.issued, digest, len(data), at)
        with self.together():
            self._db.execute(f"INSERT INTO message VALUES ({'?,' * 12}?)", (*row, data))  # noqa: S608  # only marks
            for receiver in receivers:
                delivery = (str(uuid.uuid4()), own_id, receiver, "initial", at, at)
                self._db.execute("INSERT INTO delivery VALUES (?,?,?,?,?,?)", delivery)
        return own_id

    def listed(self, where: str = "1", *values: object) -> list[Row]:
        """Messages with their deliveries, oldest first; the condition is the sandbox's own text."""
        query = f"{_LISTED} WHERE {where} ORDER BY m.created_at, m.rowid, d.rowid"
        with self._lock:
            return [dict(row) for row in self._db.execute(query, values)]

    def data(self, any_id: str) -> bytes | None:
        """The bytes of a message, by its own identifier or by one of its deliveries."""
        query = """SELECT data FROM message WHERE id = ?
          OR id = (SELECT message FROM delivery WHERE id = ?)"""
        with self._lock:
            row = self._db.execute(query, (any_id, any_id)).fetchone()
        return row["data"] if row else None

    def set_state(self, delivery: str, state: str) -> None:
        change = "UPDATE delivery SET state = ?, updated_at = ? WHERE id = ?"
        with self.together():
            self._db.execute(change, (state, wallclock.now(), delivery))

    def plan(self, message: str, *, agency: str, steps: Sequence[Row]) -> None:
        at = wallclock.now()
        with self.together():
            for step in steps:
                row = (at + float(step.get("after", 0)), agency, message, json.dumps(step))
                self._db.execute(
                    "INSERT INTO agenda (due_at, agency, message, step) VALUES (?,?,?,?)", row
                )

    def due(self) -> list[Row]:
        query = "SELECT * FROM agenda WHERE due_at <= ? ORDER BY due_at, id"
        with self._lock:
            return [dict(row) for row in self._db.execute(query, (wallclock.now(),))]

    def done(self, agenda_id: int) -> None:
        with self.together():
            self._db.execute("DELETE FROM agenda WHERE id = ?", (agenda_id,))

    def scripts(self) -> dict[str, dict[str, list[Row]]]:
        with self._lock:
            rows = self._db.execute("SELECT agency, script FROM script").fetchall()
        return {row["agency"]: json.loads(row["script"]) for row in rows}

    def set_script(self, agency: str, script: dict[str, list[Row]]) -> None:
        with self.together():
            row = (agency, json.dumps(script))
            self._db.execute("INSERT OR REPLACE INTO script VALUES (?,?)", row)
