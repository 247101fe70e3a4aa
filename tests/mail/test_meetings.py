"""An invitation that came by mail is answered by a letter; a later letter changes how it stands."""

from email import message_from_bytes, policy

import pytest
from icalendar import Calendar
from sqlalchemy import select

from mail import operations, queries
from mail.letters.calendar import Answer
from mail.models import Folder, MailItem, MailMessage, OutgoingMail
from mail.operations.meetings import REPLY
from office import blobs, outbox
from office.db import db, transaction
from office.errors import Refusal
from office.given_up import put_right
from office.outbox import Lane
from tests.documents.pages import Reader
from tests.mail.post import delivered

ORGANIZER = "an.tv@elsewhere.example"
OWN = "official@snv.lamgiang.example"
NOBODY = {"name": "", "answer": "", "role": "", "is_asked": False}


@pytest.fixture
def official(house, mail):
    return Reader(house, mail.official)


def calendar(method="REQUEST", sequence=0, organizer=ORGANIZER):
    event = {
        "uid": "hop-1@elsewhere.example",
        "sequence": sequence,
        "recurrence_id": "",
        "status": "",
        "summary": "Họp giao ban",
        "location": "Phòng A",
        "description": "",
        "start": "2026-12-01T09:00:00+07:00",
        "end": "2026-12-01T10:00:00+07:00",
        "zone": "",
        "all_day": False,
        "rule": "",
        "organizer": NOBODY | {"address": organizer, "name": "Trần Văn An"},
        "attendees": [NOBODY | {"address": OWN.upper()}],
    }
    return {"path": "2", "method": method, "events": [event]}


def came(sender=ORGANIZER, **facts):
    """The item of a letter about the meeting."""
    went, _message = delivered([OWN], sender=sender, kept={"calendar": calendar(**facts)})
    return went.items[0]


def path(item, rest=""):
    return f"/mail/items/{item.uid}{rest}"


def test_an_answer_goes_to_the_organiser_and_may_be_changed(mail, official):
    item = came()
    page = official.get(path(item))
    assert all(
        f"<span>{word}</span>" in page for word in ("I attend", "I may attend", "I do not attend")
    )
    official.post(path(item, "/invitation"), answer="ACCEPTED")
    official.post(path(item, "/invitation"), answer="DECLINED")
    page = official.get(path(item))
    assert "The invitation was declined." in page
    assert "<span>I do not attend</span>" not in page
    outbox.drain(Lane.MAIL)
    rows = db.session.scalars(select(OutgoingMail).where(OutgoingMail.to == ORGANIZER)).all()
    assert [row.envelope_from for row in rows] == [OWN]
    letter = message_from_bytes(blobs.read(rows[0].sha256), policy=policy.default)
    part = next(one for one in letter.walk() if one.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REPLY"
    (event,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert event["UID"] == "hop-1@elsewhere.example"
    assert event["ATTENDEE"].params["PARTSTAT"] == "DECLINED"
    assert event["ATTENDEE"].lower() == f"mailto:{OWN}"
    sent = select(MailMessage.subject).join(MailItem, MailItem.message_id == MailMessage.id)
    mine = MailItem.mailbox_id == mail.boxes["official"].id, MailItem.folder == Folder.SENT
    assert len(db.session.scalars(sent.where(*mine)).all()) == 1


@pytest.mark.parametrize(
    ("later", "words"),
    [
        ({"method": "CANCEL"}, "called off by a later letter"),
        ({"sequence": 1}, "A later letter changed the meeting."),
    ],
)
def test_a_later_letter_of_the_same_sender_ends_an_invitation(mail, official, later, words):
    first = came()
    second = came(**later)
    page = official.get(path(first))
    assert words in page
    assert f'href="/mail/items/{second.uid}"' in page
    with pytest.raises(Refusal):
        answer(mail, first)


def test_the_same_answer_twice_is_one_letter(mail):
    item = came()
    answer(mail, item)
    outbox.drain(Lane.MAIL)
    answer(mail, item)
    outbox.drain(Lane.MAIL)
    assert len(db.session.scalars(select(OutgoingMail)).all()) == 1


def answer(mail, item, given=Answer.ACCEPTED):
    found = queries.open_item(item.uid, mail.official)
    return operations.answer_invitation(found, given, by=mail.official)


@pytest.mark.parametrize(
    ("sender", "facts"),
    [("ke-gian@x.example", {}), (ORGANIZER, {"organizer": "khac@elsewhere.example"})],
)
def test_nobody_else_calls_a_meeting_off(mail, official, sender, facts):
    first = came()
    came(sender, method="CANCEL", sequence=5, **facts)
    assert "called off" not in official.get(path(first))
    assert answer(mail, first).answer == "ACCEPTED"


def by_organizer(address):
    return {"organizer": address}


def test_an_answer_that_could_not_be_written_is_asked_for_anew(mail, official):
    item = came()
    old = answer(mail, item, Answer.DECLINED).said_at.isoformat()
    said = answer(mail, item)
    put_right(REPLY, "k", {"said": str(said.uid), "at": old})
    assert "was accepted" in official.get(path(item))
    put_right(REPLY, "k", {"said": str(said.uid), "at": said.said_at.isoformat()})
    assert "was accepted" not in official.get(path(item))
    outbox.drain(Lane.MAIL)
    assert answer(mail, item).answer == "ACCEPTED"


def test_only_an_invitation_of_another_is_answered(mail):
    for facts in ({"method": "CANCEL"}, *map(by_organizer, (OWN, "kein", "an@tv_x.example"))):
        with pytest.raises(Refusal):
            answer(mail, came(**facts))
    item = came()
    with transaction():
        item.folder = Folder.SENT
    with pytest.raises(Refusal):
        answer(mail, item)
