"""A small agency with mailboxes in a data folder of its own, without pages, axis or worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from office import job_modules
from office.app import create_app
from office.config import FolderKind, give_birth
from office.db import db
from office.migrations import create_schema
from tests.conftest import Client
from tests.mail.post import PostOffice, post_office


@contextmanager
def small_office(folder: Path) -> Iterator[tuple[Flask, PostOffice]]:
    """The application in its context, and its post office."""
    give_birth(folder, FolderKind.REAL)
    app = create_app(data_dir=folder, testing=True)
    app.test_client_class = Client
    job_modules.load()
    create_schema(app)
    with app.app_context():
        try:
            yield app, post_office()
        finally:
            db.session.remove()
            db.engine.dispose()
