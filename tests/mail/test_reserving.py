"""postmaster@ and abuse@ reach whoever administers the agency, also without a domain."""

import pytest
from sqlalchemy import select

from mail import operations
from mail.models import AddressKind, BoxState, MailMessage
from mail.queries import doors, lead
from mail.queries.directory import listed_in
from mail.queries.doors import Taking
from office import outbox
from office.db import db
from office.errors import Invalid, Refusal
from office.permissions import SYSTEM
from tests.mail.post import delivered


def test_the_keepers_of_a_domain_get_what_is_written_to_its_reserved_addresses(mail):
    operations.provide(mail.agency.unit, by=SYSTEM)
    found = lead("abuse@snv.lamgiang.example")
    assert found.list is not None
    for address in ("postmaster", "POSTMASTER", "postmaster@snv.lamgiang.example"):
        assert doors.taken(address, from_outside=True).taking is Taking.YES
    went, _message = delivered(["Postmaster", "abuse@snv.lamgiang.example"])
    assert not went.lost


def test_an_address_given_by_hand_stays_whose_it_is(mail):
    given = operations.give_address(mail.boxes["official"], mail.domain, "abuse", by=SYSTEM)
    operations.provide(mail.agency.unit, by=SYSTEM)
    operations.provide(mail.agency.unit, by=SYSTEM)
    db.session.refresh(given)
    assert (given.mailbox_id, given.kind) == (mail.boxes["official"].id, AddressKind.ALIAS)
    assert lead("abuse@snv.lamgiang.example").box.id == mail.boxes["official"].id


def test_the_house_tells_its_own_people_from_an_address_that_nobody_reads(mail):
    operations.provide(mail.agency.unit, by=SYSTEM)
    noreply = "noreply@snv.lamgiang.example"
    facts = {"subject": "Nhắc việc", "text": "Đến hạn.", "key": "n"}
    operations.post(to="head@snv.lamgiang.example", **facts, by=SYSTEM)
    outbox.drain(outbox.Lane.MAIL, outbox.Lane.OUT)
    told = db.session.scalars(select(MailMessage)).one()
    assert (told.sender_address, told.sender_name) == (noreply, "Thông báo tự động")
    assert doors.taken(noreply, from_outside=True).taking is Taking.NO_READER
    answer = {"sender": "head@snv.lamgiang.example", "listener": "submission"}
    assert delivered([noreply], **answer)[0].lost == [(noreply, "noreply")]
    with pytest.raises(Invalid):
        operations.give_address(mail.boxes["head"], mail.domain, "noreply", by=SYSTEM)
    assert noreply not in [one.address for one in listed_in(mail.domain)]
    with pytest.raises(Refusal):
        operations.change_state(lead(noreply).box, BoxState.CLOSED, reason="x", by=mail.admin)
