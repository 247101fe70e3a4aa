"""The one straight line of database changes for all packages, and how it is walked."""

from flask import Flask

from office.db import Base, db, writable


def create_schema(app: Flask) -> None:
    """Make every table at once, as the migrations would; for tests and benches."""
    with app.app_context(), writable(), db.engine.begin() as connection:
        Base.metadata.create_all(connection)
