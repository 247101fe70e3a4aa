"""Rules of a box, answers of who is away, forwarding, and what must never happen: a loop."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from sqlalchemy import select

from mail import operations
from mail.jobs import answering
from mail.models import (
    AwayNote,
    BoxState,
    Flagged,
    Folder,
    ItemLabel,
    MailAssignment,
    MailItem,
    MailKey,
    MailLabel,
    MailMessage,
    MailRule,
    OutgoingMail,
)
from mail.operations import reserving
from mail.wire import dkim as keys
from mail.wire.signatures import chain_of
from mail.wire.verdicts import Verdict
from office import blobs, clock, outbox, vault
from office.accounts.models import Notice, Person
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Invalid
from office.permissions import SYSTEM
from tests.documents.pages import Reader
from tests.mail import dns_server
from tests.mail.delivery.intake import accept, letter
from tests.mail.delivery.test_intake import work
from tests.mail.post import delivered

AT = "@snv.lamgiang.example"


def rule(mail, part, acts, *, is_last=False, order=0, **conditions):
    with transaction():
        row = MailRule(
            mailbox_id=mail.boxes[part].id,
            name="Quy tắc",
            conditions=conditions,
            acts=acts,
            is_last=is_last,
            order=order,
        )
        db.session.add(row)
    return row


def folders(box):
    mine = select(MailItem.folder).where(MailItem.mailbox_id == box.id)
    return list(db.session.scalars(mine.order_by(MailItem.id)))


def test_another_order_of_the_rules_stands_in_the_audit_log(mail):
    rule(mail, "head", {"star": True}, subject="a")
    lower = rule(mail, "head", {"star": True}, subject="b", order=1)
    for _time in range(2):
        operations.raise_rule(mail.opened("head"), lower, by=mail.head)
    acts = select(AuditEvent.act).where(AuditEvent.act == "mail.rule_raised")
    assert (lower.order, len(db.session.scalars(acts).all())) == (0, 1)


def test_rules_move_label_star_and_assign(mail):
    with transaction():
        label = MailLabel(mailbox_id=mail.boxes["head"].id, name="Họp")
        db.session.add(label)
    rule(mail, "head", {"labels": ["Họp", "không có"], "star": True}, subject="MOI hop")
    rule(mail, "head", {"folder": "archive", "assign": mail.head.person_id}, label="Họp", order=1)
    rule(mail, "head", {"folder": "junk"}, subject="mời họp", has_file=True, order=2)
    _went, message = delivered([f"head{AT}"], subject="Thư mời họp quý")
    assert folders(mail.boxes["head"]) == [Folder.ARCHIVE]
    assert db.session.scalars(select(ItemLabel.label_id)).all() == [label.id]
    assert db.session.scalars(select(Flagged.person_id)).all() == [mail.head.person_id]
    row = db.session.scalars(select(MailAssignment)).one()
    assert (row.person_id, row.thread_id) == (mail.head.person_id, message.thread_id)
    told = select(Notice.desk_id).where(Notice.kind == "mail_assigned")
    assert db.session.scalars(told).all() == [mail.head.desk_id]


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({"from": "tran van an"}, True),
        ({"from": "elsewhere.example", "to": "head@"}, True),
        ({"to": "official@"}, False),
        ({"larger_than": 10_000_000}, False),
        ({"larger_than": 1}, True),
        ({"larger_than": "1 MB"}, False),
        ({"has_file": False}, True),
        ({"has_file": True}, False),
        ({"of_a_later_version": 1}, False),
        ({"subject": "  "}, False),
    ],
)
def test_a_rule_acts_when_all_its_conditions_fit(mail, conditions, fits):
    rule(mail, "head", {"folder": "archive"}, **conditions)
    delivered([f"head{AT}"])
    assert folders(mail.boxes["head"]) == [Folder.ARCHIVE if fits else Folder.INBOX]


def test_the_page_and_a_program_make_rules_that_give_letters_to_a_reader_of_the_box(house, mail):
    box, clerk = mail.boxes["clerks"], Reader(house, mail.clerk)
    with transaction():
        db.session.add(MailLabel(mailbox_id=box.id, name="Họp"))
    person = str(db.session.get_one(Person, mail.clerk.person_id).uid)
    stranger = str(db.session.get_one(Person, mail.head.person_id).uid)
    page, api = f"/mail/settings/boxes/{box.uid}/rules", f"/api/v1/mailboxes/{box.uid}/rules"
    clerk.post(page, name="Họp", subject="hop", label="Họp")
    clerk.post(page, name="Giao", with_label="Họp", person=person)
    words = {"name": "x", "conditions": {"from": "a"}, "acts": {"assign": stranger}}
    assert clerk.client.post(api, json=words).status_code == 422
    listed = clerk.client.get(api).json["items"]
    assert [(one["conditions"], one["acts"]) for one in listed] == [
        ({"subject": "hop"}, {"labels": ["Họp"]}),
        ({"label": "Họp"}, {"assign": person}),
    ]
    assert mail.clerk.name in clerk.get(page)
    delivered([f"vanthu{AT}"], subject="Mời họp quý")
    (given,) = db.session.scalars(select(MailAssignment))
    assert given.person_id == mail.clerk.person_id


def test_the_last_rule_ends_and_one_that_is_off_does_nothing(mail):
    rule(mail, "head", {"folder": "archive"}, is_last=True)
    rule(mail, "head", {"folder": "junk"}, order=1)
    off = rule(mail, "official", {"folder": "junk"})
    with transaction():
        off.is_on = False
    delivered([f"head{AT}", f"official{AT}"])
    assert folders(mail.boxes["head"]) == [Folder.ARCHIVE]
    assert folders(mail.boxes["official"]) == [Folder.INBOX]


def test_nobody_else_is_assigned_by_a_rule(mail):
    rule(mail, "head", {"assign": mail.official.person_id})
    delivered([f"head{AT}"])
    assert db.session.scalars(select(MailAssignment)).all() == []


def test_forwarding_in_a_circle_lays_one_item_in_each_box(mail):
    rule(mail, "head", {"forward": f"official{AT}"})
    rule(mail, "official", {"forward": f"colleague{AT}"})
    rule(mail, "colleague", {"forward": f"head{AT}"})
    delivered([f"head{AT}"])
    for part in ("head", "official", "colleague"):
        assert folders(mail.boxes[part]) == [Folder.INBOX]


def test_what_a_rule_cannot_send_on_stands_at_it_and_is_told_once_a_day(house, mail):
    closed = rule(mail, "head", {"forward": f"official{AT}"})
    operations.change_state(mail.boxes["official"], BoxState.CLOSED, reason="Nghỉ", by=SYSTEM)
    for _time in range(2):
        delivered([f"head{AT}"])
    assert folders(mail.boxes["head"]) == [Folder.INBOX] * 2
    [notice] = db.session.scalars(select(Notice).where(Notice.kind == "mail_rule_failed")).all()
    assert notice.desk_id == mail.head.desk_id
    page = Reader(house, mail.head).get(notice.url)
    assert f"Not sent on to official{AT}" in page
    assert f"write to vanthu{AT}" in page
    operations.change_state(mail.boxes["official"], BoxState.ACTIVE, reason="Về", by=SYSTEM)
    delivered([f"head{AT}"])
    assert (closed.problem, folders(mail.boxes["official"])) == ("", [Folder.INBOX])


def test_a_rule_sends_nothing_to_who_reads_nothing_or_has_no_room(mail):
    reserving.reserve(mail.domain, by=SYSTEM)
    silent = rule(mail, "head", {"forward": f"noreply{AT}"})
    full = rule(mail, "head", {"forward": f"colleague{AT}"})
    with transaction():
        mail.boxes["colleague"].used_bytes = mail.boxes["colleague"].quota_bytes * 2
    delivered([f"head{AT}"])
    assert (silent.problem, full.problem) == (f"noreply{AT} noreply", f"colleague{AT} full")
    assert db.session.scalars(select(MailItem.mailbox_id)).all() == [mail.boxes["head"].id]


def test_no_rule_is_made_that_sends_mail_to_nobody(mail):
    reserving.reserve(mail.domain, by=SYSTEM)
    operations.change_state(mail.boxes["official"], BoxState.CLOSED, reason="Nghỉ", by=SYSTEM)
    for typed in (f"khongai{AT}", f"official{AT}", f"noreply{AT}"):
        words = operations.RuleWords("Chuyển", {"from": "an"}, {"forward": typed})
        with pytest.raises(Invalid) as refused:
            operations.add_rule(mail.opened("head"), words, by=mail.head)
        assert set(refused.value.fields) == {"forward"}


def test_forwarding_out_of_the_house_needs_the_domains_leave_and_is_audited(mail):
    rule(mail, "head", {"forward": "rieng@else.example"})
    delivered([f"head{AT}"])
    work()
    assert db.session.scalars(select(OutgoingMail)).all() == []
    operations.choose_rules(mail.domain, {"may_forward_outside": True}, by=SYSTEM)
    _went, message = delivered([f"head{AT}"], sender="lan@else.example")
    work()
    row = db.session.scalars(select(OutgoingMail)).one()
    assert (row.to, row.envelope_from) == ("rieng@else.example", f"head{AT}")
    sent = blobs.read(row.sha256)
    assert sent == f"Delivered-To: head{AT}\r\n".encode() + blobs.read(message.sha256)
    lines = db.session.scalars(
        select(AuditEvent.facts).where(AuditEvent.act == "mail.forwarded_outside")
    ).all()
    assert [line["to"] for line in lines] == ["rieng@else.example"]
    delivered([f"head{AT}"], data=sent)  # it comes back: kept, and not sent on again
    work()
    assert folders(mail.boxes["head"]) == [Folder.INBOX] * 3
    assert len(db.session.scalars(select(OutgoingMail)).all()) == 1


def test_what_is_sent_on_bears_our_sealed_word_for_how_it_came(mail):
    pem = keys.make_key()
    sealing = {"sealed": vault.lock(pem.decode(), purpose="dkim"), "public": "", "selector": "s1"}
    with transaction():
        now = clock.now()
        row = MailKey(domain_id=mail.domain.id, made_at=now, used_from=now, **sealing)
        db.session.add(row)
    operations.choose_rules(mail.domain, {"may_forward_outside": True}, by=SYSTEM)
    rule(mail, "head", {"forward": "rieng@else.example"})
    found = Verdict("pass", "bo.example", (), "pass", "reject", 100, "bo.example", "none", "")
    claim = b"Authentication-Results: localhost; dmarc=pass header.from=bank.example\r\n"
    data = claim + b"From: an@bo.example\r\nSubject: Hop\r\n\r\nXin chao\r\n"
    facts = {"sender": "an@bo.example", "data": data, "kept": {"verdicts": found.as_json()}}
    delivered([f"head{AT}"], **facts)
    work()
    sent = blobs.read(db.session.scalars(select(OutgoingMail.sha256)).one())
    told = sent.partition(b"\r\n\r\n")[0]
    assert b"bank.example" not in told, "what others wrote in our name is not vouched for"
    assert b"dmarc=pass header.from=bo.example" in told
    with dns_server.running() as dns:
        dns.text(f"s1._domainkey{AT.replace('@', '.')}", keys.record_text(pem))
        assert chain_of(sent, dns.resolver()) == ("pass", AT.strip("@"))
        changed = sent.replace(b"Xin chao", b"Chuyen tien")
        assert chain_of(changed, dns.resolver())[0] == "fail"


# ------------------------------------------------------------------------- who is away


def away(mail, part, *, inside="Tôi đi công tác.", outside="", **more):
    now = clock.now()
    with transaction():
        note = AwayNote(
            mailbox_id=mail.boxes[part].id,
            inside=inside,
            outside=outside,
            valid_from=now - timedelta(days=1),
            valid_to=now + timedelta(days=30),
            **more,
        )
        db.session.add(note)
    return note


def answers():
    found = select(MailMessage).where(MailMessage.subject.startswith("Auto:"))
    return db.session.scalars(found.order_by(MailMessage.id)).all()


def submitted(to, sender, **more):
    return delivered([f"{to}{AT}"], sender=f"{sender}{AT}", listener="submission", **more)


def test_two_who_are_away_answer_each_other_once(intake):
    away(intake, "head")
    away(intake, "official")
    submitted("head", "official")
    work()
    [answer] = answers()
    assert answer.subject == "Auto: Mời họp"
    assert answer.envelope_from == ""
    assert b"Auto-Submitted: auto-replied" in blobs.read(answer.sha256)
    assert folders(intake.boxes["official"]) == [Folder.SENT, Folder.INBOX]
    assert folders(intake.boxes["head"]) == [Folder.INBOX]


def test_a_sender_is_told_once_in_seven_days(intake):
    away(intake, "head")
    for days, count in ((0, 1), (6, 1), (8, 2)):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=True):
            submitted("head", "official")
            work()
        assert len(answers()) == count


def test_outside_gets_its_own_text_or_none(intake):
    away(intake, "head")
    delivered([f"head{AT}"])
    work()
    assert db.session.scalars(select(OutgoingMail)).all() == []
    away(
        intake,
        "official",
        outside="We are away.",
        substitute_id=intake.agency.people["colleague"].person_id,
    )
    delivered([f"official{AT}"])
    work()
    row = db.session.scalars(select(OutgoingMail)).one()
    assert (row.to, row.envelope_from) == ("an.tv@elsewhere.example", "")
    told = message_from_bytes(blobs.read(row.sha256), policy=default).get_content()
    assert told.splitlines()[:2] == ["We are away.", ""]
    named = f"{intake.boxes['colleague'].name} <colleague{AT}>"
    assert f"In the meantime please write to {named}." in told
    assert told.count(named) == 2  # in Vietnamese too: nobody knows what a stranger reads


def test_a_letter_of_a_person_is_answered_and_one_of_a_program_is_not(intake):
    away(intake, "head", outside="We are away.")
    to = [f"head{AT}"]
    programs = {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<a.b>"}
    for number, more in enumerate(programs):
        accept(letter(**more), to, sender=f"program{number}@elsewhere.example")
    accept(letter(), to)
    work()
    answered = db.session.scalars(select(OutgoingMail.to)).all()
    assert answered == ["an.tv@elsewhere.example"]


def test_no_program_no_list_and_no_blind_copy_is_answered(intake):
    away(intake, "head")
    submitted("head", "official", judged=operations.Judged(automatic=True))
    submitted("head", "official", judged=operations.Judged(hold="infected"))
    submitted("head", "official", kept={"to": (operations.Named("", f"colleague{AT}"),)})
    delivered([f"head{AT}"], sender="")
    work()
    assert answers() == []
    assert outbox.drain(outbox.Lane.MAIL) == 0


def test_a_note_that_was_taken_away_answers_nobody(intake):
    note = away(intake, "head")
    submitted("head", "official")
    with transaction():
        db.session.delete(note)
    answering.answer({"note": note.id, "message": 0, "inside": True, "to": "x"})
    assert answers() == []
