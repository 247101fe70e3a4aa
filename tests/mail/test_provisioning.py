"""Boxes follow people and desks: by the naming rule, after transfers, departures and returns."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mail import operations, queries
from mail.models import AppPassword, AwayNote, BoxKind, BoxState, Mailbox
from mail.operations.naming import checked_rule, local_of
from mail.queries import doors
from office import clock
from office.accounts.models import Account, Notice, Person
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Invalid, NotFound
from office.outbox import OutboxMessage
from office.permissions import SYSTEM, Role
from office.units import operations as units
from office.units.models import DeskKind, Tenure
from tests import build
from tests.mail.post import delivered

DOMAIN = "snv.lamgiang.example"


@pytest.fixture
def snv(house):
    made = build.agency()
    operations.open_domain(made.unit, DOMAIN, by=SYSTEM)
    operations.provide(made.unit, by=SYSTEM)
    return made


def person(actor):
    return db.session.get_one(Person, actor.person_id)


def box_of(actor):
    return queries.own_box(actor.person_id)


def addresses():
    used = Mailbox.kind != BoxKind.SYSTEM
    rows = db.session.scalars(select(Mailbox).where(used).order_by(Mailbox.id)).all()
    return {queries.address_of(row).partition("@")[0] for row in rows}


def unseat(actor):
    units.unseat(db.session.get_one(Tenure, actor.tenure_id), by=SYSTEM)
    operations.hand_over_leavers(by=SYSTEM)


def count():
    return db.session.scalar(select(func.count()).select_from(Mailbox))


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("{login}", "tue.hg"),
        ("{given}.{initials}", "tue.hg"),
        ("{given}{initials}", "tuehg"),
        ("{family}-{given}", "hoang-tue"),
    ],
)
def test_an_address_is_made_by_the_rule_of_the_domain(rule, wanted):
    assert local_of("Hoàng Gia Tuệ", "tue.hg", rule) == wanted


def test_a_name_of_one_word_has_no_initials():
    assert local_of("Đỗ", "x", "{given}.{initials}") == "do"


@pytest.mark.parametrize("rule", ["", "{initials}", "{given} {initials}", "{given}@{login}", "{x}"])
def test_a_rule_that_makes_no_address_is_refused(app, rule):
    with app.test_request_context(), pytest.raises(Invalid):
        checked_rule(rule)


def test_everybody_and_every_desk_has_one_box(snv):
    assert {f"{part}.h99.1" for part in build.PARTS} <= addresses()
    desks = {"vanthu", "phong.ccvc", "phong.kh", "giamdoc", "phogiamdoc", "chanhvanphong"}
    assert addresses() - {f"{part}.h99.1" for part in build.PARTS} == desks
    account = db.session.get_one(Account, snv.official.account_id)
    assert account.email == f"official.h99.1@{DOMAIN}"
    assert [one.box.name for one in queries.open_boxes(snv.head)] == [
        snv.head.name,
        "Phòng Công chức",
    ]


def test_a_second_round_finds_nothing_to_do(snv):
    before = count()
    done = operations.provide(snv.unit, by=SYSTEM)
    assert (count(), done) == (before, type(done)())


def test_two_of_one_name_are_numbered_and_no_old_address_is_given_again(house):
    made = build.agency()
    domain = operations.open_domain(made.unit, DOMAIN, by=SYSTEM)
    operations.choose_rules(domain, {"naming": "{given}.{initials}"}, by=SYSTEM)
    with transaction():
        person(made.official).full_name = person(made.colleague).full_name = "Trần Thị Hoa"
    operations.provide(made.unit, by=SYSTEM)
    assert {"hoa.tt", "hoa.tt2"} <= addresses()


def test_who_leaves_has_no_device_and_the_head_names_who_reads_on(snv):
    account = db.session.get_one(Account, snv.official.account_id)
    scopes = operations.SCOPES
    device, _secret = operations.make_app_password(
        account, "Điện thoại", scopes, days=9, by=snv.official
    )
    unseat(snv.official)
    box = box_of(snv.official)
    assert box.state is BoxState.HANDOVER
    assert db.session.get_one(AppPassword, device.id).revoked_at is not None
    ended = select(AuditEvent.subject_uid).where(AuditEvent.act == "mail.app_password_revoked")
    assert db.session.scalars(ended).all() == [str(device.uid)]
    (told,) = db.session.scalars(select(Notice).where(Notice.desk_id == snv.desks["head"].id))
    assert told.url == f"/mail/handovers/{box.uid}"
    operations.name_receiver(box, person(snv.colleague), by=snv.head)
    assert queries.open_box(box.uid, snv.colleague).rights == {"read", "organise"}
    with pytest.raises(NotFound):
        queries.open_box(box.uid, snv.head)


def test_who_writes_to_a_leaver_is_told_the_function_and_later_refused_with_it(snv, monkeypatch):
    unseat(snv.official)
    address, role = f"official.h99.1@{DOMAIN}", f"phong.ccvc@{DOMAIN}"
    to = {"to": (operations.Named("", address),)}
    went, _message = delivered([address], kept=to)
    assert [item.mailbox_id for item in went.items] == [box_of(snv.official).id]
    (job,) = db.session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "mail.answer"))
    note = db.session.get_one(AwayNote, job.body["note"])
    assert role in note.outside
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert doors.taken(address, from_outside=True) == doors.Taken(doors.Taking.MOVED, role)
    domain = queries.domains_of(snv.unit.id)[0]
    operations.choose_rules(domain, {"names_successor": False}, by=SYSTEM)
    assert doors.taken(address, from_outside=True) == doors.Taken(doors.Taking.UNKNOWN)


def test_a_domain_that_names_no_successor_refuses_mail_for_leavers_at_once(snv):
    domain = queries.domains_of(snv.unit.id)[0]
    operations.choose_rules(domain, {"names_successor": False}, by=SYSTEM)
    unseat(snv.official)
    found = doors.taken(f"official.h99.1@{DOMAIN}", from_outside=True)
    assert found == doors.Taken(doors.Taking.UNKNOWN)


def test_what_an_administrator_closed_stays_closed_until_its_owner_takes_another_post(snv):
    box = box_of(snv.official)
    operations.change_state(box, BoxState.CLOSED, reason="Tài khoản bị lộ", by=snv.admin)
    operations.provide(snv.unit, by=SYSTEM)
    assert box.state is BoxState.CLOSED
    units.appoint(
        person(snv.official), snv.rooms["finance"], function=Role.OFFICIAL, title="", by=SYSTEM
    )
    operations.provide(snv.unit, by=SYSTEM)
    assert box.state is BoxState.ACTIVE


def test_a_leavers_box_that_an_administrator_opened_again_stays_open(snv):
    unseat(snv.official)
    box = box_of(snv.official)
    operations.change_state(box, BoxState.ACTIVE, reason="Nhầm quyết định", by=snv.admin)
    operations.hand_over_leavers(by=SYSTEM)
    assert box.state is BoxState.ACTIVE


def test_who_received_a_box_reads_it_for_a_time_and_only_while_he_works_here(snv, monkeypatch):
    unseat(snv.official)
    box = box_of(snv.official)
    operations.name_receiver(box, person(snv.colleague), by=snv.head)
    units.unseat(db.session.get_one(Tenure, snv.colleague.tenure_id), by=SYSTEM)
    with pytest.raises(NotFound):
        queries.open_box(box.uid, snv.colleague)
    operations.end_strangers_rights(by=SYSTEM)
    assert box.receiver_id is None
    operations.name_receiver(box, person(snv.head), by=snv.head)
    assert queries.open_box(box.uid, snv.head)
    later = clock.now() + timedelta(days=91)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(NotFound):
        queries.open_box(box.uid, snv.head)
    operations.end_strangers_rights(by=SYSTEM)
    assert box.receiver_id is None


def test_a_right_given_by_hand_ends_when_its_holder_goes_to_another_agency(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    lent = lend(snv, "colleague")
    units.unseat(db.session.get_one(Tenure, snv.colleague.tenure_id), by=SYSTEM)
    units.appoint(
        person(snv.colleague), other.rooms["staff"], function=Role.OFFICIAL, title="", by=SYSTEM
    )
    with pytest.raises(NotFound):
        queries.open_box(box_of(snv.leader).uid, snv.colleague)
    operations.end_strangers_rights(by=SYSTEM)
    assert lent.revoked_at
    with pytest.raises(Invalid):
        lend(snv, "colleague")


def lend(snv, part, days=30):
    return operations.grant(
        queries.open_box(box_of(snv.leader).uid, snv.leader),
        person(snv.people[part]),
        ["read"],
        reason="Thư ký giúp việc",
        valid_to=clock.now() + timedelta(days=days),
        by=snv.leader,
    )


def test_rights_that_a_leaver_lent_end_with_him(snv):
    leader, official = snv.people["leader"], snv.people["official"]
    lend(snv, "official")
    unseat(leader)
    with pytest.raises(NotFound):
        queries.open_box(box_of(leader).uid, official)


def test_an_administrator_names_a_receiver_but_never_himself(snv):
    unseat(snv.official)
    with pytest.raises(Invalid):
        operations.name_receiver(box_of(snv.official), person(snv.admin), by=snv.admin)
    operations.name_receiver(box_of(snv.official), person(snv.head), by=snv.admin)


def test_who_comes_back_has_his_own_box_again(snv):
    unseat(snv.official)
    box = box_of(snv.official)
    operations.name_receiver(box, person(snv.colleague), by=snv.head)
    units.appoint(
        person(snv.official), snv.rooms["finance"], function=Role.OFFICIAL, title="", by=SYSTEM
    )
    operations.provide(snv.unit, by=SYSTEM)
    assert (box.state, box.receiver_id) == (BoxState.ACTIVE, None)
    assert queries.lead(f"official.h99.1@{DOMAIN}").box is box


def test_who_will_sit_again_tomorrow_keeps_his_box(snv):
    desk = snv.desks["official"]
    tomorrow = clock.now() + timedelta(days=1)
    who = person(snv.official)
    units.seat(desk, who, function=Role.OFFICIAL, title="", at=tomorrow, by=SYSTEM)
    unseat(snv.official)
    assert box_of(snv.official).state is BoxState.ACTIVE


def test_who_is_transferred_takes_his_box_along_under_a_new_address(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    operations.open_domain(other.unit, "stc.lamgiang.example", by=SYSTEM)
    box = box_of(snv.official)
    units.unseat(db.session.get_one(Tenure, snv.official.tenure_id), by=SYSTEM)
    units.appoint(
        person(snv.official), other.rooms["staff"], function=Role.OFFICIAL, title="", by=SYSTEM
    )
    operations.provide(other.unit, by=SYSTEM)
    assert queries.address_of(box) == "official.h99.1@stc.lamgiang.example"
    assert queries.lead(f"official.h99.1@{DOMAIN}").box is box
    reasons = {row.shown.partition("@")[2]: row.reason for row in queries.addresses_of(box)}
    assert reasons[DOMAIN] == "transfer"


def test_a_post_without_a_holder_waits_for_its_box(snv):
    before = count()
    desk = units.open_desk(DeskKind.POST, unit=snv.unit, label="Giám đốc Trung tâm", by=SYSTEM)
    operations.provide(snv.unit, by=SYSTEM)
    assert count() == before
    who = person(snv.deputy)
    units.seat(desk, who, function=Role.LEADER, title="Giám đốc Trung tâm", by=SYSTEM)
    operations.provide(snv.unit, by=SYSTEM)
    assert queries.box_of_desk(desk.id).name == "Giám đốc Trung tâm · Sở Nội vụ"
    assert "giamdoc2" in addresses()
