"""What an administrator may not do alone: open others' mail, and keep a domain nobody proved."""

import re
from datetime import timedelta

import dns.rcode
import pytest
from sqlalchemy import select

from mail import operations, queries
from mail.jobs import dns as looking
from mail.models import BoxState, MailDomain, MailWish
from mail.operations import reserving
from mail.queries import doors
from mail.queries.addresses import noreply_beside
from mail.queries.doors import Taking
from office import clock
from office.accounts.models import Notice, Person
from office.audit import AuditEvent
from office.db import db
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import SYSTEM
from office.units import operations as units
from office.units.models import Tenure
from tests import build
from tests.documents.pages import Reader
from tests.mail import dns_server

WHY = "Theo đề nghị của cơ quan điều tra"
NEW = "moi.lamgiang.test"
MARKED = re.compile(r'<a class="go" href="([^"]+)"[^>]* aria-current="page"')


@pytest.fixture
def looks(monkeypatch):
    """Has DNS looked at for a domain; a real name server that shows this text, or does not work."""
    with dns_server.running() as server:

        def look(domain, text):
            name = f"_congvu.{domain.name}"
            server.faults[name] = dns.rcode.SERVFAIL if text is None else dns.rcode.NOERROR
            if text:
                del server.faults[name]
                server.text(name, text)
            monkeypatch.setattr(looking, "the_resolver", server.resolver)
            looking.look({"domain": domain.id})

        yield look


def person(actor):
    return db.session.get_one(Person, actor.person_id)


def waiting():
    return db.session.scalars(select(MailWish).order_by(MailWish.id.desc())).first()


def told(mail, part):
    desk = mail.agency.desks[part].id
    return [row.text for row in db.session.scalars(select(Notice).where(Notice.desk_id == desk))]


def leave(mail, part):
    units.unseat(db.session.get_one(Tenure, mail.agency.people[part].tenure_id), by=SYSTEM)
    operations.hand_over_leavers(by=SYSTEM)


def test_the_box_of_who_has_a_post_is_opened_to_nobody_by_one_administrator(house, mail):
    box, admin = mail.boxes["official"], Reader(house, mail.admin)
    path = f"/mail-keep/boxes/{box.uid}/state"
    admin.post(path, state="handover", reason=WHY)
    assert box.state is BoxState.ACTIVE
    row = waiting()
    admin.post(f"/mail-keep/wishes/{row.uid}/confirmation", status=403)
    assert (box.state, told(mail, "official")) == (BoxState.ACTIVE, [])
    second = Reader(house, mail.security)
    page = second.get("/mail-keep/wishes")
    assert WHY in page
    assert MARKED.search(page)[1] == "/mail-keep/holds", "he has no entry for mailboxes"
    second.post(f"/mail-keep/wishes/{row.uid}/confirmation")
    assert db.session.get_one(type(box), box.id, populate_existing=True).state is BoxState.HANDOVER
    assert told(mail, "official"), "its owner learns of it"
    assert told(mail, "head"), "so does the head of his unit"
    with pytest.raises(Refusal):
        operations.confirm_wish(row, by=mail.security)
    acts = ("mail.wish_asked", "mail.wish_confirmed")
    lines = db.session.scalars(select(AuditEvent).where(AuditEvent.act.in_(acts))).all()
    assert [line.facts["asked_by"] for line in lines] == [mail.admin.name] * 2


def test_no_change_of_state_is_a_way_around_the_second_person(mail):
    box = mail.boxes["official"]
    with pytest.raises(Refusal):
        operations.change_state(box, BoxState.HANDOVER, reason=WHY, by=mail.admin)
    assert box.state is BoxState.ACTIVE
    with pytest.raises(Forbidden):
        operations.hand_over(box, reason=WHY, by=mail.head)


