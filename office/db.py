"""Tables, column types and the one transaction boundary of the house.

Reads run in a read-only transaction; every change runs inside `@operation`, whose outermost
call begins a writing transaction (SQLite: BEGIN IMMEDIATE) and commits state, audit line,
counters and outbox rows together. Differences between SQLite and PostgreSQL live here,
in `connections`, `columns`, `outbox` and `search` only.
"""

import fcntl
import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, ParamSpec, Protocol, TypeVar
from uuid import UUID

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    MetaData,
    PoolProxiedConnection,
    Uuid,
    event,
    inspect,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column, registry
from uuid_utils.compat import uuid7

from office import connections
from office.columns import Choice, UidText, UTCDateTime
from office.connections import writable
from office.errors import Invalid
from office.i18n import _

P = ParamSpec("P")
R = TypeVar("R")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

ADVISORY_LOCK = 0x0FF1CE
FILE_POLL = 0.05
LISTEN_FOR = 1.0


def _by_value(enumeration: type[StrEnum]) -> list[str]:
    return [member.value for member in enumeration]


Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """The root of every table."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UTCDateTime(),
            StrEnum: Choice(StrEnum, values_callable=_by_value, native_enum=False, length=40),
            UUID: Uuid(),
            dict[str, Any]: Json,
            list[str]: Json,
            list[int]: Json,
        },
    )


db = SQLAlchemy(
    model_class=Base,
    session_options={"expire_on_commit": False},
    engine_options={"hide_parameters": True},  # what people type stays out of logs
)


E = TypeVar("E", bound=Base)


def new_uid() -> UUID:
    """A time-ordered UUID (version 7), the name of a record outside the database."""
    return uuid7()


def uid_column() -> Mapped[UUID]:
    """The public name of an official record: URLs, API, outbox keys, files, exports."""
    return mapped_column(unique=True, default=new_uid)


def shared_alias(entity: type[E], *, name: str) -> type[E]:
    """An alias that a module keeps for the questions of all threads.

    It learns here which column stands for which. Left to the first question, two threads that ask
    at the same moment would learn it at once, and one of them would find half of it.
    """
    made = aliased(entity, name=name)
    inspect(made).selectable.corresponding_column(next(iter(entity.__table__.columns)))
    return made


def init_app(app: Flask) -> None:
    """Give the app its engine."""
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = connections.options(address)
    db.init_app(app)
    with app.app_context():
        connections.prepare(db.engine)


def in_operation() -> bool:
    """Whether an operation is open in this session."""
    return "operation" in db.session().info


def session_info(key: str, default: Any = None) -> Any:
    """A fact kept for the length of the open operation."""
    return db.session().info.setdefault("operation_facts", {}).setdefault(key, default)


@contextmanager
def transaction() -> Iterator[None]:
    """One change: all of it is committed, or none. Inside another one it joins the outer."""
    session = db.session()
    if "operation" in session.info:
        yield
        return
    session.rollback()
    session.expire_all()
    hooks: list[Callable[[], None]] = []
    with connections.turn(db.engine):
        session.info["operation"] = hooks
        try:
            with writable():
                yield
                session.commit()
        except (DataError, OverflowError) as fault:
            session.rollback()
            raise beyond_measure() from fault
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("operation", None)
            session.info.pop("operation_facts", None)
    for hook in hooks:
        hook()


def beyond_measure() -> Invalid:
    """What is said of a text, a number or a day that no column holds."""
    return Invalid(_("Something that was entered is too long or out of range; shorten it."))


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a verb of the domain: the outermost one opens the transaction and commits it."""

    @functools.wraps(function)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction():
            return function(*args, **kwargs)

    within.is_operation = True  # type: ignore[attr-defined]
    return within


def after_commit(hook: Callable[[], None]) -> None:
    """Run a hook once the open operation is durable; it is dropped when the operation falls."""
    db.session().info["operation"].append(hook)


@contextmanager
def savepoint() -> Iterator[None]:
    """A part of the open operation that may fall alone, with what it wanted after the commit."""
    hooks: list[Callable[[], None]] = db.session().info["operation"]
    kept = len(hooks)
    try:
        with db.session.begin_nested():
            yield
    except BaseException:
        del hooks[kept:]
        raise


@event.listens_for(Session, "before_flush")
def _only_in_operations(session: Session, *_: Any) -> None:
    changed = session.new or session.deleted or any(map(session.is_modified, session.dirty))
    if changed and "operation" not in session.info:
        raise RuntimeError("a record was changed outside an operation")


def is_sqlite() -> bool:
    """Whether the embedded database is in use."""
    return db.engine.dialect.name == "sqlite"


