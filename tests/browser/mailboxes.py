"""Mailboxes as they are kept, for the browser tests: a key, a list, a hold, a leaver, rules."""

from datetime import timedelta

from mail import operations
from mail.models import Folder, ListKind, MailImport, TrustedSender
from mail.queries import address_of, domains_of, open_box, own_box
from office import clock
from office.accounts.models import Account, Person
from office.db import db, transaction
from office.foreign.feedback import Dmarc, Source
from office.permissions import SYSTEM, Role
from office.units import operations as units

WHY = {"reason": "Phục vụ thanh tra", "decision": "12/QĐ-TTr"}


def built(house, box):
    """What the pages of administrators and owners can show, around the clerks' box."""
    domain = next(one for one in domains_of(house.unit.id) if address_of(box).endswith(one.name))
    operations.use_key(operations.make_key(domain, by=house.admin), by=house.admin)
    operations.make_key(domain, by=house.admin)
    words = operations.ListWords("Toàn thể công chức", ListKind.SUBTREE)
    operations.open_list(domain, "toan-the", words, by=house.admin)
    operations.place_hold(box, **WHY, by=house.admin)
    operations.give_address(box, domain, "van-thu", reason="renamed", by=SYSTEM)
    _left(house, domain)
    clerk = own_box(house.clerk.person_id)
    operations.hand_over(clerk, reason="Theo đề nghị của cơ quan điều tra", by=house.admin)
    _refused_and_reported(house, domain)
    _former(house, box)
    _set_up(house, open_box(box.uid, house.clerk))


def _refused_and_reported(house, domain):
    for sender, is_allowed in (("quangcao.example", False), ("doitac@quangcao.example", True)):
        stand = operations.Stand(sender, "Quảng cáo hằng ngày", is_allowed=is_allowed)
        operations.refuse_sender(stand, by=house.admin)
    now = clock.now().isoformat()
    sender = "dmarc@thumau.example"
    brought = operations.Brought(domain.id, "0" * 64, sender, is_proven=True, received_at=now)
    seen = [
        Source(address, count, "none", passed, passed, domain.name, "", (), ())
        for address, count, passed in (("192.0.2.10", 120, "pass"), ("198.51.100.23", 9, "fail"))
    ]
    facts = ("Thư Mẫu", "", "r1", now, now)
    told = Dmarc("dmarc", *facts, domain.name, "reject", tuple(seen), cut=False)
    operations.keep_feedback(brought, told, by=SYSTEM)
    operations.keep_broken(brought, "bomb", by=SYSTEM)


def _former(house, box):
    there = operations.FormerBox("thu.cu.example", 993, "vanthu", "mot-hai-ba")
    row = operations.ask_former(box, there, by=house.admin)
    folders = (("INBOX", 1204, "inbox"), ("Dự án/Đường tỉnh", 77, "label"), ("Trash", 9, ""))
    found = [operations.FormerFolder(*one) for one in folders]
    operations.note_places(row, found, by=SYSTEM)


def _left(house, domain):
    who = Person(full_name="Trần Thị Rời", folded_name="tran thi roi")
    with transaction():
        db.session.add(who)
    room = house.rooms["staff"]
    post = units.appoint(who, room, function=Role.OFFICIAL, title="Chuyên viên", by=SYSTEM)
    units.unseat(post, by=SYSTEM)
    box = operations.open_person_box(who, domain, "roi.tt", by=SYSTEM)
    operations.hand_over(box, reason="Nghỉ hưu", by=SYSTEM)


def _set_up(house, opened):
    rule = {"subject": "báo cáo", "has_file": True}
    acts = {"folder": "archive", "star": True}
    operations.add_rule(opened, operations.RuleWords("Báo cáo", rule, acts), by=house.clerk)
    text = "Trân trọng,\n{name}\n{title}, {unit}\n{email}"
    operations.keep_text(opened, operations.TextWords("signature", "Chữ ký", text), by=house.clerk)
    for one in (
        ("Ban Quản lý Khu công nghiệp Nam Giang", "bql@kcn-namgiang.example", "Văn thư"),
        ("Nguyễn Thị Hải Yến", "haiyen@baolamgiang.example", ""),
    ):
        operations.keep_contact(opened, operations.ContactWords(*one), by=house.clerk)
    operations.grant(
        opened,
        db.session.get_one(Person, house.official.person_id),
        ["organise", "draft"],
        reason="Giúp việc văn thư",
        valid_to=clock.now() + timedelta(days=30),
        by=house.clerk,
    )
    operations.set_away(
        opened,
        inside="Văn thư nghỉ họp, sẽ trả lời chiều nay.",
        outside="",
        valid_from=clock.now(),
        valid_to=clock.now() + timedelta(days=2),
        by=house.clerk,
    )
    with transaction():
        trusted = TrustedSender(
            mailbox_id=opened.box.id,
            person_id=house.clerk.person_id,
            address="ban-tin@bo-noi-vu.example",
            chosen_at=clock.now(),
        )
        brought = MailImport(
            mailbox_id=opened.box.id,
            folder=Folder.ARCHIVE,
            name="Thư lưu năm 2019.mbox",
            sha256="",
            size=4096,
            looked=212,
            brought=204,
            known=6,
            refused_count=2,
            refused=[{"number": 17, "why": "no_letter"}, {"number": 90, "why": "secret"}],
            asked_by="Văn thư",
            asked_at=clock.now(),
            done_at=clock.now(),
        )
        db.session.add_all([trusted, brought])
    account = db.session.get_one(Account, house.clerk.account_id)
    operations.make_app_password(account, "Điện thoại", operations.SCOPES, days=365, by=house.clerk)
