"""The one straight line of database changes for all packages, and how it is walked.

Alembic is imported by the walk alone: a process that serves pages has no use for it.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy.engine import Connection

from office.config import current_settings
from office.db import Base, db, is_sqlite, writable

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent


def create_schema(app: Flask) -> None:
    """Make every table at once, as the migrations would; for tests and benches."""
    with app.app_context(), writable(), db.engine.begin() as connection:
        Base.metadata.create_all(connection)


def migrate(app: Flask, to: str = "head") -> None:
    """Walk the line up; a SQLite file with something in it is copied aside before."""
    from alembic import command

    with app.app_context():
        if is_sqlite() and current_revision() not in {None, head_revision()}:
            _copy_aside()
        with _walking() as config:
            command.upgrade(config, to)


def walk_down(app: Flask, to: str) -> None:
    """Walk the line down; for developers, never on a folder with work in it."""
    from alembic import command

    with app.app_context(), _walking() as config:
        command.downgrade(config, to)


def differences(app: Flask) -> list[Any]:
    """What autogenerate would still write: nothing, when models and migrations agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from office.migrations.filters import is_ours

    with app.app_context(), db.engine.connect() as connection:
        options = {"include_object": is_ours, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "autogenerate skipping", UserWarning)
            return list(compare_metadata(context, Base.metadata))


def head_revision() -> str | None:
    """The newest step that this program knows."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(configuration()).get_current_head()


def current_revision() -> str | None:
    """The step at which the database stands."""
    from alembic.runtime.migration import MigrationContext

    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def configuration() -> "Config":
    """Alembic without an ini file: the program says everything itself."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


@contextmanager
def _walking() -> "Iterator[Config]":
    config = configuration()
    with writable(), db.engine.connect() as connection:
        _let_tables_be_rebuilt(connection)
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                yield config
        finally:
            connection.invalidate()


def _let_tables_be_rebuilt(connection: Connection) -> None:
    """SQLite changes a table by copying it; with foreign keys on, its rows would go on the way."""
    if is_sqlite():
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF").close()


def _copy_aside() -> None:
    target = current_settings().data_dir / f"before-{head_revision()}.db"
    target.unlink(missing_ok=True)
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA query_only=OFF")
        connection.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()
