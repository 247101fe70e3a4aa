"""Bulk loading: rows go in without operations, indexes are made afterwards."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, cast

from sqlalchemy import Column, Table
from sqlalchemy.engine import Connection

Row = tuple[object, ...]
NULL = "\\N"


class Loader(Protocol):
    """What both databases have in common while they are filled."""

    def load(self, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add rows to a table."""

    def finish(self) -> None:
        """What comes after the last row: search structures, sequences, statistics."""


def extras(table: Table, columns: Sequence[str]) -> tuple[list[str], Row]:
    """Columns that the rows leave out, with what the models put there by default."""
    names, values = [], []
    for column in table.columns:
        if column.name in columns or column.computed is not None:
            continue
        names.append(column.name)
        values.append(_default(column))
    unknown = set(columns) - set(table.columns.keys())
    if unknown:
        raise LookupError(f"the table {table.name} has no column {', '.join(sorted(unknown))}")
    return names, tuple(values)


def _default(column: "Column[Any]") -> object:
    default = cast("Any", column.default)
    if default is not None and default.is_scalar:
        value = getattr(default.arg, "value", default.arg)
        return int(value) if isinstance(value, bool) else value
    made = default.arg(None) if default is not None and default.is_callable else None
    if isinstance(made, dict | list):
        return json.dumps(made)
    if not column.nullable:
        raise LookupError(f"bench/fill must give {column.table.name}.{column.name}")
    return None


class SqliteLoader:
    """One large transaction on the raw connection."""

    def __init__(self, connection: Connection) -> None:
        self._raw: sqlite3.Connection = cast("Any", connection.connection.dbapi_connection)

    def load(self, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert many."""
        names, more = extras(table, columns)
        every = [*columns, *names]
        listed = ", ".join(f'"{name}"' for name in every)
        marks = ", ".join("?" * len(columns))
        given = "".join(f", {_literal(value)}" for value in more)
        self._raw.executemany(
            f"INSERT INTO {table.name} ({listed}) VALUES ({marks}{given})",  # noqa: S608  # own names
            rows,
        )

    def finish(self) -> None:
        """Build the full text index from its table."""
        self._raw.execute("INSERT INTO search_fts (search_fts) VALUES ('rebuild')")


class PostgresLoader:
    """COPY in its text form."""

    def __init__(self, connection: Connection) -> None:
        self._raw: Any = connection.connection.dbapi_connection

    def load(self, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Stream lines; no value of ours holds a tab, a line end or a backslash."""
        names, more = extras(table, columns)
        listed = ", ".join(f'"{name}"' for name in [*columns, *names])
        tail = "".join(f"\t{_field(value)}" for value in more) + "\n"
        with self._raw.cursor() as cursor, self._copy(cursor, table, listed) as copy:
            for row in rows:
                copy.write("\t".join([_field(value) for value in row]) + tail)

    @staticmethod
    def _copy(cursor: Any, table: Table, listed: str) -> AbstractContextManager[Any]:
        copy: AbstractContextManager[Any] = cursor.copy(f"COPY {table.name} ({listed}) FROM STDIN")
        return copy

    def finish(self) -> None:
        """Sequences go on behind the last row."""
        rows = self._raw.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND column_default LIKE 'nextval%'"
        ).fetchall()
        for (name,) in rows:
            self._raw.execute(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "  # noqa: S608  # own names
                f'(SELECT coalesce(max(id), 0) + 1 FROM "{name}"), false)'
            )


def _field(value: object) -> str:
    if value is None:
        return NULL
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    return value if isinstance(value, str) else str(value)


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else f"'{value}'"
