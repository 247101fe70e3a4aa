"""Mailboxes in the table of permissions: a domain with boxes, and what requests send."""

from base64 import b64encode
from datetime import timedelta
from io import BytesIO

from sqlalchemy import select

from mail import operations
from mail.models import (
    ListKind,
    MailDomain,
    MailGrant,
    MailLabel,
    MailWish,
    TrustedSender,
    WishKind,
)
from mail.operations.mailing_lists import ListWords
from mail.queries import addresses_of, box_of_desk, domains_of, open_box, own_box
from office import clock
from office.accounts import operations as accounts
from office.accounts.models import Account, Person
from office.db import db, transaction
from office.permissions import SYSTEM, Role
from office.units import operations as units

REASON = "Theo quyết định"
DAYS = {"first_on": "2099-01-01", "last_on": "2099-01-02"}
MOMENTS = {"valid_from": "2099-01-01T00:00:00Z", "valid_to": "2099-01-02T00:00:00Z"}


def built(world, snv):
    """A domain; boxes of everybody; a rule, a text, a label, a right, a device, a key, holds."""
    domain = domains_of(snv.unit.id)[0]
    box = own_box(snv.official.person_id)
    operations.give_address(box, domain, "ten-cu", by=SYSTEM)
    opened = open_box(box.uid, snv.official)
    words = operations.RuleWords("Báo cáo", {"subject": "báo cáo"}, {"star": True})
    rule = operations.add_rule(opened, words, by=snv.official)
    text = operations.TextWords("signature", "Chữ ký", "Trân trọng")
    kept = operations.keep_text(opened, text, by=snv.official)
    person = operations.ContactWords("Nguyễn Thị Hải Yến", "haiyen@baolamgiang.example")
    contact = operations.keep_contact(opened, person, by=snv.official)
    left = _left(snv, domain)
    right = MailGrant(
        mailbox_id=left.id,
        person_id=snv.official.person_id,
        rights=["read"],
        reason=REASON,
        given_by="",
        valid_from=clock.now(),
        valid_to=clock.now() + timedelta(days=9),
    )
    account = db.session.get_one(Account, snv.official.account_id)
    device, _secret = operations.make_app_password(
        account, "Máy", operations.SCOPES, days=9, by=snv.official
    )
    with transaction():
        label = MailLabel(mailbox_id=box.id, name="Lưu")
        trusted = TrustedSender(
            mailbox_id=box.id,
            person_id=snv.official.person_id,
            address="a@b.example",
            chosen_at=clock.now(),
        )
        db.session.add_all([label, right, trusted])
    _kept(world, snv, domain, box)
    world.records["box of who left"] = str(left.uid)
    world.records["frozen mailbox"] = str(_frozen(domain).uid)
    _waiting(world, snv, box)
    world.records |= {
        "mailbox": str(box.uid),
        "rule": str(box.uid),
        "text": str(box.uid),
        "label": str(box.uid),
        "contact": str(box.uid),
        "trusted sender": str(box.uid),
        "right": str(right.uid),
        "device": str(device.uid),
    }
    world.items |= {"rule": str(rule.uid), "text": str(kept.uid), "label": str(label.uid)}
    world.items["contact"] = str(contact.uid)
    world.items["trusted sender"] = str(trusted.uid)


def _waiting(world, snv, box):
    """A handover that somebody else asked for, a domain that is not proved."""
    with transaction():
        wish = MailWish(
            kind=WishKind.HANDOVER,
            agency_id=snv.unit.id,
            mailbox_id=box.id,
            reason=REASON,
            asked_by=snv.hr.person_id,
            asked_name=snv.hr.name,
            asked_at=clock.now(),
        )
        db.session.add(wish)
    domain = operations.open_domain(snv.unit, "cho.quyen.example", by=snv.admin)
    world.records |= {"mail wish": str(wish.uid), "unproved domain": str(domain.uid)}


