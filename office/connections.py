"""How connections are opened and transactions begin: reads read only, a writer waits its turn."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import PoolProxiedConnection, event
from sqlalchemy.engine import Engine

WAITS_MS = 10_000

_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def writable() -> Iterator[None]:
    """Let transactions that begin inside be writing ones; for `transaction` and migrations."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def options(address: str) -> dict[str, Any]:
    """SQLite takes values by name: an instant named twelve times is written down once."""
    return {"paramstyle": "named"} if address.startswith("sqlite") else {}


def prepare(engine: Engine) -> None:
    """Let the dialect begin transactions our way.

    A listener would do it too, but with one at the engine each statement asks for listeners.
    """
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
