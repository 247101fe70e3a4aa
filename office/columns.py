"""Column types of the house; lists read thousands of values through them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Enum, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

NAIVE = "a naive instant cannot be stored"


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants; they are a defect of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(NAIVE)
        return value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """SQLite takes text without a zone; one session statement asks twelve times about now."""
        if dialect.name == "sqlite":
            return self._to_text
        return super().bind_processor(dialect)

    def _to_text(self, value: datetime | None) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(NAIVE)
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """An instant of the server's own zone, in UTC."""
        return None if value is None else value.astimezone(UTC)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], datetime | None] | None:
        """SQLite gives text without a zone; it is read in one step, for lists are full of it."""
        if dialect.name == "sqlite":
            return _from_text
        return super().result_processor(dialect, coltype)


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value + "+00:00")


class Choice(Enum):
    """A column of named values; rows of lists are full of them, so each is one look-up in C."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Straight from the stored word to its member."""
        return self._object_lookup.__getitem__


class UidText(Uuid[str]):
    """A public name as it is written in addresses; lists only print it."""

    def __init__(self) -> None:
        super().__init__(as_uuid=False)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """SQLite keeps the bare letters: strokes are put in without making an object first."""
        if dialect.name == "sqlite":
            return _with_strokes
        made: Callable[[Any], Any] | None = super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]  # the library's is
        return made


def _with_strokes(name: str | None) -> str | None:
    if name is None:
        return None
    return f"{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:]}"
