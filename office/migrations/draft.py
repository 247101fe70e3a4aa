"""Drafts the next step of the line; for developers.

`python -m office.migrations.draft "what changes"` compares models and tables and writes
`versions/NNNN_what_changes.py`, to be read and mended. The first step is written from the models
alone, with what the tables bring beside themselves. Types of ours become plain columns: a step
stays what it is when the models move on.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.autogenerate.api import render_python_code
from alembic.config import Config
from alembic.operations import ops
from mako.template import Template  # type: ignore[import-untyped]  # it has no types
from sqlalchemy import Table

from office.app import create_app
from office.db import Base, db, writable
from office.migrations import HERE, configuration, head_revision, migrate
from office.migrations.ddl import beside
from office.migrations.filters import rendered

JSONB = "from sqlalchemy.dialects.postgresql import JSONB"


def draft(message: str) -> Path:
    """Write the next step and say where."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(data_dir=Path(folder))
        if head_revision() is None:
            return first()
        migrate(app)
        with app.app_context():
            return _next(message)


def _next(message: str) -> Path:
    config: Config = configuration()
    number = f"{int(head_revision() or 0) + 1:04}"
    with writable(), db.engine.connect() as connection:
        config.attributes["connection"] = connection
        made = command.revision(config, message, rev_id=number, autogenerate=True)
    if made is None or isinstance(made, list):
        raise RuntimeError("nothing was written")
    return Path(made.path)


def first() -> Path:
    """The step that makes everything out of nothing."""
    tables = Base.metadata.sorted_tables
    up = [step for table in tables for step in _made(table)]
    down = [ops.DropTableOp.from_table(table) for table in reversed(tables)]
    template = Template(filename=str(HERE / "script.py.mako"))  # noqa: S702 - Python, not HTML
    path = HERE / "versions" / "0001_first.py"
    text = template.render(
        message="Everything out of nothing.",
        up_revision="0001",
        down_revision=None,
        imports=JSONB,
        upgrades="\n    ".join(
            [_code(up), "for statement in _beside():", "    op.execute(statement)"]
        ),
        downgrades="\n    ".join(
            [_code(down), "for statement in _left_behind():", "    op.execute(statement)"]
        ),
    )
    path.write_text(f"{text}\n\n{_beside()}", encoding="utf-8")
    return path


def _made(table: Table) -> list[ops.MigrateOperation]:
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    return [
        ops.CreateTableOp.from_table(table),
        *(ops.CreateIndexOp.from_index(index) for index in indexes),
    ]


def _code(steps: Sequence[ops.MigrateOperation]) -> str:
    return render_python_code(ops.UpgradeOps(ops=list(steps)), render_item=rendered).strip()


def _beside() -> str:
    """Literal statements: a later change of the models must not change this step."""
    lines = ["BESIDE = {"]
    for kind in ("sqlite", "postgresql"):
        lines.append(f"    {kind!r}: [")
        lines += [f"        {one!r}," for table in beside.values() for one in table[kind]]
        lines.append("    ],")
    lines += [
        "}",
        "LEFT_BEHIND = {",
        "    'sqlite': ['DROP TABLE search_fts'],",
        "    'postgresql': [",
        *(f"        'DROP FUNCTION {name}_refuse()'," for name in beside if name != "search_text"),
        "    ],",
        "}",
        "",
        "",
        "def _beside() -> list[str]:",
        "    return BESIDE[op.get_bind().dialect.name]",
        "",
        "",
        "def _left_behind() -> list[str]:",
        "    return LEFT_BEHIND[op.get_bind().dialect.name]",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(f"{draft(' '.join(sys.argv[1:]))}\n")
