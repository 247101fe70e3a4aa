"""A former mailbox is looked at, brought in pieces, stopped, cut and gone on with."""

import hashlib
import imaplib
from types import SimpleNamespace

import pytest
from flask import current_app
from imap_tools.errors import MailboxFolderStatusError
from sqlalchemy import select

from mail import operations
from mail.jobs import former as work
from mail.models import ImportState, MailLabel, MailMessage
from mail.operations import FormerBox, FormerFolder
from mail.operations.former import BAD_LOGIN, FULL
from mail.queries.former import is_out_of_bounds
from mail.wire.former import Former
from office import blobs, clock, outbox
from office.db import db, transaction
from office.errors import Invalid, Refusal
from office.given_up import put_right
from office.outbox import Lane, OutboxMessage
from office.permissions import SYSTEM
from tests.documents.pages import Reader
from tests.mail.imap.test_importing import ALL, former, lying  # noqa: F401 - a fixture
from tests.mail.imap.test_window import letter
from tests.needs import needs

pytestmark = needs("dovecot")


def outside(call):
    def spoken(self, *args):
        assert not db.session().in_transaction()
        return call(self, *args)

    return spoken


def ask(window, server, word="cu"):
    there = FormerBox("127.0.0.1", server.port, "an", word)
    return operations.ask_former(window.mail.boxes["official"], there, by=window.mail.admin)


def go_on(row, *, rounds=20):
    """Let the worker do what is due, whatever it had put off."""
    for _round in range(rounds):
        with transaction():
            for job in db.session.scalars(select(OutboxMessage)):
                job.due_at = clock.now()
        if not outbox.drain(Lane.BULK, most=1):
            break
    db.session.refresh(row)
    return row.state


@pytest.fixture(autouse=True)
def reachable(window, monkeypatch):
    settings = window.settings.model_copy(update={"allowed_fetch": ("127.0.0.1",)})
    monkeypatch.setitem(current_app.extensions, "office.settings", settings)


def test_a_mailbox_is_counted_brought_stopped_cut_and_gone_on_with(window, former, monkeypatch):  # noqa: F811
    row = ask(window, former)
    assert go_on(row) is ImportState.READY
    found = {one["name"]: (one["count"], one["target"]) for one in row.places}
    assert found == {
        "INBOX": (5, "inbox"),
        "Sent": (1, "sent"),
        "Trash": (1, ""),
        "Dự án": (1, "label"),
    }
    assert row.total == 7
    with monkeypatch.context() as patched:
        patched.setattr(operations.former, "MOST_LABELS", 0)
        with pytest.raises(Invalid):
            operations.start_former(row, {}, by=window.mail.admin)
    operations.start_former(row, {}, by=window.mail.admin)
    monkeypatch.setattr(work, "PIECE", 2)
    for name in ("__init__", "login", "look_into", "letters"):
        monkeypatch.setattr(Former, name, outside(getattr(Former, name)))
    go_on(row, rounds=1)
    assert len(lying(window)) == 2
    operations.stop_former(row, by=window.mail.admin)
    assert go_on(row) is ImportState.STOPPED
    operations.resume_former(row, by=window.mail.admin)

    def cut(self, uids):
        raise imaplib.IMAP4.abort("the line is gone")

    with monkeypatch.context() as patched:
        patched.setattr(Former, "letters", cut)
        assert go_on(row, rounds=2) is ImportState.RUNNING
    assert "the line is gone" in row.problem
    assert go_on(row) is ImportState.DONE
    assert lying(window) == ALL
    assert (row.brought, row.known, row.refused, row.sealed) == (5, 1, 1, "")
    assert "It bears a secrecy mark." in Reader(current_app, window.mail.admin).get(
        f"/mail-keep/imports/{row.uid}"
    )
    notices = db.session.scalars(select(MailMessage.notices)).all()
    assert {one[-1]["code"] for one in notices} == {"imported"}
    assert db.session.scalars(select(MailLabel.name)).all() == ["Dự án"]
    again = ask(window, former)
    go_on(again)
    operations.start_former(again, {"Trash": ""}, by=window.mail.admin)
    assert go_on(again) is ImportState.DONE
    assert (again.brought, again.known) == (0, 6)


