"""What was laid out, in a file beside the folders: the base that both sides agreed on."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mail.maildir.merge import Place

TABLES = """
CREATE TABLE IF NOT EXISTS link (
 box INTEGER NOT NULL, item INTEGER NOT NULL, folder TEXT NOT NULL, base TEXT NOT NULL,
 flags TEXT NOT NULL, PRIMARY KEY (box, item)) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS link_base ON link (box, base);
CREATE TABLE IF NOT EXISTS box (
 box INTEGER PRIMARY KEY, name TEXT NOT NULL, changes INTEGER NOT NULL);
"""


@dataclass(frozen=True)
class Row:
    """One item as it was laid out under a base name."""

    item: int
    base: str
    place: Place


class State:
    """The memory of one person's tree."""

    def __init__(self, file: Path) -> None:
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL").close()
        self._db.executescript(TABLES).close()

    def close(self) -> None:
        self._db.close()

    def rows(self, box: int) -> dict[int, Row]:
        """Everything laid out of a box, by its item."""
        found = self._db.execute("SELECT item, base, folder, flags FROM link WHERE box=?", (box,))
        return {
            item: Row(item, base, Place(folder, frozenset(flags)))
            for item, base, folder, flags in found.fetchall()
        }

    def elsewhere(self, base: str, box: int) -> int | None:
        """The item that bears a name in another box: what a program copied across."""
        wanted = "SELECT item FROM link WHERE base=? AND box<>?"
        found = self._db.execute(wanted, (base, box)).fetchone()
        return None if found is None else int(found[0])

    def boxes(self) -> dict[int, tuple[str, int]]:
        """The boxes laid out: the name of the folder and the count of changes then."""
        found = self._db.execute("SELECT box, name, changes FROM box").fetchall()
        return {box: (name, changes) for box, name, changes in found}

    def keep(
        self, box: int, name: str, changes: int, rows: Iterable[Row], gone: Iterable[int]
    ) -> None:
        """Remember a round: what lies there now, what does not any more."""
        self._db.execute("BEGIN IMMEDIATE").close()
        dropped = [(box, item) for item in gone]
        self._db.executemany("DELETE FROM link WHERE box=? AND item=?", dropped).close()
        laid = [
            (box, row.item, row.place.folder, row.base, "".join(sorted(row.place.flags)))
            for row in rows
        ]
        self._db.executemany("INSERT OR REPLACE INTO link VALUES (?,?,?,?,?)", laid).close()
        put = "INSERT OR REPLACE INTO box VALUES (?,?,?)"
        self._db.execute(put, (box, name, changes)).close()
        self._db.execute("COMMIT").close()

    def forget(self, box: int) -> None:
        """A box that is laid out no more."""
        self._db.execute("BEGIN IMMEDIATE").close()
        self._db.execute("DELETE FROM link WHERE box=?", (box,)).close()
        self._db.execute("DELETE FROM box WHERE box=?", (box,)).close()
        self._db.execute("COMMIT").close()


def places(rows: Mapping[int, Row]) -> dict[int, Place]:
    """The places alone."""
    return {item: row.place for item, row in rows.items()}
