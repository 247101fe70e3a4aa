"""Data sets on disk: made once, made again when tables or the way of filling change."""

import hashlib
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Table, create_engine, inspect, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.schema import CreateIndex, CreateTable, Index

from bench.fill import mails, officials, papers
from bench.fill.load import Loader, PostgresLoader, SqliteLoader
from bench.fill.people import COLUMNS as PEOPLE
from bench.fill.people import People, Row
from bench.sizes import CRUMB, GIB, Size
from office import clock
from office.app import create_app
from office.config import FolderKind, give_birth, load_settings
from office.db import Base, db, writable
from office.migrations import create_schema
from office.migrations.ddl import beside

KEPT_FOR = timedelta(days=30)
SOME = datetime(2026, 1, 15, tzinfo=UTC)


class NoRoom(Exception):
    """The disk is too small for a data set."""


def say(words: str) -> None:
    """Progress for whoever waits."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class Filling:
    """What a data set is filled with beside its people; sets of one kind share a name."""

    kind: str
    columns: Mapping[type, Sequence[str]]
    chunks: Callable[[Size, Any, datetime], Iterator[dict[type, list[Row]]]]
    people: Callable[[Size], People] = People

    def name(self, size: Size) -> str:
        """The name of the folder and of the database."""
        return f"{self.kind}_{size.documents}"


DOCUMENTS = Filling("office", papers.COLUMNS, lambda *given: papers.Papers(*given).chunks())
MAILS = Filling("mail", mails.COLUMNS, lambda *given: mails.Mails(*given).chunks())
REGISTER = Filling(
    "register",
    officials.COLUMNS,
    lambda *given: officials.Officials(*given).chunks(),
    officials.Province,
)


@dataclass(frozen=True)
class DataSet:
    """One filled database and the application that works on it."""

    size: Size
    app: Any
    people: People
    address: str


@contextmanager
def open_set(
    size: Size, folder: Path, *, filling: Filling = DOCUMENTS, postgres: str = ""
) -> Iterator[DataSet]:
    """The data set of a size, filled if need be; `postgres` is the address of a server.

    What the application logs goes to a file beside the data.
    """
    name = filling.name(size)
    home = folder / (f"{name}_pg" if postgres else name)
    give_birth(home, FolderKind.REAL)
    address = _postgres_database(name, postgres) if postgres else ""
    settings = load_settings(data_dir=home, database_url=address)
    with (home / "log").open("w", encoding="utf-8") as log, _log_put_back():
        with redirect_stderr(log):
            app = create_app(settings)
        try:
            with app.app_context():
                _make_ready(app, home, size, filling)
            yield DataSet(size, app, filling.people(size), settings.url)
        finally:
            with app.app_context():
                db.engine.dispose()


@contextmanager
def _log_put_back() -> Iterator[None]:
    """Whoever logs after us must not write into our file, which is closed by then."""
    before = structlog.get_config()
    try:
        yield
    finally:
        structlog.configure(**before)


def _make_ready(app: Any, home: Path, size: Size, filling: Filling) -> None:
    manifest = home / "manifest.json"
    if not _is_usable(manifest, db.engine, size, filling):
        _need_room(home, size)
        manifest.unlink(missing_ok=True)
        _fill(app, size, filling)
        stamp = _stamp(db.engine, size, filling)
        manifest.write_text(json.dumps(stamp), encoding="utf-8")
    _bring_up(manifest, _stamp(db.engine, size, filling))


# --------------------------------------------------------------------------- the stamp


def _stamp(engine: Engine, size: Size, filling: Filling) -> dict[str, Any]:
    return {
        "made_at": clock.now().isoformat(),
        "fill": _way_of_filling(filling),
        "size": repr(size),
        "tables": {table.name: _ddl(table, engine) for table in Base.metadata.sorted_tables},
        "indexes": _indexes(engine),
    }


def _way_of_filling(filling: Filling) -> str:
    """The hash of what the smallest set would hold: rows decide, not how they are written down."""
    people = filling.people(CRUMB)
    rows: list[Any] = [made for _model, _columns, made in people.tables()]
    rows += [sorted(chunk.items(), key=_by_name) for chunk in filling.chunks(CRUMB, people, SOME)]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _by_name(pair: tuple[type, Any]) -> str:
    return pair[0].__name__


def _ddl(table: Table, engine: Engine) -> str:
    also = beside.get(table.name, {}).get(engine.dialect.name, ())
    return " ".join(" ".join([str(CreateTable(table).compile(engine)), *also]).split())


def _indexes(engine: Engine) -> dict[str, str]:
    return {name: str(CreateIndex(one).compile(engine)) for name, one in _known_indexes().items()}


def _known_indexes() -> dict[str, Index]:
    tables = Base.metadata.sorted_tables
    return {str(one.name): one for table in tables for one in table.indexes}


def _is_usable(manifest: Path, engine: Engine, size: Size, filling: Filling) -> bool:
    """Whether the filled tables are as they are now; empty ones can be made anew."""
    if not manifest.exists():
        return False
    old = json.loads(manifest.read_text(encoding="utf-8"))
    if datetime.fromisoformat(old["made_at"]) < clock.now() - KEPT_FOR:
        return False
    new = _stamp(engine, size, filling)
    filled = _filled_tables(filling)
    same = [old["tables"].get(name) == new["tables"].get(name) for name in filled]
    filled_alike = all(old[key] == new[key] for key in ("fill", "size"))
    return filled_alike and all(same) and inspect(engine).has_table("document")


def _filled_tables(filling: Filling) -> set[str]:
    return {_table(model).name for model in (*PEOPLE, *filling.columns)}


def _bring_up(manifest: Path, new: dict[str, Any]) -> None:
    """Make tables anew that hold nothing, and indexes that were added or changed."""
    old = json.loads(manifest.read_text(encoding="utf-8"))
    if old["tables"] == new["tables"] and old["indexes"] == new["indexes"]:
        return
    changed = {name for name, ddl in new["tables"].items() if old["tables"].get(name) != ddl}
    stale = [table for table in Base.metadata.sorted_tables if table.name in changed]
    with _trusting(db.engine) as connection:
        Base.metadata.drop_all(connection, tables=stale, checkfirst=True)
        Base.metadata.create_all(connection, tables=stale, checkfirst=True)
        _change_indexes(connection, old["indexes"], new["indexes"], changed)
    manifest.write_text(json.dumps(new | {"made_at": old["made_at"]}), encoding="utf-8")


def _change_indexes(
    connection: Connection, old: dict[str, str], new: dict[str, str], made: set[str]
) -> None:
    known = _known_indexes()
    differing = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    for name in sorted(differing):
        if name in known and _owner(known[name]) in made:
            continue
        connection.execute(text(f"DROP INDEX IF EXISTS {name}"))
        if name in known:
            known[name].create(connection)


# --------------------------------------------------------------------------- filling


def _need_room(folder: Path, size: Size) -> None:
    free = shutil.disk_usage(folder).free
    if free < size.room_needed:
        raise NoRoom(
            f"{size.documents:,} documents need {size.room_needed / GIB:.1f} GiB in {folder}, "
            f"and {free / GIB:.1f} GiB are free. Make room or set OFFICE_BENCH_DIR."
        )


def _postgres_database(name: str, server: str) -> str:
    admin = create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        known = text("SELECT 1 FROM pg_database WHERE datname = :name")
        if connection.scalar(known, {"name": name}) is None:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    admin.dispose()
    return server.format(name)


def _fill(app: Any, size: Size, filling: Filling) -> None:
    started = time.monotonic()
    say(f"filling {filling.name(size)} into {db.engine.dialect.name} …")
    _wipe()
    create_schema(app)
    dropped = _drop_indexes(filling)
    with _trusting(db.engine) as connection:
        _load(_loader(connection), size, filling)
    say(f"  rows after {time.monotonic() - started:.0f} s")
    with _trusting(db.engine) as connection:
        for index in dropped:
            index.create(connection)
        _loader(connection).finish()
    _vacuum()
    say(f"  done after {time.monotonic() - started:.0f} s")


def _wipe() -> None:
    """An unfinished or outdated data set goes as a whole."""
    url = db.engine.url
    if url.database and url.drivername.startswith("sqlite"):
        db.engine.dispose()
        for tail in ("", "-wal", "-shm"):
            Path(url.database + tail).unlink(missing_ok=True)
        return
    with writable(), db.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


def _drop_indexes(filling: Filling) -> list[Index]:
    """Secondary indexes are made faster from the whole table."""
    names = {_table(model).name for model in filling.columns}
    found = [one for one in _known_indexes().values() if _owner(one) in names]
    with writable(), db.engine.begin() as connection:
        for index in found:
            index.drop(connection)
    return found


def _owner(index: Index) -> str:
    return index.table.name if index.table is not None else ""


@contextmanager
def _trusting(engine: Engine) -> Iterator[Connection]:
    """A transaction on a connection of its own that checks no foreign keys and is then dropped."""
    with writable(), engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        if connection.dialect.name == "sqlite":
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute("PRAGMA synchronous=OFF")
        else:
            raw.execute("SET session_replication_role = replica")
            raw.execute("SET timezone = 'UTC'")
            raw.execute("SET maintenance_work_mem = '512MB'")
            raw.commit()
        with connection.begin():
            yield connection
        connection.invalidate()


def _loader(connection: Connection) -> Loader:
    sqlite = connection.dialect.name == "sqlite"
    return SqliteLoader(connection) if sqlite else PostgresLoader(connection)


def _load(loader: Loader, size: Size, filling: Filling) -> None:
    people = filling.people(size)
    for model, columns, rows in people.tables():
        loader.load(_table(model), columns, rows)
    for done, chunk in enumerate(filling.chunks(size, people, clock.now()), 1):
        for model, rows in chunk.items():
            if rows:
                loader.load(_table(model), filling.columns[model], rows)
        if done % 10 == 0:
            say(f"  {done * 20_000:,}")


def _vacuum() -> None:
    """What a server in service has done long ago; an embedded file has its log folded in."""
    raw = db.engine.raw_connection()
    driver: Any = raw.driver_connection
    if db.engine.dialect.name == "sqlite":
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    else:
        driver.autocommit = True
        driver.execute("VACUUM ANALYZE")
    raw.invalidate()
    raw.close()


def _table(model: type) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]  # a declarative model
    return table
