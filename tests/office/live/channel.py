"""A channel for the tests: one table, and whoever is not shut out may listen to a word."""

from flask import Blueprint
from sqlalchemy import text

from office import live
from office.db import db, transaction
from office.errors import Forbidden
from office.live import streams
from office.web import public

TABLES = (
    "CREATE TABLE live_told (id INTEGER PRIMARY KEY, key TEXT, kind TEXT)",
    "CREATE TABLE live_shut (key TEXT)",
)


def check(key):
    if db.session.scalar(text("SELECT count(*) FROM live_shut WHERE key = :key"), {"key": key}):
        raise Forbidden("shut out")


def newest(key):
    asked = text("SELECT coalesce(max(id), 0) FROM live_told WHERE key = :key")
    return db.session.scalar(asked, {"key": key})


def since(positions, most):
    for key, after in positions.items():
        asked = text(
            "SELECT key, id, kind FROM live_told WHERE key = :key AND id > :after"
            " ORDER BY id LIMIT :most"
        )
        rows = db.session.execute(asked, {"key": key, "after": after, "most": most})
        yield from (live.Told(*row) for row in rows)


CHANNEL = live.register(live.Channel("tests", check, newest, since, frozenset({"rights"})))
bp = Blueprint("live_tests", __name__)


@bp.get("/live-tests/<key>")
@public
def listen(key):
    return streams.answer("tests", key)


def add(app):
    """Give the application the table and the route."""
    with app.app_context(), transaction():
        for table in TABLES:
            db.session.execute(text(table))
    app.register_blueprint(bp)


def tell(app, *numbers, key="a", kind="speech"):
    """Commit events, each in a transaction of its own."""
    stored = text("INSERT INTO live_told (id, key, kind) VALUES (:id, :key, :kind)")
    for number in numbers:
        with app.app_context(), transaction():
            db.session.execute(stored, {"id": number, "key": key, "kind": kind})
            live.announce("tests", number)


def shut(app, key="a"):
    with app.app_context(), transaction():
        db.session.execute(text("INSERT INTO live_shut VALUES (:key)"), {"key": key})
