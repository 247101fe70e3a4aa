"""Whether any record still needs a stored file: every column that holds hashes is asked.

A column whose name ends in `sha256` is found by itself; lists and exceptions are named here by
the packages that know them.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, Select, String, cast, func, select

from office.db import Base, db

Narrowing = Callable[[Select[int]], Select[int]]

FACTS_ABOUT_FILES = {"stored_verdict", "audit_event"}
_lists: dict[str, str] = {"document_file": "pages", "outgoing_mail": "attachments"}
_narrowings: dict[str, Narrowing] = {}


def lists_hashes(table: str, column: str) -> None:
    """Name a column that holds a list of hashes, or objects with hashes."""
    _lists[table] = column


def narrows(table: str) -> Callable[[Narrowing], Narrowing]:
    """Say which rows of a table need no file although they name it."""

    def keep(narrowing: Narrowing) -> Narrowing:
        _narrowings[table] = narrowing
        return narrowing

    return keep


def is_referred(sha256: str) -> bool:
    """Whether any record still needs a file."""
    return any(_holds(column, sha256) for column in _hash_columns())


def _hash_columns() -> Iterator[Column[Any]]:
    for table in Base.metadata.sorted_tables:
        if table.name not in FACTS_ABOUT_FILES:
            yield from (one for one in table.columns if one.name.endswith("sha256"))
            if table.name in _lists:
                yield table.c[_lists[table.name]]


def _holds(column: Column[Any], sha256: str) -> bool:
    if isinstance(column.type, String):
        match = column == sha256
    else:
        match = cast(column, String).contains(sha256)
    found: Select[int] = select(func.count()).select_from(column.table).where(match)
    narrowing = _narrowings.get(column.table.name)
    return bool(db.session.scalar(narrowing(found) if narrowing else found))
