"""Boxes in a mail program: Dovecot on our tables and our folders."""

from datetime import timedelta
from imaplib import IMAP4

import pytest
from imap_tools import MailboxLoginError
from sqlalchemy import select

from mail import operations
from mail.models import Flagged, Folder, Mailbox, MailItem, MailMessage, Unseen
from office import blobs, clock
from office.accounts.models import Account
from office.db import db, new_uid, transaction
from office.permissions import Role
from office.units.models import Tenure
from tests.mail.post import build_item, lay
from tests.needs import needs

pytestmark = needs("dovecot")
LETTER = b"From: an@ngoai.example\r\nSubject: %s\r\nMessage-ID: <%s@x.example>\r\n\r\nChao\r\n"


def letter(name):
    return LETTER % (name.encode(), name.encode())


def fresh(item):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(MailItem, item.id)


def is_unseen(item, actor):
    db.session.rollback()
    wanted = select(Unseen).where(Unseen.item_id == item.id, Unseen.person_id == actor.person_id)
    return db.session.scalars(wanted).first() is not None


def test_who_holds_a_device_password_reads_and_marks_his_box(window):
    mail = window.mail
    item = build_item(mail.boxes["official"], data=letter("mot"))
    login, secret = window.device("official")
    window.server.start()
    window.sync()
    with window.server.program(login, secret) as box:
        (found,) = box.fetch(mark_seen=False)
        raw = box.client.uid("FETCH", found.uid, "(BODY.PEEK[])")[1][0][1]
        assert raw == letter("mot")
        assert {one.name for one in box.folder.list()} >= {
            "INBOX",
            "Sent",
            "Drafts",
            "Junk",
            "Trash",
            "Archive",
        }
        box.flag(found.uid, ["\\Flagged"], value=True)
        window.quick()
        starred = select(Flagged).where(Flagged.item_id == item.id)
        assert db.session.scalars(starred).one().person_id == mail.official.person_id
        with transaction():
            db.session.add(
                Unseen(
                    item_id=item.id,
                    person_id=mail.official.person_id,
                    mailbox_id=item.mailbox_id,
                    folder=Folder.INBOX,
                )
            )
            owner = db.session.get_one(Mailbox, item.mailbox_id)
            owner.changes += 1
            db.session.get_one(MailItem, item.id).changed = owner.changes
        window.quick()
        box.client.noop()
        (again,) = box.fetch(mark_seen=False)
        assert set(again.flags) - {"\\Recent"} == {"\\Flagged"}
    assert (
        blobs.path_of(db.session.get_one(MailMessage, item.message_id).sha256).stat().st_nlink > 1
    )


def test_only_a_valid_device_for_imap_opens_the_box(window):
    login, secret = window.device("official")
    _same, for_smtp = window.device("official", scopes=("smtp",))
    window.server.start()
    other_end = secret[:-1] + ("y" if secret.endswith("x") else "x")
    for wrong in ("sai-sai-sai", for_smtp, other_end, f"{secret[:5]}' OR '1'='1"):
        with pytest.raises(MailboxLoginError), window.server.program(login, wrong):
            pass
    with window.server.program("official@snv.lamgiang.example", secret):
        pass
    window.sync()
    came = window.row(secret)
    assert came.last_used_from == "127.0.0.1"
    assert came.made_at <= came.last_used_at <= clock.now()
    assert window.row(for_smtp).last_used_at is None
    operations.revoke_app_password(window.row(secret), by=window.mail.official)
    with pytest.raises(MailboxLoginError), window.server.program(login, secret):
        pass


def test_a_suspended_box_is_not_opened(window):
    login, secret = window.device("official")
    window.server.start()
    with window.server.program(login, secret):
        pass
    with transaction():
        window.mail.boxes["official"].state = "suspended"
        account = db.session.get_one(Account, window.mail.colleague.account_id)
        assert account.disabled_at is None
    with pytest.raises(MailboxLoginError), window.server.program(login, secret):
        pass