def _left(snv, domain):
    """Somebody had a post in the other room and has none any more."""
    who = Person(full_name="Trần Rời", folded_name="tran roi")
    with transaction():
        db.session.add(who)
    room = snv.rooms["finance"]
    post = units.appoint(who, room, function=Role.OFFICIAL, title="Chuyên viên", by=SYSTEM)
    units.unseat(post, by=SYSTEM)
    box = operations.open_person_box(who, domain, "roi", by=SYSTEM)
    operations.hand_over(box, reason=REASON, by=SYSTEM)
    return box


def _frozen(domain):
    """Somebody whose account looked taken over."""
    who, _slip = accounts.admit("Lê Đóng Băng", login="dong.bang", by=SYSTEM)
    person = db.session.get_one(Person, who.person_id)
    box = operations.open_person_box(person, domain, "dong-bang", by=SYSTEM)
    operations.freeze_account(box, reason=REASON, by=SYSTEM)
    return box


def _kept(world, snv, domain, box):
    key = operations.make_key(domain, by=snv.admin)
    listed = operations.open_list(
        domain, "tat-ca", ListWords("Tất cả", ListKind.SUBTREE), by=snv.admin
    )
    clerks = box_of_desk(snv.desks["clerk"].id)
    hold = operations.place_hold(clerks, reason=REASON, decision="1/QĐ", by=snv.admin)
    pool = operations.set_pool(snv.rooms["finance"], 100, by=snv.admin)
    alias = next(row for row in addresses_of(box) if row.folded.startswith("ten-cu"))
    world.records |= {
        "address": str(box.uid),
        "mail domain": str(domain.uid),
        "mail key": str(domain.uid),
        "mailing list": str(listed.uid),
        "mail hold": str(hold.uid),
        "mail pool": str(pool.uid),
    }
    world.items |= {"address": str(alias.uid), "mail key": str(key.uid)}


def _person(_world, _relation):
    named = select(Person).where(Person.folded_name.contains("lam")).order_by(Person.id)
    return {"person": str(db.session.scalars(named).first().uid)}


def _receiver(world, relation):
    return _person(world, relation) | {"reason": REASON}


def _domain():
    found = select(MailDomain).where(MailDomain.name == "thu.snv.lamgiang.example")
    return str(db.session.scalars(found).one().uid)


def _state(*_):
    return {"state": "suspended", "reason": REASON}


def _address(*_):
    return {"domain": _domain(), "local": "ten-moi"}


LIST = {"name": "Danh sách", "kind": "subtree", "posting": "agency"}
RULE = {"name": "Thư rác", "from": "x"}
AWAY = {"inside": "Tôi đi công tác."}
CONTACT = {"name": "Báo Lam Giang", "address": "toasoan@baolamgiang.example"}
TEXT = {"kind": "signature", "name": "Ngắn", "text": "Trân trọng"}
EML = b"Subject: a\r\n\r\nb\r\n"
HOLD = {"address": "vanthu@thu.snv.lamgiang.example", "reason": REASON, "decision": "2/QĐ"}

