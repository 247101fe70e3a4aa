"""A sealed letter shows its words to who has the PIN, once, and they lie nowhere afterwards."""

import pytest
from sqlalchemy import select

from mail.models import MailItem
from office.accounts.models import Person
from office.config import current_settings
from office.db import db
from signing.demo import believe_demo, enrol_person
from tests.documents.pages import Reader
from tests.mail import letters_written as written
from tests.mail.post import lay

PIN = "135790"
WORDS = "Chỉ riêng anh đọc: xyzzy7319."


@pytest.fixture
def sealed(house, mail):
    """A sealed letter in the leader's box, from the official; both have keys."""
    believe_demo()
    for part in ("official", "leader"):
        person = db.session.get_one(Person, getattr(mail, part).person_id)
        enrol_person(person, agency_id=mail.agency.unit.id, agency="Sở Nội vụ", pin=PIN)
    written.left(written.sent(mail, text=WORDS, options={"encrypt": True}))
    mine = select(MailItem).where(MailItem.mailbox_id == mail.boxes["leader"].id)
    return db.session.scalars(mine).one()


def test_the_pin_opens_it_once_and_nothing_is_kept(house, mail, sealed):
    leader = Reader(house, mail.leader)
    item = f"/mail/items/{sealed.uid}"
    assert f"{item}/sealed" in leader.get(item)
    assert "PIN" in leader.get(f"{item}/sealed")
    wrong = leader.post(f"{item}/sealed", 422, pin="000000")
    assert "This PIN is not right." in wrong
    assert WORDS not in wrong
    shown = leader.client.post(f"{item}/sealed", data={"pin": PIN})
    assert WORDS in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert WORDS not in leader.get(item)
    kept = [path for path in current_settings().blob_dir.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"xyzzy7319" in path.read_bytes()]


def test_without_the_key_the_page_says_what_to_do(house, mail, sealed):
    other = lay(mail.boxes["head"], seal={"kind": "smime_encrypted", "code": "sealed"})
    head = Reader(house, mail.head)
    page = head.get(f"/mail/items/{other.uid}/sealed")
    assert "The key for this letter is not here." in page
    assert f"/mail/items/{other.uid}/original" in page
    assert 'name="pin"' not in page


def test_a_letter_that_is_not_sealed_has_no_such_page(house, mail):
    plain = lay(mail.boxes["head"])
    Reader(house, mail.head).get(f"/mail/items/{plain.uid}/sealed", 404)
