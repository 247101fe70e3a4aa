"""What was accepted comes to its boxes exactly once, whatever falls on the way."""

import json
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select

from mail import operations
from mail.jobs import answering, delivering
from mail.jobs import intake as intake_jobs
from mail.jobs.intake import FOLDER, take_over
from mail.models import (
    ArrivalState,
    Folder,
    MailArrival,
    MailItem,
    MailMessage,
    MailPart,
    MailReference,
    OutgoingMail,
    Right,
)
from mail.smtp.intake.reading import Intakes
from office import blobs, clock, outbox
from office.accounts.models import Notice, Person
from office.config import current_settings
from office.db import db
from office.permissions import SYSTEM
from tests.mail.delivery.intake import PDF, accept, letter

AT = "@snv.lamgiang.example"


def submit(mail, data, to, *, part="official", **facts):
    """What an official handed in after he had logged in."""
    account = str(mail.agency.people[part].account_id)
    given = {"sender": f"{part}{AT}", "listener": "submission", "auth_user": account}
    accept(data, to, **given | facts)


def counts():
    with closing(Intakes(current_settings().data_dir / FOLDER)) as intakes:
        return intakes.counts()


def work():
    """Take over, then everything that follows from it."""
    take_over({})
    while outbox.drain(outbox.Lane.MAIL):
        pass


def in_box(box):
    found = select(MailItem, MailMessage).join(MailMessage, MailItem.message_id == MailMessage.id)
    return db.session.execute(
        found.where(MailItem.mailbox_id == box.id).order_by(MailItem.id)
    ).all()


def own(*words, **head):
    """A letter that names its writer as its author."""
    return letter(*words, **{"sender": f"official{AT}"} | head)


def test_letters_are_read_filed_and_settled(intake):
    first = letter("Kế hoạch sắp xếp", "Kính gửi Sở Nội vụ.\n", to=f"Bình <head{AT}>")
    first.add_attachment(PDF, maintype="application", subtype="pdf", filename="kế hoạch.pdf")
    answer = letter("Re: Kế hoạch", In_Reply_To=first["Message-ID"])
    long = letter("Thư dài", "Dòng văn bản.\n" * 9000)
    for one in (first, answer, long):
        accept(one)
    work()
    rows = in_box(intake.boxes["head"])
    assert [row.MailMessage.subject for row in rows] == [
        "Kế hoạch sắp xếp",
        "Re: Kế hoạch",
        "Thư dài",
    ]
    one, two, three = (row.MailMessage for row in rows)
    assert blobs.read(one.sha256) == first.as_bytes()
    assert (one.sender_name, one.has_files, one.is_outside) == ("Trần Văn An", True, True)
    assert one.thread_id == two.thread_id != three.thread_id
    part = db.session.scalars(select(MailPart)).one()
    assert (part.name, blobs.read(part.sha256)) == ("kế hoạch.pdf", PDF)
    assert "Kính gửi Sở Nội vụ" in json.loads(blobs.read(one.view_sha256))["text"]
    assert one.verdicts["spf"] == "temperror"
    assert counts() == {"settled": 3}


