"""A consistent copy of the database while others write: SQLite's own backup, or pg_dump."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import URL

from office.bootstrap import Stop
from office.db import Base, db, is_sqlite

BESIDE = ("secret.key", "audit.key", "folder.json", "office.toml")
FOLDERS = ("anchors", "pki")
DRAFTS = "maildir/*/own/.Drafts/*/*"


def copy_name() -> str:
    """How the copy is called in a backup."""
    return "office.db" if is_sqlite() else "office.pgdump"


def copy_database(target: Path) -> dict[str, int]:
    """Copy the database as it stands at one instant; the rows of each table in that copy."""
    return _copy_sqlite(target) if is_sqlite() else _dump(target)


def _copy_sqlite(target: Path) -> dict[str, int]:
    source = sqlite3.connect(str(db.engine.url.database))
    copied = sqlite3.connect(target)
    try:
        source.backup(copied)
        copied.execute("PRAGMA journal_mode=DELETE").close()
        return {
            table: copied.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - names of our models
            for table in Base.metadata.tables
        }
    finally:
        copied.close()
        source.close()


def copy_intake(folder: Path, target: Path) -> None:
    """Copy mail that was accepted and not yet filed: each file of rows, then the bodies beside it.

    A body that goes in between was filed before the database is copied.
    """
    for file in sorted(folder.glob("intake-*.db")):
        target.mkdir(mode=0o700, exist_ok=True)
        source, copied = sqlite3.connect(file), sqlite3.connect(target / file.name)
        try:
            source.backup(copied)
            copied.execute("PRAGMA journal_mode=DELETE").close()
        finally:
            copied.close()
            source.close()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("intake-"):
            place = target / path.relative_to(folder)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                shutil.copyfile(path, place)


def _dump(target: Path) -> dict[str, int]:
    """The counts and the dump see the same snapshot."""
    program = _program("pg_dump")
    with db.engine.connect() as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        counts = {
            name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0  # noqa: S608 - names of our models
            for name in Base.metadata.tables
        }
        _run(
            [program, "-Fc", "--no-owner", f"--snapshot={snapshot}", "-f", str(target), _address()]
        )
    return counts


def fill_database(source: Path) -> None:
    """Put a dump into the empty database that the settings name."""
    if is_sqlite():
        return
    if inspect(db.engine).get_table_names():
        raise Stop("the database is not empty: name an empty one with OFFICE_DATABASE_URL")
    db.engine.dispose()
    program = _program("pg_restore")
    _run([program, "--exit-on-error", "--no-owner", "-d", _address(), str(source)])


def database_counts() -> dict[str, int]:
    """The rows of each table now."""
    with db.engine.connect() as connection:
        return {
            name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0  # noqa: S608 - names of our models
            for name in Base.metadata.tables
        }


def scratch_address(name: str) -> str:
    """A database beside ours, made for a moment; the caller drops it."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
    return _url().set(database=name).render_as_string(hide_password=False)


def drop_scratch(name: str) -> None:
    """Remove such a database."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def is_embedded() -> bool:
    """Whether the database is a file of the data folder."""
    return is_sqlite()


def _url() -> URL:
    return db.engine.url


def _address() -> str:
    """As the PostgreSQL programs read it."""
    return _url().set(drivername="postgresql").render_as_string(hide_password=False)


def _program(name: str) -> str:
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = shutil.which(name) or (str(beside[0]) if beside else None)
    if found is None:
        raise Stop(f"{name} is missing: install the client programs of PostgreSQL")
    return found


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own line
    if done.returncode:
        raise Stop(f"{Path(command[0]).name}: {done.stderr.strip()[-500:]}")


__all__ = [
    "copy_database",
    "copy_name",
    "database_counts",
    "drop_scratch",
    "fill_database",
    "is_embedded",
    "scratch_address",
]


def kept_files(folder: Path) -> Iterator[Path]:
    """What of a data folder belongs into a backup as it lies there."""
    yield from (folder / name for name in BESIDE if (folder / name).exists())
    for name in FOLDERS:
        yield from sorted(path for path in (folder / name).rglob("*") if path.is_file())
    yield from sorted(path for path in folder.glob(DRAFTS) if path.is_file())
    blobs = folder / "blobs"
    yield from (path for path in sorted(blobs.rglob("*")) if len(path.name) == 64)
