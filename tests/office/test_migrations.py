"""A folder with work in it is copied aside before its tables change."""

import base64
import hashlib
import sqlite3

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from office import migrations
from office.accounts import operations, totp
from office.accounts.models import Account
from office.config import current_settings
from office.db import db, transaction
from office.migrations import current_revision, head_revision, migrate, walk_down
from tests import as_role, conftest


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


def test_secrets_sealed_before_there_were_purposes_still_open(folder):
    with folder.app_context():
        key = hashlib.sha256(b"vault:" + current_settings().secret_key.encode()).digest()
        box = Fernet(base64.urlsafe_b64encode(key))
    migrate(folder)
    with folder.app_context():
        account = as_role.official()
        secret = operations.give_factor(account)
        walk_down(folder, "0002")
        assert box.decrypt(stored_factor()) == secret.encode()
        migrate(folder)
        assert totp.unseal(stored_factor(), account) == secret


def stored_factor():
    db.session.rollback()
    return db.session.scalars(select(Account.totp_secret)).one()


def test_foreign_keys_hold_again_after_the_walk(folder):
    migrate(folder)
    with folder.app_context():
        connection = db.engine.raw_connection()
        assert connection.cursor().execute("PRAGMA foreign_keys").fetchone() == (1,)
        connection.close()
