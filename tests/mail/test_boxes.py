"""Whose a box is, who else uses it, and that an address is never given twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from mail import operations, queries
from mail.models import AddressKind, BoxState, ListKind, Right
from office import clock
from office.accounts.models import Account, Person
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import SYSTEM
from office.units.models import Tenure
from office.units.operations import unseat
from tests import build
from tests.documents.pages import Reader

LATER = timedelta(days=30)
TICKED = 'value="send_on_behalf" checked'


def person(actor):
    return db.session.get_one(Person, actor.person_id)


def until():
    return clock.now() + LATER


def test_an_official_has_his_own_box_first_and_then_that_of_his_desk(mail):
    assert [one.box.name for one in queries.open_boxes(mail.clerk)] == [
        mail.clerk.name,
        "Văn thư Sở Nội vụ",
    ]
    assert [one.box.name for one in queries.open_boxes(mail.official)] == [mail.official.name]


def test_nobody_else_learns_that_a_box_is_there(mail):
    for part in ("official", "admin", "leader"):
        with pytest.raises(NotFound):
            mail.opened("clerks", by=part)


def test_a_box_is_lent_with_a_reason_and_an_end(mail):
    with pytest.raises(Invalid):
        operations.grant(
            mail.opened("leader"),
            person(mail.official),
            [Right.READ],
            reason=" ",
            valid_to=until(),
            by=mail.leader,
        )
    row = operations.grant(
        mail.opened("leader"),
        person(mail.official),
        [Right.SEND_ON_BEHALF],
        reason="Thư ký giúp việc",
        valid_to=until(),
        by=mail.leader,
    )
    found = mail.opened("leader", by="official")
    assert found.rights == {Right.READ, Right.SEND_ON_BEHALF}
    assert mail.official.person_id in queries.readers_of(mail.boxes["leader"])
    operations.revoke(row, by=mail.official)
    with pytest.raises(NotFound):
        mail.opened("leader", by="official")


def test_who_left_the_agency_reads_nothing_there_and_nothing_is_sealed_for_him(mail):
    words = {"reason": "Thư ký giúp việc", "valid_to": until(), "by": mail.leader}
    operations.grant(mail.opened("leader"), person(mail.official), [Right.READ], **words)
    box = mail.boxes["leader"]
    with transaction():
        box.receiver_id = mail.head.person_id
    both = sorted([mail.leader.person_id, mail.official.person_id])
    assert queries.readers_of(box) == both, "nobody receives the box of who works here"
    unseat(db.session.get_one(Tenure, mail.official.tenure_id), by=SYSTEM)
    with pytest.raises(NotFound):
        mail.opened("leader", by="official")
    assert queries.readers_of(box) == [mail.leader.person_id]


def test_a_box_is_lent_for_a_year_at_most_to_who_works_there_and_the_record_says_how_long(mail):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    for who, days in ((other.official, 3), (mail.official, 36500)):
        with pytest.raises(Invalid):
            operations.grant(
                mail.opened("leader"),
                person(who),
                [Right.SEND_AS],
                reason="Thư ký giúp việc",
                valid_to=clock.now() + timedelta(days=days),
                by=mail.leader,
            )
    end = until()
    facts = {"reason": "Thư ký giúp việc", "valid_to": end, "by": mail.leader}
    operations.grant(mail.opened("leader"), person(mail.official), [Right.READ], **facts)
    line = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "mail.granted")).one()
    assert line.facts["until"][:10] == end.isoformat()[:10]
    words = operations.ListWords("Danh sách", ListKind.SUBTREE, unit=other.rooms["staff"])
    with pytest.raises(Invalid):
        operations.open_list(mail.domain, "all", words, by=mail.admin)


def test_who_stands_in_for_an_absent_official_may_do_what_was_ticked_and_no_longer(house, mail):
    leader, box = Reader(house, mail.leader), mail.boxes["leader"]
    path = f"/mail/settings/boxes/{box.uid}/away"
    days = {"first_on": clock.today().isoformat(), "last_on": clock.today().isoformat()}
    typed = {"inside": "Tôi đi công tác.", "substitute": str(person(mail.official).uid)} | days
    for ends in (lambda: leader.post(path, **typed), lambda: leader.post(f"{path}/ending")):
        leader.post(path, **typed, rights="send_on_behalf")
        assert mail.opened("leader", by="official").rights == {Right.READ, Right.SEND_ON_BEHALF}
        ends()
        with pytest.raises(NotFound):
            mail.opened("leader", by="official")
        assert TICKED not in leader.get(path), "an ended right is not given again unseen"
    leader.post(path, **typed, rights="send_on_behalf")
    assert TICKED in leader.get(path)
    assert TICKED not in leader.post(path, 422, **(typed | {"last_on": ""})), "he took it off"


def test_only_who_may_share_a_box_shares_it(mail):
    with pytest.raises(NotFound):
        mail.opened("leader", by="official")
    lent = operations.grant(
        mail.opened("leader"),
        person(mail.official),
        [Right.READ],
        reason="Thư ký",
        valid_to=until(),
        by=mail.leader,
    )
    assert lent.given_by == mail.leader.name
    with pytest.raises(Forbidden):
        operations.grant(
            mail.opened("leader", by="official"),
            person(mail.colleague),
            [Right.READ],
            reason="Giúp tôi",
            valid_to=until(),
            by=mail.official,
        )
    with pytest.raises(Forbidden):
        operations.revoke(lent, by=mail.colleague)


def test_who_was_lent_a_box_lends_it_to_nobody(mail):
    """He would outlive the end of his own right by a friend's."""
    operations.grant(
        mail.opened("leader"),
        person(mail.official),
        [Right.MANAGE],
        reason="Thư ký giúp việc",
        valid_to=until(),
        by=mail.leader,
    )
    with pytest.raises(Forbidden):
        operations.grant(
            mail.opened("leader", by="official"),
            person(mail.colleague),
            [Right.SEND_AS],
            reason="Giúp",
            valid_to=until() + LATER,
            by=mail.official,
        )


