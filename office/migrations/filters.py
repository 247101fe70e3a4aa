"""What the comparison of models and database passes over: the inside of search structures."""

from typing import Any, Literal

from sqlalchemy import JSON, Enum

from office.db import UTCDateTime

OTHERS = ("search_fts", "alembic_version")


def is_ours(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
    """Whether a table, column or index of the database is described by a model."""
    if kind == "table":
        return not (name or "").startswith(OTHERS)
    return name not in {"words", "ix_search_text_words"}


def rendered(kind: str, item: Any, context: Any) -> str | Literal[False]:
    """Types of ours as the plain columns they are, so that a step never changes its meaning."""
    if kind != "type":
        return False
    if isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    if isinstance(item, JSON):
        context.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
        return 'sa.JSON().with_variant(JSONB(), "postgresql")'
    return False
