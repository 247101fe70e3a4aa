"""A letter leaves once: Sent, boxes and queue in one step, blind copies in no head."""

import os
import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import func, select

from mail import operations, queries
from mail.jobs import departing, rescanning
from mail.models import Folder, MailItem, MailMessage, OutgoingMail, Right, Unseen
from mail.operations import File
from mail.queries.pressure import faults, pressure
from office import blobs, clock, outbox
from office.audit import AuditEvent
from office.config import current_settings
from office.db import db
from office.errors import Invalid
from office.outbox import OutboxMessage
from office.permissions import SYSTEM
from tests.mail import letters_written as written
from tests.mail.letters_written import CLERKS, LEADER, OFFICIAL, OUTSIDE
from tests.mail.test_sending import lend


def items(mail, part):
    """What lies in a box, as folder and message."""
    own = select(MailItem).where(MailItem.mailbox_id == mail.boxes[part].id)
    return db.session.scalars(own.order_by(MailItem.id)).all()


def letter_of(item):
    message = db.session.get_one(MailMessage, item.message_id)
    return message_from_bytes(blobs.read(message.sha256), policy=default)


def test_a_letter_lies_in_sent_and_unread_before_its_readers(mail):
    letter = written.left(written.sent(mail, cc=CLERKS, bcc=OUTSIDE))
    (own,), (got,) = items(mail, "official"), items(mail, "leader")
    assert (own.folder, got.folder) == (Folder.SENT, Folder.INBOX)
    assert own.message_id == got.message_id == items(mail, "clerks")[0].message_id
    unread = db.session.scalars(select(Unseen.item_id)).all()
    assert got.id in unread
    assert own.id not in unread
    assert letter.left_at is not None
    assert letter.problem == ""


def test_blind_copies_stand_in_envelopes_only(mail):
    written.left(written.sent(mail, bcc=f"{OUTSIDE}, {CLERKS}"))
    raw = blobs.read(db.session.scalars(select(MailMessage)).one().sha256)
    assert OUTSIDE.encode() not in raw
    assert CLERKS.encode() not in raw
    assert len(items(mail, "clerks")) == 1
    row = db.session.scalars(select(OutgoingMail)).one()
    assert (row.to, row.envelope_from) == (OUTSIDE, OFFICIAL)
    assert blobs.read(row.sha256) == raw


def test_a_letter_with_blind_copies_only_says_so(mail):
    written.left(written.sent(mail, to="", bcc=LEADER))
    assert letter_of(items(mail, "leader")[0])["To"] == "undisclosed-recipients:;"


def test_what_leaves_reads_as_it_was_written(mail):
    stored = blobs.put(b"%PDF-1.4 bieu")
    draft = written.draft(
        mail,
        to=f"Nguyễn Văn Mẫu <{OUTSIDE}>",
        text="Kính gửi **anh**.",
        options={"is_formatted": True, "importance": "high", "receipt": True, "delivery": True},
    )
    operations.attach_file(
        draft, File("Biểu mẫu.pdf", stored.sha256, stored.size, "application/pdf"), by=mail.official
    )
    operations.send(draft, version=draft.version, by=mail.official)
    written.left(draft)
    got = letter_of(items(mail, "official")[0])
    assert got["To"] == f"Nguyễn Văn Mẫu <{OUTSIDE}>"
    assert got["Message-ID"] == f"<{draft.uid}@snv.lamgiang.example>"
    assert (got["Importance"], got["Sender"], got["Bcc"]) == ("high", None, None)
    assert OFFICIAL in got["Disposition-Notification-To"]
    assert got.get_body(("plain",)).get_content().strip() == "Kính gửi **anh**."
    assert "<strong>anh</strong>" in got.get_body(("html",)).get_content()
    assert [one.get_filename() for one in got.iter_attachments()] == ["Biểu mẫu.pdf"]
    row = db.session.scalars(select(OutgoingMail)).one()
    assert row.options["notify"] == ["SUCCESS", "FAILURE", "DELAY"]
    assert db.session.get_one(MailMessage, row.message_id).has_files