def test_a_chosen_reader_of_a_leavers_box_needs_two_and_he_is_none_of_them(mail):
    leave(mail, "official")
    box = mail.boxes["official"]
    row = operations.name_receiver(box, person(mail.security), reason=WHY, by=mail.admin)
    with pytest.raises(NotFound):
        queries.open_box(box.uid, mail.security)
    with pytest.raises(Forbidden):
        operations.confirm_wish(row, by=mail.security)
    with pytest.raises(Refusal):
        operations.name_receiver(box, person(mail.colleague), reason=WHY, by=mail.admin)
    operations.withdraw_wish(row, by=mail.admin)
    row = operations.name_receiver(box, person(mail.colleague), reason=WHY, by=mail.admin)
    operations.refuse_wish(row, by=mail.security)
    assert box.receiver_id is None
    assert operations.name_receiver(box, person(mail.head), by=mail.admin) is None
    assert queries.open_box(box.uid, mail.head).rights == {"read", "organise"}
    assert any("%(person)s" in text for text in told(mail, "head"))


def test_who_chooses_a_reader_says_why_and_the_form_comes_back_as_it_was(house, mail):
    leave(mail, "official")
    admin, box = Reader(house, mail.admin), mail.boxes["official"]
    chosen = person(mail.colleague).uid
    paths = "/mail-keep/boxes/{}/receiver", "/mail/handovers/{}"
    for path, field in zip(paths, ("receiver-reason", "reason"), strict=True):
        page = admin.post(path.format(box.uid), 422, person=chosen)
        assert f'href="#{field}"' in page
        assert page.count(f'id="{field}"') == 1
        assert f'value="{chosen}" selected' in page
    url = f"/api/v1/mailboxes/{box.uid}/receiver"
    assert admin.client.post(url, json={"person": str(chosen)}).status_code == 422
    assert waiting() is None
    admin.post(paths[0].format(box.uid), person=chosen, reason=WHY)
    assert waiting().reason == WHY
    operations.withdraw_wish(waiting(), by=mail.admin)
    told = admin.client.post(url, json={"person": str(chosen), "reason": WHY}).json
    assert told["wish"] == str(waiting().uid)
    assert "wish" not in admin.client.get(f"/api/v1/mailboxes/{box.uid}").json


def test_each_error_leads_to_the_field_of_its_own_form(house, mail):
    admin, box = Reader(house, mail.admin), mail.boxes["official"]
    for act in ("state", "freeze"):
        page = admin.post(f"/mail-keep/boxes/{box.uid}/{act}", 422, reason="", state="suspended")
        assert f'href="#{act}-reason"' in page
        assert page.count(f'id="{act}-reason"') == 1
    page = admin.post(f"/mail-keep/domains/{mail.domain.uid}/closing", 422, reason="")
    assert 'href="#closing-reason"' in page


def test_a_wish_is_forgotten_after_two_weeks(house, mail, monkeypatch):
    row = operations.hand_over(mail.boxes["official"], reason=WHY, by=mail.admin)
    late = clock.now() + timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: late)
    with pytest.raises(Refusal):
        operations.confirm_wish(row, by=mail.security)
    assert mail.boxes["official"].state is BoxState.ACTIVE
    later = operations.hand_over(mail.boxes["leader"], reason=WHY, decision="7/QĐ", by=mail.admin)
    operations.refuse_wish(later, by=mail.security)
    last = operations.hand_over(mail.boxes["head"], reason=WHY, by=mail.admin)
    told = Reader(house, mail.security).client.get("/api/v1/mail-wishes").json["items"]
    assert [(one["uid"], one["state"], one["is_waiting"]) for one in told] == [
        (str(last.uid), "asked", True),
        (str(later.uid), "refused", False),
        (str(row.uid), "lapsed", False),
    ]
    assert (told[1]["decision"], bool(told[1]["settled_at"])) == ("7/QĐ", True)


