"""Everything that the register keeps: one SQLite file.

Every change is one transaction forced to disk, so a killed sandbox goes on where it was.
"""

import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS client_key (
  client TEXT NOT NULL, kid TEXT NOT NULL, jwk TEXT NOT NULL, PRIMARY KEY (client, kid));
CREATE TABLE IF NOT EXISTS person (
  citizen_id TEXT PRIMARY KEY, managing_body TEXT NOT NULL, unit TEXT NOT NULL,
  staff_no TEXT NOT NULL, state TEXT NOT NULL, sequence INTEGER NOT NULL,
  version INTEGER NOT NULL, digest TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS person_unit ON person(unit, citizen_id);
CREATE TABLE IF NOT EXISTS section (
  citizen_id TEXT NOT NULL REFERENCES person(citizen_id), name TEXT NOT NULL,
  digest TEXT NOT NULL, rows TEXT NOT NULL, PRIMARY KEY (citizen_id, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS applied (
  event_id TEXT PRIMARY KEY, subject TEXT NOT NULL, sequence INTEGER NOT NULL,
  version INTEGER NOT NULL, at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unit_line (unit TEXT PRIMARY KEY, sequence INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS unit (
  code TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT, name TEXT NOT NULL, parent TEXT,
  PRIMARY KEY (code, valid_from));
CREATE TABLE IF NOT EXISTS codelist (
  id TEXT NOT NULL, version TEXT NOT NULL, place INTEGER NOT NULL, rows TEXT NOT NULL,
  PRIMARY KEY (id, version));
CREATE TABLE IF NOT EXISTS change (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, origin TEXT NOT NULL, body TEXT NOT NULL,
  party TEXT NOT NULL, unit TEXT NOT NULL, section TEXT, said TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS change_at ON change(at);
CREATE TABLE IF NOT EXISTS acked (
  client TEXT PRIMARY KEY, place INTEGER NOT NULL, cursor TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS ack_result (
  client TEXT NOT NULL, event_id TEXT NOT NULL, code TEXT NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY (client, event_id));
CREATE TABLE IF NOT EXISTS answered (
  client TEXT NOT NULL, key TEXT NOT NULL, hash TEXT NOT NULL, status INTEGER NOT NULL,
  headers TEXT NOT NULL, body BLOB NOT NULL, at REAL NOT NULL, PRIMARY KEY (client, key));
CREATE TABLE IF NOT EXISTS job (
  id TEXT PRIMARY KEY, client TEXT NOT NULL, agency TEXT NOT NULL, scopes TEXT NOT NULL,
  body TEXT NOT NULL, results TEXT, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS transfer (
  id TEXT PRIMARY KEY, citizen_id TEXT NOT NULL, sender TEXT NOT NULL, receiver TEXT NOT NULL,
  state TEXT NOT NULL, effective_from TEXT NOT NULL, reason TEXT NOT NULL,
  proposed_at TEXT NOT NULL, settled_at TEXT);
CREATE UNIQUE INDEX IF NOT EXISTS one_transfer ON transfer(citizen_id) WHERE state = 'proposed';
CREATE TABLE IF NOT EXISTS conflict (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, citizen_id TEXT NOT NULL,
  section TEXT, local TEXT NOT NULL, remote TEXT NOT NULL, event TEXT NOT NULL,
  opened_at TEXT NOT NULL, answer TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS conflict_person ON conflict(citizen_id, state);
CREATE TABLE IF NOT EXISTS call_log (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, said TEXT NOT NULL, hash TEXT NOT NULL);
"""

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

    @contextmanager
    def apart(self) -> Iterator[None]:
        """A part of a transaction that can fail alone."""
        self._db.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK TO part")
            raise
        finally:
            self._db.execute("RELEASE part")

    def rows(self, query: str, *values: object) -> list[Row]:
        with self._lock:
            return [dict(row) for row in self._db.execute(query, values)]

    def row(self, query: str, *values: object) -> Row | None:
        found = self.rows(query, *values)
        return found[0] if found else None

    def count(self, query: str, *values: object) -> int:
        with self._lock:
            return int(self._db.execute(query, values).fetchone()[0] or 0)

    def run(self, change: str, *values: object) -> None:
        with self.together():
            self._db.execute(change, values)

    def secret(self, name: str, fresh: str | None = None) -> str:
        """A value that is made once and outlives the process."""
        with self.together():
            found = self.row("SELECT value FROM secret WHERE name = ?", name)
            if found is None:
                found = {"value": fresh or secrets.token_hex(32)}
                self.run("INSERT INTO secret VALUES (?, ?)", name, found["value"])
        return str(found["value"])
