"""The worker's side: lease what waits, settle what is filed, say why something failed."""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from mail.smtp.intake import rows
from mail.smtp.intake.rows import COLUMNS, Incoming, Mail
from office import clock

HEADS = ", ".join(COLUMNS[:-2])
READY = """(state = 'waiting' AND lease_until <= ?) OR (state = 'leased' AND lease_until <= ?)"""
SELECT = f"""SELECT id, attempts, {HEADS}, body, body_file FROM mail_intake
 WHERE state <> 'settled' AND ({READY}) ORDER BY id LIMIT ?"""  # noqa: S608 - our own names
TAKE = f"""UPDATE mail_intake SET state = 'leased', lease_until = ?, attempts = attempts + 1
 WHERE id = ? AND ({READY})"""  # noqa: S608 - our own names
SETTLE = """UPDATE mail_intake SET state = 'settled', settled_at = ?, body = NULL, lease_until = ''
 WHERE id = ? AND key = ?"""
LATER = """UPDATE mail_intake SET state = 'waiting', lease_until = ?, reason = ?
 WHERE id = ? AND key = ?"""
FAIL = "UPDATE mail_intake SET state = 'failed', reason = ? WHERE id = ? AND key = ?"
AGAIN = """UPDATE mail_intake SET state = 'waiting', lease_until = '', attempts = 0
 WHERE state = 'failed'"""
PRUNE = "DELETE FROM mail_intake WHERE state = 'settled' AND settled_at < ?"
COUNT = "SELECT state, count(*) FROM mail_intake GROUP BY state"


class Intakes:
    """Every intake file of a folder, seen from the worker."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[Path, sqlite3.Connection] = {}

    def close(self) -> None:
        for db in self._open.values():
            db.close()
        self._open.clear()

    def waiting(self, limit: int) -> list[Mail]:
        """The oldest that may be taken now, without taking them."""
        now = _stamp(clock.now())
        found = [mail for file, db in self._files() for mail in _read(file, db, now, limit)]
        return sorted(found, key=lambda mail: mail.head.received_at)[:limit]

    def lease(self, limit: int, *, seconds: float) -> list[Mail]:
        """Take the oldest; who does not settle them in time gives them to the next."""
        now = clock.now()
        until = _stamp(now + timedelta(seconds=seconds))
        return [mail for mail in self.waiting(limit) if self._take(mail, until, _stamp(now))]

    def _take(self, mail: Mail, until: str, now: str) -> bool:
        done = self._open[mail.file].execute(TAKE, (until, mail.row, now, now))
        return done.rowcount == 1

    def settle(self, mail: Mail) -> None:
        """The mail is filed elsewhere: its body goes, its row stays until it is pruned."""
        done = (_stamp(clock.now()), mail.row, mail.head.key)
        self._open[mail.file].execute(SETTLE, done)
        if mail.body_file:
            mail.body_file.unlink(missing_ok=True)

    def put_off(self, mail: Mail, reason: str, *, seconds: float) -> None:
        """Try again later, and not before."""
        until = _stamp(clock.now() + timedelta(seconds=seconds))
        self._open[mail.file].execute(LATER, (until, reason, mail.row, mail.head.key))

    def fail(self, mail: Mail, reason: str) -> None:
        """Nothing more is tried by itself; the mail stays whole for people to look at."""
        self._open[mail.file].execute(FAIL, (reason, mail.row, mail.head.key))

    def try_failed_again(self) -> int:
        """All that failed wait once more; how many."""
        return sum(db.execute(AGAIN).rowcount for _file, db in self._files())

    def counts(self) -> dict[str, int]:
        """How many mails stand in each state."""
        found: Counter[str] = Counter()
        for _file, db in self._files():
            found.update(dict(db.execute(COUNT).fetchall()))
        return dict(found)

    def prune(self, *, before: datetime) -> int:
        """Take away rows settled before that; how many."""
        return sum(db.execute(PRUNE, (_stamp(before),)).rowcount for _file, db in self._files())

    def _files(self) -> Iterator[tuple[Path, sqlite3.Connection]]:
        for file in sorted(self._folder.glob("intake-*.db")):
            if file not in self._open:
                with contextlib.suppress(sqlite3.OperationalError):  # its process is just making it
                    self._open[file] = rows.connect(file)
            if file in self._open:
                yield file, self._open[file]


def _read(file: Path, db: sqlite3.Connection, now: str, limit: int) -> Iterator[Mail]:
    for row, attempts, *head, inline, name in db.execute(SELECT, (now, now, limit)).fetchall():
        path = rows.bodies_of(file) / name if name else None
        yield Mail(file, row, attempts, Incoming(*head), inline, path)


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
