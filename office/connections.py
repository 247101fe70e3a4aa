"""How connections are opened and transactions begin: reads read only, a writer waits its turn."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import PoolProxiedConnection, event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import OperationalError

from office.turns import Turns

WAITS_MS = 20_000
TURN_SECONDS = 60.0

_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def writable() -> Iterator[None]:
    """Let transactions that begin inside be writing ones; for `transaction` and migrations."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def turn(engine: Engine | Connection) -> Iterator[None]:
    """The time of one writer of this process; without a server's queue the others stand in ours.

    Whoever waits too long is told what SQLite would tell him.
    """
    turns = _turns.get(engine.dialect)
    if turns is None:
        yield
        return
    if not turns.come(seconds=TURN_SECONDS):
        raise OperationalError("BEGIN", None, TimeoutError())
    try:
        yield
    finally:
        turns.go()


_turns: WeakKeyDictionary[Dialect, Turns] = WeakKeyDictionary()


def options(address: str) -> dict[str, Any]:
    """SQLite takes values by name: an instant named twelve times is written down once."""
    return {"paramstyle": "named"} if address.startswith("sqlite") else {}


def prepare(engine: Engine) -> None:
    """Let the dialect begin transactions our way.

    A listener would do it too, but with one at the engine each statement asks for listeners.
    """
    if engine.dialect.name == "sqlite":
        _turns[engine.dialect] = Turns()
    engine.dialect.do_begin = _begin  # type: ignore[assignment,method-assign]  # SQLite's does nothing


@event.listens_for(Engine, "connect")
def _open(connection: Any, _: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={WAITS_MS}",
            "cache_size=-2048",
        ):
            connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: PoolProxiedConnection) -> None:
    raw: Any = connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection):
        _allow_writing(connection, raw)
        raw.execute("BEGIN IMMEDIATE" if _writing.get() else "BEGIN").close()
    elif hasattr(raw, "read_only"):
        raw.read_only = not _writing.get()


def _allow_writing(connection: PoolProxiedConnection, raw: sqlite3.Connection) -> None:
    """Only when it changes: after the pragma SQLite prepares every kept statement anew."""
    allowed = _writing.get()
    if connection.info.get("may_write") is not allowed:
        raw.execute(f"PRAGMA query_only={'OFF' if allowed else 'ON'}").close()
        connection.info["may_write"] = allowed