def test_the_house_signs_under_what_goes_to_others_and_not_among_its_own(mail):
    operations.set_rules(mail.domain, {"footer": "Sở Nội vụ, số 1 Trần Phú"}, by=mail.admin)
    written.left(written.sent(mail, to=f"{LEADER}, {OUTSIDE}"))
    written.left(written.sent(mail, to=LEADER))
    outside, inside = (
        letter_of(item).get_body(("plain",)).get_content() for item in items(mail, "leader")
    )
    assert outside.rstrip().endswith("-- \r\nSở Nội vụ, số 1 Trần Phú")
    assert "Trần Phú" not in inside


def test_on_behalf_stands_in_the_head(mail):
    lend(mail, "leader", "official", Right.DRAFT, Right.SEND_ON_BEHALF)
    written.left(written.sent(mail, "leader", by="official", to=CLERKS))
    got = letter_of(items(mail, "clerks")[0])
    assert got["From"].addresses[0].addr_spec == LEADER
    assert got["Sender"].address.addr_spec == OFFICIAL
    assert [one.folder for one in items(mail, "leader")] == [Folder.SENT]


def test_an_answer_joins_its_conversation_and_marks_what_it_answers(mail):
    written.left(written.sent(mail, to=CLERKS))
    asked = items(mail, "clerks")[0]
    opened = mail.opened("clerks")
    reply = operations.begin_draft(
        opened,
        operations.Words(to=OFFICIAL, subject="Re: Lịch họp", text="Đã nhận."),
        answers=operations.Answers(asked, "reply"),
        by=mail.clerk,
    )
    operations.send(reply, version=reply.version, by=mail.clerk)
    written.left(reply)
    answer = items(mail, "official")[-1]
    assert answer.thread_id == asked.thread_id
    assert letter_of(answer)["In-Reply-To"] == letter_of(asked)["Message-ID"]
    db.session.refresh(asked)
    assert asked.is_answered
    assert asked.handled_by == mail.clerk.name
    assert db.session.get_one(MailMessage, answer.message_id).actor_name == mail.clerk.name


@pytest.mark.parametrize("falls_in", ["_kept", "built"])
def test_a_worker_that_fell_begins_again_with_the_same_name(mail, monkeypatch, falls_in):
    letter = written.sent(mail, cc=OUTSIDE)
    with monkeypatch.context() as broken:
        broken.setattr(departing, falls_in, fall)
        written.left(letter)
    assert letter.left_at is None
    assert not db.session.scalar(select(func.count(OutgoingMail.id)))
    body = {"draft": str(letter.uid), "version": letter.version}
    departing.leave(body)
    departing.leave(body)
    db.session.refresh(letter)
    assert letter.left_at is not None
    assert db.session.scalar(select(func.count(OutgoingMail.id))) == 1
    assert [one.folder for one in items(mail, "official")] == [Folder.SENT]
    assert letter_of(items(mail, "leader")[0])["Message-ID"].startswith(f"<{letter.uid}@")


def test_a_letter_that_no_worker_can_make_comes_back_to_its_writer(mail, monkeypatch):
    letter = written.sent(mail, cc=OUTSIDE)
    monkeypatch.setitem(outbox.RETRIES, "mail.leave", outbox.Retry(limit=1))
    with monkeypatch.context() as broken:
        broken.setattr(departing, "built", fall)
        written.left(letter)
    assert queries.state_of(letter) is queries.DraftState.WRITING
    assert "nhiều lần" in letter.problem
    assert operations.raise_alarms(pressure(), by=SYSTEM)
    assert "1 letters could not be made" in " ".join(faults())
    operations.send(letter, version=letter.version, by=mail.official)
    db.session.scalars(select(OutboxMessage).filter_by(state=outbox.JobState.DEAD)).one()
    written.left(letter)
    assert len(items(mail, "leader")) == 1


def fall(*_given):
    raise OSError("the disk is full")


def test_who_is_gone_by_then_is_named_on_the_letter(mail):
    letter = written.sent(mail, cc=CLERKS)
    operations.change_state(mail.boxes["clerks"], "closed", reason="Sáp nhập", by=SYSTEM)
    written.left(letter)
    assert letter.left_at is not None
    assert len(items(mail, "leader")) == 1
    assert CLERKS in letter.problem