def test_a_fall_between_our_commit_and_the_settling_files_nothing_twice(intake, monkeypatch):
    accept(letter())

    def fall(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(intake_jobs, "LEASE_SECONDS", 0.0)
    with monkeypatch.context() as falling:
        falling.setattr(Intakes, "settle", fall)
        with pytest.raises(KeyboardInterrupt):
            take_over({})
    assert counts() == {"leased": 1}
    work()
    assert counts() == {"settled": 1}
    assert len(in_box(intake.boxes["head"])) == 1


def test_a_full_disk_and_spoilt_bytes_leave_the_mail_where_it_is_safe(intake, monkeypatch):
    accept(letter(), sha256="0" * 64)
    take_over({})
    assert counts() == {"failed": 1}

    def full(_stream):
        raise OSError("no space left")

    monkeypatch.setattr(blobs, "put", full)
    accept(letter())
    take_over({})
    assert counts() == {"failed": 1, "waiting": 1}
    assert db.session.scalars(select(MailArrival)).all() == []


def test_one_mail_that_cannot_be_delivered_keeps_no_other_back(intake, monkeypatch):
    accept(letter("một"))
    accept(letter("hai"))
    take_over({})
    original = delivering.judge

    def judge(arrival, told, folder):
        if told.head.subject == "một":
            raise RuntimeError("clamd is away")
        return original(arrival, told, folder)

    monkeypatch.setattr(delivering, "judge", judge)
    outbox.drain(outbox.Lane.MAIL)
    assert [row.MailMessage.subject for row in in_box(intake.boxes["head"])] == ["hai"]
    states = db.session.scalars(select(MailArrival.state).order_by(MailArrival.id)).all()
    assert states == [ArrivalState.WAITING, ArrivalState.DELIVERED]
    job = db.session.scalars(
        select(outbox.OutboxMessage).where(outbox.OutboxMessage.topic == "mail.deliver")
    ).one()
    monkeypatch.setattr(delivering, "judge", original)
    delivering.deliver(job.body)
    assert [row.MailMessage.subject for row in in_box(intake.boxes["head"])] == ["hai", "một"]


def test_what_went_round_too_often_is_kept_and_delivered_to_nobody(intake):
    head = b"".join(b"Received: from a.example by b.example; x\r\n" for _one in range(51))
    accept(head + letter().as_bytes())
    work()
    arrival = db.session.scalars(select(MailArrival)).one()
    assert (arrival.state, arrival.problem) == (ArrivalState.FAILED, "loop")
    assert in_box(intake.boxes["head"]) == []


def test_secret_papers_are_quarantined_unread_and_security_is_told(intake):
    submit(intake, own("[TỐI MẬT] Phương án", "nội dung"), [f"head{AT}"])
    accept(letter("Về công tác bảo mật", "Bảo vệ bí mật nhà nước"))
    accept(letter("Phương án", "\n  MẬT \nSố: 12\n"))
    work()
    rows = in_box(intake.boxes["head"])
    assert [row.MailItem.folder for row in rows] == [
        Folder.QUARANTINE,
        Folder.INBOX,
        Folder.QUARANTINE,
    ]
    secret = rows[0].MailMessage
    assert (secret.subject, secret.preview, secret.view_sha256, secret.to) == ("", "", "", [])
    told = db.session.scalars(select(Notice.desk_id).where(Notice.key.startswith("secrecy:")))
    assert set(told) == {intake.agency.desks["security"].id}
    [(_item, report)] = in_box(intake.boxes["official"])  # and no copy in Sent
    assert "5.7.1" in blobs.read(report.sha256).decode()
    assert f"head{AT}: " in json.loads(blobs.read(report.view_sha256))["text"]


def test_wishes_for_reports_are_kept_in_plain_words(intake):
    """They are coded anew for the next host; what would break its lines is left out."""
    wishes = {"address": "lan@else.example", "notify": "SUCCESS,DELAY"}
    submit(
        intake,
        own("Gửi đối tác"),
        [],
        options=json.dumps({"envid": "V+2B12", "ret": "HDRS"}),
        rcpts=json.dumps(
            [
                wishes | {"orcpt": "rfc822;lan+2Bcu@else.example"},
                wishes | {"address": "hoa@else.example", "orcpt": "rfc822;a+0D+0AX:@b.example"},
            ]
        ),
    )
    work()
    first, second = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    assert first.options == {
        "envid": "V+12",
        "ret": "HDRS",
        "notify": ["SUCCESS", "DELAY"],
        "orcpt": "lan+cu@else.example",
    }
    assert "orcpt" not in second.options


def test_reports_from_outside_find_what_was_sent_and_its_conversation(intake):
    made = own("Gửi đối tác", to="lan@else.example", message_id="<sent-1@x>")
    submit(intake, made, ["lan@else.example"])
    work()
    [(_item, sent)] = in_box(intake.boxes["official"])
    for to in ("official", "head"):  # at a stranger's box it counts nothing
        accept(report_on("<sent-1@x>", "lan@else.example"), to=[f"{to}{AT}"], sender="")
    work()
    rows = in_box(intake.boxes["official"])
    assert [row.MailMessage.thread_id for row in rows] == [sent.thread_id] * 2
    out = db.session.scalars(select(OutgoingMail)).one()
    assert (out.state.value, out.answer["report"]["status"]) == ("failed", "5.1.1")
    assert db.session.scalars(
        select(MailReference.named).where(MailReference.message_id == rows[1].MailMessage.id)
    ).all()[-1:] == ["<sent-1@x>"]


def report_on(message_id, address):
    return (
        "From: Mail Delivery System <mailer-daemon@else.example>\r\n"
        "To: official@snv.lamgiang.example\r\nSubject: Undelivered\r\n"
        "Message-ID: <report@else.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.else.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {message_id}\r\nSubject: x\r\n\r\n--b--\r\n"
    ).encode()


def test_a_writer_of_ours_hears_whom_his_letter_did_not_reach(intake):
    submit(intake, own("Mời họp"), [f"nobody{AT}"])
    work()
    _sent, (item, report) = in_box(intake.boxes["official"])
    assert item.folder is Folder.INBOX
    assert report.envelope_from == ""
    assert f"nobody{AT}" in json.loads(blobs.read(report.view_sha256))["text"]
    assert answering.STATUS["unknown"] in blobs.read(report.sha256).decode()


def test_a_program_hands_in_nothing_larger_than_the_domain_sends(intake):
    operations.set_rules(intake.domain, {"largest_mib": 1}, by=intake.admin)
    submit(intake, own("Bản đồ", ("x" * 70 + "\n") * 20_000), [f"colleague{AT}"])
    work()
    [(item, report)] = in_box(intake.boxes["official"])
    assert item.folder is Folder.INBOX
    assert answering.STATUS["too_large"] in blobs.read(report.sha256).decode()
    assert in_box(intake.boxes["colleague"]) == []


def test_nobody_writes_in_the_name_of_another(intake):
    operations.grant(
        intake.opened("leader"),
        db.session.get_one(Person, intake.official.person_id),
        [Right.READ, Right.SEND_ON_BEHALF],
        reason="Thư ký",
        valid_to=clock.now() + timedelta(days=3),
        by=intake.leader,
    )
    forged = own("giả", sender=f"head{AT}")
    two = own("hai", sender=f"official{AT}, head{AT}")
    silent = own("lặng", sender=f"leader{AT}")
    named = own("thay mặt", sender=f"leader{AT}", Sender=f"official{AT}")
    for one in (forged, two, silent, named):
        submit(intake, one, [f"colleague{AT}"])
    work()
    assert [row.MailMessage.subject for row in in_box(intake.boxes["colleague"])] == ["thay mặt"]
    reports = [row.MailMessage for row in in_box(intake.boxes["official"])]
    assert [one.subject for one in reports if one.envelope_from].count("thay mặt") == 1
    assert len([one for one in reports if not one.envelope_from]) == 3


@pytest.mark.parametrize(
    "head",
    [
        f"From: Leader <leader{AT}>\r\n",
        f"From: An <an@elsewhere.example>\r\nFrom: leader{AT}\r\n",
        f"From: an@elsewhere.example, Leader <leader{AT.upper()}>\r\n",
    ],
)
def test_who_outside_puts_our_name_into_the_head_lies_in_quarantine(intake, head):
    accept(f"{head}Subject: Gap\r\n\r\nChuyen tien.\r\n".encode())
    accept(letter("Thư thật"))
    work()
    lying = {mail.subject: item.folder for item, mail in in_box(intake.boxes["head"])}
    assert lying == {"Gap": Folder.QUARANTINE, "Thư thật": Folder.INBOX}
    [spoofed] = [mail for _item, mail in in_box(intake.boxes["head"]) if mail.subject == "Gap"]
    assert {one["code"] for one in spoofed.notices} >= {"own_name"}
    [notice] = db.session.scalars(select(Notice).where(Notice.kind == "mail_held")).all()
    assert notice.desk_id == intake.head.desk_id


def test_a_domain_may_let_machines_outside_write_in_its_name(intake):
    operations.choose_rules(intake.domain, {"refuses_own_from_outside": False}, by=SYSTEM)
    accept(letter("Máy quét", sender=f"head{AT}"))
    work()
    assert [item.folder for item, _mail in in_box(intake.boxes["head"])] == [Folder.INBOX]


def test_a_writer_who_wished_it_hears_that_his_letter_lies_in_the_box(intake):
    wishes = [
        {"address": f"head{AT}", "notify": "SUCCESS,FAILURE"},
        {"address": f"colleague{AT}"},
        {"address": f"nobody{AT}", "notify": "NEVER"},
    ]
    submit(intake, own("Mời họp"), [], rcpts=json.dumps(wishes))
    work()
    _sent, (_item, report) = in_box(intake.boxes["official"])
    told = blobs.read(report.sha256).decode()
    assert "Action: delivered" in told
    assert told.count("Final-Recipient") == 1
