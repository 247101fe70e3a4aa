"""F: a Flask application that says hello, and the plain SQL of the light official's inbox."""

import sqlite3
from pathlib import Path
from typing import Any

from flask import Flask

from bench.calls import Call, request
from bench.sets import DataSet


def hello() -> Call:
    """The cheapest answer of the framework."""
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    return request(app, "/")


def statements() -> list[str]:
    """The statements of floor.sql."""
    text = (Path(__file__).parent / "floor.sql").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    return [part.strip() for part in "\n".join(lines).split(";") if part.strip()]


def raw_inbox(found: DataSet, desk_id: int) -> Call:
    """Both statements on a connection of the database's own driver that is held open."""
    values = {"desk_id": desk_id}
    if found.address.startswith("sqlite"):
        connection: Any = sqlite3.connect(found.address.removeprefix("sqlite:///"))
        for pragma in ("query_only=ON", "cache_size=-65536", "mmap_size=268435456"):
            connection.execute(f"PRAGMA {pragma}")
        wanted = statements()
    else:
        import psycopg

        plain = found.address.replace("postgresql+psycopg://", "postgresql://")
        connection = psycopg.connect(plain, autocommit=True)
        wanted = [one.replace(":desk_id", "%(desk_id)s") for one in statements()]

    def run() -> None:
        for statement in wanted:
            connection.execute(statement, values).fetchall()

    return run