def test_an_address_is_never_given_to_anybody_else(mail):
    operations.give_address(mail.boxes["head"], mail.domain, "truongphong", by=SYSTEM)
    row = queries.lead("TruongPhong@SNV.lamgiang.example").address
    operations.end_address(row, by=SYSTEM)
    ended = queries.lead("truongphong@snv.lamgiang.example")
    assert (ended.box, ended.moved_to) == (None, "head@snv.lamgiang.example")
    with pytest.raises(Invalid):
        operations.give_address(mail.boxes["official"], mail.domain, "truongphong", by=SYSTEM)


def test_the_former_address_goes_on_leading_to_the_box(mail):
    box = mail.boxes["head"]
    operations.give_address(
        box, mail.domain, "binh.nt", kind=AddressKind.PRIMARY, reason="marriage", by=SYSTEM
    )
    assert queries.address_of(box) == "binh.nt@snv.lamgiang.example"
    assert queries.lead("head@snv.lamgiang.example").box is box
    with pytest.raises(Refusal):
        operations.end_address(queries.lead("binh.nt@snv.lamgiang.example").address, by=SYSTEM)


def test_nobody_ever_had_this_address(mail):
    assert queries.lead("nobody@snv.lamgiang.example") is None
    assert queries.is_ours("SNV.lamgiang.example")
    assert not queries.is_ours("elsewhere.example")


def test_a_closed_box_takes_no_mail_and_keeps_its_address(mail):
    operations.change_state(mail.boxes["head"], BoxState.CLOSED, reason="Nghỉ hưu", by=SYSTEM)
    assert queries.lead("head@snv.lamgiang.example").box is None
    with pytest.raises(NotFound):
        mail.opened("head")
    with pytest.raises(Invalid):
        operations.change_state(mail.boxes["leader"], BoxState.CLOSED, reason="", by=SYSTEM)


def test_a_domain_and_a_box_are_opened_once(mail):
    with pytest.raises(Invalid):
        operations.open_domain(mail.agency.unit, "SNV.lamgiang.example.", by=SYSTEM)
    with pytest.raises(Refusal):
        operations.open_person_box(person(mail.head), mail.domain, "hai", by=SYSTEM)
    with pytest.raises(Refusal):
        operations.open_desk_box(
            mail.agency.desks["clerk"], mail.domain, "hai", "Văn thư", by=SYSTEM
        )
    with pytest.raises(Forbidden):
        operations.open_domain(mail.agency.unit, "other.example", by=mail.official)


def test_the_rules_of_a_domain_are_chosen_by_its_administrator(mail):
    chosen = operations.choose_rules(mail.domain, {"quota_mib": 5}, by=mail.admin)
    assert (chosen.quota_mib, chosen.largest_mib) == (5, 50)
    with pytest.raises(Forbidden):
        operations.choose_rules(mail.domain, {"quota_mib": 6}, by=mail.leader)


def test_a_device_has_a_password_of_its_own(mail):
    account = db.session.get_one(Account, mail.official.account_id)
    row, secret = operations.make_app_password(
        account, "Điện thoại", ["smtp"], days=30, by=mail.official
    )
    assert secret not in row.secret_hash
    assert len(secret.replace("-", "")) == 20
    with pytest.raises(Refusal):
        operations.revoke_app_password(row, by=mail.colleague)
    for hours in (0, 0, 24):
        at = clock.now() + timedelta(hours=hours)
        operations.note_use(row, "127.0.0.1", at=at, by=SYSTEM)
    logins = select(AuditEvent.subject_uid).where(AuditEvent.act == "mail.login")
    assert db.session.scalars(logins).all() == [str(row.uid)] * 2, "one line a day"
    operations.revoke_app_password(row, by=mail.official)
    assert row.revoked_at
    assert row.last_used_at
    with pytest.raises(Refusal):
        operations.make_app_password(account, "Máy khác", ["smtp"], days=30, by=mail.colleague)
    with pytest.raises(Invalid):
        operations.make_app_password(account, "", ["smtp"], days=30, by=mail.official)
    for days in (0, 366):
        with pytest.raises(Invalid, match="365"):
            operations.make_app_password(account, "Máy", ["smtp"], days=days, by=mail.official)