def test_a_wrong_password_is_forgotten_and_a_full_box_waits(window, former, monkeypatch):  # noqa: F811
    row = ask(window, former, "sai")
    assert go_on(row) is ImportState.STOPPED
    assert (row.problem, row.sealed) == (BAD_LOGIN, "")
    with pytest.raises(Invalid):
        operations.resume_former(row, by=window.mail.admin)
    operations.resume_former(row, secret="cu", by=window.mail.admin)
    assert go_on(row) is ImportState.READY
    monkeypatch.setattr(work, "LARGEST", 10)
    places = dict.fromkeys(("Sent", "Dự án"), "")
    operations.start_former(row, places, by=window.mail.admin)
    assert go_on(row) is ImportState.DONE
    assert (row.refused, row.refusals[0]["folder"], lying(window)) == (5, "INBOX", [])
    monkeypatch.setattr(work, "LARGEST", 10**6)
    with transaction():
        window.mail.boxes["official"].quota_bytes = 5
    row = ask(window, former)
    go_on(row)
    operations.start_former(row, {}, by=window.mail.admin)
    assert go_on(row) is ImportState.STOPPED
    assert row.problem == FULL
    go_on(row)
    assert not blobs.exists(hashlib.sha256(letter("hai")).hexdigest())


def test_folders_that_would_share_a_label_and_names_without_letters(window, former):  # noqa: F811
    row = ask(window, former)
    names = ["D" * 60 + sign for sign in "ab"]
    found = [FormerFolder(name, 1, "label") for name in names]
    operations.note_places(row, found, by=SYSTEM)
    with pytest.raises(Invalid):
        operations.start_former(row, {}, by=window.mail.admin)
    operations.start_former(row, {names[0]: "archive"}, by=window.mail.admin)
    line = Former.__new__(Former)
    flags = {"A": ("\\NoSelect",), "B": ("\\NonExistent",), "C": ("\\Sent",)}
    rows = [SimpleNamespace(name=name, flags=given) for name, given in flags.items()]
    line.folder = SimpleNamespace(list=lambda: rows)
    assert [one.name for one in line.places()] == ["C"]


def test_the_page_asks_and_our_own_machine_is_not_reached(window, former, monkeypatch):  # noqa: F811
    admin = Reader(current_app, window.mail.admin)
    typed = {"address": "official@snv.lamgiang.example", "host": "127.0.0.1", "login": "an"}
    page = admin.post("/mail-keep/imports", port=str(former.port), secret="cu", **typed)
    row = db.session.scalars(select(work.FormerImport)).one()
    put_right(work.IMPORT, "k", {"row": str(row.uid), "step": row.step})
    assert "tried many times and could not go on" in admin.get(page)
    operations.resume_former(row, by=window.mail.admin)
    counted = Former.count_in

    def refused(self, name):
        if name == "Sent":
            raise MailboxFolderStatusError(("NO", []), "OK")
        return counted(self, name)

    with monkeypatch.context() as patched:
        patched.setattr(Former, "count_in", refused)
        go_on(row)
    assert ("Sent", 0, "") in [(one["name"], one["count"], one["target"]) for one in row.places]
    assert "Dự án" in admin.get(page)
    with pytest.raises(Refusal):
        ask(window, former)
    monkeypatch.setitem(current_app.extensions, "office.settings", window.settings)
    for host in ("127.0.0.1", "localhost", "169.254.169.254", "::1", "::ffff:127.0.0.1", "cu"):
        assert is_out_of_bounds(host, 993), host
    assert not is_out_of_bounds("10.1.2.3", 993)
    assert is_out_of_bounds("mail.cu.example", 6379)
