"""The one table of an intake file, and a mail as it stands in it."""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

INLINE = 64 * 1024
PAGES_BEFORE_CHECKPOINT = 8000  # of 4 KiB: a checkpoint syncs the file itself
WAIT_FOR_LOCK = 20.0
COLUMNS = (
    *("key", "received_at", "listener", "peer", "helo", "tls", "auth_user", "mail_from"),
    *("options", "rcpts", "size", "sha256", "message_id", "twin", "body", "body_file"),
)
TABLE = """
CREATE TABLE IF NOT EXISTS mail_intake (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL, received_at TEXT NOT NULL, listener TEXT NOT NULL, peer TEXT NOT NULL,
  helo TEXT NOT NULL, tls TEXT NOT NULL, auth_user TEXT NOT NULL, mail_from TEXT NOT NULL,
  options TEXT NOT NULL, rcpts TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
  message_id TEXT NOT NULL, twin TEXT NOT NULL, body BLOB, body_file TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting', lease_until TEXT NOT NULL DEFAULT '',
  attempts INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '',
  settled_at TEXT NOT NULL DEFAULT ''
)"""
INDEX = """
CREATE INDEX IF NOT EXISTS mail_intake_open ON mail_intake (id) WHERE state <> 'settled'"""
INSERT = f"INSERT INTO mail_intake ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - our own names


@dataclass(frozen=True, slots=True)
class Incoming:
    """Everything but the body, as the session knows it.

    `twin` is equal for two mails with the same Message-ID, bytes and envelope: a client that lost
    our 250 sends the mail again, and the worker files only one of them.
    """

    key: str
    received_at: str
    listener: str
    peer: str
    helo: str
    tls: str
    auth_user: str
    mail_from: str
    options: str
    rcpts: str
    size: int
    sha256: str
    message_id: str
    twin: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail handed to the worker; `file` and `row` say where it lies, `key` stays its own."""

    file: Path
    row: int
    attempts: int
    head: Incoming
    inline: bytes | None
    body_file: Path | None

    @property
    def options(self) -> dict[str, str]:
        """BODY, SMTPUTF8, RET and ENVID of MAIL, where given."""
        found: dict[str, str] = json.loads(self.head.options)
        return found

    @property
    def recipients(self) -> list[dict[str, str]]:
        """Each with its `address`, and `notify` and `orcpt` as sent."""
        found: list[dict[str, str]] = json.loads(self.head.rcpts)
        return found

    def content(self) -> bytes:
        """The bytes as they came, without the dots of DATA."""
        if self.body_file:
            return self.body_file.read_bytes()
        return self.inline or b""


def file_of(folder: Path, number: int) -> Path:
    """The intake file of one process."""
    return folder / f"intake-{number}.db"


def bodies_of(file: Path) -> Path:
    """The folder beside an intake file for long mails."""
    return file.with_name(file.stem.replace("intake", "bodies"))


def connect(file: Path) -> sqlite3.Connection:
    """Open for any thread of this process; nothing is lost when the power goes after a commit."""
    made = sqlite3.connect(
        file, timeout=WAIT_FOR_LOCK, isolation_level=None, check_same_thread=False
    )
    try:
        made.execute("PRAGMA journal_mode=WAL").close()
        made.execute("PRAGMA synchronous=FULL").close()
        made.execute(f"PRAGMA wal_autocheckpoint={PAGES_BEFORE_CHECKPOINT}").close()
        made.execute(TABLE).close()
        made.execute(INDEX).close()
    except sqlite3.Error:
        made.close()
        raise
    return made
