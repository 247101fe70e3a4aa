"""Keyset paging: a page begins after the last row seen, so page 1,000 costs what page 1 costs."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from flask import request
from sqlalchemy import ColumnElement, Select

from office.db import db

RowT = TypeVar("RowT")
SIZE = 50
SIZES = (SIZE, 100)
COOKIE = "rows"

WRITERS: dict[type, Callable[[Any], Any]] = {
    datetime: lambda value: value.isoformat(),
    date: lambda value: value.isoformat(),
    UUID: str,
}
LARGEST = 2**63 - 1


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _number(value: object) -> int:
    if not isinstance(value, int) or abs(value) > LARGEST:
        raise TypeError(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(value)
    value.encode()
    return value


# A sort value that may be missing is asked for as `datetime | None`.
READERS: dict[object, Callable[[Any], Any]] = {
    datetime: _instant,
    datetime | None: lambda text: None if text is None else _instant(text),
    date: date.fromisoformat,
    UUID: UUID,
    int: _number,
    str: _text,
}


@dataclass(frozen=True)
class Page(Generic[RowT]):
    """The rows of one page and the cursor of the next, if there is one."""

    rows: Sequence[RowT]
    after: str | None


def size_wanted() -> int:
    """How many rows this reader wants on a page of a list on which he can choose many."""
    asked = request.cookies.get(COOKIE, "")
    return next((size for size in SIZES if str(size) == asked), SIZES[0])


def other_size(after: str | None) -> int:
    """The length to offer below a page: the longer while rows follow, or the way back to short."""
    shorter, longer = SIZES
    if size_wanted() == longer:
        return shorter
    return longer if after else 0


def encode(*values: object) -> str:
    """The sort values of the last row as one opaque word for a URL."""
    plain = [WRITERS.get(type(value), lambda same: same)(value) for value in values]
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str | None, *types: object) -> tuple[Any, ...] | None:
    """The values of a cursor; a missing, foreign or altered one begins at the first page."""
    try:
        padded = (cursor or "").encode() + b"==="
        plain = json.loads(base64.urlsafe_b64decode(padded))
        return tuple(READERS[kind](value) for kind, value in zip(types, plain, strict=True))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def page_of(
    rows: Sequence[RowT], *, key: Callable[[RowT], tuple[object, ...]], size: int = SIZE
) -> Page[RowT]:
    """Cut a page out of `size + 1` rows; the row too many only tells that there is more."""
    shown = rows[:size]
    return Page(shown, encode(*key(shown[-1])) if len(rows) > size else None)


def latest(wanted: Select[RowT], number: Any, after: str | None, *, size: int = SIZE) -> Page[RowT]:
    """A page of records, the latest first; `number` is the column that counts them."""
    return _counted(wanted, number, after, number.__lt__, size)


def eldest(wanted: Select[RowT], number: Any, after: str | None, *, size: int = SIZE) -> Page[RowT]:
    """A page of records, the eldest first; `number` is the column that counts them."""
    return _counted(wanted, number, after, number.__gt__, size)


def _counted(
    wanted: Select[RowT],
    number: Any,
    after: str | None,
    follows: Callable[[int], ColumnElement[bool]],
    size: int,
) -> Page[RowT]:
    if place := decode(after, int):
        wanted = wanted.where(follows(place[0]))
    rows = db.session.scalars(wanted.limit(size + 1)).all()
    return page_of(rows, key=lambda row: (getattr(row, number.key),), size=size)
