"""Search without diacritics: one table of folded text that the indexer alone writes.

FTS5 (SQLite) or a stored tsvector (PostgreSQL) hangs on `search_text`. Its row ids are the class
and the object's own id in one number, so that "newest first" is the order of the index itself.
Rights are joined inside the query, never stored here.
"""

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Subquery,
    Table,
    column,
    delete,
    exists,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from office import outbox
from office.db import Base, also_create, db, is_sqlite, operation, transaction
from office.outbox import Lane

BATCH = 100
LONGEST = 300_000
TOPIC = "search.index"
_CLASS_BITS = 22
_OBJECT_BITS = 40


class SearchText(Base):
    """The folded text of one object; `id` holds the class in its upper and the object in its lower bits."""

    __tablename__ = "search_text"
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    object_class: Mapped[str]
    object_id: Mapped[int]
    title_folded: Mapped[str]
    body_folded: Mapped[str]
    version: Mapped[int]


also_create(
    cast("Table", SearchText.__table__),
    sqlite=(
        "CREATE VIRTUAL TABLE search_fts USING fts5(title_folded, body_folded, "
        "content='search_text', content_rowid='id', tokenize='unicode61 remove_diacritics 2')",
    ),
    postgresql=(
        "ALTER TABLE search_text ADD COLUMN words tsvector GENERATED ALWAYS AS "
        "(to_tsvector('simple', title_folded || ' ' || body_folded)) STORED",
        "CREATE INDEX ix_search_text_words ON search_text USING gin (words)",
    ),
)