def test_an_open_program_of_a_frozen_account_reads_nothing_more_after_the_next_round(window):
    mail = window.mail
    build_item(mail.boxes["official"], data=letter("rieng"))
    login, secret = window.device("official")
    window.server.start()
    window.sync()
    with window.server.program(login, secret) as box:
        assert box.folder.status("INBOX")["MESSAGES"] == 1
        operations.freeze_account(mail.boxes["official"], reason="Lộ mật khẩu", by=mail.admin)
        window.quick()
        with pytest.raises(IMAP4.abort):
            box.client.fetch("1", "(BODY.PEEK[])")
    with pytest.raises(MailboxLoginError), window.server.program(login, secret):
        pass


def test_what_a_program_moves_removes_and_brings_is_taken_over(window):
    mail = window.mail
    box = mail.boxes["official"]
    moved, removed, kept = (build_item(box, data=letter(name)) for name in ("chuyen", "xoa", "giu"))
    login, secret = window.device("official")
    window.server.start()
    window.sync()
    with window.server.program(login, secret) as program:
        by_subject = {one.subject: one.uid for one in program.fetch(mark_seen=False)}
        program.move(by_subject["chuyen"], "Archive")
        program.delete(by_subject["xoa"])
        program.append(letter("nop"), "Sent", flag_set=["\\Seen"])
        with pytest.raises(Exception, match=r"(?i)permission"):
            program.folder.create("Du an")
        window.quick()
        assert fresh(moved).folder is Folder.ARCHIVE
        gone = fresh(removed)
        assert (gone.folder, gone.removed_via) == (Folder.TRASH, "imap")
        assert gone.deleted_at
        assert not gone.removed_at
        assert blobs.exists(db.session.get_one(MailMessage, removed.message_id).sha256)
        assert fresh(kept).folder is Folder.INBOX
        (brought,) = db.session.scalars(
            select(MailItem).where(MailItem.mailbox_id == box.id, MailItem.folder == Folder.SENT)
        )
        message = db.session.get_one(MailMessage, brought.message_id)
        assert (message.subject, blobs.read(message.sha256)) == ("nop", letter("nop"))
        window.quick()
        program.folder.set("Trash")
        assert list(program.fetch()) == []
        program.folder.set("Sent")
        assert [one.subject for one in program.fetch()] == ["nop"]
    assert "Error" not in window.server.log()


def second_clerk(mail, part):
    """Somebody more at the desk of the clerks, beside his own post."""
    desk, actor = mail.agency.desks["clerk"], mail.agency.people[part]
    with transaction():
        db.session.add(
            Tenure(
                desk_id=desk.id,
                unit_id=mail.agency.unit.id,
                person_id=actor.person_id,
                function=Role.CLERK,
                title="Văn thư",
                valid_from=clock.now() - timedelta(days=1),
                operation_uid=new_uid(),
            )
        )


def test_the_desks_box_is_a_folder_of_each_holder_with_marks_of_his_own(window):
    mail, shared = window.mail, "Shared/Văn thư Sở Nội vụ"
    second_clerk(mail, "colleague")
    item = lay(mail.boxes["clerks"], subject="chung")
    (first, second) = (window.device(part) for part in ("clerk", "colleague"))
    window.server.start()
    window.sync()
    with window.server.program(*first, shared) as program:
        (found,) = program.fetch(mark_seen=False)
        assert found.subject == "chung"
        assert "\\Seen" not in found.flags
        program.flag(found.uid, ["\\Seen", "\\Flagged"], value=True)
        program.copy(found.uid, "INBOX")
    window.quick()
    assert not is_unseen(item, mail.clerk)
    assert is_unseen(item, mail.colleague)
    with window.server.program(*second, shared) as program:
        (found,) = program.fetch(mark_seen=False)
        assert not {"\\Seen", "\\Flagged"} & set(found.flags)
        program.move(found.uid, f"{shared}/Archive")
    window.quick()
    assert fresh(item).folder is Folder.ARCHIVE
    copies = select(MailItem).where(MailItem.mailbox_id == mail.boxes["clerk"].id)
    assert db.session.scalars(copies).one().message_id == item.message_id
    starred = db.session.scalars(select(Flagged.person_id).where(Flagged.item_id == item.id))
    assert starred.all() == [mail.clerk.person_id]
