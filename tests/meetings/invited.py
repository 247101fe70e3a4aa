"""Meetings whose invitations leave by mail: the letters as they go, answers as they come."""

from email import message_from_bytes, policy

from icalendar import Calendar
from sqlalchemy import select

from mail import queries
from mail.jobs.leaving import message_of
from mail.letters.heading import Person
from mail.models import Mailbox, OutgoingMail
from meetings import operations
from meetings.jobs.calendars import tell_calendars
from meetings.models import Meeting, Part, Participant
from meetings.operations.calendars import TOPIC
from office.db import db, transaction
from office.outbox import OutboxMessage
from tests.mail.post import delivered
from tests.meetings import house as meetings

GUEST = "khach@h98.example"


def with_guest(snv, **given):
    """A meeting with a guest from another agency, called."""
    meeting = meetings.planned(snv, **given)
    seat = operations.Seat(
        part=Part.INVITED, name="Trần Văn Khách", organisation="Sở Tài chính", address=GUEST
    )
    operations.invite_person(meeting, seat, by=snv.official)
    operations.call(meeting, by=snv.official)
    return meeting


def told(meeting):
    """Do what the acts asked for; gives the new letters by address, parsed."""
    before = set(db.session.scalars(select(OutgoingMail.id)))
    asked = select(OutboxMessage.body).where(OutboxMessage.topic == TOPIC)
    for body in db.session.scalars(asked.order_by(OutboxMessage.id)).all():
        if body["meeting"] == str(meeting.uid):
            with transaction():
                tell_calendars(body)
    rows = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    return {row.to: letter_of(row) for row in rows if row.id not in before}


def letter_of(row):
    """The letter of a row as others' programs parse it; it does not leave for that."""
    box = db.session.get_one(Mailbox, row.mailbox_id)
    data = message_of(row, Person(queries.address_of(box), box.name))
    return message_from_bytes(data, policy=policy.default)


def event_of(letter):
    """The method and the event of a letter."""
    part = next(one for one in letter.walk() if one.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["METHOD"]
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


def organizer_of(letter):
    """The address to which the program of the invited answers."""
    return str(event_of(letter)[1]["ORGANIZER"]).removeprefix("mailto:")


def place_of(meeting, actor):
    """The place of an actor on the list."""
    wanted = select(Participant).where(
        Participant.meeting_id == meeting.id, Participant.person_id == actor.person_id
    )
    return db.session.scalars(wanted).one()


def guest_of(meeting):
    """The guest of a meeting."""
    wanted = select(Participant).where(
        Participant.meeting_id == meeting.id, Participant.person_id.is_(None)
    )
    return db.session.scalars(wanted.order_by(Participant.id)).first()


def replies(
    meeting,
    to,
    answer="ACCEPTED",
    *,
    sender=GUEST,
    address=None,
    sequence=None,
    method="REPLY",
    proven=False,
    stamp="2026-11-23T03:00:00+00:00",
    **more,
):
    """A letter with an answer comes to an address."""
    db.session.refresh(db.session.get_one(Meeting, meeting.id))
    nobody = {"address": "", "name": "", "answer": "", "role": "", "is_asked": False}
    person = nobody | {"address": address or sender, "answer": answer}
    person |= {name: more.pop(name) for name in ("delegated_to",) if name in more}
    event = {
        "uid": meeting.iuid,
        "sequence": meeting.sequence if sequence is None else sequence,
        "recurrence_id": "",
        "stamp": stamp,
        "comment": "",
        "start": "",
        "end": "",
        "organizer": nobody,
        "attendees": [person],
    }
    calendar = {"path": "2", "method": method, "events": [event | more]}
    verdicts = {"dmarc": "pass" if proven else "none"}
    kept = {"calendar": calendar, "verdicts": verdicts}
    _went, message = delivered([to], sender=sender, kept=kept)
    return message