FORMS = {
    "mailkeep.open_domain": lambda *_: {"name": "moi.quyen.example"},
    "mailkeep.set_rules": lambda *_: {
        "naming": "{login}",
        "quota_mib": "100",
        "desk_quota_mib": "100",
        "largest_mib": "50",
        "trash_days": "60",
        "keep_days": "0",
        "closed_days": "730",
        "app_password_days": "30",
        "leaver_answer_days": "30",
        "receiver_days": "90",
        "answers_receipts": "ask",
        "sts_mode": "testing",
    },
    "mailkeep.ask_proof": lambda *_: {"reason": REASON},
    "mailkeep.close_domain": lambda *_: {"reason": REASON},
    "mailkeep.change_state": _state,
    "mailkeep.freeze": lambda *_: {"reason": REASON},
    "mailkeep.give_address": _address,
    "mailkeep.set_quota": lambda *_: {"quota": "100"},
    "mailkeep.name_receiver": _receiver,
    "mailkeep.open_list": lambda *_: LIST | {"domain": _domain(), "local": "moi"},
    "mailkeep.change_list": lambda *_: LIST,
    "mailkeep.close_list": lambda *_: {"reason": REASON},
    "mailkeep.place_hold": lambda *_: HOLD,
    "mailkeep.set_pool": lambda *_: {"quota": "100"},
    "mailkeep.release_hold": lambda *_: {"reason": REASON},
    "webmail.grant": lambda world, relation: _person(world, relation) | DAYS | {"reason": REASON},
    "webmail.make_device": lambda *_: {"name": "Máy mới", "scopes": "imap", "days": "9"},
    "webmail.set_away": lambda *_: AWAY | DAYS,
    "webmail.add_rule": lambda *_: RULE | {"folder": "junk"},
    "webmail.keep_text": lambda *_: TEXT,
    "webmail.keep_contact": lambda *_: CONTACT,
    "webmail.bring_file": lambda *_: {"folder": "archive", "files": (BytesIO(EML), "a.eml")},
    "webmail.export": lambda *_: {"folder": "inbox"},
    "webmail.set_period": lambda *_: {"days": "730"},
    "webmail.name_receiver": _receiver,
}
CALLS = {
    "api_mail.provide": lambda *_: {},
    "api_mail.open_domain": lambda *_: {"name": "moi.quyen.example"},
    "api_mail.set_rules": lambda *_: {"trash_days": 60},
    "api_mail.confirm_wish": lambda *_: {},
    "api_mail.refuse_wish": lambda *_: {},
    "api_mail.withdraw_wish": lambda *_: {},
    "api_mail.ask_proof": lambda *_: {"reason": REASON},
    "api_mail.close_domain": lambda *_: {"reason": REASON},
    "api_mail.change_state": _state,
    "api_mail.freeze": lambda *_: {"reason": REASON},
    "api_mail.thaw": lambda *_: {},
    "api_mail.give_address": _address,
    "api_mail.end_address": lambda *_: {},
    "api_mail.set_quota": lambda *_: {"mib": 100},
    "api_mail.name_receiver": _receiver,
    "api_mail.make_key": lambda *_: {},
    "api_mail.use_key": lambda *_: {},
    "api_mail.retire_key": lambda *_: {},
    "api_mail.ask_dns": lambda *_: {},
    "api_mail.open_list": lambda *_: LIST | {"domain": _domain(), "local": "moi"},
    "api_mail.change_list": lambda *_: LIST,
    "api_mail.close_list": lambda *_: {"reason": REASON},
    "api_mail.place_hold": lambda *_: HOLD,
    "api_mail.set_pool": lambda *_: {"mib": 100},
    "api_mail.end_pool": lambda *_: {},
    "api_mail.release_hold": lambda *_: {"reason": REASON},
    "api_mail.grant": lambda world, relation: (
        _person(world, relation) | MOMENTS | {"reason": REASON, "rights": ["read"]}
    ),
    "api_mail.revoke": lambda *_: {},
    "api_mail.revoke_device": lambda *_: {},
    "api_mail.set_away": lambda *_: AWAY | MOMENTS,
    "api_mail.end_away": lambda *_: {},
    "api_mail.add_rule": lambda *_: {
        "name": "Rác",
        "conditions": {"from": "x"},
        "acts": {"folder": "junk"},
    },
    "api_mail.turn_rule": lambda *_: {},
    "api_mail.raise_rule": lambda *_: {},
    "api_mail.drop_rule": lambda *_: {},
    "api_mail.keep_text": lambda *_: TEXT,
    "api_mail.drop_text": lambda *_: {},
    "api_mail.keep_contact": lambda *_: CONTACT,
    "api_mail.drop_contact": lambda *_: {},
    "api_mail.end_trust": lambda *_: {},
    "api_mail.bring_file": lambda *_: {
        "folder": "archive",
        "name": "a.eml",
        "content": b64encode(EML).decode(),
    },
    "api_mail.export": lambda *_: {"folder": "inbox"},
    "api_mail.set_period": lambda *_: {"days": 730},
}
