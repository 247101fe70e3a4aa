"""Letters leave a box as files and come into it so; nothing broken, secret or twice."""

import hashlib
import mailbox
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO

import pytest
from sqlalchemy import select

from mail import operations, queries
from mail.jobs import bringing
from mail.jobs.bringing import bring
from mail.letters.mbox import write_mbox
from mail.models import Folder, MailImport, MailItem, MailMessage
from mail.policy import Can
from office import blobs, clock, outbox
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden
from office.given_up import put_right
from office.outbox import Lane
from office.permissions import allowed
from tests.documents.pages import Reader
from tests.mail.post import lay

WHEN = datetime(2019, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture
def official(house, mail):
    return Reader(house, mail.official)


def letter(number, *more):
    head = [f"From: Người gửi <gui{number}@cu.example>", f"Message-ID: <{number}@cu.example>"]
    lines = [*head, f"Subject: =?utf-8?q?Th=C6=B0_s=E1=BB=91_{number}?=", *more, "", "From here on"]
    return "".join(f"{line}\r\n" for line in lines).encode()


def mbox(*letters):
    return b"".join(write_mbox((one, "gui@cu.example", WHEN) for one in letters))


def brought(mail, data, folder=Folder.ARCHIVE):
    """What became of a file once its job was done."""
    opened = mail.opened("official")
    row = operations.bring_file(opened, folder, "cu.mbox", BytesIO(data), by=mail.official)
    bring({"file": str(row.uid)})
    return db.session.scalars(select(MailImport).order_by(MailImport.id.desc())).first()


def lying(mail, folder=Folder.ARCHIVE):
    joined = select(MailItem, MailMessage).join(MailMessage, MailMessage.id == MailItem.message_id)
    mine = MailItem.mailbox_id == mail.boxes["official"].id, MailItem.folder == folder
    return db.session.execute(joined.where(*mine).order_by(MailItem.id)).all()


def test_good_letters_come_in_at_their_dates_and_the_others_are_named(mail, official):
    secret = letter(2, "X: y").replace(b"From here on", b"TUY\xe1\xbb\x86T M\xe1\xba\xacT")
    guessed = letter(3, "Content-Type: text/plain; charset=iso-8859-1")
    guessed = guessed.replace(b"From here on", "Kính gửi quý vị, xin báo cáo kết quả".encode())
    data = mbox(letter(1), secret, b"no head at all\r\n", letter(1), guessed)
    row = brought(mail, data)
    assert (row.looked, row.brought, row.known, row.done_at is not None) == (5, 2, 1, True)
    assert [(one["number"], one["why"]) for one in row.refused] == [(2, "secret"), (3, "no_letter")]
    assert [said.subject for _item, said in lying(mail)] == ["Thư số 1", "Thư số 3"]
    assert {item.placed_at for item, _said in lying(mail)} == {WHEN}
    page = official.get(f"/mail/settings/boxes/{mail.boxes['official'].uid}/exchange")
    assert "2 letters laid in" in page
    assert "Letter no. 2: it bears a secrecy mark" in page
    shown = official.get(f"/mail/items/{lying(mail)[1][0].uid}")
    assert shown.count("brought in from a file") == 1
    assert shown.count("The charset of this letter was guessed") == 1
    assert brought(mail, data).known == 3
    assert len(lying(mail)) == 2
    with transaction():
        lying(mail)[0][0].removed_at = clock.now()
    assert brought(mail, data).brought == 1


def test_a_full_box_ends_the_file_and_nothing_of_it_stays_in_the_store(mail, official, monkeypatch):
    monkeypatch.setattr(bringing, "MOST_TOGETHER", 1)
    with transaction():
        mail.boxes["official"].quota_bytes = 5
    row = brought(mail, mbox(letter(1), letter(2)))
    assert (row.looked, row.done_at is not None) == (1, True)
    page = official.get(f"/mail/settings/boxes/{mail.boxes['official'].uid}/exchange")
    assert "Letter no. 2: the mailbox is full; this letter and those behind it" in page
    stored = hashlib.sha256(letter(1)).hexdigest()
    assert blobs.exists(stored)
    outbox.drain(Lane.BULK)
    assert not blobs.exists(stored)


def test_a_file_that_was_given_up_is_no_longer_waited_for(mail, official):
    opened, data = mail.opened("official"), BytesIO(mbox(letter(1)))
    row = operations.bring_file(opened, Folder.ARCHIVE, "a.mbox", data, by=mail.official)
    put_right(bringing.BRING, "k", {"file": str(row.uid)})
    page = official.get(f"/mail/settings/boxes/{mail.boxes['official'].uid}/exchange")
    assert "data-refresh" not in page
    assert "Letter no. 1: the program tried many times" in page


def test_one_letter_as_eml_keeps_its_date(mail):
    data = letter(7, "Date: Tue, 5 Mar 2019 08:00:00 +0700").replace(b"\r\n", b"\n")
    assert brought(mail, data, Folder.SENT).brought == 1
    ((item, said),) = lying(mail, Folder.SENT)
    assert item.placed_at == datetime(2019, 3, 5, 1, 0, tzinfo=UTC)
    assert said.message_id == "<7@cu.example>"


def test_work_that_was_cut_off_goes_on_behind_its_last_letter(mail):
    opened = mail.opened("official")
    data = BytesIO(mbox(letter(1), letter(2)))
    row = operations.bring_file(opened, Folder.ARCHIVE, "a.mbox", data, by=mail.official)
    with transaction():
        row.looked = 1  # the first was laid in when the worker fell
    bring({"file": str(row.uid)})
    bring({"file": str(row.uid)})
    assert [said.subject for _item, said in lying(mail)] == ["Thư số 2"]


def test_a_folder_leaves_as_a_file_that_other_programs_read_and_the_log_knows_it(
    mail, official, tmp_path
):
    box = mail.boxes["official"]
    lay(box, subject="Một", text="From xa")
    chosen = lay(box, subject="Hai")
    lay(box, subject="Mật", notices=[{"code": "secrecy", "values": []}])
    lay(box, subject="Rác", folder=Folder.JUNK)
    path = f"/mail/boxes/{box.uid}/export"
    whole = official.client.post(path, data={"folder": "inbox"}).data
    (tmp_path / "a.mbox").write_bytes(whole)
    with closing(mailbox.mbox(tmp_path / "a.mbox")) as read:
        assert len(read) == 2
    assert b"\n>From xa\n" in whole
    some = official.client.post(path, data={"chosen": str(chosen.uid)})
    assert some.data.count(b"\nFrom: ") == 1
    assert "attachment" in some.headers["Content-Disposition"]
    lines = select(AuditEvent.facts).where(AuditEvent.act == "mail.exported")
    counts = [facts["letters"] for facts in db.session.scalars(lines.order_by(AuditEvent.id))]
    assert counts == [3, 1]


def test_who_only_reads_a_box_neither_takes_letters_out_nor_brings_them_in(mail):
    opened = queries.OpenBox(mail.boxes["official"], frozenset({"read"}), is_lent=True)
    assert not allowed(mail.colleague, Can.EXCHANGE, opened)
    with pytest.raises(Forbidden):
        operations.bring_file(opened, Folder.INBOX, "a.eml", BytesIO(letter(1)), by=mail.colleague)
