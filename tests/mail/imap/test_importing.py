"""A box is filled from a former server, with a cut in the middle and letters that came twice."""

import imaplib
from argparse import Namespace

import pytest
from flask import current_app
from sqlalchemy import select

from mail import operations
from mail.cli import importing
from mail.jobs import former as work
from mail.models import Folder, FormerImport, ItemLabel, MailItem, MailLabel, MailMessage, Unseen
from mail.operations.former import IMPORT
from mail.wire.former import Former
from office import blobs
from office.db import db, transaction
from office.errors import Invalid, NotFound, Refusal
from office.outbox import OutboxMessage
from tests.documents.pages import Reader
from tests.mail.imap.dovecot import Dovecot
from tests.mail.imap.test_window import letter
from tests.needs import needs

pytestmark = needs("dovecot")
SETTINGS = """
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{room}/old:LAYOUT=fs
base_dir = {room}/run2
state_dir = {room}/state2
log_path = {room}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
passdb {{
  driver = static
  args = password=cu
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={room}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
  mailbox Trash {{
    auto = create
    special_use = \\Trash
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class FormerServer(Dovecot):
    """Dovecot with folders of its own."""

    def start(self, more=""):
        import grp
        import os
        import pwd

        me = self._entry or pwd.getpwuid(os.getuid())
        group = grp.getgrgid(me.pw_gid).gr_name
        facts = {"room": self.room, "user": me.pw_name, "group": group, "port": self.port}
        file = self.room / "former.conf"
        file.write_text(SETTINGS.format(**facts))
        self.begin(file)


@pytest.fixture
def former(window):
    server = FormerServer(window.server.data_dir, window.server.room)
    server.start()
    with server.program("an", "cu") as box:
        for name in ("mot", "hai", "ba"):
            box.append(letter(name), "INBOX")
        box.append(letter("mot"), "INBOX", flag_set=["\\Seen"])
        box.append(letter("mat").replace(b"Chao", "TUYỆT MẬT".encode()), "INBOX")
        box.append(letter("da gui"), "Sent", flag_set=["\\Seen"])
        box.append(letter("bo"), "Trash")
        box.folder.create("Dự án")
        box.append(letter("du an"), "Dự án")
    yield server
    server.stop()


def asked(server, **more):
    facts = {"host": "127.0.0.1", "port": server.port, "login": "an", "folder": None}
    return Namespace(**facts | {"box": "official@snv.lamgiang.example"} | more)


def lying(window):
    box = window.mail.boxes["official"]
    rows = db.session.execute(
        select(MailMessage.subject, MailItem.folder)
        .join(MailItem, MailItem.message_id == MailMessage.id)
        .where(MailItem.mailbox_id == box.id)
    )
    return sorted((subject, folder) for subject, folder in rows)


ALL = sorted(
    [
        ("mot", Folder.INBOX),
        ("hai", Folder.INBOX),
        ("ba", Folder.INBOX),
        ("da gui", Folder.SENT),
        ("du an", Folder.ARCHIVE),
    ]
)


def test_an_import_that_was_cut_goes_on_and_brings_nothing_twice(
    window, former, monkeypatch, capsys
):
    asked_for, whole = [], Former.letters

    def cut(self, uids):
        if len(asked_for) == 2:
            raise imaplib.IMAP4.abort("the line is gone")
        asked_for.extend((self.folder.get(), uid) for uid in uids)
        yield from whole(self, uids)

    with monkeypatch.context() as patched:
        patched.setattr(Former, "letters", cut)
        patched.setattr(work, "AT_ONCE", 1)
        assert importing.run(asked(former, folder=["INBOX"]), "cu") == 2
    assert len(lying(window)) == 2
    page = Reader(current_app, window.mail.admin)
    assert "the line is gone" in page.get(f"/mail-keep/imports/{latest().uid}")

    def listened(self, uids):
        asked_for.extend((self.folder.get(), uid) for uid in uids)
        yield from whole(self, uids)

    monkeypatch.setattr(Former, "letters", listened)
    assert importing.run(asked(former), "cu") == 0
    assert lying(window) == ALL
    assert [uid for name, uid in asked_for if name == "INBOX"] == [1, 2, 3, 4, 5]
    told = capsys.readouterr()
    assert "3 letters brought, 1 known already, 1 not taken" in told.out
    assert "INBOX 5 is not taken: secret" in told.err
    assert importing.run(asked(former), "cu") == 0
    assert lying(window) == ALL
    row = db.session.scalars(select(MailMessage).where(MailMessage.subject == "ba")).one()
    assert blobs.read(row.sha256) == letter("ba")
    assert (row.is_outside, row.notices[-1]["code"]) == (True, "imported")
    label = select(MailLabel.name).join(ItemLabel, ItemLabel.label_id == MailLabel.id)
    assert db.session.scalars(label).all() == ["Dự án"]
    assert len(db.session.scalars(select(Unseen)).all()) == 4
    assert db.session.scalars(select(FormerImport.sealed)).all() == [""] * 3
    assert (
        db.session.scalars(select(OutboxMessage.key).where(OutboxMessage.topic == IMPORT)).all()
        == []
    )


def latest():
    return db.session.scalars(select(FormerImport).order_by(FormerImport.id.desc())).first()


def test_an_import_asks_the_quota_and_the_bound_of_labels_and_one_at_a_time(
    window, former, monkeypatch, capsys
):
    box = window.mail.boxes["official"]
    with monkeypatch.context() as patched:
        patched.setattr(operations.former, "MOST_LABELS", 0)
        with pytest.raises(Invalid):
            importing.run(asked(former), "cu")
    assert lying(window) == []
    with transaction():
        box.quota_bytes = len(letter("mot")) + 2
    assert importing.run(asked(former, folder=["INBOX"]), "cu") == 2
    assert lying(window) == [("mot", Folder.INBOX)]
    assert "the mailbox is full" in capsys.readouterr().err
    with transaction():
        latest().login = "another"
    with pytest.raises(Refusal):
        importing.run(asked(former), "cu")


def test_what_cannot_be_imported_is_refused_in_a_sentence(window, former):
    with pytest.raises(Refusal):
        importing.run(asked(former), "sai")
    with pytest.raises(NotFound):
        importing.run(asked(former, box="khong@snv.lamgiang.example"), "cu")
