"""A house with boxes, device passwords and Dovecot beside it; all of it lasts for one test."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mail import operations
from mail.cli.certificate import certificate_of
from mail.jobs import imap_sync
from mail.models import AppPassword
from office.accounts.models import Account
from office.db import db
from tests.conftest import DATABASE, make_app
from tests.mail.imap.dovecot import Dovecot
from tests.mail.post import post_office


@dataclass
class Window:
    """The post office, its Dovecot, and what each person's device says."""

    mail: Any
    server: Dovecot
    settings: Any

    def device(self, part, scopes=("imap",), name="Máy bàn"):
        """The login and password of a new device."""
        actor = getattr(self.mail, part)
        account = db.session.get_one(Account, actor.account_id)
        row, secret = operations.make_app_password(account, name, scopes, days=30, by=actor)
        self.rows = getattr(self, "rows", {}) | {secret: row.id}
        return account.login, secret

    def row(self, secret):
        return db.session.get_one(AppPassword, self.rows[secret])

    def sync(self):
        """One round as the worker makes it; whatever is new is looked at."""
        db.session.rollback()
        self.server.settle()
        imap_sync.known().look_again()
        imap_sync.known().round()
        self.server.settle()

    def quick(self):
        """A round that only follows counts and times."""
        db.session.rollback()
        imap_sync.known().round()
        self.server.settle()


@pytest.fixture
def window(app, request):
    """Boxes of an agency with IMAP switched on, before anybody has a device."""
    with app.app_context():
        origin = db.engine.url
        db.engine.dispose()
    with tempfile.TemporaryDirectory(prefix="office-imap-") as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        if DATABASE == "postgres":
            address = request.getfixturevalue("new_postgres")(copy_of=origin.database)
        else:
            data.mkdir()
            shutil.copy(origin.database, data / "office.db")
            address = f"sqlite:///{data / 'office.db'}"
        made = make_app(address, data)
        settings = made.extensions["office.settings"]
        settings.imap = True
        (data / "office.toml").write_text(f'database_url = "{address}"\n')
        certificate_of(settings)
        room = Path(folder) / "room"
        room.mkdir()
        server = Dovecot(data, room)
        with made.app_context():
            yield Window(post_office(), server, settings)
            server.stop()
            imap_sync.forget()
            db.session.remove()
            db.engine.dispose()
