"""Addresses outside the house are kept by name, and found by who may use them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from mail import operations
from mail.models import Contact
from mail.operations import ContactWords, contacts
from mail.policy import Can
from mail.queries import book, open_box
from office import clock
from office.accounts.models import Person
from office.db import db
from office.errors import Forbidden, Refusal
from office.permissions import SYSTEM, allowed
from tests.documents.pages import Reader
from tests.mail.post import lay

YEN = ContactWords("Nguyễn Thị Hải Yến", "HaiYen@BaoLamGiang.example", "Báo Lam Giang")


@pytest.fixture
def official(house, mail):
    return Reader(house, mail.official)


def test_a_sender_is_kept_from_his_letter_changed_and_removed(mail, official):
    page = f"/mail/settings/boxes/{mail.boxes['official'].uid}/contacts"
    assert "No contact is kept" in official.get(page)
    letter = lay(mail.boxes["official"], sender=("Hải Yến", "Yen@bao.example"), is_outside=True)
    assert f"{page}?letter={letter.uid}" in official.get(f"/mail/items/{letter.uid}")
    filled = official.get(f"{page}?letter={letter.uid}")
    assert 'value="Hải Yến"' in filled
    official.post(page, name="Hải Yến", address="Yen@bao.example", organisation="")
    official.post(page, name="Bà Yến", address="yen@BAO.example", organisation="Báo")
    (row,) = db.session.scalars(select(Contact)).all()
    assert (row.name, row.address, row.organisation) == ("Bà Yến", "yen@bao.example", "Báo")
    assert "Change the contact" in official.get(f"{page}?letter={letter.uid}")
    for address in ("khong phai", f"leader@{mail.domain.name}"):
        assert 'id="address-error"' in official.post(page, 422, name="A", address=address)
    official.post(f"{page}/{row.uid}/ending")
    assert "Bà Yến" not in official.get(page)


def test_a_contact_is_found_by_its_owner_and_that_of_a_desk_by_the_agency(mail):
    operations.keep_contact(mail.opened("official"), YEN, by=mail.official)
    operations.keep_contact(
        mail.opened("clerks"), ContactWords("Trường Đại học", "hc@dh.example"), by=mail.clerk
    )
    (entry,) = book.suggestions("HAIYEN@bao", mail.official)
    assert entry.line == "Nguyễn Thị Hải Yến <haiyen@baolamgiang.example>"
    assert [one.hint for one in book.suggestions("hai yen", mail.official)] == ["Báo Lam Giang"]
    assert book.suggestions("hai yen", mail.colleague) == []
    assert [one.address for one in book.suggestions("dai hoc", mail.colleague)] == ["hc@dh.example"]


def test_who_was_only_lent_a_box_for_reading_keeps_and_drops_nothing_there(house, mail):
    kept = operations.keep_contact(mail.opened("official"), YEN, by=mail.official)
    operations.grant(
        mail.opened("official"),
        db.session.get_one(Person, mail.colleague.person_id),
        ["read", "organise", "draft"],
        reason="Thay khi nghỉ phép",
        valid_to=clock.now() + timedelta(days=3),
        by=mail.official,
    )
    lent = mail.opened("official", by="colleague")
    with pytest.raises(Forbidden):
        operations.keep_contact(lent, ContactWords("A", "a@b.example"), by=mail.colleague)
    with pytest.raises(Forbidden):
        operations.drop_contact(lent, kept, by=mail.colleague)
    letter = lay(mail.boxes["official"], is_outside=True)
    assert "Keep this sender" in Reader(house, mail.official).get(f"/mail/items/{letter.uid}")
    assert "Keep this sender" not in Reader(house, mail.colleague).get(f"/mail/items/{letter.uid}")


def test_contacts_of_the_agency_are_kept_by_its_clerks_not_at_every_desk(house, mail):
    room = operations.open_desk_box(
        mail.agency.desks["head"], mail.domain, "phong", "Phòng Nghiệp vụ", by=SYSTEM
    )
    opened = open_box(room.uid, mail.head)
    assert allowed(mail.head, Can.MANAGE, opened)
    assert not allowed(mail.head, Can.KEEP_CONTACTS, opened)
    with pytest.raises(Forbidden):
        operations.keep_contact(opened, YEN, by=mail.head)
    letter = lay(room, is_outside=True)
    page = Reader(house, mail.head).get(f"/mail/items/{letter.uid}")
    assert "Keep this sender" not in page
    Reader(house, mail.head).get(f"/mail/settings/boxes/{room.uid}/contacts", 403)
    kept = operations.keep_contact(mail.opened("clerks"), YEN, by=mail.clerk)
    with pytest.raises(Forbidden):
        operations.drop_contact(opened, kept, by=mail.head)


def test_as_many_as_a_page_shows_are_kept_and_no_more(mail, monkeypatch):
    monkeypatch.setattr(contacts, "MOST", 1)
    opened = mail.opened("official")
    row = operations.keep_contact(opened, YEN, by=mail.official)
    with pytest.raises(Refusal, match=r"\b1\b"):
        operations.keep_contact(opened, ContactWords("A", "a@b.example"), by=mail.official)
    renamed = ContactWords("Hải Yến", YEN.address)
    assert operations.keep_contact(opened, renamed, by=mail.official).id == row.id
    operations.keep_contact(mail.opened("clerks"), YEN, by=mail.clerk)