def test_a_domain_is_ours_once_dns_shows_our_text(house, mail, looks):
    domain = operations.open_domain(mail.agency.unit, NEW, by=mail.admin)
    admin, box = Reader(house, mail.admin), mail.boxes["official"]
    assert admin.get("/mail-keep/domains").count("takes no mail yet") == 1
    for text in (None, "", "congvu-proof=another"):
        looks(domain, text)
        assert doors.taken(f"a@{NEW}", from_outside=True).taking is Taking.OUTSIDE
        with pytest.raises(Refusal):
            operations.give_address(box, domain, "a", by=mail.admin)
    looks(domain, f"congvu-proof={domain.token}")
    assert "takes no mail yet" not in admin.get("/mail-keep/domains")
    operations.give_address(box, domain, "a", by=mail.admin)
    assert doors.taken(f"a@{NEW}", from_outside=True).taking is Taking.YES


def test_where_dns_answers_no_person_answers_for_a_domain(mail, looks):
    domain = operations.open_domain(mail.agency.unit, "gmail.com", by=mail.admin)
    looks(domain, "")
    assert not doors.refuses_stranger("gmail.com"), "strangers still write from there"
    with pytest.raises(Refusal):
        operations.ask_proof(domain, reason=WHY, by=mail.admin)
    looks(domain, None)
    row = operations.ask_proof(domain, reason=WHY, by=mail.admin)
    looks(domain, "")
    with pytest.raises(Refusal):
        operations.confirm_wish(row, by=mail.security)
    looks(domain, None)
    operations.confirm_wish(row, by=mail.security)
    assert queries.is_ours("gmail.com")
    assert doors.refuses_stranger("gmail.com")


def test_what_was_asked_of_a_domain_does_not_hold_for_who_opens_it_next(mail):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    domain = operations.open_domain(mail.agency.unit, NEW, by=mail.admin)
    row = operations.ask_proof(domain, reason=WHY, by=mail.admin)
    operations.close_domain(domain, reason="Gõ nhầm", by=mail.admin)
    with pytest.raises(Refusal):
        operations.confirm_wish(row, by=mail.security)
    again = operations.open_domain(other.unit, NEW, by=other.admin)
    with pytest.raises(Refusal):
        operations.confirm_wish(row, by=mail.security)
    assert again.proved_at is None


def test_what_another_agency_keeps_is_not_opened_nor_what_lies_below_it(mail):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    for name in (mail.domain.name, f"phong.{mail.domain.name}", "vn"):
        with pytest.raises(Invalid):
            operations.open_domain(other.unit, name, by=other.admin)
    operations.open_domain(mail.agency.unit, f"phong.{mail.domain.name}", by=mail.admin)


def test_a_domain_is_closed_when_nothing_leads_there_and_its_addresses_stay_reserved(house, mail):
    admin = Reader(house, mail.admin)
    domain = operations.open_domain(mail.agency.unit, NEW, by=SYSTEM)
    reserving.reserve(domain, by=SYSTEM)
    operations.use_key(operations.make_key(domain, by=mail.admin), by=mail.admin)
    operations.make_key(domain, by=mail.admin)
    box = mail.boxes["official"]
    row = operations.give_address(box, domain, "a", by=SYSTEM)
    path = f"/mail-keep/domains/{domain.uid}/closing"
    assert f"a@{NEW}" in admin.post(path, status=409, reason="Gõ nhầm")
    operations.end_address(row, by=SYSTEM)
    admin.post(path, reason="Gõ nhầm")
    assert not queries.is_ours(NEW)
    retired = select(AuditEvent.facts).where(AuditEvent.act == "mail.key_retired")
    assert [one["domain"] for one in db.session.scalars(retired)] == [NEW] * 2, "one never used"
    assert queries.signing_key(NEW) is None
    assert doors.taken(f"a@{NEW}", from_outside=True).taking is Taking.OUTSIDE
    again = operations.open_domain(mail.agency.unit, NEW, by=SYSTEM)
    assert db.session.scalars(select(MailDomain).where(MailDomain.name == NEW)).all() == [again]
    with pytest.raises(Invalid):
        operations.give_address(mail.boxes["head"], again, "a", by=SYSTEM)
    reserving.reserve(again, by=SYSTEM)
    assert doors.taken(f"postmaster@{NEW}", from_outside=True).taking is Taking.YES
    assert noreply_beside(f"postmaster@{NEW}").state is BoxState.ACTIVE
