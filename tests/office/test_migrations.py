"""A folder with work in it is copied aside before its tables change."""

import sqlite3

import pytest

from office import migrations
from office.db import db, transaction
from office.migrations import current_revision, head_revision, migrate
from tests import conftest


@pytest.fixture
def folder(tmp_path):
    made = conftest.make_app(f"sqlite:///{tmp_path / 'office.db'}", tmp_path / "data")
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def copies(app):
    return sorted(app.extensions["office.settings"].data_dir.glob("before-*.db"))


def test_an_empty_database_is_brought_to_the_head_without_a_copy(folder):
    migrate(folder)
    with folder.app_context():
        assert current_revision() == head_revision()
    assert copies(folder) == []


def test_walking_again_changes_nothing(folder):
    migrate(folder)
    migrate(folder)
    assert copies(folder) == []


def test_an_older_folder_is_copied_aside_with_its_rows(folder, monkeypatch):
    migrate(folder)
    with folder.app_context(), transaction():
        from office.accounts.models import Person

        db.session.add(Person(full_name="An", folded_name="an"))
    monkeypatch.setattr(migrations, "head_revision", lambda: "9999")
    migrate(folder)
    (copy,) = copies(folder)
    with sqlite3.connect(copy) as kept:
        assert kept.execute("SELECT full_name FROM person").fetchall() == [("An",)]
    kept.close()


def test_foreign_keys_hold_again_after_the_walk(folder):
    migrate(folder)
    with folder.app_context():
        connection = db.engine.raw_connection()
        assert connection.cursor().execute("PRAGMA foreign_keys").fetchone() == (1,)
        connection.close()
