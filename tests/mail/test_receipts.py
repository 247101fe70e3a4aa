"""A receipt goes to who asked for it only after its reader said so; one that comes is shown."""

import pytest
from sqlalchemy import select

from mail import operations, queries
from mail.jobs.delivering import deliver
from mail.letters.compose import message_id
from mail.letters.heading import Person
from mail.letters.reports import Cover, receipt
from mail.models import Folder, MailArrival, OutgoingMail
from mail.operations import Leaving, ReceiptAnswer
from mail.operations.receipts import CONFIRM
from office import blobs, clock, outbox
from office.db import db, transaction
from office.errors import Refusal
from office.given_up import put_right
from office.outbox import Lane
from office.permissions import SYSTEM
from tests.documents.pages import Reader
from tests.mail.post import lay

ASKER = "an.tv@elsewhere.example"
QUESTION = "asks to be told that this letter was read"


@pytest.fixture
def official(house, mail):
    return Reader(house, mail.official)


def asking(mail, head=(), folder=Folder.INBOX, **facts):
    told = {"receipt_to": [{"name": "An", "address": ASKER}]} | dict(head)
    facts = {"is_outside": True, "envelope_from": ASKER, "sender": ("An", ASKER)} | facts
    return lay(mail.boxes["official"], view={"head": told}, folder=folder, **facts)


def path(item, rest=""):
    return f"/mail/items/{item.uid}{rest}"


def written():
    """The letters that the house has queued to the asker."""
    outbox.drain(Lane.MAIL)
    rows = db.session.scalars(select(OutgoingMail).where(OutgoingMail.to == ASKER)).all()
    return [(row, blobs.read(row.sha256).decode()) for row in rows]


def test_a_receipt_is_sent_once_and_only_by_the_button(mail, official):
    item = asking(mail)
    assert QUESTION in official.get(path(item))
    assert written() == []
    official.post(path(item, "/receipt"), answer="sent")
    ((row, letter),) = written()
    assert row.envelope_from == ""
    assert "multipart/report; report-type=disposition-notification" in letter
    assert "official@snv.lamgiang.example>" in letter.partition("\r\n\r\n")[0]
    assert "Disposition: manual-action/MDN-sent-manually; displayed" in letter
    assert (
        f"Original-Message-ID: {queries.open_item(item.uid, mail.official).message.message_id}"
        in letter
    )
    page = official.get(path(item))
    assert QUESTION not in page
    assert "A receipt was sent." in page
    with pytest.raises(Refusal):
        answer(mail, item)


def test_a_receipt_that_could_not_be_written_is_asked_for_anew(mail, official):
    item = asking(mail)
    said = answer(mail, item)
    put_right(CONFIRM, "k", {"said": str(said.uid), "to": ASKER})
    assert QUESTION in official.get(path(item))
    answer(mail, item)
    assert len(written()) == 1


def answer(mail, item, said=ReceiptAnswer.SENT):
    return operations.answer_receipt(
        queries.open_item(item.uid, mail.official), said, by=mail.official
    )


def test_no_receipt_is_an_answer_too(mail, official):
    item = asking(mail)
    official.post(path(item, "/receipt"), answer="declined")
    assert "No receipt was sent." in official.get(path(item))
    assert written() == []


def test_another_address_than_the_sender_of_the_letter_is_named(mail, official):
    item = asking(mail, envelope_from="khac@elsewhere.example")
    assert f"another address than the letter came from: {ASKER}" in official.get(path(item))


@pytest.mark.parametrize(
    "facts",
    [
        {"head": {"list_id": "<l.x.example>"}},
        {"head": {"precedence": "bulk"}},
        {"head": {"auto_submitted": "auto-generated"}},
        {"head": {"receipt_to": [{"address": ASKER}, {"address": "b@x.example"}]}},
        {"envelope_from": ""},
        {"is_outside": False},
        {"folder": Folder.JUNK},
    ],
)
def test_lists_programs_and_nobody_get_no_receipt(mail, official, facts):
    item = asking(mail, **facts)
    assert QUESTION not in official.get(path(item))
    with pytest.raises(Refusal):
        answer(mail, item)


@pytest.mark.parametrize(
    ("disposition", "shown"), [("displayed", "Read"), ("deleted", "Not read: thrown away")]
)
def test_a_receipt_that_comes_is_shown_at_the_letter_that_asked(mail, official, disposition, shown):
    box = mail.boxes["official"]
    sent = lay(box, folder=Folder.SENT, is_seen=True)
    said = queries.open_item(sent.uid, mail.official).message
    leaving = Leaving(f"l:{said.uid}", ASKER, said.sha256, "official@snv.lamgiang.example")
    operations.hand_out(said, box, leaving, by=SYSTEM)
    cover = Cover(
        own_name="elsewhere.example",
        to="official@snv.lamgiang.example",
        subject="Read",
        text="Read.",
        message_id=message_id("r1", "elsewhere.example"),
        date=clock.now(),
        sender=Person(ASKER),
    )
    data = receipt(cover, reader=ASKER, original=blobs.read(said.sha256))
    stored = blobs.put(data.replace(b"; displayed", f"; {disposition}".encode()))
    with transaction():
        arrival = MailArrival(
            key="mdn",
            listener="house",
            recipients=[{"address": "official@snv.lamgiang.example"}],
            sha256=stored.sha256,
            size=stored.size,
            received_at=clock.now(),
        )
        db.session.add(arrival)
    deliver({"arrivals": [arrival.id]})
    page = official.get(path(sent))
    assert shown in page.partition("How far it got")[2]
