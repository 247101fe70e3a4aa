"""A mail lies once in each box it was written to, unread for who reads the box."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mail import operations
from mail.models import (
    AddressKind,
    BoxState,
    Folder,
    MailItem,
    MailState,
    OutgoingMail,
    Unseen,
)
from mail.operations import Envelope, Judged
from office import clock
from office.accounts.models import Notice
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden
from office.outbox import OutboxMessage
from office.permissions import SYSTEM
from tests.mail.post import came, delivered, told

AT = "@snv.lamgiang.example"


def items(box):
    return db.session.scalars(
        select(MailItem).where(MailItem.mailbox_id == box.id).order_by(MailItem.number)
    ).all()


def unread(box):
    rows = select(Unseen.person_id).where(Unseen.mailbox_id == box.id)
    return set(db.session.scalars(rows))


def jobs(topic):
    found = select(OutboxMessage.body).where(OutboxMessage.topic == topic)
    return list(db.session.scalars(found.order_by(OutboxMessage.id)))


def test_a_mail_lies_in_each_box_unread_for_its_readers(mail):
    box = mail.boxes["clerks"]
    went, message = delivered([f"vanthu{AT}", f"HEAD{AT}"])
    [item] = items(box)
    assert (item.folder, item.number, item.changed) == (Folder.INBOX, 1, 1)
    assert box.used_bytes == message.size
    assert unread(box) == {mail.clerk.person_id}
    assert unread(mail.boxes["head"]) == {mail.head.person_id}
    assert len(went.items) == 2
    assert message.is_outside


def test_the_same_intake_row_is_one_arrival(mail):
    envelope = came([f"head{AT}"])
    first = operations.take_in(envelope, by=SYSTEM)
    assert operations.take_in(envelope, by=SYSTEM) is first
    assert operations.deliver(first, told(envelope), Judged(), by=SYSTEM)
    assert operations.deliver(first, told(envelope), Judged(), by=SYSTEM) is None
    assert len(items(mail.boxes["head"])) == 1


def test_a_client_that_lost_our_answer_delivers_once_within_the_hour(mail):
    first = came([f"head{AT}"])
    kept = told(first)
    operations.deliver(operations.take_in(first, by=SYSTEM), kept, Judged(), by=SYSTEM)
    for minutes, lying in ((30, 1), (91, 2)):
        later = first.received_at + timedelta(minutes=minutes)
        again = Envelope(**vars(first) | {"key": f"again-{minutes}", "received_at": later})
        arrival = operations.take_in(again, by=SYSTEM)
        operations.deliver(arrival, kept, Judged(), by=SYSTEM)
        assert len(items(mail.boxes["head"])) == lying
        assert ("repeats=1" in arrival.problem) is (lying == 1)


def test_only_the_house_carries_mail(mail):
    envelope = came([f"head{AT}"])
    with pytest.raises(Forbidden):
        operations.take_in(envelope, by=mail.admin)
    arrival = operations.take_in(envelope, by=SYSTEM)
    with pytest.raises(Forbidden):
        operations.deliver(arrival, told(envelope), Judged(), by=mail.admin)
    with pytest.raises(Forbidden):
        operations.keep_message(told(envelope), by=mail.head)


def test_an_alias_still_delivers_and_for_a_closed_box_the_function_is_named(mail):
    operations.give_address(
        mail.boxes["head"], mail.domain, "binh", kind=AddressKind.PRIMARY, by=SYSTEM
    )
    operations.change_state(mail.boxes["official"], BoxState.CLOSED, reason="Nghỉ", by=SYSTEM)
    went, _message = delivered([f"head{AT}", f"official{AT}", f"nobody{AT}", "x@else.example"])
    assert len(items(mail.boxes["head"])) == 1
    assert went.lost == [
        (f"official{AT}", f"moved:vanthu{AT}"),
        (f"nobody{AT}", "unknown"),
        ("x@else.example", "unknown"),
    ]
    assert jobs("mail.lost") == []  # nobody outside is told: he may not have written it


def test_a_submitted_mail_lies_in_sent_and_goes_out(mail):
    went, message = delivered(
        [f"head{AT}", "lan@else.example", f"nobody{AT}"],
        sender=f"official{AT}",
        listener="submission",
    )
    [sent] = items(mail.boxes["official"])
    assert sent.folder is Folder.SENT
    assert unread(mail.boxes["official"]) == set()
    out = db.session.scalars(select(OutgoingMail)).one()
    assert (out.to, out.sha256, out.state) == ("lan@else.example", message.sha256, MailState.HELD)
    assert out.envelope_from == f"official{AT}"
    assert [one["lost"] for one in jobs("mail.lost")] == [[[f"nobody{AT}", "unknown"]]]
    assert len(went.items) == 1


def test_a_program_that_names_nobody_writes_in_the_name_of_the_box(mail):
    bare = {"sender": operations.Named("", f"official{AT}")}
    _went, message = delivered(
        [f"head{AT}"], sender=f"official{AT}", listener="submission", kept=bare
    )
    assert message.sender_name == mail.boxes["official"].name
    other = {"sender": operations.Named("", f"leader{AT}")}
    _went, message = delivered(
        [f"head{AT}"], sender=f"official{AT}", listener="submission", kept=other
    )
    assert message.sender_name == ""


def test_a_letter_to_himself_lies_in_sent_and_in_the_inbox(mail):
    delivered([f"official{AT}"], sender=f"official{AT}", listener="submission")
    folders = [item.folder for item in items(mail.boxes["official"])]
    assert folders == [Folder.SENT, Folder.INBOX]


def test_the_reader_is_told_once_when_his_box_fills(mail):
    box = mail.boxes["head"]
    _went, message = delivered([f"head{AT}"])
    with transaction():
        box.quota_bytes = message.size * 5
    for _more in range(4):
        delivered([f"head{AT}"])
    texts = db.session.scalars(select(Notice.facts).where(Notice.kind == "mail_quota")).all()
    assert [one["percent"] for one in texts] == ["80", "95"]
    assert box.full_since
    assert len(items(box)) == 5


def test_a_box_a_tenth_over_its_quota_takes_what_the_house_says_and_no_letter(mail):
    box, inside = mail.boxes["head"], {"sender": f"official{AT}", "listener": "submission"}
    with transaction():
        box.used_bytes = box.quota_bytes
    assert delivered([f"head{AT}"], **inside)[0].lost == []
    with transaction():
        box.used_bytes = box.quota_bytes * 11 // 10 + 1
    assert delivered([f"head{AT}"], **inside)[0].lost == [(f"head{AT}", "full")]
    assert jobs("mail.lost")[-1]["lost"] == [[f"head{AT}", "full"]]
    assert delivered([f"head{AT}"], sender="", listener="house")[0].lost == []
    assert len(items(box)) == 2


def test_what_the_domain_blocks_is_quarantined_and_noted(mail):
    file = operations.KeptFile("2", "x.exe", "program", 10, "0" * 64, risks=("executable",))
    macro = operations.KeptFile("2", "x.docm", "docm", 10, "0" * 64, risks=("macro",))
    delivered([f"head{AT}"], kept={"files": (file,)})
    delivered([f"official{AT}"], kept={"files": (macro,)})
    operations.choose_rules(mail.domain, {"blocked": ["macro"]}, by=SYSTEM)
    delivered([f"colleague{AT}"], kept={"files": (macro,)})
    found = [items(mail.boxes[part])[0].folder for part in ("head", "official", "colleague")]
    assert found == [Folder.QUARANTINE, Folder.INBOX, Folder.QUARANTINE]
    told_at = db.session.scalars(select(Notice.desk_id).where(Notice.kind == "mail_held"))
    assert set(told_at) == {mail.agency.desks["head"].id, mail.agency.desks["colleague"].id}


def test_what_is_held_lies_in_quarantine_and_is_audited(mail):
    _went, message = delivered([f"head{AT}"], judged=Judged(hold="dmarc"))
    assert items(mail.boxes["head"])[0].folder is Folder.QUARANTINE
    line = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "mail.quarantined")).one()
    assert (line.subject_uid, line.facts["reason"]) == (str(message.uid), "dmarc")


def test_what_cannot_be_delivered_stays_with_its_reason(mail):
    arrival = operations.take_in(came([f"head{AT}"]), by=SYSTEM)
    operations.give_up_arrival(arrival, "loop", by=SYSTEM)
    assert (arrival.state.value, arrival.problem) == ("failed", "loop")
    with pytest.raises(Forbidden):
        operations.give_up_arrival(arrival, "loop", by=mail.admin)


def test_two_pages_of_boxes_get_one_event_each(mail, monkeypatch):
    heard = []
    monkeypatch.setattr("mail.operations.placing.publish", heard.append)
    _went, message = delivered([f"head{AT}", f"official{AT}"])
    [event] = heard
    boxes = {mail.boxes["head"].uid, mail.boxes["official"].uid}
    assert event.message_uid == message.uid
    assert {box for box, _item, folder in event.placed if folder == "inbox"} == boxes


def test_numbers_rise_within_a_box_only(mail):
    for _one in range(2):
        delivered([f"head{AT}"])
    delivered([f"official{AT}"])
    assert [item.number for item in items(mail.boxes["head"])] == [1, 2]
    assert [item.number for item in items(mail.boxes["official"])] == [1]
    assert db.session.scalar(select(func.count(MailItem.id))) == 3
    assert clock.now() >= items(mail.boxes["head"])[1].placed_at