def insert_ignoring(table: Any, row: dict[str, Any]) -> bool:
    """Insert one row unless a unique key forbids it; says whether it was stored."""
    make = sqlite_insert if is_sqlite() else postgresql_insert
    # The new key is not fetched, so that PostgreSQL counts the row.
    statement = make(table.__table__).values(row).on_conflict_do_nothing().inline()
    result = db.session.execute(statement, execution_options={"preserve_rowcount": True})
    return bool(result.rowcount > 0)  # type: ignore[attr-defined]


def add_to_counts(table: Any, keys: dict[str, Any], **deltas: int) -> None:
    """Add to the columns of a maintained counter row, made on first use."""
    changed = {column: delta for column, delta in deltas.items() if delta}
    if not changed:
        return
    make = sqlite_insert if is_sqlite() else postgresql_insert
    statement = make(table.__table__).values(**keys, **changed)
    added = {column: table.__table__.c[column] + delta for column, delta in changed.items()}
    db.session.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=added))


# ------------------------------------------------------------- between processes


class Election(Protocol):
    """The one lock of all workers; it falls free when its holder dies."""

    def is_won(self) -> bool:
        """Take the lock or prove that it is still held."""

    def resign(self) -> None:
        """Let another worker have it."""


class FileElection:
    """A lock on a file of the data folder: workers of one machine."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def is_won(self) -> bool:
        """Held for the life of the process once it is won."""
        if self._file is None:
            file = self._path.open("w")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                return False
            self._file = file
        return True

    def resign(self) -> None:
        """Closing the file frees the lock."""
        if self._file:
            self._file.close()
            self._file = None


class AdvisoryElection:
    """An advisory lock on a connection of its own: workers of many machines."""

    def __init__(self) -> None:
        self._connection: Connection | None = None

    def is_won(self) -> bool:
        """The lock lives as long as the connection: each question proves it."""
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
            return self._try_to_win()
        except SQLAlchemyError:
            self.resign()
            return False

    def _try_to_win(self) -> bool:
        direct = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        question = text("SELECT pg_try_advisory_lock(:key)")
        if direct.scalar(question, {"key": ADVISORY_LOCK}):
            self._connection = direct
            return True
        direct.close()
        return False

    def resign(self) -> None:
        """Give the lock back; a connection that is dead has lost it already."""
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                free = text("SELECT pg_advisory_unlock(:key)")
                self._connection.execute(free, {"key": ADVISORY_LOCK})
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def election(lock: Path) -> Election:
    """The kind of election that suits the database; `lock` is the file where one machine votes."""
    return FileElection(lock) if is_sqlite() else AdvisoryElection()


def follow_commits(
    channel: str,
    ring: Callable[[], None],
    *,
    wake: threading.Event,
    stop: threading.Event,
    file_poll: float = FILE_POLL,
) -> None:
    """Ring whenever another transaction may have brought something, until `stop`."""
    connection = db.engine.raw_connection()
    try:
        if is_sqlite():
            _follow_file(connection, ring, (wake, stop), file_poll)
        else:
            _listen(connection, channel, ring, stop)
    finally:
        connection.invalidate()


def _follow_file(
    connection: PoolProxiedConnection,
    ring: Callable[[], None],
    signs: tuple[threading.Event, threading.Event],
    poll: float,
) -> None:
    (wake, stop), known = signs, -1
    while not stop.is_set():
        version = _data_version(connection)
        if wake.is_set() or version != known:
            wake.clear()
            ring()
        known = version
        wake.wait(poll)


def announce_commit(channel: str, word: str) -> None:
    """Tell those who follow a channel in other processes; a file tells of its commits itself."""
    if not is_sqlite():
        db.session.execute(
            text("SELECT pg_notify(:channel, :word)"), {"channel": channel, "word": word}
        )


def _data_version(connection: PoolProxiedConnection) -> int:
    """A number that another connection's commit changes; costs microseconds."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA data_version")
    (version,) = cursor.fetchone() or (0,)
    cursor.close()
    return int(version)


def _listen(
    connection: PoolProxiedConnection, channel: str, ring: Callable[[], None], stop: threading.Event
) -> None:
    raw: Any = connection.driver_connection
    raw.autocommit = True
    raw.execute(f"LISTEN {channel}")
    ring()  # for what came before we listened
    while not stop.is_set():
        for _notice in raw.notifies(timeout=LISTEN_FOR, stop_after=1):
            ring()


__all__ = [
    "Base",
    "Election",
    "IntegrityError",
    "Json",
    "UTCDateTime",
    "UidText",
    "add_to_counts",
    "after_commit",
    "announce_commit",
    "db",
    "election",
    "follow_commits",
    "in_operation",
    "insert_ignoring",
    "is_sqlite",
    "new_uid",
    "operation",
    "transaction",
    "uid_column",
    "writable",
]