@pytest.mark.parametrize("mark", ["MẬT", "Tối mật"])
def test_a_letter_with_a_secrecy_mark_comes_back_to_its_writer(mail, mark):
    letter = written.left(written.sent(mail, text=f"Kính gửi.\n\n{mark}\n\nNội dung."))
    assert letter.problem
    assert items(mail, "leader") == []
    assert letter.left_at is None


def test_a_program_comes_back_to_its_writer(mail):
    letter = written.draft(mail)
    stored = blobs.put(b"MZ\x90\x00" + b"\x00" * 60 + b"PE\x00\x00" + b"\x00" * 500)
    operations.attach_file(
        letter, File("cai-dat.exe", stored.sha256, stored.size), by=mail.official
    )
    waiting = operations.send(letter, version=letter.version, at=None, key="", by=mail.official)
    left = written.left(waiting)
    assert "cai-dat.exe" in left.problem
    assert items(mail, "leader") == []


def test_a_letter_with_a_virus_comes_back_to_its_writer(mail, monkeypatch):
    monkeypatch.setattr("mail.jobs.guarding.virus_in", lambda _stream: "Eicar-Test-Signature")
    letter = written.left(written.sent(mail))
    assert "Eicar" in letter.problem
    assert items(mail, "leader") == []


def test_a_file_too_large_goes_as_a_link_that_opens_for_a_month(house, mail, client, monkeypatch):
    operations.set_rules(mail.domain, {"largest_mib": 1}, by=mail.admin)
    letter, content = written.draft(mail), os.urandom(1 << 20)
    with pytest.raises(Invalid):
        operations.keep_file(letter, "ban-do.bin", BytesIO(content), by=mail.official)
    settings = house.extensions["office.settings"]
    monkeypatch.setattr(settings, "trusted_hosts", ("localhost", "vp.example"))
    operations.keep_file(letter, "ban-do.bin", BytesIO(content), by=mail.official)
    operations.send(letter, version=letter.version, by=mail.official)
    written.left(letter)
    got = letter_of(items(mail, "leader")[0])
    assert list(got.iter_attachments()) == []
    path = re.search(r"https://vp\.example(/\S+)", got.get_body().get_content())[1]
    page = client.get(path).text
    typed = {"_token": re.search(r'name="_token" value="([^"]+)"', page)[1]}
    assert "ban-do.bin" in page
    assert fetched() == []
    assert client.post(path, data=typed, buffered=True).data == content
    assert fetched() == ["ban-do.bin"]
    assert client.get(f"{path[:-4]}AAAA").status_code == 404
    box = mail.boxes["official"]
    operations.freeze_account(box, reason="Nghi bị chiếm", by=mail.admin)
    assert client.post(path, data=typed).status_code == 404, "a stranger may have laid it there"
    operations.thaw_account(box, by=mail.admin)
    assert client.post(path, data=typed, buffered=True).data == content
    find_late(content, monkeypatch)
    assert client.get(path).status_code == client.post(path, data=typed).status_code == 404
    assert [one.folder for one in items(mail, "leader")] == [Folder.QUARANTINE]
    with time_machine.travel(clock.now() + timedelta(days=30, hours=1), tick=False):
        assert client.post(path, data=typed).status_code == 404


def find_late(content, monkeypatch):
    """New signatures know what nothing but the linked file contains."""
    monkeypatch.setattr(current_settings(), "clamd", "/run/clamd.sock")
    monkeypatch.setattr(rescanning.clamd, "version", lambda _place: "of today")
    monkeypatch.setattr(
        rescanning, "virus_in", lambda raw: "Eicar" if raw.read() == content else ""
    )
    rescanning.rescan({})


def fetched():
    lines = select(AuditEvent).where(AuditEvent.act == "mail.link_opened")
    return [line.facts["file"] for line in db.session.scalars(lines)]


def test_a_linked_file_with_a_virus_keeps_its_letter_back(house, mail, monkeypatch):
    monkeypatch.setattr(
        "mail.jobs.guarding.virus_in", lambda raw: "Eicar" if b"a.bin" in raw.read() else ""
    )
    letter, stored = written.draft(mail), blobs.put(b"x")
    file = File("a.bin", stored.sha256, 1, is_linked=True)
    operations.attach_file(letter, file, by=mail.official)
    operations.send(letter, version=letter.version, by=mail.official)
    assert "Eicar" in written.left(letter).problem
    assert items(mail, "leader") == []
