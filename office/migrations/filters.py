"""What the comparison of models and database passes over: the inside of search structures."""

from typing import Any

OTHERS = ("search_fts", "alembic_version")


def is_ours(_object: Any, name: str | None, kind: str, *_: Any) -> bool:
    """Whether a table, column or index of the database is described by a model."""
    if kind == "table":
        return not (name or "").startswith(OTHERS)
    return name not in {"words", "ix_search_text_words"}
