"""A recalled letter: gone where nobody read it, marked where somebody did, kept as proof."""

from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import delete, select

from mail import operations, queries
from mail.models import Folder, Mailbox, MailItem, MailMessage, MailState, OutgoingMail, Unseen
from office import blobs, outbox, search
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Refusal
from office.i18n import _, force_locale
from office.permissions import SYSTEM
from tests.documents.pages import Reader
from tests.mail import letters_written as written
from tests.mail.letters_written import CLERKS, LEADER, OUTSIDE


@pytest.fixture
def letter(mail):
    """A letter of the official to the leader, the clerks and somebody outside; its item in Sent."""
    written.left(written.sent(mail, cc=f"{CLERKS}, {OUTSIDE}"))
    return of(mail, "official")[0]


def of(mail, part):
    """What a reader finds in a box."""
    wanted = select(MailItem).where(
        MailItem.mailbox_id == mail.boxes[part].id, MailItem.removed_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(MailItem.id)).all()


def read(mail, part):
    (item,) = of(mail, part)
    person = getattr(mail, part).person_id
    with transaction():
        mine = Unseen.item_id == item.id, Unseen.person_id == person
        db.session.execute(delete(Unseen).where(*mine))


def notice_subject():
    with force_locale("vi"):
        return _("A letter was recalled")


def subjects(mail, part):
    ids = [item.message_id for item in of(mail, part)]
    wanted = select(MailMessage.subject).where(MailMessage.id.in_(ids))
    return db.session.scalars(wanted.order_by(MailMessage.id)).all()


def test_who_has_not_read_it_finds_a_notice_and_who_has_keeps_it(mail, letter):
    read(mail, "leader")
    before = db.session.get_one(Mailbox, mail.boxes["clerks"].id).used_bytes
    made = operations.recall(queries.open_item(letter.uid, mail.official), by=mail.official)
    assert [box.id for box in made.taken] == [mail.boxes["clerks"].id]
    assert [box.id for box in made.read] == [mail.boxes["leader"].id]
    assert made.held == [OUTSIDE]
    assert of(mail, "clerks") == []
    assert mail.boxes["clerks"].used_bytes < before
    outbox.drain(outbox.Lane.MAIL)
    assert subjects(mail, "clerks") == [notice_subject()]
    assert subjects(mail, "leader") == ["Lịch họp"]
    assert subjects(mail, "official") == ["Lịch họp"]
    assert db.session.scalars(select(OutgoingMail)).one().state is MailState.WITHDRAWN


def test_its_words_are_found_no_more(mail, letter):
    search.index_batch()
    assert list(db.session.scalars(search.newest("lich hop", "mail"))) == [letter.message_id]
    operations.recall(queries.open_item(letter.uid, mail.official), by=mail.official)
    assert list(db.session.scalars(search.newest("lich hop", "mail"))) == []
    search.request_index("mail", letter.message_id)
    search.index_batch()
    assert list(db.session.scalars(search.newest("lich hop", "mail"))) == []


def test_what_has_left_the_house_is_out_of_reach(mail, letter):
    row = db.session.scalars(select(OutgoingMail)).one()
    with transaction():
        row.state = MailState.SENT
    made = operations.recall(queries.open_item(letter.uid, mail.official), by=mail.official)
    assert (made.held, made.gone) == ([], [OUTSIDE])
    assert row.state is MailState.SENT


def test_those_outside_are_told_when_it_is_wished_and_keep_what_they_have(house, mail, letter):
    row = db.session.scalars(select(OutgoingMail)).one()
    with transaction():
        row.state = MailState.SENT
        leaving = operations.Leaving("inside", LEADER, row.sha256, row.envelope_from)
        sent = db.session.get_one(MailMessage, letter.message_id)
        laid = operations.hand_out(sent, mail.boxes["official"], leaving, by=SYSTEM)
        laid.state = MailState.SENT  # it was written to a box of this house, by the same queue
    official, path = Reader(house, mail.official), f"/mail/items/{letter.uid}/recall"
    assert "Tell 1 receiver outside" in official.get(path)
    assert "1 outside is told." in official.get(official.post(path, outside="1"))
    outbox.drain(outbox.Lane.MAIL)
    notice = db.session.scalars(select(OutgoingMail).where(OutgoingMail.id > laid.id)).one()
    told = message_from_bytes(blobs.read(notice.sha256), policy=default)
    sent = db.session.get_one(MailMessage, letter.message_id)
    assert (notice.to, notice.mailbox_id) == (OUTSIDE, mail.boxes["official"].id)
    assert told["In-Reply-To"] == told["References"] == sent.message_id
    assert sent.message_id in told.get_content()
    assert told["Auto-Submitted"] == "auto-generated"
    assert [one.folder for one in of(mail, "official")] == [Folder.SENT, Folder.SENT]
    lines = select(AuditEvent.facts).where(AuditEvent.act == "mail.recalled")
    assert db.session.scalars(lines).one()["told"] == [OUTSIDE]


def test_only_the_sender_recalls_and_only_once(house, mail, letter):
    (got,) = of(mail, "leader")
    for folder in (Folder.INBOX, Folder.SENT):  # a mail program moves it, or brings it in again
        with transaction():
            got.folder = folder
        as_receiver = queries.open_item(got.uid, mail.leader)
        with pytest.raises(Refusal):
            operations.recall(as_receiver, by=mail.leader)
    assert "/recall" not in Reader(house, mail.leader).get(f"/mail/items/{got.uid}")
    assert len(of(mail, "clerks")) == 1
    found = queries.open_item(letter.uid, mail.official)
    with pytest.raises(Forbidden):
        operations.recall(found, by=SYSTEM)
    operations.recall(found, by=mail.official)
    with pytest.raises(Refusal):
        operations.recall(found, by=mail.official)
    assert letter.folder is Folder.SENT


def test_the_page_says_what_came_of_it(house, mail, letter):
    read(mail, "leader")
    official = Reader(house, mail.official)
    path = f"/mail/items/{letter.uid}"
    assert f"{path}/recall" in official.get(path)
    assert "Recall the letter" in official.get(f"{path}/recall")
    shown = official.get(official.post(f"{path}/recall"))
    assert "Taken back from 2. 1 has it already." in shown
    (got,) = of(mail, "leader")
    assert "taken this message back" in Reader(house, mail.leader).get(f"/mail/items/{got.uid}")
